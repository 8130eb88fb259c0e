# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Other systems of the town: those that workflows tell what happened."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grc.studio.access import LARGEST_KEY, SeeOther, administrator_required
from grc.studio.forms import data_of, refusal_of
from grc.studio.navigation import show
from grc.studio.paging import page_of
from grc.studio.systems.telling import HOW_TO_CHECK, NewSystemForm, SystemForm, calls_of, standing
from grc.webhooks import configuring, secrets
from grc.webhooks.configuring import WebhookContent, secret_mark
from grc.webhooks.models import Webhook

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest

PAGE = 50


@require_safe
@administrator_required
def systems(request: MemberRequest) -> HttpResponse:
    """List the systems that are told something, or were."""
    page = page_of(Webhook.objects.all(), ("name", "pk"), request.GET, size=PAGE)
    rows = [(webhook, standing(webhook)) for webhook in page.rows]
    return show(request, "studio/systems.html", {"page": page, "rows": rows}, place="systems")


@administrator_required
def begin(request: MemberRequest) -> HttpResponse:
    """Add a system; its secret is shown once, here."""
    form = NewSystemForm(data_of(request))
    if request.method != "POST":
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    made: list[Webhook] = []
    code = form.cleaned_data["code"]
    refused = refusal_of(
        lambda: made.append(configuring.add_webhook(code, form.content, by=request.user))
    )
    if refused is not None:
        return _form_page(request, form, refused=refused)
    return _secret_page(request, made[0])


@administrator_required
def system(request: MemberRequest, code: str) -> HttpResponse:
    """Read what is written about a system, how its last calls went, and change it."""
    found = _system(code)
    if request.method != "POST":
        return _page(request, found)
    form = SystemForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    based_on = form.cleaned_data["based_on"]
    refused = refusal_of(
        lambda: configuring.change_webhook(found, form.content, based_on=based_on, by=request.user)
    )
    if refused is not None:
        return _page(request, found, form=form, refused=refused)
    messages.success(request, _("The system is saved."))
    return _back(found)


@require_POST
@administrator_required
def rotate(request: MemberRequest, code: str) -> HttpResponse:
    """Make a new secret; it is shown once, here."""
    found, based_on = _system(code), request.POST.get("based_on", "")
    made: list[Webhook] = []
    refused = refusal_of(
        lambda: made.append(configuring.rotate_secret(found, based_on=based_on, by=request.user))
    )
    if refused is not None:
        return _page(request, found, refused=refused)
    return _secret_page(request, made[0])


@require_POST
@administrator_required
def end_former(request: MemberRequest, code: str) -> HttpResponse:
    """Sign with the newest secret only."""
    found = _system(code)
    words = _("Calls are signed with the newest secret only.")
    return _press(
        request, found, lambda: configuring.end_former_secret(found, by=request.user), words
    )


@require_POST
@administrator_required
def disable(request: MemberRequest, code: str) -> HttpResponse:
    """Tell the system nothing any more."""
    found = _system(code)
    words = _("The system is disabled: nothing is sent to it.")
    return _press(request, found, lambda: configuring.disable(found, by=request.user), words)


@require_POST
@administrator_required
def enable(request: MemberRequest, code: str) -> HttpResponse:
    """Tell the system again what happens."""
    found = _system(code)
    words = _("The system is told again what happens from now on.")
    return _press(request, found, lambda: configuring.enable(found, by=request.user), words)


@require_POST
@administrator_required
def trial(request: MemberRequest, code: str) -> HttpResponse:
    """Send a call that says nothing but where it comes from."""
    found = _system(code)
    words = _("A trial is on its way. Reload this page in a moment to see what came back.")
    return _press(request, found, lambda: configuring.send_trial(found, by=request.user), words)


@require_POST
@administrator_required
def again(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    """Send a call once more."""
    found = _system(code)
    call = get_object_or_404(found.calls, pk=min(pk, LARGEST_KEY))
    words = _("The call is on its way again.")
    return _press(
        request, found, lambda: configuring.send_again(found, call, by=request.user), words
    )


def _press(
    request: MemberRequest, webhook: Webhook, command: Callable[[], object], words: str
) -> HttpResponse:
    refused = refusal_of(command)
    if refused is not None:
        return _page(request, webhook, refused=refused)
    messages.success(request, words)
    return _back(webhook)


def _page(
    request: MemberRequest,
    webhook: Webhook,
    *,
    form: SystemForm | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    # Somebody else may have changed it just before.
    fresh = Webhook.objects.get(pk=webhook.pk)
    now = WebhookContent.of(fresh)
    context: dict[str, Any] = {"webhook": fresh, "refused": refused, "standing": standing(fresh)}
    if form is not None and refused is not None and refused.status == 409:
        context["meanwhile"] = form.meanwhile(asdict(now))
        form.rebase(now.fingerprint)
    initial = asdict(now) | {"based_on": now.fingerprint}
    context["form"] = form or SystemForm(initial=initial)
    context |= {"calls": calls_of(fresh), "mark": secret_mark(fresh)}
    status = refused.status if refused else status
    return show(request, "studio/system.html", context, place="systems", status=status)


def _form_page(
    request: MemberRequest,
    form: NewSystemForm,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "refused": refused}
    status = refused.status if refused else status
    return show(request, "studio/system_begin.html", context, place="systems", status=status)


def _secret_page(request: MemberRequest, webhook: Webhook) -> HttpResponse:
    """Show the newest secret: no other page does; a reload is refused and makes no other."""
    context = {
        "webhook": webhook,
        "secret": secrets.shown(webhook.secret),
        "how": _(HOW_TO_CHECK),
    }
    return show(request, "studio/system_secret.html", context, place="systems")


def _system(code: str) -> Webhook:
    return get_object_or_404(Webhook, code=code)


def _back(webhook: Webhook) -> HttpResponse:
    return SeeOther(reverse("studio:system", args=[webhook.code]))
