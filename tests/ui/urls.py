# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The style guide, and pages on which gestures are tried."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

FORMS = """{% extends "ui/portal.html" %}{% block content %}<h1>Forms</h1>
<form id="once" method="post" action="/sent/"><button name="verb" value="take">Take</button></form>
<form id="often" method="post" action="/sent/" data-repeatable><button>Export</button></form>
<form id="search" method="get" action="/sent/"><button>Filter</button></form>
{% endblock %}"""
GESTURES = """{% extends "ui/desk.html" %}{% block list %}<h1>Gestures</h1>
<button hx-post="/refused/" hx-swap="outerHTML">Take</button>
<button hx-post="/broken/" hx-swap="outerHTML">Break</button>
{% endblock %}"""
received: list[str] = []


def page(source: str) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render({}))


def forms(request: HttpRequest) -> HttpResponse:
    return page(FORMS)


def gestures(request: HttpRequest) -> HttpResponse:
    return page(GESTURES)


@csrf_exempt
def sent(request: HttpRequest) -> HttpResponse:
    received.append(f"{request.method} {request.POST.get('verb', '')}".strip())
    return HttpResponse(status=204)


@csrf_exempt
def refused(request: HttpRequest) -> HttpResponse:
    sentence = "Claire took it a minute ago."
    return render(request, "ui/refusal_fragment.html", {"sentence": sentence}, status=409)


@csrf_exempt
def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>Traceback</p>", status=500)


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("styleguide/", include("grc.ui.urls")),
    path("forms/", forms),
    path("gestures/", gestures),
    path("sent/", sent),
    path("refused/", refused),
    path("broken/", broken),
]
