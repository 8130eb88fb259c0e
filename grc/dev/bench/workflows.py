# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.bench.workflows``: what workflows cost, as JSON.

The largest that is sound, at each press of a button and each letter typed; the town's own requests,
once more through the workflow that they followed.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grc.dev.bench.settings")
django.setup()

from django.db import transaction  # noqa: E402 - models can be read only after set-up
from django.db.models import Count  # noqa: E402 - models can be read only after set-up

from grc.catalog.models import Service  # noqa: E402 - after set-up
from grc.municipalities.models import Municipality  # noqa: E402 - after set-up
from grc.service_requests.facts import own_facts, own_placeholders  # noqa: E402 - after set-up
from grc.service_requests.models import ServiceRequest  # noqa: E402 - after set-up
from grc.service_requests.versions.impact import impact_of  # noqa: E402 - after set-up
from grc.service_requests.versions.rehearsing import rehearsal_of  # noqa: E402 - after set-up
from grc.service_requests.versions.replaying import replay  # noqa: E402 - after set-up
from workflows.definition import MOST_STEPS  # noqa: E402 - after set-up
from workflows.machine import Facts, Machine  # noqa: E402 - after set-up
from workflows.models import WorkflowVersion  # noqa: E402 - after set-up
from workflows.parsing import parse_definition  # noqa: E402 - after set-up
from workflows.rules import Op, Test  # noqa: E402 - after set-up
from workflows.soundness import check  # noqa: E402 - after set-up

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflows.fields import Field
    from workflows.rules import Condition

#: Ways out of each step, beside those that start from anywhere.
WAYS: Final = 4
_WORKED: Final = MOST_STEPS - 4
_URGENT: Final = {"all": [{"fact": "priority", "op": "at_least", "value": 1},
                          {"fact": "days.open", "op": "more_than", "value": 3}]}  # fmt: skip


#: Requests that are replayed, at most.
REPLAYED: Final = 10_000


def measure() -> dict[str, float]:
    """Return everything, for the report."""
    return costs() | replaying()


def previewing() -> dict[str, float]:
    """Return the seconds in which one knows what publishing would mean for the living requests.

    Nothing is kept of the draft. See ``grc.dev.bench.crowd``.
    """
    town = Municipality.objects.get()
    with town.scope(), suppress(_Undone), transaction.atomic():
        version = most_followed(town)
        draft = version.workflow.draft(version.definition, by=None)
        began = time.perf_counter()
        impact = impact_of(draft)
        counted = time.perf_counter()
        definition, fields = version.machine.definition, _fields_of(version)
        living = ServiceRequest.objects.open().filter(workflow_version=version)
        found = living.holding(_said(fields), definition, fields, town.zone).count()
        found_by = {"impact_s": counted - began, "condition_s": time.perf_counter() - counted}
        figures = {"living": impact.living, "condition_held": found} | found_by
        raise _Undone
    return figures


class _Undone(Exception):
    """What was drafted to be measured is not kept."""


def _fields_of(version: WorkflowVersion) -> tuple[Field, ...]:
    services = Service.objects.filter(workflow=version.workflow_id, form_version__isnull=False)
    first = services.select_related("form_version").order_by("pk")[0]
    return first.form_version.parsed if first.form_version else ()


def _said(fields: tuple[Field, ...]) -> Condition:
    """Return a condition over the first words that somebody typed."""
    asked = next(field.code for field in fields if field.kind in ("long_text", "short_text"))
    return Test(f"values.{asked}", Op.CONTAINS_ANY, ("rue", "arbre"))


def most_followed(town: Municipality) -> WorkflowVersion:
    """Return the version that most requests of the town follow."""
    versions = WorkflowVersion.objects.annotate(followed=Count("servicerequest"))
    version = versions.select_related("workflow").order_by("-followed")[0]
    version.workflow.municipality = town
    return version


def replaying() -> dict[str, float]:
    """Return the seconds in which the newest requests of one workflow go through it again."""
    town = Municipality.objects.get()
    with town.scope():
        version = most_followed(town)
        began = time.perf_counter()
        result = replay(version.workflow, version.machine, months=1200, most=REPLAYED)
        lasted = time.perf_counter() - began
    return {"replayed": result.requests, "replay_s": lasted, "same_path": result.same_path}


def costs() -> dict[str, float]:
    """Return the microseconds of ``available()`` and the milliseconds of parsing and judging."""
    data = largest()
    definition = parse_definition(data)
    errors = [f for f in _judge(data) if f.severity == "error"]
    if errors:
        raise AssertionError(errors[0].sentence)
    machine = Machine(definition)
    known = {"priority": 2, "days.open": 5, "channel": "portal"}
    facts, functions = Facts(known=known), frozenset({"agent", "chief"})
    return {
        "steps": len(definition.steps),
        "transitions": len(definition.transitions),
        "available_us": 1e6 * best(lambda: machine.available("s10", functions, facts), 2000),
        "parse_and_judge_ms": 1e3 * best(lambda: _judge(data), 10),
    }


def best(gesture: Callable[[], object], times: int) -> float:
    """Return the seconds of the quickest of five series, by gesture."""
    found = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(times // 5):
            gesture()
        found.append((time.perf_counter() - began) / (times // 5))
    return min(found)


def largest() -> dict[str, Any]:
    """Return a sound workflow of as many steps as may be, with conditions, effects and timers."""
    steps = [_step(f"s{at}", "in_progress" if at else "new") for at in range(_WORKED)]
    steps += [_step("asked", "waiting_citizen"), _step("checking", "waiting_validation")]
    steps += [_step("answered", "answered"), _step("closed", "closed")]
    ways = [
        _button(f"w{at}_{way}", [f"s{at}"], f"s{(at + way + 1) % _WORKED}", way)
        for at in range(_WORKED)
        for way in range(WAYS)
    ]
    return {
        "format": 1,
        "start": "s0",
        "functions": [{"code": code, "label": _both(code)} for code in ("agent", "chief")],
        "steps": steps,
        "transitions": [*ways, *_everywhere()],
    }


def _everywhere() -> list[dict[str, Any]]:
    worked = {"kinds": ["new", "in_progress", "waiting_citizen"]}
    answer = {"trigger": "answer"}
    told = [{"do": "tell", "text": _both("{service.name}")}]
    return [
        _way("ask", {"kinds": ["in_progress"]}, "asked", trigger="button", functions=["agent"]),
        _way("told", ["asked"], "s1", trigger="citizen"),
        _way("news", worked, "", trigger="timer", effects=told)
        | {"after": {"since": "arrival", "working_days": 10}},
        _way("submit", worked, "checking", on="submitted", **answer),
        _way("return", ["checking"], "s1", on="returned", **answer),
        _way("recall", ["checking"], "s1", on="recalled", **answer),
        _way("approve", ["checking"], "s2", on="approved", **answer),
        _way("send", {"kinds": ["in_progress"]}, "answered", on="sent", **answer),
        _way("contest", ["answered", "closed"], "s1", trigger="citizen"),
        _way("close", worked, "closed", trigger="button", functions=["chief"], outcomes=["done"]),
    ]


def _judge(data: dict[str, Any]) -> Any:
    definition = parse_definition(data)
    return check(
        definition,
        vocabulary=own_facts(),
        placeholders=own_placeholders(),
        world=rehearsal_of(definition),
    )


def _button(code: str, sources: list[str], to: str, way: int) -> dict[str, Any]:
    more: dict[str, Any] = {"when": _URGENT} if way % 2 else {"primary": way == 0}
    effects = [{"do": "set_priority", "priority": "high"}]
    return _way(
        code, sources, to, trigger="button", functions=["agent", "chief"], effects=effects, **more
    )


def _way(code: str, sources: Any, to: str, **more: Any) -> dict[str, Any]:
    way = {"code": code, "from": sources, "label": _both(code)} | more
    return way | ({"to": to} if to else {})


def _step(code: str, kind: str) -> dict[str, Any]:
    return {"code": code, "kind": kind, "label": _both(code), "citizen_label": _both(code)}


def _both(words: str) -> dict[str, str]:
    return {"fr": words, "en": words}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()))
