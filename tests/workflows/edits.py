# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Random edits of random workflows: sensible ones, and ones that miss."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.workflows.strategies import (
    JUNK,
    KEYS,
    conditions,
    definitions,
    effects,
    few_codes,
    steps,
    transitions,
)
from workflows.definition import Definition, FunctionLabel, StepKind
from workflows.editing import (
    Add,
    AddPart,
    AddTest,
    AddValidation,
    AddWaiting,
    Change,
    Edit,
    Group,
    Move,
    MovePart,
    Recode,
    Remove,
    RemovePart,
    Replace,
    SetPart,
    Settle,
    Several,
    Thing,
)
from workflows.effects import effect_to_data
from workflows.parsing import definition_to_data
from workflows.rules import condition_to_data
from workflows.text import LocalisedText

things = st.sampled_from(Thing)
junk = st.sampled_from(JUNK)
moves = st.integers(-3, 3)
pointers = st.sampled_from(
    [
        *("/when", "/when/all", "/when/all/0", "/when/all/1", "/when/not", "/when/not/all/0"),
        *("/when/any/0", "/effects", "/effects/0", "/effects/1", "/effects/0/text", "/label"),
        *("", "/", "/code", "/from", "/from/0", "/functions", "/strange/0", "when"),
    ]
)
_parts = st.one_of(conditions.map(condition_to_data), effects.map(effect_to_data), junk)


def _of_a(kind: str, strategy: st.SearchStrategy) -> st.SearchStrategy:
    """Return the data of random things, as a whole workflow would hold them."""

    def data(thing: object) -> dict:
        held = {"steps": (), "transitions": (), "functions": ()} | {kind: (thing,)}
        whole = Definition(held["functions"], held["steps"], held["transitions"], "a")
        return definition_to_data(whole)[kind][0]

    return strategy.map(data)


_items = st.one_of(
    st.tuples(st.just(Thing.STEP), _of_a("steps", steps)),
    st.tuples(st.just(Thing.TRANSITION), _of_a("transitions", transitions())),
    st.tuples(
        st.just(Thing.FUNCTION),
        _of_a("functions", st.builds(FunctionLabel, few_codes, st.just(LocalisedText("x")))),
    ),
    st.tuples(things, st.just({"label": {"fr": "À valider", "en": "To check"}, "kind": "new"})),
)

simple_edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(
        lambda pair, after: Add(*pair, after),
        _items,
        st.one_of(st.just(""), st.just(""), few_codes),
    ),
    st.builds(Remove, things, few_codes),
    st.builds(Move, things, few_codes, moves),
    st.builds(Recode, things, few_codes, st.one_of(few_codes, st.sampled_from(["zz", "É", ""]))),
    st.builds(
        Change,
        things,
        few_codes,
        st.one_of(
            st.dictionaries(st.sampled_from([*KEYS, "label", "kind", "code"]), junk, max_size=2),
            st.fixed_dictionaries({"label": st.just("Autre")}),
            st.fixed_dictionaries({"to": few_codes}),
            st.just({"citizen_label": None}),
        ),
    ),
    st.builds(Settle, st.sampled_from(["start", "steps", "format", "strange"]), few_codes),
    st.builds(AddPart, things, few_codes, pointers, _parts),
    st.builds(SetPart, things, few_codes, pointers, _parts),
    st.builds(RemovePart, things, few_codes, pointers),
    st.builds(MovePart, things, few_codes, pointers, moves),
    st.builds(AddTest, st.just(Thing.TRANSITION), few_codes, pointers, _parts),
    st.builds(
        Group,
        st.just(Thing.TRANSITION),
        few_codes,
        pointers,
        st.sampled_from(["all", "any", "not", "perhaps"]),
    ),
    st.builds(AddValidation, st.integers(0, 4)),
    st.builds(AddWaiting, st.sampled_from(StepKind)),
    st.builds(Replace, definitions.map(definition_to_data)),
)

edits: st.SearchStrategy[Edit] = st.one_of(
    simple_edits,
    simple_edits,
    st.lists(simple_edits, min_size=1, max_size=3).map(tuple).map(Several),
)
