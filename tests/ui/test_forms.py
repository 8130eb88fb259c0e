# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How Django's forms look: label, mark, help, error, one pattern everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.utils import translation

from grc.ui.forms import UiFormRenderer


class PhotoField(forms.FileField):
    formats = "JPEG or PNG"
    max_bytes = 10_000_000


class StreetForm(forms.Form):
    default_renderer = UiFormRenderer

    email = forms.EmailField(help_text="Example: a@b.example")
    phone = forms.CharField(required=False)
    danger = forms.ChoiceField(choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        choices=[("Digital", [("e", "E-mail")]), ("Paper", [("l", "Letter")])],
        widget=forms.CheckboxSelectMultiple,
    )
    agree = forms.BooleanField(help_text="You can change your mind.")
    photo = PhotoField(required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("The <two> disagree.")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def refused() -> StreetForm:
    form = StreetForm({"email": "nadia@"})
    assert not form.is_valid()
    return form


def test_errors_are_linked_to_their_fields(refused: StreetForm) -> None:
    """The summary is an alert that takes the focus; each error leads to something that exists."""
    shown = str(refused)
    assert 'role="alert" tabindex="-1" autofocus' in shown
    targets = re.findall(r'<a href="#([^"]+)"', shown)
    assert targets == ["id_email", "id_danger_group", "id_channels_group", "id_agree"]
    for target in targets:
        assert f'id="{target}"' in shown


def test_errors_of_the_whole_form_and_of_hidden_fields_are_told(refused: StreetForm) -> None:
    """An error without a visible field is still said, escaped."""
    assert "<li>The &lt;two&gt; disagree.</li>" in str(refused)
    assert re.search(r"<li>This field is required\.</li>", str(refused))


def test_a_field_in_error_says_so(refused: StreetForm) -> None:
    """The field is invalid for assistive technology and described by its help and its error."""
    shown = refused["email"].as_field_group()
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_email_helptext id_email_error"' in shown
    assert 'id="id_email_helptext"' in shown
    assert 'id="id_email_error"' in shown
    assert 'value="nadia@"' in shown


def test_required_and_optional_are_visible() -> None:
    """A required field has its star, an optional one its word, and a note explains the star."""
    form = StreetForm()
    assert 'class="required" aria-hidden="true">*' in form["email"].as_field_group()
    assert "required" in str(form["email"])
    assert "(optional)" in form["phone"].as_field_group()
    assert "Fields marked * are required." in str(form)


def test_a_form_without_required_field_has_no_note() -> None:
    """No star, no explanation of it."""

    class Empty(forms.Form):
        default_renderer = UiFormRenderer
        phone = forms.CharField(required=False)

    assert "Fields marked" not in str(Empty())


def test_choices_are_a_fieldset() -> None:
    """Radio buttons and check boxes have a legend, each choice its own label."""
    shown = StreetForm()["danger"].as_field_group()
    assert "<fieldset" in shown
    assert "<legend>Danger" in shown
    assert '<label for="id_danger_0"><input type="radio"' in shown


def test_a_group_that_html_cannot_require_says_so() -> None:
    """Check boxes cannot carry required: the legend says it to screen readers."""
    shown = StreetForm()["channels"].as_field_group()
    assert '<span class="visually-hidden">(required)</span>' in shown
    assert 'role="group" aria-labelledby="id_channels_title_0"' in shown
    assert 'id="id_channels_title_0"' in shown


def test_one_check_box_has_its_label_around_it() -> None:
    """A single check box is clicked by its words and described by its help."""
    shown = StreetForm()["agree"].as_field_group()
    assert re.search(r'<label class="choice-label" for="id_agree"><input type="checkbox"', shown)
    assert 'aria-describedby="id_agree_helptext"' in shown


def test_a_file_field_announces_what_it_takes() -> None:
    """Formats and size are in the label, before anything is sent."""
    label = re.search(r"<label.*?</label>", StreetForm()["photo"].as_field_group(), re.S)
    assert label
    assert "JPEG or PNG, 10 MB at most" in label[0]


def test_hidden_fields_are_sent() -> None:
    """A hidden field is part of the form and has no label."""
    shown = str(StreetForm())
    assert 'type="hidden" name="token"' in shown
    assert "Token" not in shown
