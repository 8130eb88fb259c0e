# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import pytest
from django.db import transaction

from tests.workflows.making import changed, named, sound_data
from workflows.models import WorkflowVersion, version


@pytest.fixture
def parsed(monkeypatch):
    """Counts how often a definition is read; begins with nothing kept."""
    version._built.cache_clear()
    read = []

    def counting(data):
        read.append(data)
        return parse(data)

    parse = version.parse_definition
    monkeypatch.setattr(version, "parse_definition", counting)
    return read


def test_a_draft_is_never_kept(blank, user, parsed):
    """A draft may change at any moment: its machine is built each time."""
    draft = blank.draft(sound_data(), by=user)

    assert draft.machine is not draft.machine
    assert len(parsed) == 2


def test_a_rolled_back_publication_leaves_nothing(blank, user, parsed):
    """A machine seen during a publication that failed is not taken for the next one's."""
    draft = blank.draft(sound_data(), by=user)
    undone = transaction.savepoint()
    draft.publish(by=user)
    assert draft.machine.step("working").label["en"] == "working"
    transaction.savepoint_rollback(undone)

    again = blank.draft(
        changed(lambda data: named(data, "steps", "working").update(label="busy")), by=user
    )
    again.publish(by=user)

    assert again.pk == draft.pk
    assert again.machine.step("working").label["*"] == "busy"


def test_a_list_reads_a_frozen_definition_once(blank, user, parsed):
    """A list of many requests builds the machine of their version once."""
    blank.draft(sound_data(), by=user).publish(by=user)
    parsed.clear()

    machines = {WorkflowVersion.objects.published_for("streets").machine for _ in range(50)}

    assert len(machines) == 1
    assert len(parsed) == 1


def test_a_kept_machine_needs_no_definition(blank, user, parsed, django_assert_num_queries):
    """A list that leaves the definitions in the database does not fetch them for a kept machine."""
    blank.draft(sound_data(), by=user).publish(by=user)
    kept = WorkflowVersion.objects.get().machine

    with django_assert_num_queries(1):
        assert WorkflowVersion.objects.defer("definition").get().machine is kept


def test_a_retired_version_keeps_its_machine(blank, user, parsed):
    """Requests of a retired version go on with the same machine."""
    blank.draft(sound_data(), by=user).publish(by=user)
    before = blank.published.machine
    blank.draft(sound_data(), by=user).publish(by=user)

    assert blank.versions.get(number=1).machine is before
    assert blank.versions.get(number=2).machine is not before
