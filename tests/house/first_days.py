# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town of the first days, written with the models of that time, and what became of it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections
from django.utils import timezone

from workflows.library import load

BEFORE_ROUNDS_WERE_CARRIED = ("answers", "0003_circuits")
BEFORE_TEXTS_HAD_CODES = ("answers", "0013_circuit_drafts")


HASH = "0" * 64


def plant_rounds(state: Any) -> None:
    """One request whose answer was returned once and waits for its supervisor again."""
    make = Maker(state)
    make.town = make("municipalities.Municipality", slug="hier", sender_address="a@b.example")
    enter(make.town)
    agent = make("accounts.User", email="agent@hier.example")
    supervisor = make("accounts.User", email="chef@hier.example")
    team = make("accounts.Team", name="Voirie", sort_name="voirie")
    service = _service(make, team)
    version = make.found("workflows.WorkflowVersion")
    form = make("catalog.FormVersion", service=service, number=1, fields=[])
    request = make(
        "service_requests.ServiceRequest",
        **{"service": service, "team": team, "channel": "portal"},
        **{"workflow_version": version, "form_version": form},
        **{"step": "waiting_validation", "step_kind": "waiting_validation"},
    )
    answer = make(
        "answers.Answer", service_request=request, state="submitted", author=agent, revision=2
    )
    shared = {"answer": answer, "author": agent, "team": team, "submitted_at": timezone.now()}
    shared |= {"content": {}, "content_hash": HASH, "writers": [agent.pk]}
    shared |= {"circuit": [{"kind": "validation", "function": "validator"}]}
    returned = make(
        "answers.Round", number=1, revision=1, state="returned", closed_at=timezone.now(), **shared
    )
    make("answers.Round", number=2, revision=2, **shared)
    make(
        "answers.Visa",
        **{"round": returned, "stage": 1, "decision": "returned", "reason": "Quand ?"},
        **{"content_hash": HASH, "decided_at": timezone.now(), "by": supervisor, "author": agent},
    )


def _service(make: Maker, team: Any) -> Any:
    workflow = make("workflows.Workflow", slug="report", name={"fr": "Signalement"})
    make(
        "workflows.WorkflowVersion",
        **{"workflow": workflow, "number": 1, "state": "published"},
        **{"definition": load("report"), "published_at": timezone.now()},
    )
    service = make(
        "catalog.Service", code="trou", name={"fr": "Trou"}, team=team, workflow=workflow
    )
    make("catalog.FunctionMapping", service=service, function="agent", role="agent")
    return service


def plant_texts(state: Any) -> None:
    """Two texts of one title, and one whose title has no letter."""
    make = Maker(state)
    make.town = make.found("municipalities.Municipality")
    enter(make.town)
    owner = make.found("accounts.User")
    for sort_title in ("delai depasse", "delai depasse", "..."):
        make(
            "answers.StandardText",
            **{"title": sort_title, "sort_title": sort_title, "language": "fr", "owner": owner},
            review_on=timezone.now().date(),
        )


class Maker:
    """Makes rows of the models of a moment, as the owner of the database."""

    def __init__(self, state: Any) -> None:
        self.models, self.town = state.apps, None

    def __call__(self, model_name: str, /, **values: Any) -> Any:
        model = self.models.get_model(model_name)
        if self.town and any(field.name == "municipality" for field in model._meta.fields):
            values["municipality"] = self.town
        return model._base_manager.using("owner").create(**values)

    def found(self, name: str) -> Any:
        return self.models.get_model(name)._base_manager.using("owner").order_by("pk").first()


def enter(town: Any) -> None:
    """See the rows of a town on the owner's connection, whose row security is forced as well."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('grc.municipality', %s, false)", [str(town.pk)])


def became() -> dict[str, list[Any]]:
    """Return what today's models say of that town."""

    def read(name: str, *fields: str) -> list[Any]:
        rows = apps.get_model(name)._base_manager.using("owner").order_by("pk")
        return list(rows.values_list(*fields))

    enter(apps.get_model("municipalities.Municipality")._base_manager.using("owner").get())
    return {
        "turns": read("answers.Turn", "round__number", "stage", "team__name", "closed_at"),
        "stages": read("answers.Visa", "stage"),
        "circuits": read("answers.Round", "circuit__stages__0__code"),
        "codes": read("answers.StandardText", "code", "pk"),
        "functions": read("workflows.StepFunction", "step", "function"),
        "holders": read("catalog.FunctionMapping", "function", "role", "person"),
    }
