# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What can be done with a request now: one first action, the others behind their names.

Each asks the same guards as the command behind it. What cannot be done says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.answers.choosing import refusal_of_step
from grc.answers.enums import AnswerState
from grc.answers.guards import refusal_to_decide
from grc.service_requests.guards import can_assign, can_work
from grc.service_requests.models.lifecycle import begins_work
from workflows.definition import AnswerEvent, StepKind, Word
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.accounts.models import User
    from grc.desk.answers import AnswerShown
    from grc.desk.contributions import ContributionShown
    from grc.service_requests.models import ServiceRequest
    from workflows.definition import Transition
    from workflows.machine import Availability


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button. ``posts``: it acts at once; otherwise it opens a form or a page.

    ``reason`` says why it cannot be used; ``opens_page``: the address is another page.
    """

    code: str
    label: str
    href: str
    posts: bool = False
    opens_page: bool = False
    reason: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Actions:
    """The first action, if any, and the others."""

    primary: Action | None
    others: list[Action]


def actions_for(
    user: User,
    service_request: ServiceRequest,
    answer: AnswerShown | None,
    contributions: Iterable[ContributionShown] = (),
) -> Actions:
    """Return what this person can do, or what they cannot and why.

    ``answer`` is the one in progress, if there is one; ``contributions`` are those that other
    teams were asked for.
    """
    moves = [
        _move(service_request, availability)
        for availability in service_request.available_to(user)
        if not _is_taking(service_request, availability.transition)
    ]
    own = [
        *_deciding(user, answer),
        *_contributing(user, service_request, contributions),
        *_taking(user, service_request),
        *_writing(user, service_request, answer),
    ]
    first = (action for action in own if not action.reason and action.code != "recall")
    primary = next(first, None) or _first_move(service_request, moves)
    others = [*own, *moves, *_releasing(user, service_request)]
    return Actions(primary, [action for action in others if action is not primary])


def refusal_to_answer(service_request: ServiceRequest) -> str:
    """Return why no answer can leave from this step; empty when one can."""
    if service_request.has_ended:
        return _("This request has ended. Reopen it before answering.")
    return refusal_of_step(service_request)


def needs_visa(service_request: ServiceRequest) -> bool:
    """Return whether an answer submitted now goes to a validator before it leaves."""
    machine, step = service_request.machine, service_request.step
    facts = service_request.facts()
    return machine.by_answer(step, AnswerEvent.SUBMITTED, facts) is not None


def address(name: str, service_request: ServiceRequest, *args: str) -> str:
    """Return the address of a page or gesture of this request."""
    return reverse(f"desk:{name}", args=[service_request.display_reference, *args])


def _taking(user: User, service_request: ServiceRequest) -> list[Action]:
    untaken = service_request.assignee_id is None and not service_request.has_ended
    if not untaken or not can_work(user, service_request):
        return []
    href = address("take", service_request)
    return [Action(code="take", label=_("Take"), href=href, posts=True, icon="hand-raised")]


def _releasing(user: User, service_request: ServiceRequest) -> list[Action]:
    if service_request.assignee_id is None or service_request.has_ended:
        return []
    if service_request.assignee_id != user.pk and not can_assign(user, service_request):
        return []
    href = address("release", service_request)
    return [Action(code="release", label=_("Put back in the queue"), href=href, posts=True)]


def _deciding(user: User, answer: AnswerShown | None) -> list[Action]:
    round_ = answer.open_round if answer else None
    if answer is None or round_ is None or refusal_to_decide(user, answer.course):
        return []
    href = reverse("desk:round", args=[round_.answer_id, round_.number])
    label = _("Read and decide")
    return [Action(code="decide", label=label, href=href, opens_page=True, icon="check-badge")]


def _contributing(
    user: User, service_request: ServiceRequest, contributions: Iterable[ContributionShown]
) -> list[Action]:
    """Return the gesture of a team that is asked; who works the request has others first."""
    if can_work(user, service_request):
        return []
    ours = [shown for shown in contributions if shown.give]
    if len(ours) == 1:
        label = _("Give our contribution")
        return [Action(code="contribute", label=label, href=ours[0].give, icon="pencil")]
    named = _("Give our contribution: %(team)s")
    return [
        Action(
            code=f"contribute-{shown.contribution.team_id}",
            label=named % {"team": shown.contribution.team},
            href=shown.give,
            icon="pencil",
        )
        for shown in ours
    ]


def _writing(
    user: User, service_request: ServiceRequest, answer: AnswerShown | None
) -> list[Action]:
    if not can_work(user, service_request):
        return []
    if answer is None:
        return _beginning(service_request)
    if answer.answer.state == AnswerState.DRAFT:
        label = _("Correct the answer") if answer.returned else _("Go on with the answer")
        href = address("answer", service_request)
        return [Action(code="answer", label=label, href=href, opens_page=True, icon="pencil")]
    round_ = answer.open_round
    if round_ is not None and round_.author_id == user.pk:
        href = address("recall", service_request)
        return [Action(code="recall", label=_("Take the answer back"), href=href, posts=True)]
    if answer.must_be_told:
        href = address("tell", service_request)
        return [Action(code="tell", label=_("I have told the answer"), href=href, icon="phone")]
    return []


def _beginning(service_request: ServiceRequest) -> list[Action]:
    if service_request.has_ended:
        return []
    return [
        Action(
            code="answer",
            label=_("Write the answer"),
            href=address("answer", service_request),
            posts=True,
            reason=refusal_to_answer(service_request),
            icon="pencil",
        )
    ]


def _move(service_request: ServiceRequest, availability: Availability) -> Action:
    transition, refusal = availability.transition, availability.refusal
    return Action(
        code=transition.code,
        label=resolve(transition.label, get_language() or "fr"),
        href=address("perform", service_request, transition.code),
        posts=is_wordless(transition),
        reason=service_request.said(refusal) if refusal else "",
    )


def is_wordless(transition: Transition) -> bool:
    """Return whether this move is a button alone, without a form."""
    asks = transition.outcomes or transition.form or transition.asked_items
    return not asks and {transition.message, transition.reason} == {Word.NONE}


def _is_taking(service_request: ServiceRequest, transition: Transition) -> bool:
    """Tell the button that ``take`` presses by itself from the others."""
    return (
        service_request.assignee_id is None
        and service_request.step_kind == StepKind.NEW
        and is_wordless(transition)
        and begins_work(service_request.machine, transition)
    )


def _first_move(service_request: ServiceRequest, moves: list[Action]) -> Action | None:
    transitions = service_request.machine.definition.transitions
    likely = {transition.code for transition in transitions if transition.primary}
    return next((move for move in moves if move.code in likely and not move.reason), None)
