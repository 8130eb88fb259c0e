# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.utils import translation

from workflows import sentences
from workflows.findings import Finding
from workflows.sentences import sentence
from workflows.text import LocalisedText, Wording

FINDING = Finding(
    "not_allowed",
    "Reserved for: %(functions)s.",
    {"functions": Wording(LocalisedText({"fr": "l’agent", "en": "the agent"}))},
)


def test_a_finding_is_said_in_english():
    """An English reader reads the English message with the town's English words."""
    with translation.override("en"):
        assert sentence(FINDING) == FINDING.sentence == "Reserved for: the agent."


def test_a_finding_is_said_in_the_readers_language(monkeypatch):
    """The message is translated, and the town's own words follow the reader."""
    french = {FINDING.message: "Seul %(functions)s peut faire cela."}
    monkeypatch.setattr(sentences, "gettext", french.__getitem__)

    with translation.override("fr"):
        assert sentence(FINDING) == "Seul l’agent peut faire cela."


def test_a_message_without_reader_is_in_the_towns_language(settings):
    """Outside any request the default language is spoken."""
    settings.LANGUAGE_CODE = "fr"

    with translation.override(None):
        assert "l’agent" in sentence(FINDING)
