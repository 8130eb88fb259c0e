# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What waits for a person's visa, oldest first, and what they read before they decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from grc.answers.choosing import reason_words
from grc.answers.enums import RoundState
from grc.answers.models import Round, Turn, Visa
from grc.answers.rounds.line import line_of_circuit, names_of_circuit, stage_label
from grc.answers.rounds.waiting import turns_asking, waiting_for
from grc.desk.answers import names_of
from grc.service_requests.models import ServiceRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grc.accounts.models import User
    from grc.answers.rounds.course import Course
    from grc.municipalities.models import Municipality
    from grc.ui.http import MemberRequest

# Beyond this many, a place in the line says nothing more.
MOST_COUNTED = 99
# Versions that a session remembers to have shown.
OPENED = "opened_rounds"
MOST_REMEMBERED = 200


@dataclass(frozen=True)
class Place:
    """Where a round stands in somebody's inbox."""

    position: int
    count: int
    before: str
    after: str

    @property
    def words(self) -> str:
        if not self.position:
            return ""
        return _("%(position)d of %(count)d") % {"position": self.position, "count": self.count}


def awaiting(user: User, municipality: Municipality) -> QuerySet[Turn]:
    """Return the turns that this person may decide: the soonest due first, then the oldest."""
    return waiting_for(user, municipality).select_related("round")


def shown_to(user: User, municipality: Municipality) -> QuerySet[Round]:
    """Return the rounds that this person may see, was asked to decide, or decided.

    Whoever stands in for somebody sees what waits for them, as long as they do.

    Once decided by somebody else, a request may have left their sight: what it says is not shown
    to them again, only that it was decided.
    """
    request = OuterRef("answer__service_request")
    # As a list of all that is visible, beside an OR, PostgreSQL would read a million requests.
    visible = Exists(ServiceRequest.objects.visible_to(user).filter(pk=request))
    of_round = {"round": OuterRef("pk")}
    asked = Exists(turns_asking(user).filter(**of_round))
    stands_in = Exists(waiting_for(user, municipality).order_by().filter(**of_round))
    decided = Exists(Visa.objects.filter(by=user, **of_round))
    return Round.objects.filter(visible | asked | stands_in | decided)


def remember_opened(request: MemberRequest, round_: Round) -> None:
    """Keep in the session that this person opened a version: they may approve it from the list."""
    opened = [key for key in request.session.get(OPENED, []) if key != round_.pk]
    if len(opened) == len(request.session.get(OPENED, [])):
        request.session[OPENED] = [*opened, round_.pk][-MOST_REMEMBERED:]


def was_opened(request: MemberRequest, round_: Round) -> bool:
    return round_.pk in request.session.get(OPENED, [])


def round_address(round_: Round, name: str = "round") -> str:
    return reverse(f"desk:{name}", args=[round_.answer_id, round_.number])


def next_address(user: User, municipality: Municipality) -> str:
    """Return where the inbox goes on: what is due first, or the page that says there is nothing."""
    first = awaiting(user, municipality).first()
    return round_address(first.round) if first else reverse("desk:inbox")


def place_of(user: User, municipality: Municipality, round_: Round) -> Place:
    """Return where this round stands among those that wait for this person."""
    turns = awaiting(user, municipality).only("round__answer_id", "round__number")
    waiting = list(dict.fromkeys(turn.round for turn in turns[:MOST_COUNTED]))
    keys = [other.pk for other in waiting]
    if round_.pk not in keys:
        return Place(0, len(keys), "", round_address(waiting[0]) if waiting else "")
    index = keys.index(round_.pk)
    before = round_address(waiting[index - 1]) if index else ""
    after = round_address(waiting[index + 1]) if index + 1 < len(waiting) else ""
    return Place(index + 1, len(keys), before, after)


def reading(user: User, course: Course) -> dict[str, Any]:
    """Return what is read before deciding: why here, what came before, what changed since."""
    round_ = course.round
    visas = Visa.objects.select_related("by", "for_person", "handed_to")
    earlier = Round.objects.filter(answer=round_.answer_id, number__lt=round_.number)
    rounds = list(
        earlier.select_related("author")
        .prefetch_related(Prefetch("visas", visas))
        .order_by("-number")
    )
    compared = next((r for r in rounds if any(v.by_id == user.pk for v in r.visas.all())), None)
    return {
        "why": _why(round_, course),
        "because": reason_words(round_),
        "line": line_of_circuit(course, names_of(names_of_circuit(course))),
        "earlier": rounds,
        "compared": compared or next(iter(rounds), None),
        "is_own_visa": compared is not None,
        "is_open": round_.state == RoundState.OPEN,
    }


def _why(round_: Round, course: Course) -> str:
    """Return in one sentence why this is here: who wrote or corrected it, what is asked."""
    current = course.progress.current
    words = {"author": round_.author, "stage": stage_label(current) if current else ""}
    if round_.is_amendment:
        return _("%(author)s corrected the text of this answer. Asked now: %(stage)s.") % words
    if round_.number > 1:
        return _("%(author)s submitted this answer again. Asked now: %(stage)s.") % words
    return _("%(author)s wrote this answer. Asked now: %(stage)s.") % words
