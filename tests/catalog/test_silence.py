# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Silence accepts only by a law that is named, and once an administrator said so twice (R1.20)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from grc.catalog.configuring import ServiceContent, begin_service, change_service
from grc.catalog.models import Service
from grc.core.refusals import NotValid
from grc.journal.models import Event

pytestmark = pytest.mark.django_db
BY_LAW = {"silence": "acceptance", "legal_months": 2, "legal_reference": "CRPA L231-1"}


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def change(service, administrator):
    """Change what is written about the service."""

    def make(*, confirmed=False, **fields):
        now = ServiceContent.of(Service.objects.get(pk=service.pk))
        written = replace(now, **fields)
        return change_service(
            service, written, based_on=now.fingerprint, confirmed=confirmed, by=administrator
        )

    return make


def confirmations(service):
    return Event.objects.about(service).filter(name="silence_confirmed")


def test_postgresql_wants_a_law(service):
    """Whoever writes it, and by whatever way."""
    with pytest.raises(IntegrityError, match="acceptance_has_law"), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(silence="acceptance")


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ({"legal_reference": " "}, "reference"),
        ({"legal_months": None}, "legal time"),
        ({"confirmed": False}, "tick the box"),
    ],
)
def test_it_is_refused_without_law_time_or_confirmation(spoilt, words, change, service):
    """Each refusal says what to do, and nothing is written."""
    with pytest.raises(NotValid, match=words):
        change(**BY_LAW | {"confirmed": True} | spoilt)
    assert Service.objects.get(pk=service.pk).silence == "rejection"
    assert not confirmations(service)


def test_the_journal_keeps_who_confirmed_it(change, service, administrator):
    """With the law and the time that were confirmed."""
    change(**BY_LAW, confirmed=True)
    event = confirmations(service).get()
    assert event.actor_id == administrator.pk
    assert event.data == {
        "legal_reference": "CRPA L231-1",
        "legal_months": 2,
        "legal_days": None,
    }


def test_it_is_confirmed_again_only_where_the_law_changes(change, service):
    """A name may be changed without; a shorter time not."""
    change(**BY_LAW, confirmed=True)
    change(name={"fr": "Autre nom"})
    assert confirmations(service).count() == 1
    with pytest.raises(NotValid, match="tick the box"):
        change(legal_months=1)
    change(legal_months=1, confirmed=True)
    assert confirmations(service).count() == 2


def test_a_copy_is_confirmed_too(change, service, administrator):
    """It is another service, hence another decision."""
    change(**BY_LAW, confirmed=True)
    source = Service.objects.get(pk=service.pk)
    copied = replace(ServiceContent.of(source), name={"fr": "Copie"})
    with pytest.raises(NotValid, match="tick the box"):
        begin_service(copied, copy_of=source, by=administrator)
    made = begin_service(copied, copy_of=source, confirmed=True, by=administrator)
    assert confirmations(made).count() == 1


def test_a_new_service_rejects_after_two_months(team, workflow, administrator):
    """That is what the law makes of almost everything that a town receives."""
    content = ServiceContent(name={"fr": "Bacs"}, team=team.pk, workflow=workflow.pk)
    made = begin_service(content, by=administrator)
    assert (made.silence, made.legal_months, made.legal_days) == ("rejection", 2, None)


def test_placeholders_of_its_words_are_checked(change, service):
    """Those of its own form are known; others are not."""
    with pytest.raises(NotValid, match="not known"):
        change(acknowledgement={"fr": "Bonjour {requester.nom}."})
    with pytest.raises(NotValid, match="no field"):
        change(recourse={"fr": "Voyez {values.color}."})
    change(acknowledgement={"fr": "Bonjour {requester.name} : {values.what}"})
    assert Service.objects.get(pk=service.pk).acknowledgement["fr"].startswith("Bonjour")
