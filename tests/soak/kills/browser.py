# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A browser over real HTTP: when the answer is lost, the same form is sent again."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from random import Random
from urllib.parse import urlencode

from tests.e2e.house import HOST

#: How often a person sends the same form, and how long they wait in between, in seconds.
MOST_TRIES = 60
PAUSE = 0.5
PATIENCE = 30.0
#: The network loses one answer in so many, after the town gave it.
LOSES = 25
INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"')


class Unanswered(Exception):
    """No answer came, however often the person tried."""


class Unexpected(Exception):
    """An answer came that nobody foresaw."""


@dataclass(frozen=True)
class Answer:
    """What came back. ``lost`` counts the earlier tries whose answer never arrived."""

    status: int
    location: str
    body: str
    lost: int

    @property
    def fields(self) -> dict[str, str]:
        """The fields of the page's forms that nobody types."""
        found = (dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(self.body))
        return {tag["name"]: unescape(tag.get("value", "")) for tag in found if "name" in tag}


@dataclass
class Browser:
    """One person's browser. It asks any of the web processes, as a proxy would."""

    ports: list[int]
    dice: Random
    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    retries: int = 0

    def get(self, path: str) -> Answer:
        """Open a page. Raises Unanswered, and Unexpected when it is not the page."""
        answer = self._insist("GET", path, b"", {})
        if answer.status != 200:
            raise Unexpected(f"GET {path}: {answer.status}")
        return answer

    def post(self, path: str, fields: dict[str, str], photo: bytes = b"") -> Answer:
        """Send a form. Raises Unanswered."""
        fields = {"csrfmiddlewaretoken": self.cookies.get("csrf", "")} | fields
        kind, body = _encode(fields, photo)
        return self._insist("POST", path, body, {"Content-Type": kind})

    def _insist(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        for lost in range(MOST_TRIES):
            try:
                answer = self._ask(method, path, body, headers, lost)
                if method == "POST" and self.dice.randrange(LOSES) == 0:
                    raise ConnectionResetError
            except (OSError, http.client.HTTPException):
                answer = None
            if answer is not None and answer.status < 500:
                return answer
            if answer is not None:
                self._look_at(answer)
            self.retries += 1
            time.sleep(self.dice.uniform(0, 2 * PAUSE))
        raise Unanswered(f"{method} {path}")

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str], lost: int
    ) -> Answer:
        connection = http.client.HTTPConnection(
            HOST, self.dice.choice(self.ports), timeout=PATIENCE
        )
        try:
            connection.request(method, path, body, headers | self._headers())
            response = connection.getresponse()
            text = response.read().decode()
            self._keep(response.headers.get_all("Set-Cookie", []))
            return Answer(response.status, response.headers.get("Location", ""), text, lost)
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, "X-Forwarded-For": self.address, "Accept": "text/html"}

    def _keep(self, cookies: list[str]) -> None:
        for line in cookies:
            for name, cookie in SimpleCookie(line).items():
                if name in ("csrf", "session"):
                    self.cookies[name] = cookie.value

    def _look_at(self, answer: Answer) -> None:
        """A page that failed says so in the town's words, never in Python's."""
        if "Traceback" in answer.body or "<h1>" not in answer.body:
            self.complaints.append(f"{answer.status}: {answer.body[:500]}")


def _encode(fields: dict[str, str], photo: bytes) -> tuple[str, bytes]:
    if not photo:
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    upload = SimpleUploadedFile("trou.png", photo, "image/png")
    return MULTIPART_CONTENT, encode_multipart(BOUNDARY, fields | {"photo": upload})
