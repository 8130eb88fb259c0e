# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The form made from what a service asks: one field a question, values in the stored shape."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from grc.catalog.forms import MOST_FILES, MOST_RADIOS, ServiceForm
from workflows.fields import clean_value

pytestmark = pytest.mark.django_db


def form_of(service: Any, fields: list[dict[str, Any]], data: Any = None, files: Any = None) -> Any:
    service.publish_form(fields, by=None)
    return ServiceForm(data, files, service=service)


def question(kind: str, **more: Any) -> dict[str, Any]:
    return {"code": "q", "kind": kind, "label": {"fr": "Question", "en": "Question"}} | more


def choices(count: int) -> list[dict[str, Any]]:
    return [{"code": f"c{n}", "label": f"Choix {n}"} for n in range(count)]


def uploads(count: int) -> MultiValueDict[str, Any]:
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(count)]
    return MultiValueDict({"q": files})


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("short_text", "x" * 251),
        ("long_text", "x" * 10_001),
        ("email", "marie@"),
        ("phone", "abc"),
        ("number", "beaucoup"),
        ("date", "31/02/2026"),
        ("boolean", "perhaps"),
    ],
)
def test_what_the_engine_refuses_the_form_refuses(service, kind, typed):
    """The sentence of the engine stands on the field, and nothing is cleaned."""
    form = form_of(service, [question(kind)], {"q": typed})
    assert list(form.errors) == ["q"]


@pytest.mark.parametrize(
    "figures", [("91", "0"), ("0", "181"), ("48.9", ""), ("x", "4"), ("1e1", "4")]
)
def test_a_position_is_two_figures_on_earth(service, figures):
    """One figure alone, a word, or a place off the globe is refused on the address."""
    data = {"q": "", "q-latitude": figures[0], "q-longitude": figures[1]}
    assert list(form_of(service, [question("address")], data).errors) == ["q"]


def test_a_required_place_needs_words_or_figures(service):
    """Nothing at all is refused; spaces are nothing."""
    form = form_of(service, [question("address", required=True)], {"q": "  "})
    assert list(form.errors) == ["q"]


@pytest.mark.parametrize("count", [0, MOST_FILES + 1])
def test_files_are_counted(service, count):
    """A required file must come, and no more than the page announces."""
    form = form_of(service, [question("file", required=True)], {}, uploads(count))
    assert list(form.errors) == ["q"]


def test_a_service_without_a_form_asks_nothing(service):
    """There is nothing to answer, and nothing breaks."""
    service.form_version = None
    form = ServiceForm({}, service=service)
    assert form.is_valid()
    assert form.values == {}


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("short_text", " e\u0301te\u0301  bleu\x00 ", "été bleu"),
        ("long_text", "un\r\ndeux\x07", "un\ndeux"),
        ("number", "1 234,50", "1234.5"),
        ("date", "2026-03-31", "2026-03-31"),
        ("boolean", "false", False),
        ("phone", "03 26 00 00 00", "03 26 00 00 00"),
    ],
)
def test_values_have_the_stored_shape(service, kind, typed, stored):
    """What the form gives is what the engine would store: cleaning it again changes nothing."""
    form = form_of(service, [question(kind)], {"q": typed})
    assert form.is_valid(), form.errors
    assert form.values == {"q": stored}
    assert clean_value(form.fields["q"].question, stored) == stored


def test_unanswered_questions_and_files_are_no_values(service):
    """A file is kept as an attachment; an empty box leaves no trace."""
    fields = [question("file"), question("short_text", code="other")]
    form = form_of(service, fields, {"other": " "}, uploads(2))
    assert form.is_valid()
    assert form.values == {}
    assert [file.name for file in form.uploads["q"]] == ["0.txt", "1.txt"]


def test_few_choices_are_buttons_and_many_a_list(service):
    """Up to eight are seen at once."""
    few = form_of(service, [question("choice", choices=choices(MOST_RADIOS))])
    many = form_of(service, [question("choice", choices=choices(MOST_RADIOS + 1))])
    assert 'type="radio"' in str(few["q"])
    assert "<select" in str(many["q"])


@pytest.mark.parametrize(("language", "yes"), [("fr", "Quand ?"), ("en", "When?")])
def test_questions_speak_the_readers_language(service, language, yes):
    """Labels and helps follow the reader; the town's words are never markup."""
    field = question("short_text", label={"fr": "Quand ?", "en": "When?"}, help="<b>vite</b>")
    with translation.override(language):
        form = form_of(service, [field])
        assert form["q"].label == yes
        assert "&lt;b&gt;vite" in form["q"].as_field_group()


@pytest.mark.parametrize(
    ("code", "kind", "token"),
    [("birth_date", "date", "bday"), ("q", "email", "email"), ("q", "phone", "tel")],
)
def test_personal_fields_can_be_filled_by_the_browser(service, code, kind, token):
    """By kind, and by the codes that towns use (law R3.08)."""
    form = form_of(service, [question(kind, code=code)])
    assert form.fields[code].widget.attrs["autocomplete"] == token


def test_a_refused_form_asks_for_its_files_again(service):
    """Whatever was wrong elsewhere, the files that were fine are named on their field."""
    fields = [question("file"), question("short_text", code="other", required=True)]
    form = form_of(service, fields, {}, uploads(2))
    assert set(form.errors) == {"q", "other"}
    assert "0.txt, 1.txt" in str(form.errors["q"])


def test_a_form_given_back_unchecked_says_nothing(service):
    """What was typed is in it, and no field is accused."""
    form = form_of(service, [question("email", required=True)], {"q": "marie@"}).unchecked()
    assert not form.errors
    assert 'value="marie@"' in str(form["q"])
