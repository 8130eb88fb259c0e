# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The circuits of a town and the rules that choose them, as sentences and as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.models import Team, User
from grc.answers.circuits.definition import Then, Whose
from grc.answers.configuring.town_facts import town_vocabulary
from grc.answers.rounds.line import role_words, stage_label
from grc.answers.scope import listed
from grc.core.line import LinePoint
from workflows.models import WorkflowVersion
from workflows.rules import parse_condition
from workflows.sentences import condition_sentence
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from grc.answers.circuits.definition import Definition, Stage, Who
    from grc.answers.models import Circuit, CircuitRule


class Portrait:
    """Says circuits and rules in the reader's language; names are read once for all of them."""

    def __init__(self, circuits: Iterable[Circuit]) -> None:
        named = [
            who for circuit in circuits for stage in circuit.parsed.stages for who in stage.who
        ]
        self.teams = Team.objects.in_bulk({who.team for who in named if who.team})
        self.people = User.objects.in_bulk({who.person for who in named if who.person})
        self.functions = _functions({who.function for who in named if who.function})
        self.vocabulary = town_vocabulary()

    def points(self, definition: Definition) -> list[LinePoint]:
        """Return the line of a circuit that nothing runs on yet."""
        return [
            LinePoint(state="next", label=stage_label(stage), who=self.asked(stage))
            for stage in definition
        ]

    def sentences(self, definition: Definition) -> list[str]:
        """Return one sentence for each stage, in their order."""
        if not definition.stages:
            return [_("Nobody is asked: the answer leaves as soon as it is submitted.")]
        return [self._stage(stage) for stage in definition]

    def rule(self, rule: CircuitRule) -> str:
        """Return when a rule holds, as a sentence."""
        if rule.condition is None:
            return _("In every other case.")
        words = condition_sentence(parse_condition(rule.condition), self.vocabulary)
        return _("When %(condition)s.") % {"condition": words}

    def asked(self, stage: Stage) -> str:
        """Return whom a stage asks: « the head of Roads or the head of Parks »."""
        named = [self.who(who) for who in stage.who]
        if stage.need == 0:
            return listed(named)
        if len(named) > 1 and stage.need > 1:
            count = {"need": stage.need, "count": len(named), "people": ", ".join(named)}
            return _("%(need)d of these %(count)d: %(people)s") % count
        return _(" or ").join(named)

    def who(self, who: Who) -> str:
        """Return one of those whom a stage asks."""
        if who.whose is Whose.PERSON:
            return str(self.people.get(who.person or 0, ""))
        if who.whose is Whose.SIGNATORY:
            return _("the signatory")
        if who.whose is Whose.MANAGER:
            return _("the author’s manager")
        if who.whose is Whose.FUNCTION:
            held = {"function": self.functions.get(who.function, who.function)}
            return _("whoever is “%(function)s” for this service") % held
        team = self.teams.get(who.team) if who.team else None
        if team is None:
            return _in_charge(who)
        if not who.each:
            return role_words(who.role, str(team))
        if who.role == Role.AGENT:
            return _("everybody of %(team)s") % {"team": team}
        return _("every supervisor of %(team)s") % {"team": team}

    def _stage(self, stage: Stage) -> str:
        said = [
            _("%(stage)s: %(who)s.") % {"stage": stage_label(stage), "who": self.asked(stage)},
            *self._time(stage),
        ]
        if stage.skip_when is not None:
            condition = parse_condition(dict(stage.skip_when))
            words = condition_sentence(condition, self.vocabulary)
            said.append(_("Left out when %(condition)s.") % {"condition": words})
        if not stage.delegable:
            said.append(_("Cannot be delegated."))
        if not stage.amendable:
            said.append(_("The text cannot be corrected at this stage."))
        return " ".join(said)

    def _time(self, stage: Stage) -> list[str]:
        if stage.hours is None:
            return []
        hours = ngettext(
            "After %(count)d working hour", "After %(count)d working hours", stage.hours
        ) % {"count": stage.hours}
        after = {
            Then.REMIND: _("a reminder"),
            Then.ESCALATE: _("a reminder, then somebody above is asked too"),
            Then.GO_ON: _("the answer goes on without this opinion"),
        }
        return [_("%(hours)s: %(then)s.") % {"hours": hours, "then": after[stage.then]}]


def _functions(codes: Collection[str]) -> dict[str, str]:
    """Return what the workflows in force call these functions; all names where they differ."""
    if not codes:
        return {}
    found: dict[str, list[str]] = {}
    language = get_language() or "fr"
    published = WorkflowVersion.objects.published().order_by("pk")
    for version in published.select_related("workflow"):
        for function in version.machine.definition.functions:
            name = resolve(function.label, language)
            if function.code in codes and name not in found.setdefault(function.code, []):
                found[function.code].append(name)
    return {code: " / ".join(names) for code, names in found.items()}


def _in_charge(who: Who) -> str:
    """Return whom a role asks that names no team: those of the team in charge of the request."""
    if who.role == Role.AGENT:
        some, every = _("somebody of the team in charge"), _("everybody of the team in charge")
    else:
        some, every = _("a supervisor of the team in charge"), _("every supervisor in charge")
    return every if who.each else some
