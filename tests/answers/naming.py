# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Requests whose workflow names circuits and texts of the town."""

from __future__ import annotations

import pytest

from grc.answers.models import Circuit, StandardText
from grc.journal.models import Event
from tests.answers.circuits import circuit, role, stage
from tests.answers.texts import a_text
from tests.cast import file_request, make_service, make_workflow
from workflows.library import load

BEGIN = {"do": "begin_answer", "kind": "refusal", "circuit": "direction", "text": "soon"}
TELL = {"do": "tell", "library": "soon"}
NOTIFY = {"do": "notify", "functions": ["supervisor"], "library": "soon"}
WORDS = {"fr": "Se hâter", "en": "Hurry"}


def way(code, trigger, *wanted, **more):
    return {"code": code, "from": {"anywhere": True}, "trigger": trigger, "label": WORDS,
            "effects": list(wanted), **more}  # fmt: skip


@pytest.fixture
def lived(town, team, agent):
    """Return a request taken by Alice whose button “hurry” has these effects."""

    def make(*wanted, taken=True, ways=(), **more):
        data = load("report")
        data["transitions"].append(way("hurry", "button", *wanted, functions=["agent"], **more))
        data["transitions"] += ways
        workflow = make_workflow(town, "report")
        workflow.draft(data, by=None).publish(by=None)
        request = file_request(make_service(town, team, workflow))
        return request.take(by=agent) if taken else request

    return make


@pytest.fixture
def texts(supervisor):
    """“Soon”, in French and in English."""
    return {
        language: StandardText.objects.begin(
            a_text(supervisor, code="soon", language=language, body=body), by=supervisor
        )
        for language, body in (
            ("fr", "Bonjour {requester.name},\n\n**Bientôt**, à {request.place}."),
            ("en", "Hello {requester.name},\n\n**Soon**."),
        )
    }


@pytest.fixture
def direction(town, team):
    """The circuit that the workflow asks for, beside the usual one."""
    circuit(town, stage("head", role(team)))
    return Circuit.objects.create(
        municipality=town, code="direction", name={"fr": "Direction"},
        definition={"format": 1, "stages": [stage("head", role(team))]},
    )  # fmt: skip


def names(request):
    return list(Event.objects.about(request).in_order().values_list("name", flat=True))


def told(request, name):
    return Event.objects.about(request).get(name=name).data
