# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Other systems in the studio: added, changed, tried out; a secret is shown once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grc.webhooks import configuring
from grc.webhooks.configuring import WebhookContent, add_webhook
from grc.webhooks.models import Webhook
from grc.webhooks.saying import detail_of, sentence_of
from grc.webhooks.secrets import make, shown
from notifications.models import Delivery
from tests.studio.conftest import page

pytestmark = pytest.mark.django_db
LIST, BEGIN = "/studio/autres-systemes/", "/studio/nouveau-systeme/"
ERP = f"{LIST}erp/"
TYPED = {"name": "Finances", "code": "erp", "url": "https://erp.example/hook"}
CONTENT = WebhookContent(name="Finances", url="https://erp.example/hook")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


@pytest.fixture
def erp(town, administrator):
    return add_webhook("erp", CONTENT, by=administrator)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "Mon ERP"}, "Write a code of small letters"),
        ({"url": "https://10.0.0.1/"}, "inside the house"),
        ({"url": "http//erp"}, "The address must begin with https://."),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_refused_comes_back_as_typed(wrong, sentence, studio, administrator):
    """With the sentence that says what to mend; nothing is saved, no secret is shown."""
    response = studio(administrator).post(BEGIN, TYPED | wrong)
    said = page(response)
    assert response.status_code == 422
    assert sentence in said or "Fill in" in said or "required" in said.lower()
    assert f'value="{(TYPED | wrong)["url"]}"' in said
    assert not SECRET.search(said)
    assert not Webhook.objects.exists()


def test_a_secret_is_shown_once(studio, administrator):
    """Where the system is added, not kept by any cache, on no other page."""
    browser = studio(administrator)
    response = browser.post(BEGIN, TYPED)
    (secret,) = SECRET.findall(page(response))
    assert secret == shown(Webhook.objects.get().secret)
    assert "no-store" in response.headers["Cache-Control"]
    assert "webhook-signature" in page(response)
    for address in (LIST, ERP, "/studio/"):
        assert not SECRET.search(page(browser.get(address)))


def test_a_secret_can_be_copied(studio, administrator):
    """A field that a keyboard selects whole, and a button where scripts run."""
    html = page(studio(administrator).post(BEGIN, TYPED))
    field = re.search(r'<input[^>]* id="secret"[^>]*>', html)
    assert field is not None
    assert SECRET.search(field[0])
    assert " readonly" in field[0]
    assert 'data-copy="secret"' in html


def test_a_reload_makes_no_other_secret(studio, administrator, erp):
    """A new secret once; the second time one reads that it was changed."""
    browser = studio(administrator)
    mark = browser.get(ERP).context["mark"]
    first = browser.post(f"{ERP}secret/", {"based_on": mark})
    assert SECRET.findall(page(first)) == [shown(Webhook.objects.get().secret)]
    again = browser.post(f"{ERP}secret/", {"based_on": mark})
    assert (again.status_code, SECRET.findall(page(again))) == (409, [])
    assert "two secrets" in page(browser.get(ERP))
    assert browser.post(f"{ERP}ancien-secret/").status_code == 303
    assert Webhook.objects.get().former_secret == ""


def test_what_another_saved_is_not_written_over(studio, administrator, erp):
    """The second of two reads what is there now, and keeps theirs."""
    browser = studio(administrator)
    opened = CONTENT.fingerprint
    first = {"name": "Comptes", "url": CONTENT.url, "based_on": opened}
    assert browser.post(ERP, first).status_code == 303
    typed = {"name": "Finances", "url": "https://other.example/", "based_on": opened}
    response = browser.post(ERP, typed)
    said = page(response)
    assert response.status_code == 409
    assert "What is there now" in said
    assert "Comptes" in said
    assert 'value="https://other.example/"' in said
    again = typed | {"based_on": response.context["form"]["based_on"].value()}
    assert browser.post(ERP, again).status_code == 303
    assert WebhookContent.of(Webhook.objects.get()).url == "https://other.example/"


def test_a_trial_is_seen_among_the_calls(studio, administrator, erp):
    """It waits in the outbox; it can be sent again once it ended, not before."""
    browser = studio(administrator)
    assert "It was told nothing yet" in page(browser.get(ERP))
    assert browser.post(f"{ERP}essai/").status_code == 303
    said = page(browser.get(ERP))
    assert "Trial" in said
    assert "Send again" not in said
    call = Delivery.objects.get()
    call.claim(by="worker", at=call.created_at)
    call.mark_failed(answer="410 Gone <b>nobody</b>")
    said = page(browser.get(ERP))
    assert "It answered 410: it must not be called any more." in said
    assert "<code>410 Gone nobody</code>" in browser.get(ERP).text
    assert "not taken" in browser.get(ERP).text
    assert "Send again" in said
    assert browser.post(f"{ERP}appels/{call.pk}/").status_code == 303
    assert browser.post(f"{ERP}appels/{call.pk}/").status_code == 409
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("gaierror: [Errno -2] Name or service not known", "This name was not found"),
        ("TimeoutError: erp.example was not found in time.", "This name was not found"),
        ("ConnectionRefusedError: [Errno 111] Connection refused", "Nobody answers at this"),
        ("TimeoutError: timed out", "It did not answer within 15 seconds."),
        ("SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] x", "is not trusted."),
        ("RemoteProtocolError: illegal status line", "does not speak HTTP."),
        ("ConnectionResetError: [Errno 104] Connection reset", "The connection failed."),
        ("KeyError", "Something went wrong on our side."),
        ("403 Forbidden <!doctype html><title>No</ti", "It answered 403: it refuses."),
        ("302 Found", "It answered 302: it leads elsewhere"),
        ("503 Busy", "It answered 503: something is broken there."),
        ("418 Teapot", "It answered 418: it did not take the call."),
        ("erp.example stands for 10.0.0.1, which may not be called.", "inside the house"),
        ("The system is disabled.", "The system is disabled."),
        ("200 OK <p>merci", ""),
        ("", ""),
    ],
)
def test_what_came_of_a_call_is_a_sentence(answer, sentence):
    """In the reader's language; what the machines said is beside it, without tags."""
    assert sentence in sentence_of(answer)
    assert bool(sentence_of(answer)) == bool(sentence)
    assert "<" not in detail_of(answer)


def test_a_call_that_failed_says_when_it_is_tried_again(studio, administrator, erp):
    """As a warning; one that waits for a disabled system says that it will not be sent."""
    browser = studio(administrator)
    call = configuring.send_trial(erp, by=administrator)
    for wait, words in (
        (timedelta(), "failed, tried again shortly"),
        (timedelta(days=2), "failed, tried again on"),
    ):
        call.claim(by="worker", at=timezone.now())
        call.postpone(until=timezone.now() + wait, answer="403 Forbidden")
        (shown_call,) = browser.get(ERP).context["calls"]
        assert shown_call.kind == "warn"
        assert shown_call.state.startswith(words)
    configuring.disable(erp, by=administrator)
    response = browser.get(ERP)
    assert response.context["calls"][0].state == "will not be sent: the system is disabled"
    assert "Nothing is sent to it since" in page(response)


def test_a_call_of_another_system_is_not_found(studio, administrator, erp):
    """Each page knows its own calls only."""
    other = add_webhook("gis", CONTENT, by=administrator)
    call = configuring.send_trial(other, by=administrator)
    assert studio(administrator).post(f"{ERP}appels/{call.pk}/").status_code == 404


def test_a_disabled_system_needs_attention_unless_somebody_meant_it(studio, administrator, erp):
    """The first page of the studio says which system Catalaune gave up."""
    browser = studio(administrator)
    assert browser.post(f"{ERP}desactiver/").status_code == 303
    assert browser.post(f"{ERP}essai/").status_code == 409
    assert "told nothing any more" not in page(browser.get("/studio/"))
    assert "somebody disabled it" in page(browser.get(ERP))
    Webhook.objects.update(disabled_why="gone")
    assert "told nothing any more" in page(browser.get("/studio/"))
    assert browser.post(f"{ERP}activer/").status_code == 303
    assert Webhook.objects.get().is_enabled


def test_the_lists_cost_the_same_however_long(studio, town, administrator, erp):
    """Neither systems nor their calls grow the number of queries."""
    browser = studio(administrator)
    configuring.send_trial(erp, by=administrator)
    counts = []
    for number in range(2):
        for address in (LIST, ERP):
            with CaptureQueriesContext(connection) as few:
                browser.get(address)
            counts.append(len(few))
        for extra in range(30 if number == 0 else 0):
            Webhook.objects.create(
                municipality=town, code=f"c{extra}", name=f"{extra}", url="https://a.example/",
                secret=make(),
            )  # fmt: skip
            configuring.send_trial(erp, by=administrator)
    assert counts[:2] == counts[2:]
    assert max(counts) <= 10
    assert len(browser.get(ERP).context["calls"]) == 20
