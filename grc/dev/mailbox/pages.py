# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of the mailbox, as bytes."""

import base64
import json
import re
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from urllib.parse import quote, unquote

from django.template import Context, Engine

from grc.dev.mailbox.store import Mail, Store
from grc.dev.mailbox.words import preferred, words

SHOWN = 200
REFRESH_SECONDS = 5
HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
CONTENT_ID = re.compile(r"\bcid:([^\s\"'<>)]+)", re.IGNORECASE)


class Pages:
    """What the reader sees, in the reader's language."""

    def __init__(self, store: Store, locale_dir: Path | None, accepted: str):
        self._store = store
        language = preferred(accepted)
        self._words = words(locale_dir, language)
        self._base = {"words": self._words, "language": language}

    def home(self, to: str) -> bytes:
        return self._render("home.html", to=to, query=_query(to))

    def list(self, to: str, *, selected: str) -> bytes:
        """The list that refreshes itself; `selected` is the message that is open beside it."""
        found = list(islice(self._store.newest(to=to), SHOWN + 1))
        return self._render(
            "list.html",
            rows=[self._row(mail) for mail in found[:SHOWN]],
            has_more=len(found) > SHOWN,
            selected=selected,
            to=to,
            query=_query(to),
            refresh=str(REFRESH_SECONDS),
        )

    def message(self, mail: Mail, to: str) -> bytes:
        return self._render(
            "message.html",
            mail=mail,
            row=self._row(mail),
            files=_files(mail),
            to=to,
            query=_query(to),
        )

    def html(self, mail: Mail) -> bytes:
        """The HTML part, its pictures put into it, its links opened outside of the frame."""
        pictures = {
            name: f"data:{part.content_type};base64,{base64.b64encode(part.content).decode()}"
            for name, part in mail.inline()
        }
        html = CONTENT_ID.sub(lambda found: pictures.get(unquote(found[1]), found[0]), mail.html)
        target = '<base target="_top">'
        head = HEAD.search(html)
        where = head.end() if head else 0
        return f"{html[:where]}{target}{html[where:]}".encode()

    def json(self, to: str, base: str) -> bytes:
        """Every message for machines, newest first."""
        rows = [
            {
                "to": mail.recipients,
                "from": mail.sender,
                "subject": mail.subject,
                "date": mail.header("Date"),
                "message-id": mail.header("Message-ID"),
                "url": f"{base}messages/{mail.identifier}",
                "text": mail.text,
            }
            for mail in self._store.newest(to=to)
        ]
        return json.dumps(rows, ensure_ascii=False, indent=1).encode()

    def not_found(self) -> bytes:
        return self._render("not_found.html")

    # The engine formats numbers by Django's settings, which are absent: values are text.
    def _render(self, template: str, **values: object) -> bytes:
        return _engine().get_template(template).render(Context(self._base | values)).encode()

    def _row(self, mail: Mail) -> dict[str, str]:
        moment = mail.received_at.astimezone()
        return {
            "identifier": mail.identifier,
            "to": ", ".join(mail.recipients),
            "sender": mail.sender,
            "subject": mail.subject or self._words["no_subject"],
            "moment": moment.isoformat(timespec="seconds"),
            "short": moment.strftime("%H:%M" if _is_today(moment) else "%Y-%m-%d"),
            "full": moment.strftime("%Y-%m-%d %H:%M:%S"),
        }


def _files(mail: Mail) -> "list[dict[str, str]]":
    return [
        {
            "number": str(number),
            "name": file.name,
            "content_type": file.content_type,
            "size": f"{max(1, round(len(file.content) / 1000))} kB",
        }
        for number, file in enumerate(mail.attachments)
    ]


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(Path(__file__).parent / "templates")], autoescape=True)


def _is_today(moment: datetime) -> bool:
    return moment.date() == datetime.now().astimezone().date()


def _query(to: str) -> str:
    return f"?to={quote(to)}" if to else ""
