# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Circuits of validation as the studio shows them: in sentences, with what can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.accounts.models import User
from grc.answers.circuits.editing import NEVER, fingerprint, parts_of
from grc.answers.configuring.portrait import Portrait
from grc.answers.configuring.town_facts import town_vocabulary
from grc.answers.models import Circuit, CircuitDraft, CircuitRule, Round
from workflows.rules import parse_condition
from workflows.sentences import condition_sentence

if TYPE_CHECKING:
    from grc.answers.circuits.definition import Stage

#: Rounds that are counted one by one.
MOST_COUNTED = 10_000


@dataclass(frozen=True, kw_only=True)
class StageShown:
    """A stage as a list shows it."""

    code: str
    label: str
    sentence: str
    based_on: str


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A condition as a list of its parts; ``how`` they hold together."""

    how: str
    sentences: list[str]


@dataclass(frozen=True, kw_only=True)
class CircuitShown:
    """A circuit of the list, with the draft that waits."""

    code: str
    name: str
    sentences: list[str]
    tag: str = ""
    has_draft: bool = False


def all_circuits() -> list[CircuitShown]:
    """Return every circuit of the town, those that are only drafts too."""
    circuits = list(Circuit.objects.order_by("retired_at", "code"))
    drafts = list(CircuitDraft.objects.order_by("code"))
    waiting = {draft.code for draft in drafts}
    new = [draft for draft in drafts if draft.circuit_id is None]
    portrait = Portrait([*circuits, *map(_as_circuit, new)])
    shown = [
        CircuitShown(
            code=one.code,
            name=str(one),
            sentences=portrait.sentences(one.parsed),
            tag=_("retired") if one.retired_at else "",
            has_draft=one.code in waiting,
        )
        for one in circuits
    ]
    return shown + [
        CircuitShown(
            code=one.code,
            name=str(one),
            sentences=portrait.sentences(one.parsed),
            tag=_("not published"),
            has_draft=True,
        )
        for one in new
    ]


def all_rules() -> list[tuple[CircuitRule, str]]:
    """Return the rules in their order, each with when it holds."""
    rules = list(CircuitRule.objects.order_by("position").select_related("circuit"))
    portrait = Portrait([])
    never = _("Never yet: say when it holds.")
    return [(one, never if one.condition == NEVER else portrait.rule(one)) for one in rules]


def stages_of(draft: CircuitDraft) -> list[StageShown]:
    """Return the stages of a draft, each as a sentence."""
    portrait = Portrait([_as_circuit(draft)])
    definition = draft.parsed
    points, said = portrait.points(definition), portrait.sentences(definition)
    return [
        StageShown(
            code=stage.code,
            label=points[index].label,
            sentence=said[index],
            based_on=fingerprint(stage),
        )
        for index, stage in enumerate(definition)
    ]


def asked_of(draft: CircuitDraft, stage: Stage) -> list[str]:
    """Return whom a stage asks, one by one."""
    portrait = Portrait([_as_circuit(draft)])
    return [portrait.who(who) for who in stage.who]


def condition_parts(condition: dict[str, Any] | None) -> Parts:
    """Return a condition as the list that is edited."""
    how, parts = parts_of(condition)
    words = town_vocabulary()
    said = [condition_sentence(parse_condition(part), words) for part in parts]
    return Parts(how=how, sentences=said)


def edits_of(draft: CircuitDraft) -> tuple[str, str]:
    """Return what the newest edit did and who made it; empty where there is none."""
    if not draft.past:
        return "", ""
    last = draft.past[-1]
    sentences = {
        "added": _("A stage was added."),
        "changed": _("A stage was changed."),
        "moved": _("A stage was moved."),
        "removed": _("A stage was removed."),
        "asked": _("Whom a stage asks was changed."),
        "condition": _("When a stage is left out was changed."),
        "renamed": _("The name was changed."),
    }
    by = User.objects.filter(pk=last["by"]).first()
    return sentences.get(last["verb"], ""), str(by or "")


def effect_of(draft: CircuitDraft) -> str:
    """Return on what publishing the draft acts."""
    said = _("Answers that are submitted from now on take it.")
    if draft.circuit_id is None:
        return _("Rules can then lead answers to it.")
    rounds = Round.objects.open().filter(circuit_code=draft.code).order_by()
    kept = rounds[:MOST_COUNTED].count()
    if not kept:
        return said
    words = ngettext(
        "%(count)d answer under way keeps its copy.",
        "%(count)d answers under way keep their copy.",
        kept,
    )
    return f"{said} {words % {'count': kept}}"


def _as_circuit(draft: CircuitDraft) -> Circuit:
    return Circuit(code=draft.code, name=draft.name, definition=draft.definition)
