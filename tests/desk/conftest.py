# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""People at their desks, and requests at each moment of their life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import file_request

TEXT = "Bonjour,\n\nNous passerons mardi."


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture
def desk(town: Any) -> Callable[[Any], Client]:
    """Return somebody's browser, signed in, reading English."""

    def signed_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        client.cookies["language"] = "en"
        return client

    return signed_in


@pytest.fixture
def taken(service_request: Any, agent: Any, town: Any) -> Any:
    """A request that the agent has."""
    with town.scope():
        return service_request.take(by=agent)


@pytest.fixture
def draft(taken: Any, agent: Any, town: Any) -> Any:
    """An answer that the agent is writing."""
    from grc.answers.models import Answer

    with town.scope():
        answer = Answer.objects.draft_for(taken, by=agent)
        answer.save_draft(TEXT, based_on=0, by=agent)
        return Answer.objects.select_related("service_request").get(pk=answer.pk)


@pytest.fixture
def submitted(draft: Any, agent: Any, supervisor: Any, town: Any) -> Any:
    """An answer that waits for a supervisor's visa, as version 1."""
    with town.scope():
        draft.submit(based_on=draft.revision, by=agent)
        return type(draft).objects.select_related("service_request").get(pk=draft.pk)


@pytest.fixture
def to_tell(service: Any, agent: Any, supervisor: Any, town: Any) -> Any:
    """An approved answer for somebody who gave no e-mail address."""
    from grc.answers.models import Answer
    from grc.service_requests.submission import Requester

    filed = file_request(service, requester=Requester(name="Jean Sans", phone="03 26 11 11 11"))
    with town.scope():
        answer = Answer.objects.draft_for(filed.take(by=agent), by=agent)
        saved = answer.save_draft(TEXT, based_on=0, by=agent)
        answer.submit(based_on=saved.revision, by=agent)
        return answer.approve(round_number=1, by=supervisor)


@pytest.fixture
def site(town: Any, live_server: Any) -> Iterator[str]:
    """The real pages on a real socket, under a name of the town; for tests with transaction=True.

    Pages close their connection when they are served: the database is dropped afterwards.
    """
    from django.db import connections

    from grc.municipalities.models import Host

    Host.objects.create(municipality=town, name="localhost")
    settings_dict = connections["default"].settings_dict
    kept, settings_dict["CONN_MAX_AGE"] = settings_dict["CONN_MAX_AGE"], 0
    yield live_server.url
    settings_dict["CONN_MAX_AGE"] = kept


def at(name: str, subject: Any, *args: Any) -> str:
    """Return the address of a page or gesture about a request, or an answer's request."""
    service_request = getattr(subject, "service_request", subject)
    return reverse(f"desk:{name}", args=[service_request.display_reference, *args])


def draft_data(answer: Any, body: str, **fields: Any) -> dict[str, Any]:
    """Return what the editor posts."""
    return {
        "body": body,
        "outcome": "done",
        "answer": answer.pk,
        "based_on": answer.revision,
        **fields,
    }


def page(response: Any) -> str:
    """Return the page as its reader sees it: entities resolved, white space folded."""
    return " ".join(unescape(response.content.decode()).split())
