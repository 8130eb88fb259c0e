# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.conditions import (
    NAMES,
    VOCABULARY,
    cases,
    many,
    sound_conditions,
    wild_conditions,
)
from workflows import sentences
from workflows.rules import All, Any, Not, Op, Test, Vocabulary, reasons, say
from workflows.rules.saying import MSGIDS
from workflows.sentences import condition_sentence

REFUSED = Test("outcome", Op.IS, "refused")
COSTLY = Test("values.amount", Op.MORE_THAN, Decimal(500))
NOVICE = Test("author.sent_answers", Op.LESS_THAN, Decimal(10))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (REFUSED, "the outcome is “refused”"),
        (Test("outcome", Op.IS_NOT, "done"), "the outcome is not “done”"),
        (Test("outcome", Op.ONE_OF, ("done", "refused", "handed_over")),
         "the outcome is “done”, “refused” or “handed over”"),
        (Test("outcome", Op.NONE_OF, ("done", "refused")),
         "the outcome is not “done” or “refused”"),
        (Test("values.places", Op.CONTAINS_ANY, ("road",)),
         "the field “Where?” contains “the road”"),
        (Test("text.words", Op.CONTAINS_NONE, ("tribunal", "mise en demeure")),
         "the text does not contain “tribunal” or “mise en demeure”"),
        (COSTLY, "the amount is more than 500\u00a0€"),
        (Test("values.amount", Op.EQUALS, Decimal("12500.50")),
         "the amount is exactly 12,500.5\u00a0€"),
        (Test("values.amount", Op.DIFFERS, Decimal("5E+2")),
         "the amount is not exactly 500\u00a0€"),
        (NOVICE, "the number of answers of the author is less than 10"),
        (Test("text.unchanged_share", Op.AT_LEAST, Decimal(80)),
         "the share of library text is at least 80%"),
        (Test("text.unchanged_share", Op.AT_MOST, Decimal("0.5")),
         "the share of library text is at most 0.5%"),
        (Test("values.danger", Op.IS_TRUE), "the field “Danger?” is “yes”"),
        (Test("values.danger", Op.IS_FALSE), "the field “Danger?” is “no”"),
        (Test("submitted_on", Op.BEFORE, date(2026, 3, 1)), "the filing is before 1 March 2026"),
        (Test("submitted_on", Op.ON_OR_AFTER, date(2026, 3, 1)),
         "the filing is on or after 1 March 2026"),
        (Test("recipient", Op.IS_FILLED), "the recipient is known"),
        (Test("recipient", Op.IS_EMPTY), "the recipient is not known"),
        (All(()), "in every case"),
        (Any(()), "in no case"),
        (Not(All(())), "in no case"),
        (All((REFUSED, COSTLY)), "the outcome is “refused” and the amount is more than 500\u00a0€"),
        (All((REFUSED, Any((COSTLY, NOVICE)))),
         "the outcome is “refused” and (the amount is more than 500\u00a0€ "
         "or the number of answers of the author is less than 10)"),
        (All((REFUSED, All((COSTLY, Any((NOVICE,)))))),
         "the outcome is “refused” and the amount is more than 500\u00a0€ "
         "and the number of answers of the author is less than 10"),
        (Any((REFUSED, COSTLY, NOVICE)),
         "the outcome is “refused”, the amount is more than 500\u00a0€ "
         "or the number of answers of the author is less than 10"),
        (Not(REFUSED), "the outcome is not “refused” or is not known"),
        (Not(Test("recipient", Op.IS_FILLED)), "the recipient is not known"),
        (Not(Not(REFUSED)), "the outcome is “refused”"),
        (Not(All((REFUSED, Not(COSTLY)))),
         "(the outcome is not “refused” or is not known) or the amount is more than 500\u00a0€"),
        (Not(Any((REFUSED, COSTLY))),
         "(the outcome is not “refused” or is not known) "
         "and (the amount is at most 500\u00a0€ or is not known)"),
        (Test("gone", Op.IS, "lost"), "“gone” is “lost”"),
        (Test("outcome", Op.IS, "lost"), "the outcome is “lost”"),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_plain_words(condition, said):
    """A person reads the rule as one would say it, with the labels of the vocabulary."""
    assert say(condition, VOCABULARY, "en") == said


def test_a_reason_is_said():
    """Why a rule applied is said in the same words, and no more of them than needed."""
    condition = Any((All((COSTLY, NOVICE)), REFUSED))
    because = reasons(condition, {"outcome": "refused"})

    assert say(because, VOCABULARY, "en") == "the outcome is “refused”"


def test_a_condition_follows_its_reader(monkeypatch):
    """Labels, options, numbers and dates are those of the reader's language."""
    monkeypatch.setattr(sentences, "gettext", lambda msgid: msgid.replace(" and ", " et "))
    condition = All((REFUSED, Test("values.amount", Op.MORE_THAN, Decimal("10500.5"))))

    said = condition_sentence(condition, VOCABULARY, "fr-CA")

    assert "la suite donnée" in said
    assert "refusée" in said
    assert " et le montant" in said
    assert "10\u202f500,5\u00a0€" in said


def test_a_condition_is_said_in_the_language_asked_for():
    """The language asked for is spoken, whatever the active one, which is spoken otherwise."""
    with translation.override("fr"):
        assert condition_sentence(REFUSED, VOCABULARY, "en") == "the outcome is “refused”"
        assert "refusée" in condition_sentence(REFUSED, VOCABULARY)
        assert translation.get_language() == "fr"


@many
@given(sound_conditions, cases, st.sampled_from(["fr", "en", "fr-CA"]))
def test_nothing_is_left_over(condition, facts, language):
    """Every condition, and every reason, has a sentence without codes or placeholders."""
    for part in (condition, reasons(condition, facts)):
        if part is not None:
            said = condition_sentence(part, VOCABULARY, language)
            assert said.strip() == said != ""
            assert not re.search(r"%\(|%%|[{}_]|None", said)
            assert not any(name in said for name in NAMES if "." in name)


@many
@given(sound_conditions)
def test_every_word_can_be_translated(condition):
    """In a language of letters only, no English word remains but what the town wrote."""

    def foreign(msgid):
        assert msgid in MSGIDS
        return re.sub(r"%\(\w+\)s|%%|\w", lambda m: m[0] if len(m[0]) > 1 else "ж", msgid)

    def silent(text):
        return text if isinstance(text, str) else text.get("fr", text.get("*", ""))

    said = say(condition, VOCABULARY, "fr", foreign)
    for fact in VOCABULARY:
        for text in (fact.label, *(option.label for option in fact.options)):
            said = said.replace(silent(text), "")
    english = {word for msgid in MSGIDS for word in re.findall(r"[a-z]{2,}", msgid)}
    spoken = set(re.findall(r"[a-z]{2,}", said)) - {"en"}
    assert not spoken & (english - {"fact", "value", "text"})


@many
@given(wild_conditions)
def test_a_broken_condition_has_a_sentence_too(condition):
    """What a draft says can be read while it is being mended, whatever its faults."""
    assert say(condition, VOCABULARY, "en")
    assert say(condition, Vocabulary(), "fr")
