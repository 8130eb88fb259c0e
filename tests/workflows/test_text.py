# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import pickle

import pytest
from hypothesis import given

from tests.workflows.strategies import patient, texts
from workflows.text import LocalisedText, Wording, resolve


@pytest.mark.parametrize(
    ("texts", "language", "read"),
    [
        ({"fr": "Bonjour", "fr-CA": "Allô", "en": "Hello"}, "fr-CA", "Allô"),
        ({"fr": "Bonjour", "en": "Hello"}, "fr-CA", "Bonjour"),
        ({"fr": "Bonjour", "en": "Hello"}, "de", "Bonjour"),
        ({"en": "Hello", "de": "Hallo"}, "it", "Hello"),
        ({"de": "Hallo"}, "it", "Hallo"),
        ({}, "fr", ""),
        ("Bonjour", "en", "Bonjour"),
    ],
)
def test_a_reader_gets_the_nearest_language(texts, language, read):
    """The language itself, then its base, then French, then English, then any."""
    assert resolve(texts, language) == read
    assert resolve(LocalisedText(texts), language) == read


@patient
@given(texts)
def test_data_and_back(text):
    """A text comes back from its data equal, with the same hash."""
    again = LocalisedText(text.to_data())

    assert (again, hash(again)) == (text, hash(text))


def test_a_text_cannot_be_changed():
    """What a published version holds cannot be changed by whoever reads it."""
    given_texts = {"fr": "Bonjour"}
    text = LocalisedText(given_texts)
    given_texts["fr"] = "Bonsoir"

    assert text["fr"] == "Bonjour"
    with pytest.raises(TypeError):
        text["fr"] = "Bonsoir"


def test_one_text_for_all_speaks_every_language():
    """A text given as one string is missing in no language."""
    assert LocalisedText("RAS").speaks("fi")
    assert LocalisedText({"fr": "Rien"}).speaks("fr-CA")
    assert not LocalisedText({"fr": "Rien"}).speaks("en")


def test_a_wording_follows_the_reader():
    """A wording reads as English for programs, and as the reader's language on demand."""
    wording = Wording(LocalisedText({"fr": "agent", "en": "clerk"}), LocalisedText("DGS"))

    assert wording == "clerk, DGS"
    assert wording.said_in("fr-CA") == "agent, DGS"
    assert pickle.loads(pickle.dumps(wording)).said_in("fr") == "agent, DGS"  # noqa: S301
