# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Random fields, random workflows, and random damage to their data."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from workflows.definition import (
    AnswerEvent,
    Definition,
    FunctionLabel,
    Origin,
    Outcome,
    Step,
    StepKind,
    Transition,
    TransitionForm,
    Trigger,
    Word,
)
from workflows.effects import (
    Ask,
    Assign,
    BeginAnswer,
    Call,
    Contribute,
    Entrust,
    Item,
    Join,
    Library,
    Link,
    Nature,
    Notify,
    PassOn,
    Propose,
    SetDue,
    SetPriority,
    Tell,
    Urgency,
    Whom,
)
from workflows.fields import CHOICE_KINDS, TEXT_LENGTHS, Choice, Field, FieldKind
from workflows.options import Option
from workflows.rules import All, Not, Op, Test
from workflows.scenario import (
    Answering,
    AnswerIs,
    Contributed,
    Expect,
    Given,
    Press,
    Scenario,
    SendItems,
    Wait,
    Write,
)
from workflows.text import LocalisedText
from workflows.timers import DATES, IN_HOURS, Anchor, Delay, OptionAmount, Unit

# A shared machine is sometimes slow; that is no fault of the code.
# Of what is drawn, a third can be played, and half of that as its scenario tells.
patient = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

codes = st.builds(str.__add__, st.sampled_from("abz"), st.text("ab_09", max_size=39))
few_codes = st.sampled_from("abcdef")
sentences = st.text("aZé %(s)œ«’\u00a0\u202f\n\t𝄞", min_size=1, max_size=30).filter(
    lambda text: not text.isspace()
)
texts = st.one_of(
    sentences.map(LocalisedText),
    st.dictionaries(st.sampled_from(["fr", "en", "fr-CA", "de"]), sentences, min_size=1).map(
        LocalisedText
    ),
)
perhaps_texts = st.one_of(st.just(LocalisedText()), texts)
bounds = st.decimals(-1000, 1000, places=3)


@st.composite
def one_field(draw: st.DrawFn) -> Field:
    kind = draw(st.sampled_from(FieldKind))
    choices: list[Choice] = []
    if kind in CHOICE_KINDS:
        choices = draw(
            st.lists(
                st.builds(Choice, codes, texts), min_size=1, max_size=5, unique_by=lambda c: c.code
            )
        )
    low: Decimal | None = None
    high: Decimal | None = None
    if kind is FieldKind.NUMBER:
        low, high = sorted(draw(st.tuples(bounds, bounds)))
        low, high = draw(st.sampled_from([(low, high), (low, None), (None, high), (None, None)]))
    longest = None
    if kind in TEXT_LENGTHS:
        longest = draw(st.none() | st.integers(1, TEXT_LENGTHS[kind]))
    return Field(
        code=draw(codes),
        kind=kind,
        label=draw(texts),
        help=draw(perhaps_texts),
        required=draw(st.booleans()),
        choices=tuple(choices),
        max_length=longest,
        minimum=low,
        maximum=high,
    )


field_lists = st.lists(one_field(), min_size=1, max_size=6, unique_by=lambda field: field.code)

steps = st.builds(
    Step,
    code=few_codes,
    kind=st.sampled_from(StepKind),
    label=texts,
    citizen_label=perhaps_texts,
    citizen_help=perhaps_texts,
)


some_codes = st.lists(few_codes, max_size=2, unique=True).map(tuple)
origins = st.one_of(
    st.builds(
        Origin,
        kinds=st.lists(st.sampled_from(StepKind), min_size=1, max_size=2, unique=True).map(tuple),
        excepted=some_codes,
    ),
    st.builds(Origin, anywhere=st.just(True), excepted=some_codes),
)
conditions = st.sampled_from(
    [
        Test("channel", Op.IS, "phone"),
        Not(Test("days.open", Op.MORE_THAN, Decimal(3))),
        All((Test("values.danger", Op.IS_TRUE), Test("channel", Op.IS_FILLED))),
    ]
)


asked = st.lists(few_codes, min_size=1, max_size=2, unique=True).map(tuple)
town_names = st.sampled_from(["a", "tree-cutting", "0_x"])
words = st.one_of(texts, st.builds(Library, town_names))
effects = st.one_of(
    st.builds(Assign, st.sampled_from([Whom.ACTOR, Whom.NOBODY])),
    st.builds(Assign, st.just(Whom.LEAST_BUSY), few_codes),
    st.builds(Propose, few_codes),
    st.builds(Entrust, few_codes, few_codes),
    st.builds(PassOn, few_codes),
    st.builds(SetPriority, st.sampled_from(Urgency)),
    st.just(SetDue(None)),
    st.builds(SetDue, st.integers(1, 1000), working=st.booleans()),
    st.builds(Tell, words),
    st.builds(Notify, asked, words),
    st.builds(Contribute, asked, texts, st.sampled_from(Join)),
    st.builds(Link, town_names),
    st.builds(
        Ask,
        st.lists(
            st.builds(Item, few_codes, texts, st.booleans(), st.just(LocalisedText()) | texts),
            min_size=1,
            max_size=3,
            unique_by=lambda item: item.code,
        ).map(tuple),
        st.integers(1, 1000),
        working=st.booleans(),
        text=st.just(LocalisedText()) | texts,
    ),
    st.builds(
        BeginAnswer, st.sampled_from(Nature), st.just("") | town_names, st.just("") | town_names
    ),
    st.builds(Call, few_codes),
)


@st.composite
def delays(draw: st.DrawFn) -> Delay:
    since = draw(st.sampled_from(Anchor))
    units = sorted(set(Unit) - IN_HOURS) if since in DATES else list(Unit)
    return Delay(
        since,
        draw(st.integers(since not in DATES, 10_000) | st.builds(OptionAmount, few_codes)),
        draw(st.sampled_from(units)),
        before=since in DATES and draw(st.booleans()),
    )


forms = st.builds(TransitionForm, field_lists.map(tuple), st.booleans())
options = st.one_of(
    st.builds(Option, one_field().filter(lambda f: f.kind not in ("file", "address"))),
    st.builds(
        Option,
        st.builds(Field, few_codes, st.just(FieldKind.NUMBER), texts),
        st.sampled_from(["3", "2.5"]),
    ),
)


plain_values = st.lists(
    st.tuples(few_codes, st.one_of(sentences, st.booleans())), max_size=2, unique_by=lambda v: v[0]
).map(tuple)
endings = st.sampled_from(["", *(outcome.value for outcome in Outcome)])
few = st.lists(few_codes, max_size=2, unique=True).map(tuple)
moves = st.one_of(
    st.builds(Press, few_codes, few, plain_values, endings, st.booleans()),
    st.just(Write()),
    st.builds(SendItems, few),
    st.builds(Contributed, asked),
    st.builds(Answering, st.sampled_from(AnswerEvent), endings),
    st.builds(Wait, st.integers(1, 400), st.sampled_from(Unit)),
    st.just(Wait(None)),
    st.builds(
        Expect,
        st.none() | few_codes,
        st.none() | st.sampled_from(Outcome).map(str),
        st.none() | st.integers(0, 3),
        st.none() | st.booleans(),
        st.none() | st.sampled_from(AnswerIs),
    ),
)
givens = st.builds(
    Given,
    channel=st.sampled_from(["portal", "phone"]),
    values=plain_values,
    options=plain_values,
    due=st.none() | st.dates(date(2027, 1, 1), date(2028, 1, 1)),
    place=st.just("") | sentences,
    contest_days=st.integers(0, 90),
    begins=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
)
scenarios = st.builds(Scenario, few_codes, texts, givens, st.lists(moves, max_size=6).map(tuple))


@st.composite
def transitions(draw: st.DrawFn) -> Transition:
    trigger = draw(st.sampled_from(Trigger))
    to = draw(st.one_of(few_codes, few_codes, st.just("")))
    return Transition(
        code=draw(few_codes),
        sources=tuple(draw(st.lists(few_codes, min_size=1, max_size=3, unique=True))),
        to=to,
        returns=not to and draw(st.booleans()),
        origin=draw(st.none() | st.none() | origins),
        when=draw(st.none() | st.none() | conditions),
        form=draw(st.none() | st.none() | forms),
        after=draw(delays()) if trigger is Trigger.TIMER else None,
        effects=tuple(draw(st.lists(effects, max_size=2))),
        trigger=trigger,
        on=draw(st.sampled_from(AnswerEvent)) if trigger is Trigger.ANSWER else None,
        functions=tuple(draw(st.lists(few_codes, max_size=2, unique=True))),
        label=draw(texts),
        citizen_label=draw(perhaps_texts),
        message=draw(st.sampled_from(Word)),
        reason=draw(st.sampled_from(Word)),
        outcomes=tuple(draw(st.lists(st.sampled_from(Outcome), max_size=2, unique=True))),
        primary=draw(st.booleans()),
    )


def laid_out(definition: Definition) -> Definition:
    """Return the definition with the sources that its origins name."""
    return replace(
        definition,
        transitions=tuple(
            way
            if way.origin is None
            else replace(way, sources=way.origin.among(definition.steps, moves=not way.stays))
            for way in definition.transitions
        ),
    )


definitions = st.builds(
    Definition,
    functions=st.lists(st.builds(FunctionLabel, few_codes, texts), max_size=3).map(tuple),
    steps=st.lists(steps, min_size=1, max_size=6).map(tuple),
    transitions=st.lists(transitions(), max_size=9).map(tuple),
    start=few_codes,
    options=st.lists(options, max_size=2).map(tuple),
    scenarios=st.lists(scenarios, max_size=2).map(tuple),
).map(laid_out)

JUNK: list[Any] = [
    *(None, True, False, 0, 1, 1.0, 1.5, -1, 10**16, 300, 20000, {}, []),
    *("", " ", "\n", "x", "abc\n", "Abc", "é", "1.5", "-2", "1.", "1e3"),
    *("\x00", "a\x1fb", "\ud800", "a" * 41, "t" * 201, "t" * 1001),
    *("answer", "button", "sent", "number", "choice", "done", "joined", "given", "least_busy"),
    *({"fr": "Neuf"}, {"FR": "x"}, {"fr\n": "x"}, {"fr": ""}, {"fr": 1}),
    *({"fr-CA": "x", "en": "y"}, {"fr": "t" * 201}),
    *(["a", "a"], ["a", "b"], [1], ["done", "done"], [{"code": "a"}]),
    [{"code": "a", "label": "x"}],
]
KEYS = [
    *("do", "effects", "days", "working_days", "text", "join", "contribution"),
    *("items", "help", "indispensable", "label"),
    *("returns", "when", "anywhere", "kinds", "except", "from", "to"),
    *("on", "functions", "outcomes", "choices", "minimum", "max_length", "strange", "a/b"),
    *("all", "not", "fact", "op", "value"),
    *("press", "as", "wait", "expect", "step", "given", "channel", "play", "told", "citizen"),
    *("library", "circuit", "kind"),
    *("form", "fields", "kept", "after", "since", "hours", "before", "option", "default"),
]


@st.composite
def damaged(draw: st.DrawFn, data: Any) -> Any:
    """Return a copy of JSON data with one or two things replaced, removed or added, deep inside."""
    root = [copy.deepcopy(data)]
    for _ in range(draw(st.sampled_from([1, 1, 2]))):
        places = list(_places(root))
        holder, key = draw(st.sampled_from(places[1:] or places))
        _damage(draw, holder, key)
    return root[0]


def _places(holder: Any) -> Iterator[tuple[Any, Any]]:
    for key in sorted(holder) if isinstance(holder, dict) else range(len(holder)):
        yield holder, key
        if isinstance(holder[key], dict | list):
            yield from _places(holder[key])


def _damage(draw: st.DrawFn, holder: Any, key: Any) -> None:
    how = draw(st.sampled_from(["replace", "remove", "add"]))
    junk = copy.deepcopy(draw(st.sampled_from(JUNK)))
    if how == "add" and isinstance(holder[key], dict):
        holder[key][draw(st.sampled_from(KEYS))] = junk
    elif how == "add" and isinstance(holder[key], list):
        holder[key].append(junk)
    elif how == "remove" and isinstance(holder, dict):
        del holder[key]
    else:
        holder[key] = junk
