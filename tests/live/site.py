# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages to try the server by: one that takes files, one that watches, one that tells all."""

from __future__ import annotations

import gc
import hashlib
import resource
import threading
import time
from collections import Counter
from pathlib import Path

from channels.layers import get_channel_layer
from django.contrib.auth.decorators import login_not_required
from django.core.signals import request_finished
from django.db import connection
from django.http import FileResponse, HttpResponse, JsonResponse
from django.urls import include, path
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt

from grc.municipalities.models import Host
from tests.live.words import SLOW_SECONDS

finished: list[str] = []
request_finished.connect(lambda **_: finished.append(threading.current_thread().name), weak=False)

PAGE = """<!doctype html><html lang="fr"><title>Page</title>
<meta name="htmx-config" content='{{"includeIndicatorStyles": false}}'>
<script src="/static/django_htmx/htmx-2.min.js" defer></script>
<script src="/static/live/live.js" defer></script><script src="/_notes.js" defer></script>
<body data-live="{}"><main id="main">{}</main></body></html>"""
# Reads itself again as lists of the desk do.
REGION = '<div hx-get="/_slow/" hx-trigger="live:queue from:body" hx-swap="none"></div>'
readings: list[tuple[float, float]] = []
# Keeps what the page was told, for a test to read.
NOTES = """"use strict";
window.notes = [];
for (const name of ["live:changed", "live:queue", "live:request"]) {
  document.body.addEventListener(name, (event) => window.notes.push([name, event.detail.changed]));
}"""


@csrf_exempt
def upload(request):
    """Take a form, and say what arrived. A host is added, so that a cut form leaves a trace."""
    files = {
        name: hashlib.file_digest(file, "sha256").hexdigest()
        for name, file in request.FILES.items()
    }
    Host.objects.create(municipality=request.municipality, name=request.POST["name"])
    return JsonResponse({"files": files, "words": request.POST.dict()})


def download(request):
    return FileResponse(Path(request.GET["path"]).open("rb"))


def watching_page(request):
    region = REGION if "region" in request.GET else ""
    return HttpResponse(PAGE.format(escape(request.GET.get("live", "")), region))


def slow(request):
    """Answer like a list on a busy server, and note when it was read."""
    began = time.monotonic()
    threading.Event().wait(SLOW_SECONDS)
    readings.append((began, time.monotonic()))
    return HttpResponse("")


def told_readings(request):
    return JsonResponse(readings, safe=False)


def notes(request):
    return HttpResponse(NOTES, content_type="text/javascript")


def insides(request):
    """Tell what the process holds."""
    layer = get_channel_layer()
    return JsonResponse(
        {
            "mailboxes": len(layer._mailboxes),
            "groups": len(layer._groups),
            "waiting": sum(len(box._subjects) for box in layer._mailboxes.values()),
            "threads": threading.active_count(),
            "peak_kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            "kilobytes": int(Path("/proc/self/statm").read_text().split()[1]) * 4,
            "finished": len(finished),
            "backend": connection.connection.info.backend_pid,
            "thread": threading.current_thread().name,
            "scheme": request.scheme,
        }
    )


def alive(request):
    """Count the objects of the process by type."""
    gc.collect()
    return JsonResponse(Counter(type(thing).__name__ for thing in gc.get_objects()))


urlpatterns = [
    path("_upload/", login_not_required(upload)),
    path("_download/", login_not_required(download)),
    path("_page/", login_not_required(watching_page)),
    path("_slow/", login_not_required(slow)),
    path("_readings/", login_not_required(told_readings)),
    path("_notes.js", login_not_required(notes)),
    path("_alive/", login_not_required(alive)),
    path("_insides/", login_not_required(insides)),
    path("", include("grc.urls")),
]
