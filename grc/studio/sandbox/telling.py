# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A story in sentences: each move, what it brought, and the words that the requester was told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grc.service_requests.enums import Outcome
from grc.service_requests.placeholders import PLACEHOLDERS, FieldValue, fill_plain
from grc.service_requests.versions.rehearsing import Rehearsal
from grc.studio.workflows.effects import effect_sentence
from grc.studio.workflows.trying import world_of
from grc.studio.workflows.words import MESSAGE_SAID, REASON_SAID, said
from grc.ui import dates
from workflows.effects import Ask, BeginAnswer, Contribute, Library, effect_to_data
from workflows.options import PREFIX as OPTIONS
from workflows.options import option_values
from workflows.outcomes import AnswerEvent
from workflows.playing.world import FILLED
from workflows.rules.forms import PREFIX as VALUES
from workflows.scenario import Answering, Contributed, Expect, Press, SendItems, Wait, Write
from workflows.text import resolve
from workflows.timers import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from grc.catalog.models import Service
    from grc.studio.workflows.page import WorkflowPage
    from workflows.definition import Transition
    from workflows.effects import Words
    from workflows.fields import Field
    from workflows.playing import Case, Possible, Standing, Turn
    from workflows.scenario import Move
    from workflows.text import LocalisedText

_ANSWERED: Final = {
    AnswerEvent.SUBMITTED: gettext_lazy("The answer is submitted"),
    AnswerEvent.RETURNED: gettext_lazy("The answer is returned"),
    AnswerEvent.RECALLED: gettext_lazy("The answer is taken back by its author"),
    AnswerEvent.APPROVED: gettext_lazy("The answer is approved"),
    AnswerEvent.SENT: gettext_lazy("The answer is sent"),
}


def day_of(value: date, began: datetime) -> str:
    """Return a day of a story: which one it is of the story, and of the calendar."""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    number = (day - timezone.localtime(began).date()).days + 1
    written = dates.day(day, short=True)
    if number < 1:
        return written
    return _("day %(number)d (%(day)s)") % {"number": number, "day": written}


def move_sentence(page: WorkflowPage, move: Move) -> str:
    """Return a move in words."""
    match move:
        case Press():
            return _pressed(page, move)
        case Write():
            return _("The requester writes")
        case SendItems(()):
            return _("The requester sends what was asked for")
        case SendItems(items):
            return _("The requester sends: %(what)s") % {"what": items_in_words(page, items)}
        case Answering(event, outcome):
            return _ended(str(_ANSWERED[event]), outcome)
        case Contributed(functions):
            who = page.around.named("functions", functions)
            return _("Contribution given by: %(who)s") % {"who": who}
        case Wait(None):
            return _("Time passes until the next timer")
        case Wait(amount, unit):
            return _passed(amount or 0, unit)
        case Expect():
            return _("Expected: %(what)s") % {"what": ", ".join(_expected(page, move))}


def brought_by(page: WorkflowPage, turn: Turn, began: datetime) -> list[str]:
    """Return what a move brought: what was taken, where it led, and each effect, in sentences."""
    ways = {way.code: way for way in page.definition.transitions}
    found: list[str] = []
    for taken in turn.taken:
        way = ways[taken.transition]
        pressed = isinstance(turn.move, Press)
        if not pressed:
            params = {"transition": _text(page, way.label), "day": day_of(taken.at, began)}
            found.append(_("“%(transition)s”, on %(day)s") % params)
        if taken.to != taken.left:
            step = page.around.named("steps", [taken.to])
            found.append(_("Now at “%(step)s”") % {"step": step})
        ends = _is_end(page, taken.to)
        found += [
            effect_sentence(effect_to_data(one), page.around)
            for one in way.effects
            if not (ends and isinstance(one, Contribute | BeginAnswer | Ask))
        ]
    if not turn.taken and turn.finding is None and not turn.is_claim:
        found.append(_("Nothing else happens."))
    return found


def hints_of(page: WorkflowPage, possible: Possible, target: str, here: str) -> list[str]:
    """Return what a move would do: where it leads, and which words the desk would ask for."""
    way = possible.way
    if way is None:
        is_word = isinstance(possible.move, Write | SendItems)
        return [_("nothing moves, agents read it")] if is_word else []
    step = page.around.named("steps", [target])
    hints = [step if target != here else _("the request stays")]
    for words, word in ((MESSAGE_SAID, way.message), (REASON_SAID, way.reason)):
        if word in words:
            hints.append(said(words, word))
    return hints


def items_waited_for(page: WorkflowPage, case: Case) -> str:
    """Return what the requester is asked for and has not sent, in a row."""
    return items_in_words(page, [one.code for one in case.items if one.is_open])


def items_in_words(page: WorkflowPage, codes: Iterable[str]) -> str:
    """Return what these items are called, in a row; one that nobody knows says its own code."""
    ways = page.definition.transitions
    labels = {item.code: _text(page, item.label) for way in ways for item in way.asked_items}
    return ", ".join(labels.get(code, code) for code in codes)


def told_to_requester(
    page: WorkflowPage, standing: Standing, service: Service | None
) -> Iterator[tuple[str, str]]:
    """Yield what the requester reads of what happened, in order, each with its day.

    ``service``: the one that the story is about, by whose team and name its words are filled.
    """
    named = _named_by(page, service)
    ways = {way.code: way for way in page.definition.transitions}
    case, turns = standing.case, standing.turns
    ends = [*(turn.said for turn in turns[1:]), len(case.said)]
    for turn, end in zip(turns, ends, strict=False):
        for taken in turn.taken:
            if words := _text(page, ways[taken.transition].citizen_label):
                yield day_of(taken.at, case.submitted_at), words
        for one in case.said[turn.said : end]:
            if one.to == "requester":
                words = _filled(page, case, one.text, named)
                words = words or _("We asked you for what is missing")
                yield day_of(one.at, case.submitted_at), words


def _is_end(page: WorkflowPage, code: str) -> bool:
    return any(step.is_end for step in page.definition.steps if step.code == code)


def _passed(amount: int, unit: Unit) -> str:
    counted = {
        Unit.HOURS: ngettext("%(count)d hour passes", "%(count)d hours pass", amount),
        Unit.WORKING_HOURS: ngettext(
            "%(count)d working hour passes", "%(count)d working hours pass", amount
        ),
        Unit.DAYS: ngettext("%(count)d day passes", "%(count)d days pass", amount),
        Unit.WORKING_DAYS: ngettext(
            "%(count)d working day passes", "%(count)d working days pass", amount
        ),
    }
    return counted[unit] % {"count": amount}


def _pressed(page: WorkflowPage, press: Press) -> str:
    way = _way(page, press.transition)
    params = {
        "who": page.around.named("functions", press.functions) or _("nobody"),
        "what": _text(page, way.label) if way else press.transition,
    }
    if press.refused:
        return _("%(who)s: “%(what)s” cannot be pressed") % params
    words = _ended(_("%(who)s: “%(what)s”") % params, press.outcome)
    fields = way.form.fields if way and way.form else ()
    labels = {field.code: _text(page, field.label) for field in fields}
    answers = [f"{labels.get(code, code)} {_plain(value)}" for code, value in press.values]
    return " · ".join([words, *answers])


def _ended(words: str, outcome: str) -> str:
    if not outcome:
        return words
    return f"{words} · {dict(Outcome.choices).get(outcome, outcome)}"


def _expected(page: WorkflowPage, expect: Expect) -> Iterator[str]:
    if expect.step is not None:
        yield _("step “%(step)s”") % {"step": page.around.named("steps", [expect.step])}
    if expect.outcome is not None:
        yield str(dict(Outcome.choices).get(expect.outcome, expect.outcome))
    if expect.told is not None:
        yield _("words to the requester: %(count)d") % {"count": expect.told}
    if expect.assigned is not None:
        yield _("somebody in charge") if expect.assigned else _("nobody in charge")
    if expect.answer is not None:
        yield _("an answer that is being written")


def _named_by(page: WorkflowPage, service: Service | None) -> dict[str, object]:
    """Return what a service says of itself in a text."""
    if service is None:
        return {}
    team, town = service.team, page.workflow.municipality
    return {
        "service.name": resolve(service.name, page.language),
        "team.name": team.name,
        "team.phone": team.phone or town.phone,
        "town.name": town.name,
        "town.phone": town.phone,
    }


def _filled(page: WorkflowPage, case: Case, text: Words, named: Mapping[str, object]) -> str:
    """Return a text with what the story says in it, and examples for the rest."""
    if isinstance(text, Library):
        return _("The standard text “%(text)s”") % {"text": page.around.named("texts", [text.code])}
    values: dict[str, object] = {one.name: _text(page, one.example) for one in PLACEHOLDERS}
    values |= named
    if case.place:
        values["request.place"] = case.place
    definition, world = page.definition, world_of(page)
    asked = world.fields if isinstance(world, Rehearsal) else ()
    chosen = option_values(definition.options, case.options)
    values |= _values(VALUES, asked, case.values)
    values |= _values(FILLED, definition.form_fields, case.filled)
    values |= _values(OPTIONS, [one.field for one in definition.options], chosen)
    return fill_plain(_text(page, text), values, page.language).text


def _values(prefix: str, fields: Iterable[Field], values: dict[str, Any]) -> dict[str, object]:
    return {prefix + one.code: FieldValue(one, values.get(one.code)) for one in fields}


def _way(page: WorkflowPage, code: str) -> Transition | None:
    return next((way for way in page.definition.transitions if way.code == code), None)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _text(page: WorkflowPage, text: LocalisedText) -> str:
    return resolve(text, page.language)
