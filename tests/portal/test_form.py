# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a service: what is refused is said on its field, and what was typed comes back."""

from __future__ import annotations

import re

import pytest

from grc.catalog.models import Service
from grc.service_requests.models import ServiceRequest
from tests.portal.gestures import FORM, filled, picture, said, text_of
from workflows.fields import FieldKind

pytestmark = pytest.mark.django_db

REFUSED = {
    "what": ("", "Answer this question."),
    "short": ("x" * 251, "Shorten this text to %(longest)s characters: it has %(count)s."),
    "mail": ("marie@", "Write an e-mail address such as name@example.org."),
    "call": ("abc", "Write a phone number such as 03 26 00 00 00 or +33 3 26 00 00 00."),
    "size": ("10", "Write a number that is %(maximum)s or less."),
    "day": ("31/02/2026", "Write a date that exists, as year-month-day: 2026-03-31."),
    "danger": ("perhaps", "Answer yes or no."),
    "one": ("middle", "Choose one of the proposed answers."),
    "many": ("green", "Choose one of the proposed answers."),
    "place-latitude": (
        "95",
        "Write both figures of the position, such as 48.9566 and 4.3631, or leave both empty.",
    ),
    "requester-name": ("", "Write a first and last name."),
    "requester-email": ("", "Write an e-mail address such as name@example.org."),
    "requester-phone": ("12", "Write a phone number such as 03 26 00 00 00 or +33 3 26 00 00 00."),
}
PARAMS = {"longest": "250", "count": "251", "maximum": "9"}


@pytest.mark.parametrize("name", REFUSED)
def test_each_field_refuses_in_a_sentence_and_keeps_what_was_typed(
    reader, language, every_kind, name
):
    """The sentence stands on the field and in the summary; the value comes back; no row is made."""
    value, msgid = REFUSED[name]
    response = reader.post(FORM, filled() | {name: value})
    page = response.content.decode()

    assert response.status_code == 422
    assert text_of(response).count(said(language, msgid, **PARAMS)) == 2
    assert f'href="#id_{name.removesuffix("-latitude")}' in page
    assert "Un trou devant le 12." in page or name == "what"
    assert not value or value in page or name in ("danger", "one", "many")
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("name", ["photo"])
def test_a_refused_file_is_named_on_its_field(reader, language, every_kind, name):
    """A program in a picture's clothes is refused by its name; the words typed are kept."""
    upload = picture("trou.exe")
    response = reader.post(FORM, filled() | {name: upload})
    assert response.status_code == 422
    assert "trou.exe" in text_of(response)
    assert "Un trou devant le 12." in response.content.decode()


def test_more_files_than_allowed_are_refused(reader, language, every_kind):
    """Five files for a question: six are counted and refused."""
    files = [picture(f"{n}.png", "red") for n in range(6)]
    response = reader.post(FORM, filled() | {"photo": files})
    expected = said(
        language, "Attach at most %(most)d files: there are %(count)d.", most=5, count=6
    )
    assert expected in text_of(response)


def test_a_refused_form_says_which_good_files_to_choose_again(reader, language, every_kind):
    """A page cannot keep a file: whoever has to correct the e-mail is told about the photo."""
    response = reader.post(FORM, filled(requester_email="marie@") | {"photo": picture()})
    msgid = "Choose again, the page could not keep it: %(names)s."
    assert said(language, msgid, names="trou.png") in text_of(response)


def test_a_required_file_is_asked_for(reader, language, service, town):
    """A question that needs a file says so when there is none."""
    fields = [{"code": "proof", "kind": "file", "label": "Justificatif", "required": True}]
    service.publish_form(fields, by=None)
    response = reader.post(FORM, filled())
    assert text_of(response).count(said(language, "Choose at least one file.")) == 2


def test_every_answer_comes_back_as_it_was_given(reader, every_kind):
    """One wrong field costs the others nothing: ticks, choices, dates, figures are still there."""
    typed = filled(requester_email="marie@", place_latitude="48,9", place_longitude="4.3") | {
        "short": "<b>court</b>",
        "size": "3,5",
        "day": "2026-03-31",
        "danger": "true",
        "one": "right",
        "many": ["blue"],
    }
    page = reader.post(FORM, typed).content.decode()
    for kept in (
        'value="&lt;b&gt;court&lt;/b&gt;"',
        'value="3,5"',
        'value="2026-03-31"',
        'value="48,9"',
        'value="4.3"',
        'value="12 rue des Fleurs"',
        'value="Marie Dupont"',
        f'value="{typed["form-token"]}"',
    ):
        assert kept in page, kept
    for ticked in ("true", "right", "blue"):
        assert re.search(rf'value="{ticked}"[^>]* checked', page), ticked


def test_an_unknown_or_closed_service_has_no_form(reader, service):
    """A service that is not offered, or has no published form, does not exist for the public."""
    assert reader.get("/demarches/nothing/").status_code == 404
    Service.objects.update(is_offered=False)
    assert reader.get(FORM).status_code == 404
    assert reader.post(FORM, filled()).status_code == 404
    Service.objects.update(is_offered=True, form_version=None)
    assert reader.get(FORM).status_code == 404


def test_each_question_is_asked_in_the_readers_language(reader, language, every_kind):
    """Labels, choices and marks are there for every kind, before anything is sent (law R3.08)."""
    response = reader.get(FORM)
    page, words = response.content.decode(), text_of(response)
    for field in every_kind.form_version.fields:
        assert field["label"][language] in words
        assert re.search(rf'name="{field["code"]}"', page)
    assert len(every_kind.form_version.parsed) == len(FieldKind)
    assert re.search(r'<textarea name="what"[^>]* required', page)
    assert "PDF, JPG" in words


def test_a_browser_may_fill_in_who_asks(reader, every_kind):
    """Personal fields carry the token that lets a browser or a helper fill them (law R3.08)."""
    page = reader.get(FORM).content.decode()
    for name, token in (("name", "name"), ("email", "email"), ("phone", "tel")):
        assert re.search(rf'name="requester-{name}"[^>]*autocomplete="{token}"', page), name


def test_a_report_may_be_anonymous_where_the_service_says_so(reader, every_kind):
    """Contact optional: nobody has to say who they are (law R1.03)."""
    Service.objects.update(contact="optional")
    response = reader.post(FORM, filled(requester_name="", requester_email=""))
    assert response.status_code == 303
    assert ServiceRequest.objects.get().requester_email == ""


def test_words_or_a_position_say_where(reader, service):
    """A required place is given by figures alone when there is no address."""
    typed = filled(place="", place_latitude="48,9566", place_longitude="4.3631")
    assert reader.post(FORM, typed).status_code == 303
    service_request = ServiceRequest.objects.get()
    assert (service_request.latitude, service_request.longitude) == (48.9566, 4.3631)
    assert service_request.values["place"] == {"text": "", "position": [48.9566, 4.3631]}


def test_what_is_stored_has_the_shape_of_the_published_form(reader, every_kind):
    """Numbers as text, choices as codes in order, nothing for what was left out."""
    typed = filled() | {"size": "3,50", "danger": "false", "many": ["blue", "red"], "day": ""}
    assert reader.post(FORM, typed).status_code == 303
    assert ServiceRequest.objects.get().values == {
        "what": "Un trou devant le 12.",
        "size": "3.5",
        "danger": False,
        "many": ["red", "blue"],
        "place": {"text": "12 rue des Fleurs", "position": None},
    }
