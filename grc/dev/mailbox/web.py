# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The reading side: a few pages over HTTP, for this machine only."""

import re
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from grc.dev.mailbox.pages import Pages
from grc.dev.mailbox.store import IDENTIFIER, Store

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
# A message is a stranger: it may dress itself, and open its links outside of its frame.
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
SEALED_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
OUR_NAMES = re.compile(r"(localhost|127\.0\.0\.1)(:[0-9]+)?")
ASSETS = {"mailbox.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


@dataclass(frozen=True)
class Page:
    """What is sent back."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    policy: str = PAGE_POLICY
    headers: dict[str, str] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True)
class Question:
    """What the browser asked."""

    host: str
    languages: str
    to: str


class WebServer(ThreadingHTTPServer):
    """Serves the pages of one store on a socket that is already bound."""

    daemon_threads = True

    def __init__(self, store: Store, bound: socket.socket, locale_dir: Path | None):
        super().__init__(bound.getsockname(), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = bound
        self.server_address = bound.getsockname()
        self.store = store
        self.locale_dir = locale_dir

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves before the end is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def answer(self, path: str, question: Question) -> Page:
        """The page at `path`; raises KeyError when there is none."""
        for pattern, view in ROUTES:
            if found := pattern.fullmatch(path):
                return view(self, question, *found.groups())
        raise KeyError(path)

    def pages(self, question: Question) -> Pages:
        return Pages(self.store, self.locale_dir, question.languages)


def _home(server: WebServer, question: Question) -> Page:
    return Page(server.pages(question).home(question.to))


def _list(server: WebServer, question: Question, selected: str | None) -> Page:
    return Page(server.pages(question).list(question.to, selected=selected or ""))


def _message(server: WebServer, question: Question, identifier: str) -> Page:
    return Page(server.pages(question).message(server.store.get(identifier), question.to))


def _html(server: WebServer, question: Question, identifier: str) -> Page:
    body = server.pages(question).html(server.store.get(identifier))
    return Page(body, policy=HTML_POLICY)


def _source(server: WebServer, question: Question, identifier: str) -> Page:
    source = server.store.get(identifier).source
    return Page(source, "text/plain; charset=utf-8", SEALED_POLICY)


def _attachment(server: WebServer, question: Question, identifier: str, number: str) -> Page:
    attachments = server.store.get(identifier).attachments
    if not int(number) < len(attachments):
        raise KeyError(number)
    headers = {"Content-Disposition": "attachment"}
    content = attachments[int(number)].content
    return Page(content, "application/octet-stream", SEALED_POLICY, headers)


def _json(server: WebServer, question: Question) -> Page:
    body = server.pages(question).json(question.to, f"http://{question.host}/")
    return Page(body, "application/json")


def _asset(server: WebServer, question: Question, name: str) -> Page:
    return Page((files(__package__) / name).read_bytes(), ASSETS[name])


ONE = rf"/messages/({IDENTIFIER.pattern})"
ROUTES: list[tuple[re.Pattern[str], Callable[..., Page]]] = [
    (re.compile(r"/"), _home),
    (re.compile(rf"/list(?:/({IDENTIFIER.pattern}))?"), _list),
    (re.compile(r"/messages\.json"), _json),
    (re.compile(ONE), _message),
    (re.compile(rf"{ONE}/html"), _html),
    (re.compile(rf"{ONE}/source"), _source),
    (re.compile(rf"{ONE}/attachments/([0-9]{{1,4}})"), _attachment),
    (re.compile(r"/(mailbox\.css|icon\.svg)"), _asset),
]


class Handler(BaseHTTPRequestHandler):
    """One connection of a browser; the method names are those of the standard library."""

    server: WebServer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        self._send(self._page())

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: nobody looks for news of the mailbox itself."""

    def version_string(self) -> str:
        return "mailbox"

    def _page(self) -> Page:
        host = self.headers.get("Host", "")
        address = urlsplit(self.path)
        asked = parse_qs(address.query)
        question = Question(host, self.headers.get("Accept-Language", ""), asked.get("to", [""])[0])
        # A foreign site could point its own name at this machine and read along.
        if not OUR_NAMES.fullmatch(host):
            return Page(b"", status=HTTPStatus.MISDIRECTED_REQUEST)
        try:
            return self.server.answer(address.path, question)
        except KeyError:
            body = self.server.pages(question).not_found()
            return Page(body, status=HTTPStatus.NOT_FOUND)

    def _send(self, page: Page) -> None:
        self.send_response(page.status)
        headers = {
            "Content-Type": page.content_type,
            "Content-Length": str(len(page.body)),
            "Content-Security-Policy": page.policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Vary": "Accept-Language",
        }
        for name, value in (headers | page.headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)
