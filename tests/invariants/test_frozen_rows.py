# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""History is appended, never edited; what was published or said stays as it was."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from grc.catalog.models import FormVersion
from grc.journal.models import Event
from grc.service_requests.models import Message

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_an_event_cannot_be_changed(service_request):
    """The journal refuses UPDATE."""
    with refused("append-only"), transaction.atomic():
        Event.objects.update(name="rewritten")


def test_an_event_cannot_be_deleted(service_request):
    """The journal refuses DELETE."""
    with refused("append-only"), transaction.atomic():
        Event.objects.all()._raw_delete(Event.objects.db)


def test_a_form_version_cannot_be_changed(service):
    """A published form is frozen from birth."""
    with refused("frozen"), transaction.atomic():
        FormVersion.objects.update(fields=[])


def test_a_message_cannot_be_changed(service_request):
    """What was said is not edited afterwards."""
    service_request.reply("Toujours là.")
    with refused("frozen"), transaction.atomic():
        Message.objects.update(body="rewritten")


def test_a_frozen_row_cannot_be_deleted(service_request):
    """Freezing covers DELETE as well."""
    service_request.reply("Toujours là.")
    with refused("frozen"), transaction.atomic():
        Message.objects.all()._raw_delete(Message.objects.db)


def test_an_event_names_its_actor_exactly_when_a_person_acted(service_request):
    """A person's event bears their id; others bear none."""
    with refused("journal_event_actor"), transaction.atomic():
        Event.objects.create(
            municipality=service_request.municipality,
            name="taken",
            subject_type="service_requests.servicerequest",
            subject_id=service_request.pk,
            actor_kind="user",
            at=service_request.submitted_at,
        )
