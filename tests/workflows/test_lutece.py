# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The workflow of Paris' DansMaRue, as its back office holds it, read in our terms."""

import json

import pytest

from workflows.machine import Facts, Machine
from workflows.parsing import parse_definition
from workflows.soundness import check

# What each of its states is by nature; the rest is being worked.
KINDS = {
    13: "new",
    18: "waiting_third_party",
    21: "waiting_third_party",
    10: "answered",
    11: "closed",
    12: "closed",
}


@pytest.fixture(scope="module")
def dansmarue(shared_data):
    path = shared_data / "05-workflows" / "paris-lutece-dansmarue" / "workflow-dansmarue.json"
    return converted(json.loads(path.read_text(encoding="utf-8")))


def converted(lutece):
    ends = {state for state, kind in KINDS.items() if kind in ("answered", "closed")}
    return {
        "format": 1,
        "start": "s13",
        "functions": [{"code": "agent", "label": {"fr": "agent"}}],
        "steps": [
            {
                "code": f"s{state['id_state']}",
                "kind": KINDS.get(state["id_state"], "in_progress"),
                "label": {"fr": state["name"]},
                "citizen_label": {"fr": state["description"]},
            }
            for state in lutece["etats"]
        ],
        "transitions": [
            {
                "code": f"t{action['id_action']}",
                "from": [f"s{action['id_state_before']}"],
                "to": f"s{action['id_state_after']}",
                "trigger": "button",
                "functions": ["agent"],
                "label": {"fr": action["name"]},
                **({"outcomes": ["done"]} if action["id_state_after"] in ends else {}),
            }
            for action in lutece["actions"]
        ],
    }


def test_all_of_it_is_read(dansmarue):
    """A real workflow of a large town fits our format."""
    definition = parse_definition(dansmarue)

    assert (len(definition.steps), len(definition.transitions)) == (15, 55)


def test_what_its_code_does_behind_the_graph_is_found(dansmarue):
    """Its graph alone strands every request at the provider's check, which its code leaves."""
    findings = check(parse_definition(dansmarue), languages=["fr"])
    labels = {step["code"]: step["label"]["fr"] for step in dansmarue["steps"]}

    stuck = {str(f.params["step"]) for f in findings if f.code == "cannot_end"}
    assert stuck == {"Etat initial", "Vérification prestataire"}
    unreachable = {str(f.params["step"]) for f in findings if f.code == "unreachable"}
    assert unreachable == set(labels.values()) - stuck
    assert {f.code for f in findings} == {
        *("cannot_end", "unreachable", "nothing_when_sent", "quiet", "double", "self_loop"),
    }
    errors = {f.code for f in findings if f.severity == "error"}
    assert errors == {"cannot_end", "unreachable"}


def test_its_known_blemishes_are_found(dansmarue):
    """Three buttons “Ne pas utiliser” stand at one step, six buttons lead where one is already."""
    findings = check(parse_definition(dansmarue), languages=["fr"])
    told = [
        (f.code, f.params["step"].said_in("fr"), f.params["transition"].said_in("fr"))
        for f in findings
        if f.code in ("double", "self_loop")
    ]

    assert sorted(told) == [
        *[("double", "Transféré à un tiers", "Ne pas utiliser")] * 2,
        ("self_loop", "A traiter", "A traiter"),
        ("self_loop", "Service programmé", "Reprogrammer"),
        ("self_loop", "Service programmé tiers", "Service programmé"),
        *[("self_loop", "Transféré à un tiers", "Ne pas utiliser")] * 3,
    ]


def test_one_way_on_mends_all_but_what_nobody_can_reach(dansmarue):
    """With the way that the code takes, two steps of the real workflow are still out of reach."""
    onward = dict(dansmarue["transitions"][0], code="checked", to="s7")
    onward["from"] = ["s19"]
    mended = dansmarue | {"transitions": [*dansmarue["transitions"], onward]}

    findings = check(parse_definition(mended), languages=["fr"])

    told = {str(f.params["step"]) for f in findings if f.code == "unreachable"}
    assert told == {"Transféré à un tiers", "Echec d'envoi par WS", "Service programmé tiers"}
    machine = Machine(parse_definition(mended))
    assert [step.label["fr"] for step in machine.next_steps("s7")][-1] in (
        "Service fait",
        "Archivé",
    )
    assert len(machine.available("s8", {"agent"}, Facts())) == 9
