# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What surrounds every page: its log line, the town from the host, one transaction, refusals."""

from __future__ import annotations

import logging
import re
import secrets
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, cast

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from grc.core import logs
from grc.core.refusals import Refusal
from grc.municipalities import hosts
from grc.ui import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from grc.ui.http import TownRequest

    GetResponse = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger("grc.pages")
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEALTH: Final = "/health/"


class PageLogMiddleware:
    """Give each page an id, say it in the answer, and write one line when the page is made.

    A proxy's own id is kept, so that its log and ours can be laid side by side.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        request_id = _request_id(request)
        with logs.about(lambda: {"request_id": request_id} | _place_of(request)):
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            _log_page(request, response, perf_counter() - began)
        return response


def _request_id(request: HttpRequest) -> str:
    """Return the proxy's id if there is a proxy and it looks like one, else a new one."""
    said = request.headers.get("X-Request-ID", "")
    is_trusted = settings.TRUSTED_PROXIES > 0 and REQUEST_ID.fullmatch(said)
    return said if is_trusted else secrets.token_hex(16)


def _place_of(request: HttpRequest) -> dict[str, object]:
    """Return the town and the person, as far as the page has already learnt them."""
    fields: dict[str, object] = {}
    if municipality := getattr(request, "municipality", None):
        fields["town"] = municipality.slug
    # Asking request.user would read the database, perhaps where no query may be made.
    if (user := getattr(request, "_cached_user", None)) is not None and user.pk:
        fields["user"] = user.pk
    return fields


def _log_page(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    is_static = request.path.startswith(settings.STATIC_URL)
    route = settings.STATIC_URL.lstrip("/") if is_static else logs.route_of(request)
    fields = {
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "duration_ms": round(seconds * 1000, 1),
    }
    # A check every few seconds would drown the rest.
    is_check = request.path == HEALTH and response.status_code == 200
    level = logging.DEBUG if is_check else logging.INFO
    logger.log(level, "%s %s", request.method, route, extra={"fields": fields})


class HealthMiddleware:
    """Answer GET /health/ for whatever host: 200 when pages can be served, 503 when not."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path != HEALTH:
            return self.get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:  # noqa: BLE001 - whatever the cause, the answer is the same
            return HttpResponse("database unreachable", status=503, content_type="text/plain")
        return HttpResponse("ok", content_type="text/plain")


class TownMiddleware:
    """Find the town by its host and serve the whole page, rendering included, inside its scope.

    The transaction is rolled back when the page fails.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        municipality = hosts.town_of(request.get_host())
        if municipality is None:
            return errors.unknown_host(request)
        cast("TownRequest", request).municipality = municipality
        with municipality.scope():
            response = self.get_response(request)
            if isinstance(response, HttpResponse) and response.status_code >= 500:
                transaction.set_rollback(True)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class TownLocaleMiddleware:
    """Choose the language: the reader's choice, then their browser's, then the town's first."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        municipality = cast("TownRequest", request).municipality
        language = _language_of(request, municipality.languages)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(municipality.zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(cast("HttpResponse", response), ("Accept-Language", "Cookie"))
        return response


def _language_of(request: HttpRequest, spoken: list[str]) -> str:
    wished = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")]
    wished += [
        code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    ]
    for code in wished:
        for candidate in (code, code.split("-")[0]):
            if candidate in spoken:
                return candidate
    return spoken[0]


class RefusalMiddleware:
    """Turn a refusal that a view did not handle into a page with its sentence and its status.

    A gesture (POST) runs in a savepoint: refused, it leaves nothing half done, and the page that
    says so can still read.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except Refusal as refusal:
            return errors.refused(request, refusal)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.refused(request, exception) if isinstance(exception, Refusal) else None
