# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What requesters are told who file: the words of the service, the law's mentions, or a receipt."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from grc.accounts.models import Team
from grc.catalog.models import Service
from grc.journal.models import Event
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText, Municipality
from grc.service_requests.law import receipts
from grc.service_requests.law.acknowledging import Mention, acknowledgement_of
from grc.service_requests.law.receipts import complete
from grc.service_requests.models import ServiceRequest
from grc.service_requests.submission import Requester
from notifications.models import Delivery
from tests.cast import file_request, make_service
from tests.municipalities.law import enact

pytestmark = pytest.mark.django_db

FILED = datetime(2026, 3, 15, 9, tzinfo=UTC)
COURT = "Tribunal administratif de Châlons-en-Champagne"
REGIMES = {
    "rejection": ["rejet", "vendredi 15 mai 2026", COURT],
    "acceptance": ["accept", "vendredi 15 mai 2026", "L232-3"],
    "nothing": ["vendredi 15 mai 2026"],
}


@pytest.fixture
def served(town, team, workflow):
    """Return a service with a legal time of two months."""

    def make(**fields):
        return make_service(town, team, workflow, **{"legal_months": 2} | fields)

    return make


def filed(service, **fields):
    with time_machine.travel(FILED, tick=False):
        return file_request(service, **fields)


def mails(service_request):
    return {one.notification: one for one in Delivery.objects.about(service_request)}


def to_administrators():
    return Delivery.objects.filter(notification="acknowledgement_lacking").order_by("pk")


def without_phone(town):
    Municipality.objects.filter(pk=town.pk).update(phone="")
    return Municipality.objects.get(pk=town.pk)


def at_home(service):
    """Return the service as a new page reads it."""
    return Service.objects.get(pk=service.pk)


@pytest.mark.parametrize(
    ("mention", "spoil"),
    [
        (Mention.PHONE, lambda town: Municipality.objects.update(phone="")),
        (Mention.ADDRESS, lambda town: Municipality.objects.update(postal_address="")),
        (Mention.TEAM, lambda town: Team.objects.update(name="")),
        (Mention.RECOURSE, lambda town: None),
    ],
)
def test_nothing_incomplete_leaves(mention, spoil, town, served, administrator):
    """A bare receipt leaves at once; administrators read what is missing (law R1.04, R1.05)."""
    service = served()
    if mention is not Mention.RECOURSE:
        enact(town)
    spoil(town)

    request = filed(at_home(service))

    assert list(mails(request)) == ["receipt"]
    assert "15 mars 2026" in mails(request)["receipt"].text
    assert request.acknowledge_by == date(2026, 3, 25)
    event = Event.objects.about(request).get(name="acknowledgement_lacking")
    assert event.data == {"missing": [mention]}
    (told,) = to_administrators()
    assert told.address == administrator.email
    assert f"/studio/demarches/{service.code}/" in told.text


def test_what_was_missing_follows_by_itself(town, served, administrator):
    """Once, as soon as it is filled in, and the task is gone (law R1.04)."""
    town = without_phone(town)
    enact(town)
    request = filed(at_home(served()))
    assert complete(town, at=FILED) == 0

    Team.objects.update(phone="03 26 11 22 33")
    assert complete(town, at=FILED + timedelta(hours=1)) == 1
    assert complete(town, at=FILED + timedelta(hours=2)) == 0

    assert list(mails(request)) == ["receipt", "acknowledgement"]
    assert "03 26 11 22 33" in mails(request)["acknowledgement"].text
    assert not ServiceRequest.objects.exclude(acknowledge_by=None).exists()
    assert Event.objects.about(request).filter(name="acknowledgement_completed").count() == 1


def test_one_that_fails_does_not_keep_the_others_waiting(town, served, administrator, monkeypatch):
    """The whole acknowledgement of the next one leaves; the first is tried again (law R1.04)."""
    town = without_phone(town)
    enact(town)
    broken, sound = filed(at_home(served(code="a"))), filed(at_home(served(code="b")))
    Team.objects.update(phone="03 26 11 22 33")
    acknowledged = receipts._acknowledged

    def fail_once(request):
        if request.pk == broken.pk:
            raise LookupError("no such text")
        return acknowledged(request)

    with monkeypatch.context() as patch:
        patch.setattr(receipts, "_acknowledged", fail_once)
        assert complete(town, at=FILED) == 1
    assert "acknowledgement" in mails(sound)
    assert "acknowledgement" not in mails(broken)

    assert complete(town, at=FILED) == 1
    assert "acknowledgement" in mails(broken)


def test_administrators_are_told_once_a_day_and_again_on_the_seventh(town, served, administrator):
    """Not at each request; and before the tenth day is over (law R1.04)."""
    town = without_phone(town)
    enact(town)
    service = at_home(served())
    filed(service), filed(service)
    assert to_administrators().count() == 1
    complete(town, at=FILED + timedelta(days=6))
    assert to_administrators().count() == 1
    for _twice in range(2):
        complete(town, at=FILED + timedelta(days=7))
    assert to_administrators().count() == 3
    assert "25 mars 2026" in to_administrators().last().text


@pytest.mark.parametrize("silence", REGIMES)
@pytest.mark.parametrize("own", [True, False])
def test_each_regime_has_its_mentions(own, silence, town, served):
    """Whatever the words of the service say, in the mail and in its HTML (law R1.05)."""
    enact(town)
    words = {"fr": "Merci **beaucoup**."} if own else {}
    service = served(silence=silence, acknowledgement=words)
    request = filed(service)

    acknowledged = acknowledgement_of(request, "fr")
    assert acknowledged.is_complete
    assert acknowledged.mentions[Mention.LEGAL_DATE] == "vendredi 15 mai 2026"
    mail = mails(request)["acknowledgement"]
    for text in (mail.text, mail.html):
        for said in ("15 mars 2026", "Voirie", "03 26 00 00 00", "2 rue de la Mairie"):
            assert said in text
        assert "vendredi 15 mai 2026" in text
        assert (COURT in text) == (silence == "rejection")
        assert ("L232-3" in text) == (silence == "acceptance")
        assert ("beaucoup" in text) == own
    assert "Merci beaucoup." in mail.text or not own


def test_no_time_by_law_says_nothing_of_silence(served):
    """A report has no legal time: date, team and telephone suffice."""
    request = filed(served(legal_months=None))
    acknowledged = acknowledgement_of(request, "fr")
    assert acknowledged.is_complete
    assert acknowledged.law == []


def test_the_words_of_the_town_stand_where_a_service_has_none(client, town, served):
    """They say the day of reception themselves: it is not said twice (law R1.21)."""
    enact(town)
    LegalText.objects.enact(
        town,
        LegalCode.ACKNOWLEDGEMENT,
        {"fr": "Reçue le {received_on} : {service}, {service_address}, {service_phone}."},
        by=None,
        valid_from=date(2020, 1, 1),
        source="CRPA R112-11-1",
    )
    request = filed(served(code="a"))
    general = mails(request)["acknowledgement"].text
    page = client.get(f"{request.tracking_path}recue/").content.decode()
    assert page.partition("<footer")[0].count("2 rue de la Mairie") == 1
    own = mails(filed(served(code="b", acknowledgement={"fr": "À nous."})))["acknowledgement"].text
    assert "Reçue le dimanche 15 mars 2026 : Voirie, 2 rue de la Mairie" in general
    assert "a reçu votre demande" not in general
    assert "Reçue le" not in own
    assert "À nous." in own


def test_values_are_data(town, served):
    """What somebody typed is neither Markdown nor a placeholder; what is empty is left out."""
    words = {"fr": "Bonjour {requester.name}. {request.place}{agent.name}"}
    person = Requester(name="**Marie** {today}", email="marie@example.org")
    mail = mails(filed(served(legal_months=None, acknowledgement=words), requester=person))
    assert "Bonjour **Marie** {today}. 12 rue des Fleurs" in mail["acknowledgement"].text
    assert "<strong>Marie" not in mail["acknowledgement"].html


def test_a_service_has_its_own_ways_to_contest(town, served):
    """The CADA comes before the court: the town's general text is not printed (law R1.21)."""
    enact(town)
    request = filed(served(recourse={"fr": "Écrivez à la CADA.", "en": "Write to the CADA."}))
    text = mails(request)["acknowledgement"].text
    assert "Écrivez à la CADA." in text
    assert COURT not in text


def test_nobody_is_told_to_turn_to_a_court_where_silence_decides_nothing(town, served):
    """Only the service knows whom to turn to."""
    enact(town)
    request = filed(served(silence="nothing", recourse={"fr": "Écrivez à la CNIL."}))
    text = mails(request)["acknowledgement"].text
    assert "Écrivez à la CNIL." in text
    assert COURT not in text
    assert "refusée" not in text


def test_the_page_after_the_filing_says_the_same(client, town, served):
    """Whoever gave no address reads it there (law R1.05)."""
    enact(town)
    request = filed(served(acknowledgement={"fr": "À nous de jouer."}), requester=Requester())
    page = client.get(f"{request.tracking_path}recue/").content.decode()
    for said in ("À nous de jouer.", "vendredi 15 mai 2026", COURT, "03 26 00 00 00"):
        assert said in page
