# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who else has a draft open, in words. The socket knows who; it says ids only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from grc.accounts.models import Membership, User
from grc.desk.access import find, member_required

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.ui.http import MemberRequest

MOST_NAMED = 10


@require_safe
@member_required
def beside(request: MemberRequest, reference: str) -> HttpResponse:
    """Name the people of these ids who work in this town, oneself apart."""
    find(request, reference)
    given = request.GET.getlist("with")[:MOST_NAMED]
    keys = [int(key) for key in given if key.isascii() and key.isdecimal() and len(key) < 19]
    members = Membership.objects.filter(user__is_active=True, user__in=keys).values("user")
    people = User.objects.filter(pk__in=members).exclude(pk=request.user.pk)
    names = [str(person) for person in people.order_by("last_name", "first_name", "pk")]
    return JsonResponse({"words": _words(names)})


def _words(names: list[str]) -> str:
    if not names:
        return ""
    words = ngettext(
        "%(people)s is writing here too.", "%(people)s are writing here too.", len(names)
    )
    return words % {"people": get_text_list(names, _("and"))}
