# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a process says about itself: one line a fact, with the page or the job that it belongs to.

Logs are read by more people than files are, and kept elsewhere: no secret (law R5.37) and nothing
that somebody typed may stand in them. An address of a page can be a citizen's key, so its route is
told instead; an exception may quote a row, so its values are left out.
"""

from __future__ import annotations

import json
import logging
import re
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    Fields = Callable[[], dict[str, object]]

NOWHERE: Final = "-"
QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»")
#: They speak of machines and settings; every other exception may quote what a person typed.
ABOUT_MACHINES: Final = frozenset({"OSError", "OperationalError", "ImproperlyConfigured"})
FRAMES: Final = 30

_nothing: Fields = dict
_fields: ContextVar[Fields] = ContextVar("fields", default=_nothing)


@contextmanager
def about(fields: Fields) -> Iterator[None]:
    """Add these fields to whatever this thread or task says inside.

    They are asked for when a line is written: a page learns its town and its reader on the way.
    """
    before = _fields.set(fields)
    try:
        yield
    finally:
        _fields.reset(before)


def about_job(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Name the job in whatever it says: a procrastinate middleware."""
    job = {"id": context.job.id, "task": context.job.task_name} | context.job.task_kwargs
    with about(lambda: {"job": job}):
        return call_next()


def route_of(request: Any) -> str:
    """Return the pattern that the page's address matched, never the address itself."""
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match else NOWHERE


class HideAddress(logging.Filter):
    """Put the route where Django writes the address of a page that failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            spellings = (path, path.encode("unicode_escape").decode("ascii"))
            route = route_of(request)
            record.args = tuple(route if said in spellings else said for said in record.args)
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line, for machines: what `journalctl` keeps and `jq` reads."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields.get()(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            said["error"] = [_told(error) for error in _chain(record.exc_info[1])]
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str)


class Lines(logging.Formatter):
    """One line, for a person at a terminal; exceptions in full, so not for a deployment."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        fields = _fields.get()() | getattr(record, "fields", {})
        told = " ".join(f"{name}={value}" for name, value in fields.items())
        return f"{super().formatMessage(record)}{' · ' if told else ''}{told}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the exception, and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> dict[str, object]:
    """Return what an exception may say: its kind, its first line without values, and where."""
    kind = type(error)
    message = str(error).partition("\n")[0]
    if not any(base.__name__ in ABOUT_MACHINES for base in kind.__mro__):
        message = QUOTED.sub("…", message)
    told = {"type": f"{kind.__module__}.{kind.__qualname__}", "message": message}
    if constraint := getattr(getattr(error, "diag", None), "constraint_name", None):
        told["constraint"] = constraint
    return told | {"at": _places(error.__traceback__)}


def _places(traceback: TracebackType | None) -> list[str]:
    """Return the last places of a traceback, outermost first; never a value."""
    places = [
        f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(traceback)
    ]
    return places[-FRAMES:]
