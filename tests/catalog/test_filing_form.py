# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who files, beside what is asked: by themselves, or through an agent who types for them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from grc.service_requests.enums import Channel
from grc.service_requests.forms import FilingForm

pytestmark = pytest.mark.django_db

ANSWERS = {"what": "Un trou.", "place": "12 rue des Fleurs"}
WHO = {"requester-name": "Marie Dupont", "requester-email": "marie@example.org"}


def form_of(service: Any, **more: Any) -> FilingForm:
    data = ANSWERS | WHO | more.pop("data", {})
    return FilingForm(data, service=service, **more)


@pytest.mark.parametrize(
    ("contact", "for_somebody", "refused"),
    [
        ("required", False, {"requester-name", "requester-email"}),
        ("required", True, {"requester-name"}),
        ("optional", False, set()),
        ("optional", True, set()),
    ],
)
def test_who_asks_is_needed_or_not(service, contact, for_somebody, refused):
    """The service says so; for somebody at the counter an e-mail address is never needed."""
    service.contact = contact
    form = FilingForm(ANSWERS, service=service, for_somebody=for_somebody)
    assert set(form.errors) == refused


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("requester-name", "x" * 161),
        ("requester-email", "x" * 250 + "@example.org"),
        ("requester-email", "a@b.fr, c@d.fr"),
        ("requester-phone", "0" * 41),
        ("requester-phone", "0" + "-" * 40 + "326"),
    ],
)
def test_contact_details_fit_where_they_are_kept(service, name, typed):
    """What a column cannot hold, or a mail cannot use, is refused in words."""
    assert set(form_of(service, data={name: typed}).errors) == {name}


def test_an_agents_own_details_are_not_offered(service):
    """A browser at the counter fills in nothing: the agent is not the person."""
    form = FilingForm(service=service, for_somebody=True)
    tokens = {field.field.widget.attrs["autocomplete"] for field in form.contact}
    assert tokens == {"off"}


def test_a_question_of_the_town_cannot_be_hidden_by_ours(service):
    """A town may call its own question "requester_name": both are asked."""
    fields = [{"code": "requester_name", "kind": "short_text", "label": "Nom du chien"}]
    service.publish_form(fields, by=None)
    data = WHO | {"requester_name": "Rex"}
    form = FilingForm(data, service=service)
    assert form.is_valid(), form.errors
    filing = form.filing()
    assert filing.values == {"requester_name": "Rex"}
    assert filing.requester.name == "Marie Dupont"


def test_a_filing_holds_everything_that_was_filled_in(service):
    """Values, who asks and in which language, where it is, and the channel."""
    data = {"place-latitude": "48,9566", "place-longitude": "4.3631", "requester-phone": "3600"}
    form = form_of(service, data=data, for_somebody=True)
    assert form.is_valid(), form.errors
    filing = form.filing(channel=Channel.PHONE, language="en")
    assert filing.channel == Channel.PHONE
    assert filing.requester.language == "en"
    assert filing.requester.phone == "3600"
    assert (filing.place.text, filing.place.latitude) == ("12 rue des Fleurs", 48.9566)
    assert filing.values["what"] == "Un trou."


def token_of(service: Any, data: dict[str, str]) -> uuid.UUID | None:
    form = form_of(service, data=data)
    assert form.is_valid(), form.errors
    return form.filing().form_token


def test_the_token_is_that_of_the_form_and_of_its_content(service):
    """Sent again it is the same; changed, or another form with the same words, it is not."""
    one, two = ({"form-token": str(uuid.uuid4())} for _form in range(2))
    assert token_of(service, one) == token_of(service, one)
    assert token_of(service, one) != token_of(service, two)
    assert token_of(service, one) != token_of(service, one | {"what": "Une fuite."})


@pytest.mark.parametrize("token", ["", "nonsense", "\x00", "9" * 10_000])
def test_a_damaged_token_is_replaced(service, token):
    """Nobody typed it: nobody is refused for it."""
    assert token_of(service, {"form-token": token}) is not None
