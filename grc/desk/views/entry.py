# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Filing a request for somebody on the telephone, at the counter, by letter."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.catalog.models import Service
from grc.core.refusals import Refusal
from grc.desk.access import member_required
from grc.desk.forms import EntryForm
from grc.desk.gestures import back_to, data_of
from grc.desk.navigation import show
from grc.service_requests.enums import Channel
from grc.service_requests.forms import FilingForm
from grc.service_requests.submission import submit

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from grc.ui.http import MemberRequest


@require_safe
@member_required
def choose_service(request: MemberRequest) -> HttpResponse:
    """Choose what the person asks for."""
    services = sorted(_services(), key=lambda service: (service.group_title, service.position))
    groups = [
        (title, list(members))
        for title, members in groupby(services, key=lambda service: service.group_title)
    ]
    return show(request, "desk/entry_services.html", {"groups": groups}, place="entry")


@member_required
def entry(request: MemberRequest, code: str) -> HttpResponse:
    """Type the request in, then go on with it; whoever may not see it keeps its reference."""
    service = get_object_or_404(_services(), code=code)
    how = EntryForm(data_of(request), languages=_languages(request), initial=_initial(request))
    form = FilingForm(data_of(request), request.FILES or None, service=service, for_somebody=True)
    if request.method != "POST" or not (how.is_valid() and form.is_valid()):
        return _form_page(request, service, how, form)
    filing = form.filing(
        channel=Channel(how.cleaned_data["channel"]), language=how.cleaned_data["language"]
    )
    try:
        with transaction.atomic():
            filed = submit(service, filing, by=request.user)
    except Refusal as refusal:
        return _form_page(request, service, how, form, refusal)
    said = _("Request %(reference)s is filed and with %(team)s. Give the person its reference.")
    words = {"reference": filed.display_reference, "team": filed.team}
    return back_to(request, filed, said=said % words)


def _form_page(
    request: MemberRequest,
    service: Service,
    how: EntryForm,
    form: FilingForm,
    refused: Refusal | None = None,
) -> HttpResponse:
    status = refused.status if refused else 422 if how.errors or form.errors else 200
    context = {"service": service, "how": how, "form": form, "refused": refused}
    return show(request, "desk/entry_form.html", context, place="entry", status=status)


def _services() -> QuerySet[Service]:
    """Return what can be asked today, offered on the portal or not."""
    return Service.objects.filter(form_version__isnull=False).select_related("form_version", "team")


def _languages(request: MemberRequest) -> list[tuple[str, str]]:
    spoken = request.municipality.languages
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in spoken]


def _initial(request: MemberRequest) -> dict[str, str]:
    return {"language": request.municipality.default_language}
