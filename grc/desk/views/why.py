# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Why a request is where it is, and what may come next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from grc.desk import history
from grc.desk.access import find, member_required
from grc.desk.navigation import show
from grc.desk.words import SET_OFF
from grc.journal.models import Event
from grc.service_requests.explaining import Explanation

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.ui.http import MemberRequest


@require_safe
@member_required
def why(request: MemberRequest, reference: str) -> HttpResponse:
    """Explain: each way out with who may take it and what must hold, each move that was made."""
    service_request = find(request, reference)
    explanation = Explanation(service_request, request.user)
    events = list(Event.objects.about(service_request).in_order())
    names = history.names_in(events)
    moves = explanation.moves(events)
    return show(
        request,
        "desk/why.html",
        {
            "service_request": service_request,
            "ways": [(way, SET_OFF.get(way.trigger, "")) for way in explanation.ways()],
            "functions": explanation.functions(),
            "moves": [
                (move, SET_OFF.get(move.trigger, ""), history.actor_of(move.event, names))
                for move in moves
            ],
        },
    )
