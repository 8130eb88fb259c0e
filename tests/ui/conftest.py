# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A server of the style guide, without town nor database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings

BARE = {
    "ROOT_URLCONF": "tests.ui.urls",
    "MIDDLEWARE": [
        "csp.middleware.CSPMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    "STORAGES": {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    },
}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def bare_site() -> Iterator[None]:
    """Serve the style guide alone, with the headers of the product but without a town."""
    with override_settings(**BARE):
        yield


@pytest.fixture(scope="module")
def styleguide_url() -> Iterator[str]:
    """Serve the style guide on a real socket."""
    with override_settings(**BARE):
        application = StaticFilesHandler(WSGIHandler())
        server = make_server(
            "127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/styleguide/"
        server.shutdown()
        thread.join()
        server.server_close()
