# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A request that other teams are asked about moves only where something follows what they say."""

from __future__ import annotations

import copy

import pytest

from grc.service_requests.models import MovedRequest, ServiceRequest, VersionMove
from grc.service_requests.versions.moving import carry_on
from tests.contributing import contributing_data

pytestmark = pytest.mark.django_db


def deaf():
    """The same workflow, in which nothing follows contributions."""
    data = copy.deepcopy(contributing_data())
    data["transitions"] = [way for way in data["transitions"] if way["trigger"] != "joined"]
    return data


@pytest.mark.parametrize(("definition", "state"), [(deaf, "kept"), (contributing_data, "moved")])
def test_who_is_asked_is_still_heard(definition, state, asked, town, administrator):
    """Where the new step would not hear the other teams, the request stays on its version."""
    workflow, old = asked.workflow_version.workflow, asked.workflow_version
    new = workflow.draft(definition(), by=None)
    new.publish(by=None)
    VersionMove.objects.begin(new, {old.pk: {"asked": "asked"}}, by=administrator)

    carry_on(town)

    assert MovedRequest.objects.get().state == state
    moved = ServiceRequest.objects.get(pk=asked.pk).workflow_version_id == new.pk
    assert moved is (state == "moved")
