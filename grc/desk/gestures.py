# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What every gesture shares: the form it may need, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from grc.service_requests.models import ServiceRequest

if TYPE_CHECKING:
    from django import forms
    from django.http import QueryDict

    from grc.ui.http import MemberRequest


class SeeOther(HttpResponseRedirect):
    """After a gesture: look at that page. A reload does not repeat the gesture."""

    status_code = 303


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A form open on the page of a request: its title, its address, the words on its button."""

    name: str
    title: str
    href: str
    submit: str
    form: forms.Form
    help: str = ""


def data_of(request: MemberRequest) -> QueryDict | None:
    """Return what was posted, even nothing; None when a form is only opened."""
    return request.POST if request.method == "POST" else None


def back_to(
    request: MemberRequest, service_request: ServiceRequest, *, said: str, anchor: str = "main"
) -> SeeOther:
    """Lead back to the request, say once what was done, keep the list that stands beside it.

    The anchor tells the page that what was typed has arrived. Whoever passed the request on to
    others may no longer see it: they go back to their queue.
    """
    messages.success(request, said)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    visible = ServiceRequest.objects.visible_to(request.user)
    if not visible.filter(pk=service_request.pk).exists():
        return SeeOther(f"{reverse('desk:queue')}{query}")
    path = reverse("desk:request", args=[service_request.display_reference])
    return SeeOther(f"{path}{query}#{anchor}")
