# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a log line may hold: where and when, never what somebody typed (law R5.37)."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, connection, transaction

from grc.core import logs


def line(message: str = "done", *args: Any, error: Exception | None = None, **extra: Any) -> Any:
    """Return what the machine's format makes of a record, read again."""
    caught = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("grc.test", logging.INFO, __file__, 1, message, args, caught)
    record.__dict__ |= extra
    logs.HideAddress().filter(record)
    written = logs.JsonLines().format(record)
    assert "\n" not in written
    return json.loads(written)


def raised(error: Exception) -> Exception:
    """Return the exception with the traceback of having been raised."""
    try:
        raise error
    except type(error) as caught:
        return caught


@pytest.mark.parametrize(
    "error",
    [
        ValueError("invalid literal for int() with base 10: 'Marie Dupont'"),
        KeyError("Marie Dupont"),
        ValidationError("« Marie Dupont » n'est pas une date"),
        RuntimeError('could not write "Marie Dupont"'),
        IntegrityError("null value\nDETAIL:  Failing row contains (12, Marie Dupont)."),
    ],
)
def test_an_exception_does_not_quote_what_was_typed(error):
    """Its kind and its place stay, its values go."""
    told = line(error=raised(error))
    assert "Dupont" not in json.dumps(told)
    assert told["error"][0]["type"].endswith(type(error).__name__)
    assert any("in raised" in place or " raised" in place for place in told["error"][0]["at"])


@pytest.mark.django_db
def test_a_refused_row_is_not_quoted(service_request):
    """PostgreSQL quotes the row; the line names the constraint instead."""
    twin = type(service_request).objects.get()
    twin.pk = None
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        twin.save(force_insert=True)
    told = line(error=caught.value)
    assert twin.requester_email not in json.dumps(told)
    assert str(twin.reference) not in json.dumps(told)
    assert [error["type"] for error in told["error"]] == [
        "django.db.utils.IntegrityError",
        "psycopg.errors.UniqueViolation",
    ]
    assert told["error"][1]["constraint"]
    assert connection.ensure_connection() is None


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(2, "No such file or directory", "/var/lib/catalaune"),
        psycopg.OperationalError('connection to server at "db.example" failed'),
        ImproperlyConfigured("DATA_DIR is '/nowhere'"),
    ],
)
def test_what_is_wrong_with_the_machine_is_said_in_full(error):
    """Otherwise nobody could mend it."""
    assert line(error=raised(error))["error"][0]["message"] == str(error)


def test_an_exception_tells_where_it_came_from():
    """The cause comes after it; a loop of causes ends."""
    first, second = raised(KeyError("x")), raised(OSError("disk"))
    second.__cause__, first.__cause__ = first, second
    assert [told["type"] for told in line(error=second)["error"]] == [
        "builtins.OSError",
        "builtins.KeyError",
    ]


@pytest.mark.parametrize("route", ["suivi/<str:reference>/<str:key>/", None])
def test_the_address_of_a_page_is_not_told(route):
    """Where Django writes the address of a page that failed, its route is written."""
    match = SimpleNamespace(route=route) if route else None
    request = SimpleNamespace(path="/suivi/7KQ2/s3cr3t-é/", resolver_match=match)
    escaped = request.path.encode("unicode_escape").decode()
    told = line("%s: %s", "Internal Server Error", escaped, request=request)
    assert told["message"] == f"Internal Server Error: {route or '-'}"


def test_words_with_line_ends_stay_one_line():
    """Nobody adds a line of their own to the log."""
    assert line("a\n%s", "b\r\n{}")["message"] == "a\nb\r\n{}"


def test_a_line_says_when_who_and_what():
    """The moment in UTC, the level, the logger, the message."""
    told = line("hello %s", "you")
    assert told["time"].endswith("+00:00")
    assert (told["level"], told["logger"], told["message"]) == ("INFO", "grc.test", "hello you")


def test_what_is_said_inside_bears_the_fields_and_nothing_outside_does():
    """Fields are asked for at the moment of the line, and nest."""
    known = {"request_id": "one"}
    with logs.about(lambda: known):
        assert line()["request_id"] == "one"
        known["town"] = "chalons"
        assert line()["town"] == "chalons"
        with logs.about(lambda: {"request_id": "two"}):
            assert line()["request_id"] == "two"
        assert line()["request_id"] == "one"
    assert "request_id" not in line()


def test_a_job_is_named_in_what_it_says():
    """Its number, its task and its ids."""
    job = SimpleNamespace(id=7, task_name="send_delivery", task_kwargs={"delivery_id": 12})
    said: list[Any] = []
    logs.about_job(lambda: said.append(line()), SimpleNamespace(job=job), None)
    assert said[0]["job"] == {"id": 7, "task": "send_delivery", "delivery_id": 12}


def test_a_person_reads_one_line_with_the_same_fields():
    """The format for a terminal."""
    record = logging.LogRecord("grc.test", logging.INFO, __file__, 1, "done", (), None)
    record.fields = {"status": 200}
    with logs.about(lambda: {"request_id": "one"}):
        assert (
            logs.Lines().format(record).endswith("INFO grc.test done · request_id=one status=200")
        )
