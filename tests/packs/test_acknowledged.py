# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What whoever files a request of a starter is told: every mention of the law (R1.05, R1.21)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from grc.core.markup import to_plain
from grc.packs.installing import install
from grc.service_requests.law.acknowledging import Mention, acknowledgement_of
from grc.service_requests.placeholders import in_full
from grc.service_requests.submission import Requester
from notifications.models import Delivery
from tests.cast import file_request
from tests.municipalities.law import enact

pytestmark = pytest.mark.django_db
FILED = datetime(2026, 11, 30, 9, tzinfo=UTC)
ALWAYS = {Mention.RECEIVED_ON, Mention.TEAM, Mention.ADDRESS, Mention.PHONE}
LAW = {Mention.SILENCE, Mention.LEGAL_DATE, Mention.RECOURSE}
WHOM = {
    "document_access": "CADA",
    "personal_data": "CNIL",
    "accessibility": {"fr": "Défenseur des droits", "en": "Defender of Rights"},
    "gracious_appeal": "Tribunal administratif de Châlons-en-Champagne",
    "complaint": "Tribunal administratif de Châlons-en-Champagne",
    "public_space": "Tribunal administratif de Châlons-en-Champagne",
}
BY = {"document_access": "30", "personal_data": "30", "accessibility": "7"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_says_all_that_the_law_wants(language, starter, town, team, administrator):
    """Its own words, and each mention, in what really leaves."""
    enact(town)
    service = install(starter, town, team, by=administrator, offered=True).service
    person = Requester(name="Ann Smith", email="ann@example.org", language=language)
    with time_machine.travel(FILED, tick=False):
        request = file_request(service, requester=person, values={})

    acknowledged = acknowledgement_of(request, language)
    mail = Delivery.objects.about(request).get()
    assert mail.notification == "acknowledgement"
    has_law = starter.code in WHOM
    assert acknowledged.mentions.keys() == ALWAYS | (LAW if has_law else set())
    for said in acknowledged.mentions.values():
        for line in said.splitlines():
            assert line in mail.text
    assert to_plain(starter.service["acknowledgement"][language]) in mail.text
    if has_law:
        whom = WHOM[starter.code]
        assert (whom if isinstance(whom, str) else whom[language]) in mail.text
        assert request.legal_on is not None
        assert in_full(request.legal_on, language) in acknowledged.mentions[Mention.SILENCE]
