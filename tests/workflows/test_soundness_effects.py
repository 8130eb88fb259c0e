# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Effects of transitions: read with every fault at its place, judged, written out again."""

from __future__ import annotations

import pytest

from tests.workflows.making import add, both, changed, findings_after, transition, way
from workflows.effects import MOST_EFFECTS, NAMES
from workflows.findings import DefinitionError
from workflows.parsing import definition_to_data, parse_definition
from workflows.soundness import check

ALL = [
    {"do": "entrust", "function": "agent", "to": "chief"},
    {"do": "assign", "to": "actor"},
    {"do": "set_priority", "priority": "urgent"},
    {"do": "set_due", "working_days": 5},
    {"do": "tell", "text": both("We are on it.")},
    {"do": "notify", "functions": ["chief"], "text": both("Look at this.")},
    {"do": "contribute", "functions": ["chief"], "text": both("What of it?"), "join": "any"},
    {"do": "link", "service": "tree-cutting"},
    {"do": "ask", "items": [{"code": "proof", "label": "Proof", "indispensable": True}], "days": 9},
    {"do": "call", "webhook": "erp"},
    {"do": "link", "service": "potholes"},
    {"do": "begin_answer", "kind": "information", "circuit": "mayor", "text": "frame"},
]
PROPOSED = {"do": "propose", "function": "agent"}
LEAST_BUSY = {"do": "assign", "to": "least_busy", "function": "agent"}
MAYOR = {"do": "pass_on", "function": "mayor"}
IN_FRENCH = {"do": "tell", "text": {"fr": "Bonjour."}}


def with_effects(*effects, on="take"):
    return changed(lambda data: transition(data, on).update(effects=list(effects)))


@pytest.mark.parametrize(
    ("effect", "code", "place"),
    [
        ("assign", "unknown_effect", ""),
        ({}, "unknown_effect", ""),
        ({"do": "fly"}, "unknown_effect", ""),
        ({"do": ["assign"]}, "unknown_effect", ""),
        ({"do": "assign"}, "missing_key", ""),
        ({"do": "assign", "to": "mayor"}, "unknown_value", "/to"),
        ({"do": "assign", "to": "actor", "text": "x"}, "unknown_key", "/text"),
        ({"do": "assign", "to": "least_busy"}, "whose", ""),
        ({"do": "assign", "to": "actor", "function": "agent"}, "whose", ""),
        ({"do": "entrust", "function": "agent"}, "missing_key", ""),
        ({"do": "pass_on", "function": "Une équipe"}, "bad_code", "/function"),
        ({"do": "set_priority", "priority": 10}, "unknown_value", "/priority"),
        ({"do": "set_due", "days": 0}, "bad_number", "/days"),
        ({"do": "set_due", "days": 1, "working_days": 1}, "two_lengths", ""),
        ({"do": "tell", "text": ""}, "blank_text", "/text"),
        ({"do": "tell", "text": "\x00"}, "unprintable", "/text"),
        ({"do": "notify", "functions": [], "text": "x"}, "too_few", "/functions"),
        ({"do": "link", "service": "A tree"}, "bad_service", "/service"),
        ({"do": "call"}, "missing_key", ""),
        ({"do": "call", "webhook": "https://erp.example"}, "bad_code", "/webhook"),
    ],
)
def test_a_fault_of_form_is_told_at_its_place(effect, code, place):
    """One sentence, pointing at the effect that is wrong."""
    with pytest.raises(DefinitionError) as refusal:
        parse_definition(with_effects(effect))
    (finding,) = refusal.value.findings
    assert (finding.code, finding.place) == (code, f"/transitions/0/effects/0{place}")


def test_no_more_than_a_few():
    """A list that nobody could follow is refused."""
    with pytest.raises(DefinitionError) as refusal:
        parse_definition(with_effects(*[ALL[4]] * (MOST_EFFECTS + 1)))
    assert [finding.code for finding in refusal.value.findings] == ["too_many"]


def test_what_is_read_is_written_out_again():
    """Every effect there is, in its order."""
    effects = [
        *ALL,
        {"do": "pass_on", "function": "chief"},
        {"do": "set_due"},
        PROPOSED,
        LEAST_BUSY,
    ]
    effects += [{"do": "set_due", "days": 3}, {"do": "assign", "to": "nobody"}]
    data = definition_to_data(parse_definition(with_effects(*effects)))
    assert data["transitions"][0]["effects"] == effects
    assert {effect["do"] for effect in effects} == set(NAMES.values())


def test_effects_that_make_sense_leave_nothing_to_say():
    """All at once, in an order in which each lasts."""

    def change(data):
        transition(data, "take").update(effects=ALL)
        add(data, way("joined", ["working"], "", "joined", effects=[ALL[5]]))

    assert findings_after(change) == ()


@pytest.mark.parametrize(
    ("name", "code", "severity"),
    [
        ("requester.nom", "unknown_placeholder", "error"),
        ("values.moon", "never_filled", "warning"),
    ],
)
def test_a_placeholder_that_nothing_fills_is_found(name, code, severity):
    """In any of the languages; a brace that is only a brace is none."""
    text = {"fr": f"Bonjour {{{name}}} \\{{x\\}}", "en": "Hello {requester.name}"}
    definition = parse_definition(with_effects({"do": "tell", "text": text}))
    (finding,) = check(definition, placeholders={"requester.name"})
    assert (finding.code, finding.severity) == (code, severity)
    assert finding.place == "/transitions/0/effects/0/text"
    assert f"{{{name}}}" in finding.sentence


@pytest.mark.parametrize(
    ("effects", "on", "code", "severity", "place"),
    [
        ([MAYOR], "take", "unknown_function", "error", "/function"),
        ([PROPOSED | {"function": "mayor"}], "take", "unknown_function", "error", "/function"),
        ([LEAST_BUSY | {"function": "mayor"}], "take", "unknown_function", "error", "/function"),
        ([ALL[0] | {"to": "mayor"}], "take", "unknown_function", "error", "/to"),
        ([ALL[0] | {"to": "agent"}], "take", "same_function", "error", "/to"),
        ([ALL[0], ALL[0]], "take", "undone", "error", ""),
        ([PROPOSED, LEAST_BUSY], "take", "undone", "error", ""),
        ([PROPOSED, {"do": "pass_on", "function": "chief"}], "take", "undone", "error", ""),
        ([ALL[0]], "close", "after_the_end", "warning", ""),
        ([PROPOSED], "close", "after_the_end", "warning", ""),
        ([ALL[5] | {"functions": ["chief", "mayor"]}], "take", "unknown_function", "error",
         "/functions/1"),
        ([ALL[1], {"do": "assign", "to": "nobody"}], "take", "undone", "error", ""),
        ([ALL[1], {"do": "pass_on", "function": "chief"}], "take", "undone", "error", ""),
        ([ALL[3], {"do": "set_due"}], "take", "undone", "error", ""),
        ([IN_FRENCH], "take", "missing_language", "error", "/text"),
        ([ALL[2]], "close", "after_the_end", "warning", ""),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_found(effects, on, code, severity, place):
    """An unknown function, a text for some only, what is undone at once, what nobody will see."""
    data = with_effects(*effects, on=on)
    at = next(n for n, way in enumerate(data["transitions"]) if way["code"] == on)
    (finding,) = findings_after(lambda data: transition(data, on).update(effects=effects))
    assert (finding.code, finding.severity) == (code, severity)
    assert finding.place == f"/transitions/{at}/effects/0{place}"


def test_a_service_that_is_not_there_is_a_warning():
    """Where the house says which services there are, another one opens nothing."""
    definition = parse_definition(with_effects({"do": "link", "service": "tree-cutting"}))

    (finding,) = [f for f in check(definition, services=["pothole"]) if f.code != "quiet"]

    assert (finding.code, finding.severity) == ("unknown_service", "warning")
    assert finding.place == "/transitions/0/effects/0/service"
    assert check(definition, services=["tree-cutting"]) == check(definition)


def test_a_system_that_is_told_nothing_is_a_warning():
    """Where the house says which systems are told something today, another one is not told."""
    definition = parse_definition(with_effects({"do": "call", "webhook": "erp"}))

    (finding,) = [f for f in check(definition, webhooks=["gis"]) if f.code != "quiet"]

    assert (finding.code, finding.severity) == ("unknown_webhook", "warning")
    assert finding.place == "/transitions/0/effects/0/webhook"
    assert check(definition, webhooks=["erp"]) == check(definition)


def test_two_systems_are_told_by_one_transition():
    """One call does not undo another."""
    both_told = with_effects({"do": "call", "webhook": "erp"}, {"do": "call", "webhook": "gis"})
    assert "undone" not in {finding.code for finding in check(parse_definition(both_told))}
