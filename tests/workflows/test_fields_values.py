# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.strategies import one_field, patient
from workflows.fields import Choice, Field, FieldKind, ValueRefused, clean_value, present
from workflows.text import LocalisedText

LABEL = LocalisedText("Question")
FILE = {"name": "trou.jpg", "attachment": 12}
CHOICES = tuple(
    Choice(code, LocalisedText({"fr": french, "en": code}))
    for code, french in (("red", "rouge"), ("blue", "bleu"), ("green", "vert"))
)


def field(kind, **more):
    choices = CHOICES if kind in ("choice", "choices") else ()
    return Field("it", FieldKind(kind), LABEL, choices=choices, **more)


def refused(kind, raw, **more):
    with pytest.raises(ValueRefused) as refusal:
        clean_value(field(kind, **more), raw)
    assert refusal.value.finding.place == "/it"
    return refusal.value.finding.code


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("short_text", 3, "not_a_text"),
        ("short_text", "a\x00b", "unprintable"),
        ("short_text", "\ud800", "unprintable"),
        ("short_text", "x" * 251, "too_long"),
        ("long_text", "x" * 10_001, "too_long"),
        ("email", "marie", "bad_email"),
        ("email", "marie@localhost", "bad_email"),
        ("email", "a@b.fr, c@d.fr", "bad_email"),
        ("email", "marie@example.org\nBcc: x@y.fr", "bad_email"),
        ("email", "m" * 250 + "@a.fr", "bad_email"),
        ("phone", "12", "bad_phone"),
        ("phone", "appeler Marie", "bad_phone"),
        ("phone", "1" * 16, "bad_phone"),
        ("number", "douze", "bad_number"),
        ("number", True, "bad_number"),
        ("number", "nan", "bad_number"),
        ("number", float("inf"), "bad_number"),
        ("number", "1e999999999", "bad_number"),
        ("number", "1e-999999999", "bad_number"),
        pytest.param("number", 10**5000, "bad_number", id="number-huge"),
        ("number", "0.1234567", "bad_number"),
        ("number", [1], "bad_number"),
        ("date", "2026-02-30", "bad_date"),
        ("date", "20260301", "bad_date"),
        ("date", "2026-W01-1", "bad_date"),
        ("date", "1/3/2026", "bad_date"),
        ("boolean", "oui", "not_a_boolean"),
        ("boolean", 1, "not_a_boolean"),
        ("choice", "yellow", "unknown_choice"),
        ("choice", ["red"], "unknown_choice"),
        ("choices", ["red", "yellow"], "unknown_choice"),
        ("choices", {"red": 1}, "unknown_choice"),
        ("file", "trou.jpg", "bad_files"),
        ("file", [FILE] * 21, "bad_files"),
        ("file", [FILE | {"size": 3}], "bad_file"),
        ("file", [{"name": "", "attachment": 1}], "bad_file"),
        ("file", [{"name": "a", "attachment": None}], "bad_file"),
        ("file", [{"name": "a", "attachment": True}], "bad_file"),
        ("address", 12, "bad_address"),
        ("address", {"street": "x"}, "bad_address"),
        ("address", "x" * 301, "too_long"),
        ("address", {"text": "x", "position": [91, 0]}, "bad_position"),
        ("address", {"text": "x", "position": [0, -181]}, "bad_position"),
        ("address", {"text": "x", "position": [float("nan"), 0]}, "bad_position"),
        pytest.param("address", {"position": [10**400, 0]}, "bad_position", id="position-huge"),
        ("address", {"text": "x", "position": ["48", "4"]}, "bad_position"),
        ("address", {"text": "x", "position": [48]}, "bad_position"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(kind, raw, code):
    """A value that does not fit its field is refused, with a sentence that says what to type."""
    assert refused(kind, raw) == code


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("short_text", "  Marie  Du\u00a0pont ", "Marie Du pont"),
        ("short_text", "e\u0301te\u0301", "été"),
        ("long_text", " a\r\n\r\nb \n", "a\n\nb"),
        ("email", " Marie.Dupont+ville@example.org ", "Marie.Dupont+ville@example.org"),
        ("phone", "03.26.00 00-00", "03.26.00 00-00"),
        ("phone", "+33 3 26 00 00 00", "+33 3 26 00 00 00"),
        ("number", "1\u202f234,50", "1234.5"),
        ("number", 12, "12"),
        ("number", 0.1, "0.1"),
        ("number", Decimal("1E+3"), "1000"),
        ("number", "-0", "0"),
        ("date", "2026-03-03", "2026-03-03"),
        ("date", date(2026, 3, 3), "2026-03-03"),
        ("date", datetime(2026, 3, 3, 12, 30), "2026-03-03"),
        ("boolean", False, False),
        ("boolean", "true", True),
        ("choice", "red", "red"),
        ("choices", ["green", "red", "green"], ["red", "green"]),
        ("choices", "blue", ["blue"]),
        ("file", [FILE], [FILE]),
        ("address", "12 rue  X", {"text": "12 rue X", "position": None}),
        (
            "address",
            {"text": "", "position": [48.956789123, 4]},
            {"text": "", "position": [48.956789, 4.0]},
        ),
    ],
)
def test_what_fits_is_stored_one_way(kind, raw, stored):
    """However it was typed, a value is stored one way."""
    assert clean_value(field(kind), raw) == stored


EMPTY = [
    *[(kind, "") for kind in FieldKind if kind != "file"],
    *[("choices", []), ("file", []), ("address", {"text": " ", "position": None})],
    *[(kind, None) for kind in FieldKind],
]


@pytest.mark.parametrize(("kind", "raw"), EMPTY)
def test_nothing_is_refused_only_where_required(kind, raw):
    """No answer is stored as none, and refused where the field is required."""
    assert refused(kind, raw, required=True) == "required"
    assert clean_value(field(kind), raw) is None


def test_no_is_an_answer():
    """A required yes-or-no question is answered by no."""
    assert clean_value(field("boolean", required=True), False) is False


@pytest.mark.parametrize(
    ("raw", "code"), [("0.9", "too_small"), ("1", None), ("10", None), ("10.000001", "too_large")]
)
def test_bounds_belong_to_the_range(raw, code):
    """A number may be the minimum or the maximum, and nothing beyond."""
    number = field("number", minimum=Decimal(1), maximum=Decimal(10))

    if code is None:
        assert clean_value(number, raw) == raw
    else:
        assert refused("number", raw, minimum=Decimal(1), maximum=Decimal(10)) == code


def test_the_refusal_counts_for_the_reader():
    """A text that is too long is told by how much."""
    with pytest.raises(ValueRefused) as refusal:
        clean_value(field("short_text", max_length=3), "abcd")

    assert str(refusal.value) == "Shorten this text to 3 characters: it has 4."


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.text("a1é@. ,-+\u0301\u00a0\n\x00", max_size=12),
    st.sampled_from(["2026-03-03", "12,5", "true", "a@b.fr", "red", "1e400", "0612345678"]),
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "position", "name", "attachment"]), inner)
    ),
    max_leaves=6,
)


@patient
@given(one_field(), anything)
def test_any_value_is_stored_or_refused(asked, raw):
    """Whatever is sent is either refused in words or stored as JSON that is already clean."""
    if asked.choices and raw == "red":
        raw = asked.choices[0].code
    try:
        value = clean_value(asked, raw)
    except ValueRefused:
        return
    assert clean_value(asked, json.loads(json.dumps(value, allow_nan=False))) == value
    assert isinstance(present(asked, value, "fr"), str)


@patient
@given(one_field(), anything)
def test_any_stored_value_is_shown(asked, value):
    """Old or foreign values are shown as they are rather than break a page."""
    assert isinstance(present(asked, value, "en"), str)


@pytest.mark.parametrize(
    ("kind", "value", "french", "english"),
    [
        ("short_text", "été", "été", "été"),
        ("number", "12345.5", "12\u202f345,5", "12,345.5"),
        ("number", "2026", "2026", "2026"),
        ("date", "2026-03-01", "1er mars 2026", "1 March 2026"),
        ("date", "2026-08-12", "12 août 2026", "12 August 2026"),
        ("boolean", False, "Non", "No"),
        ("choice", "red", "rouge", "red"),
        ("choice", "gone", "gone", "gone"),
        ("choices", ["red", "blue"], "rouge, bleu", "red, blue"),
        ("file", [FILE, FILE | {"name": "b.png"}], "trou.jpg, b.png", "trou.jpg, b.png"),
        ("address", {"text": "12 rue X", "position": [48.9, 4.3]}, "12 rue X", "12 rue X"),
        ("address", {"text": "", "position": [48.9, 4.3]}, "48.9, 4.3", "48.9, 4.3"),
        ("date", "mardi", "mardi", "mardi"),
        ("choice", None, "", ""),
    ],
)
def test_a_value_is_shown_in_the_readers_words(kind, value, french, english):
    """Dates, numbers, choices read as in a letter of the reader's language."""
    assert present(field(kind), value, "fr-CA") == french
    assert present(field(kind), value, "en") == english
