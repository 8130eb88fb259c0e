# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Placeholders: refused in words when they cannot be, filled with values that stay data."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.core.markup import to_html
from grc.core.text import clean
from grc.service_requests.placeholders import (
    BY_NAME,
    FieldValue,
    FormFields,
    check,
    fill,
    literal,
    names_in,
    waiting_in,
)
from workflows.fields import parse_fields

FIELDS = parse_fields(
    [
        {"code": "amount", "kind": "number", "label": {"fr": "le montant", "en": "the amount"}},
        {"code": "from", "kind": "date", "label": {"fr": "le début", "en": "the beginning"}},
        {"code": "what", "kind": "long_text", "label": "Quoi"},
        {
            "code": "danger",
            "kind": "choice",
            "label": "Danger",
            "choices": [{"code": "yes", "label": {"fr": "Oui, vite", "en": "Yes, quick"}}],
        },
    ]
)
FORM = FormFields("Voirie", FIELDS)
BY_CODE = {field.code: field for field in FIELDS}


def codes(findings):
    return [finding.code for finding in findings]


NAMES = st.sampled_from([*BY_NAME, "values.amount", "values.what", "values.nothing"])
WORDS = st.text(max_size=60)
# Values that look like markup or placeholders more often than chance would have it.
NASTY = st.text(st.sampled_from("{}\\*_`[]()<>#+-.&;!~=|\"' \n1aé:/@x"), max_size=40) | WORDS
# A text with a lone brace is never saved: values could close what it opens.
TEXTS = (
    st.lists(
        NAMES.map("{{{}}}".format)
        | st.sampled_from([r"\{", r"\}", "{horse}"])
        | WORDS.map(lambda words: words.replace("{", "").replace("}", "")),
        max_size=8,
    )
    .map("".join)
    .filter(lambda text: "brace" not in codes(check(text)))
)
VALUES = st.dictionaries(NAMES, NASTY, max_size=12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{requester.nam}", "Did you mean {requester.name}?"),
        ("{values.amont}", "Did you mean {values.amount}?"),
        ("{horse}", "Choose one of the list"),
        ("{values.zzzzzz}", "has no field {values.zzzzzz}. Remove it."),
        ("Bonjour {requester.name", "stands alone near"),
        ("Bonjour requester.name}", "stands alone near"),
        ("{}", "is not known"),
        ("{ {today} }", "stands alone near"),
    ],
)
def test_a_fault_is_said_with_what_to_write_instead(text, said):
    """An unknown name comes with the nearest one, a lone brace with its place."""
    assert any(said in finding.sentence for finding in check(text, [FORM]))


def test_a_field_needs_a_service_that_asks_for_it():
    """Without a service no form is known; with two, both must ask."""
    assert codes(check("{values.amount}")) == ["no_service"]
    assert codes(check("{values.amount}", [FORM, FormFields("Autre", ())])) == ["no_field"]
    assert check("{values.amount}", [FORM]) == []


def test_what_is_right_is_not_remarked():
    """Every declared name, fields of the form, and braces after a backslash."""
    text = " ".join(f"{{{name}}}" for name in BY_NAME) + r" {values.from} \{libre\}"
    assert check(text, [FORM]) == []


def test_a_value_that_is_missing_stays_in_sight():
    """It stands in the text between its braces, and is named."""
    filled = fill("Payez {values.amount} le {today}.", {"today": date(2026, 3, 3)}, "fr")
    assert filled.text == "Payez {values.amount} le mardi 3 mars 2026."
    assert filled.missing == ("values.amount",)


@pytest.mark.parametrize(
    ("name", "value", "language", "said"),
    [
        ("from", "2026-03-01", "fr", "dimanche 1er mars 2026"),
        ("from", "2026-03-03", "en", "Tuesday 3 March 2026"),
        ("amount", "12.50", "fr", "12,50"),
        ("amount", 12500, "fr", "12\u202f500"),
        ("amount", Decimal("0"), "fr", "0"),
        ("danger", "yes", "fr", "Oui, vite"),
        ("danger", "yes", "en", "Yes, quick"),
        ("what", "un\n\ndeux", "fr", "un\n\ndeux"),
        ("from", "bientôt", "fr", "bientôt"),
    ],
)
def test_values_are_said_in_the_requester_s_language(name, value, language, said):
    """Days in full, numbers and choices as the language writes them."""
    values = {"values.what": FieldValue(BY_CODE[name], value)}
    assert fill("{values.what}", values, language).text == said


@pytest.mark.parametrize("value", [None, "", "  ", FieldValue(BY_CODE["what"], "")])
def test_nothing_is_no_value(value):
    """An empty answer to a question is as good as none."""
    assert fill("{today}", {"today": value}, "fr").missing == ("today",)


def test_a_name_is_data():
    """Somebody called like a placeholder, with stars, gets a letter with that very name."""
    filled = fill(
        "Bonjour {requester.name},",
        {"requester.name": "**{town.phone}** <b>", "town.phone": "0"},
        "fr",
    )
    assert waiting_in(filled.text) == []
    assert shown(filled.text) == "Bonjour **{town.phone}** <b>,"


@pytest.mark.parametrize(
    "name", ["jean_dupont", "O'Neil-Roy", "Éric (père) & fils", "a.b@c.fr, 12/3", "100 % d'eau"]
)
def test_ordinary_values_stay_as_they_are(name):
    """Nothing is escaped that need not be: agents read the text too, and so do plain mails."""
    assert literal(name) == name


def shown(markdown):
    """Return what a reader sees of a text, white space folded."""
    html = re.sub(r"<br ?/?>|</p>\s*<p>", " ", to_html(markdown))
    assert not re.sub(r"</?p>", "", html).count("<"), html
    return " ".join(unescape(re.sub(r"</?p>", "", html)).split())


@given(NASTY)
def test_a_value_is_read_word_for_word(value):
    """At the beginning of a line, in it, and before a full stop: no markup ever comes of it."""
    value = clean(value)
    for before, after in (("", ""), ("x ", " y"), ("", "."), ("1", "")):
        filled = fill(f"{before}{{today}}{after}", {"today": value}, "fr")
        folded = " ".join(value.split())
        if folded:
            assert shown(filled.text) == " ".join(f"{before}{folded}{after}".split())


@given(NASTY)
def test_lines_of_a_long_value_are_read_word_for_word(value):
    """Each line of what somebody wrote begins as they wrote it."""
    value = clean(value)
    filled = fill("{values.what}", {"values.what": FieldValue(BY_CODE["what"], value)}, "fr")
    if value.split():
        assert shown(filled.text) == " ".join(value.split())


@given(TEXTS, VALUES)
def test_filling_again_changes_nothing(text, values):
    """What was filled is filled: a value is never taken for a placeholder."""
    once = fill(text, values, "fr")
    again = fill(once.text, values, "fr")
    assert again.text == once.text
    assert set(again.missing) == set(once.missing)


@given(TEXTS, VALUES)
def test_what_is_missing_is_what_waits(text, values):
    """Each placeholder without a value is named, and nothing else."""
    filled = fill(text, values, "fr")
    assert list(filled.missing) == names_in(filled.text)


@given(st.text(max_size=200))
def test_any_text_can_be_checked_and_filled(text):
    """Whatever was pasted: findings or none, never a failure."""
    check(text, [FORM])
    assert fill(text, {}, "fr").text == text
