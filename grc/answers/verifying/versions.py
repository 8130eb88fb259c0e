# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The rounds of an answer: the text that was approved, by everybody whom its circuit asks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from grc.answers.circuits.definition import CircuitError
from grc.answers.verifying.case import Defect
from grc.core.canonical import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.answers.circuits.definition import Stage
    from grc.answers.models import Visa
    from grc.answers.verifying.case import Case, Version
    from grc.journal.models import Event

_APPROVED: Final = "approved"
_OPINIONS: Final = ("favourable", "reserved", "unfavourable")
#: The events that tell of a visa, and the decisions that each may tell of.
_TOLD: Final = {
    "approved": (_APPROVED,),
    "returned": ("returned",),
    "handed_over": ("handed_over",),
    "opinion_given": _OPINIONS,
    "amended": ("amended",),
    "visa_taken_back": ("taken_back",),
}
_TELLER: Final = {decision: name for name, known in _TOLD.items() for decision in known}


def check_versions(case: Case, *, chain_holds: bool) -> Iterator[Defect]:
    """Look at every round: what it froze, who decided on exactly that, whether that was enough.

    Rounds are compared with what events tell only where the chain of events holds.
    """
    for number, version in enumerate(case.versions, start=1):
        if version.round.number != number:
            yield _defect("version.missing", _("version %(number)d is missing."), number)
            break
    for version in case.versions:
        yield from _content(case, version)
        yield from _visas(version)
        if version.round.state == _APPROVED:
            yield from _approval(version)
    if chain_holds:
        yield from _compared_with_events(case)


def _content(case: Case, version: Version) -> Iterator[Defect]:
    round_ = version.round
    if content_hash(round_.content) != round_.content_hash:
        yield _defect(
            "version.content",
            _("the content of version %(number)d was altered: it no longer has its hash."),
            round_.number,
        )
        return
    if round_.body != round_.content.get("body"):
        yield _defect(
            "version.body",
            _("the text of version %(number)d is not the one that it froze."),
            round_.number,
        )
    if round_.content.get("answer") != case.answer.pk:
        yield _defect("version.other", _("version %(number)d froze another answer."), round_.number)


def _compared_with_events(case: Case) -> Iterator[Defect]:
    for version in case.versions:
        yield from _recorded(case, version)
        yield from _changes(case, version)
    yield from _visas_told(case)


def _recorded(case: Case, version: Version) -> Iterator[Defect]:
    """What the chain says that the version froze."""
    round_ = version.round
    for event in case.events:
        number = event.data.get("next" if event.name == "amended" else "round")
        if event.name not in ("submitted", "amended") or number != round_.number:
            continue
        if event.data.get("content", round_.content_hash) != round_.content_hash:
            yield _defect(
                "version.recorded",
                _("version %(number)d is not the one submitted: its event has another hash."),
                round_.number,
            )
        if event.data.get("circuit") not in (None, content_hash(round_.circuit)):
            yield _defect(
                "version.circuit",
                _("the circuit of version %(number)d is not the one that was pinned."),
                round_.number,
            )


def _changes(case: Case, version: Version) -> Iterator[Defect]:
    """Each change of the circuit on this case is the one that its event recorded."""
    told = {
        event.data["circuit"]
        for event in case.events
        if event.name == "circuit_changed" and "circuit" in event.data
    }
    for change in version.changes:
        if told and change.kind != "accord" and content_hash(change.circuit) not in told:
            words = _("a change of the circuit of version %(number)d is not the one recorded.")
            yield _defect("version.circuit", words, version.round.number)


def _visas(version: Version) -> Iterator[Defect]:
    round_ = version.round
    for visa in version.visas:
        named = {"number": round_.number, "visa": visa.pk}
        if visa.content_hash != round_.content_hash:
            words = _("visa %(visa)d is bound to another text than that of version %(number)d.")
            yield Defect(code="visa.other-text", what=words % named)
        is_own = visa.by_id == round_.author_id and not round_.is_amendment
        if is_own and visa.decision != "taken_back":
            words = _("visa %(visa)d on version %(number)d was given by its own author.")
            yield Defect(code="visa.own-text", what=words % named)


def _approval(version: Version) -> Iterator[Defect]:
    """Whether the visas that stand are those that the circuit asks for, one of them foreign."""
    round_ = version.round
    try:
        circuit = version.circuit
    except CircuitError:
        yield _defect(
            "version.circuit", _("the circuit of version %(number)d cannot be read."), round_.number
        )
        return
    for stage in circuit:
        if not _is_met(stage, version):
            yield Defect(
                code="visa.missing",
                what=_("version %(number)d was approved without a visa at stage “%(stage)s”.")
                % {"number": round_.number, "stage": stage.code},
            )
    approvers = {visa.by_id for visa in version.counting if visa.decision == _APPROVED}
    if (round_.validates or circuit.validates) and approvers <= set(round_.writers):
        words = _("version %(number)d was approved by nobody but those who wrote it.")
        yield _defect("visa.not-foreign", words, round_.number)
    if round_.author_id not in round_.writers:
        words = _("the author of version %(number)d is not among those who wrote it.")
        yield _defect("version.writers", words, round_.number)


def _is_met(stage: Stage, version: Version) -> bool:
    turns = [turn for turn in version.turns if turn.stage == stage.code]
    if stage.skipped or (
        not stage.kind.approves and any(turn.ended_by == "lapsed" for turn in turns)
    ):
        return True
    wanted = (_APPROVED,) if stage.kind.approves else _OPINIONS
    visas = [visa for visa in version.counting if visa.stage == stage.code]
    filled = {visa.seat for visa in visas if visa.decision in wanted}
    places = [turn.seat for turn in turns] + [visa.seat for visa in visas]
    seats = max(places, default=-1) + 1
    return seats > 0 and len(filled) >= stage.needed(seats)


def _visas_told(case: Case) -> Iterator[Defect]:
    """Every visa has its event and every event its visa, from where the chain begins."""
    linked = [event for event in case.events if event.chain_position is not None]
    if not linked:
        return
    told = Counter(_told_key(event) for event in linked if event.name in _TOLD)
    there: Counter[tuple[object, ...]] = Counter()
    for version in case.versions:
        for visa in version.visas:
            if visa.decided_at >= linked[0].at and not _is_carried(version, visa):
                there[version.round.number, visa.by_id, _TELLER.get(visa.decision)] += 1
    for (number, _by, name), count in (told - there).items():
        for _one in range(count):
            yield Defect(
                code="visa.lost",
                what=_(
                    "a visa on version %(number)s is missing, of which an event tells (%(name)s)."
                )
                % {"number": number, "name": name},
            )
    for (number, _by, name), count in (there - told).items():
        for _one in range(count):
            yield Defect(
                code="visa.untold",
                what=_("no event tells of a visa on version %(number)s (%(name)s).")
                % {"number": number, "name": name},
            )


def _told_key(event: Event) -> tuple[object, ...]:
    return event.data.get("round"), event.actor_id, event.name


def _is_carried(version: Version, visa: Visa) -> bool:
    """Whoever corrects a text approves it at their own stage: one event tells both."""
    is_own = version.round.is_amendment and visa.by_id == version.round.author_id
    return is_own and visa.pk == version.visas[0].pk


def _defect(code: str, words: str, number: int) -> Defect:
    return Defect(code=code, what=words % {"number": number})
