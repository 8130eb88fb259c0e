# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every text that an answer had, in their order, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from grc.answers.copies import copies_text
from grc.answers.enums import AnswerKind, SendingChannel, SignatureMode
from grc.answers.models import DraftState, Signatory, Visa
from grc.service_requests.enums import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from grc.accounts.models import User
    from grc.answers.models import Answer
    from grc.answers.models.keeping import KeptText

#: A version is submitted after the state that it freezes, be it in the same instant.
STATE, VERSION = 0, 1
Place = tuple["datetime", int, int]


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """One text as a list shows it, without its words.

    ``changed`` says what the outcome and the kind became with it, ``visas`` how a version ended;
    ``is_current``: the draft says just this.
    """

    name: str
    place: Place
    by: User
    length: int
    changed: tuple[str, ...] = ()
    number: int = 0
    ended: str = ""
    visas: tuple[Visa, ...] = ()
    is_aside: bool = False
    is_settled: bool = False
    is_current: bool = False

    @property
    def at(self) -> datetime:
        return self.place[0]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What became something else beside the text; ``is_long``: words to compare one by one."""

    label: str
    before: str
    after: str
    is_long: bool = False


def kept_rows(
    answer: Answer, place: Place | None = None, *, backwards: bool, most: int
) -> list[KeptRow]:
    """Return the texts of an answer, the newest first, on from a place; or back from it."""
    rows = [
        *(_state_row(answer, one) for one in _states(answer, place, backwards=backwards)[:most]),
        *(_version_row(one) for one in _versions(answer, place, backwards=backwards)[:most]),
    ]
    return sorted(rows, key=lambda row: row.place, reverse=not backwards)[:most]


def differences(before: KeptText, after: KeptText) -> list[Difference]:
    """Return what differs beside the text; what was not asked at the time is passed over."""
    was, became = before.decided, after.decided
    found = [_choice(_("Outcome"), Outcome, before.outcome, after.outcome)]
    if was is not None and became is not None:
        found += [
            _choice(_("Kind of answer"), AnswerKind, was.kind, became.kind),
            _words(_("Grounds of law"), was.grounds_law, became.grounds_law),
            _words(_("Grounds of fact"), was.grounds_fact, became.grounds_fact),
            _signatory(was.signatory_id, became.signatory_id),
            _choice(
                _("How it is signed"), SignatureMode, was.signature_mode, became.signature_mode
            ),
            _choice(_("How it is sent"), SendingChannel, was.channel, became.channel),
            _words(_("Postal address"), was.postal_address, became.postal_address),
            _words(_("Copies to"), copies_text(was.copies), copies_text(became.copies)),
        ]
    if before.number and after.number:
        found.append(_words(_("Files"), "\n".join(before.files), "\n".join(after.files)))
    return [one for one in found if one.before != one.after]


def _states(answer: Answer, place: Place | None, *, backwards: bool) -> Any:
    earlier = DraftState.objects.filter(
        answer=OuterRef("answer"), kept_aside=False, revision__lt=OuterRef("revision")
    ).order_by("-revision")
    states = answer.draft_states.annotate(
        length=Length("body"),
        kind=F("decided__kind"),
        earlier_outcome=Subquery(earlier.values("outcome")[:1]),
        earlier_kind=Subquery(earlier.values("decided__kind")[:1]),
    )
    states = states.select_related("by").defer("body", "decided")
    return _from(states, "saved_at", STATE, place, backwards=backwards)


def _versions(answer: Answer, place: Place | None, *, backwards: bool) -> Any:
    visas = Visa.objects.select_related("by", "for_person", "handed_to")
    rounds = answer.rounds.annotate(length=Length("body")).select_related("author")
    rounds = rounds.prefetch_related(Prefetch("visas", visas)).defer("body", "content", "circuit")
    return _from(rounds, "submitted_at", VERSION, place, backwards=backwards)


def _from(rows: Any, moment: str, rank: int, place: Place | None, *, backwards: bool) -> Any:
    order = (moment, "pk") if backwards else (f"-{moment}", "-pk")
    if place is None:
        return rows.order_by(*order)
    at, other_rank, pk = place
    way = "gt" if backwards else "lt"
    beyond = Q(**{f"{moment}__{way}": at})
    if rank == other_rank:
        beyond |= Q(**{moment: at, f"pk__{way}": pk})
    elif (rank > other_rank) is backwards:
        beyond |= Q(**{moment: at})
    return rows.filter(beyond).order_by(*order)


def _state_row(answer: Answer, state: Any) -> KeptRow:
    changed = []
    if state.earlier_outcome is not None and state.earlier_outcome != state.outcome:
        changed.append(_("Outcome: %(outcome)s") % {"outcome": _label(Outcome, state.outcome)})
    if state.earlier_kind is not None and state.kind not in (None, state.earlier_kind):
        changed.append(_("Kind of answer: %(kind)s") % {"kind": _label(AnswerKind, state.kind)})
    return KeptRow(
        name=f"e{state.pk}",
        place=(state.saved_at, STATE, state.pk),
        by=state.by,
        length=state.length,
        changed=tuple(changed),
        is_aside=state.kept_aside,
        is_settled=state.settled,
        is_current=not state.kept_aside and state.revision == answer.revision,
    )


def _version_row(version: Any) -> KeptRow:
    return KeptRow(
        name=f"v{version.number}",
        place=(version.submitted_at, VERSION, version.pk),
        by=version.author,
        length=version.length,
        number=version.number,
        ended=version.get_state_display(),
        visas=tuple(version.visas.all()),
    )


def _choice(label: str, choices: Any, before: str, after: str) -> Difference:
    return Difference(label=label, before=_label(choices, before), after=_label(choices, after))


def _words(label: str, before: str, after: str) -> Difference:
    return Difference(label=label, before=before, after=after, is_long=True)


def _signatory(before: int | None, after: int | None) -> Difference:
    names: dict[int | None, str] = {}
    if before != after:
        keys = [key for key in (before, after) if key is not None]
        names = {one.pk: str(one) for one in Signatory.objects.filter(pk__in=keys)}
    return Difference(
        label=_("Signed by"), before=names.get(before, ""), after=names.get(after, "")
    )


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))
