# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Circuits without a database: read, refused, followed, changed; who stands in for whom."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grc.answers.circuits import changes
from grc.answers.circuits.changes import ChangeRefused, Fault
from grc.answers.circuits.definition import (
    CircuitError,
    Definition,
    Stage,
    StageKind,
    Then,
    Who,
    Whose,
)
from grc.answers.circuits.progress import Given, StageState, is_foreign, progress
from grc.answers.circuits.reading import parse
from grc.answers.circuits.standing import (
    LONGEST_CHAIN,
    Link,
    Matter,
    Power,
    closes_circle,
    principals_of,
    reaches_of,
    stand_ins_of,
    tainted_link,
)
from grc.answers.circuits.writers import Written, writers_of

HEAD = {"whose": "role", "role": "supervisor"}
FAULTS = {
    "/format": {"format": 2, "stages": []},
    "/stages": {"format": 1, "stages": {}},
    "/stages/0/who": {"format": 1, "stages": [{"code": "a", "kind": "opinion", "who": []}]},
    "/stages/0/code": {"format": 1, "stages": [{"code": "É", "kind": "opinion", "who": [HEAD]}]},
    "/stages/0/kind": {"format": 1, "stages": [{"code": "a", "kind": "x", "who": [HEAD]}]},
    "/stages/0/then": {
        "format": 1,
        "stages": [{"code": "a", "kind": "validation", "who": [HEAD], "hours": 8, "then": "go_on"}],
    },
    "/stages/0/hours": {
        "format": 1,
        "stages": [{"code": "a", "kind": "validation", "who": [HEAD], "then": "escalate"}],
    },
    "/stages/0/need": {
        "format": 1,
        "stages": [{"code": "a", "kind": "validation", "who": [HEAD], "need": 2}],
    },
    "/stages/1/code": {
        "format": 1,
        "stages": [{"code": "a", "kind": "validation", "who": [HEAD]}] * 2,
    },
    "/stages/1/kind": {
        "format": 1,
        "stages": [
            {"code": "a", "kind": "signature", "who": [HEAD]},
            {"code": "b", "kind": "validation", "who": [HEAD]},
        ],
    },
    "/stages/0/who/0/person": {
        "format": 1,
        "stages": [{"code": "a", "kind": "opinion", "who": [{"whose": "person"}]}],
    },
    "/stages/0/who/0/role": {
        "format": 1,
        "stages": [{"code": "a", "kind": "opinion", "who": [{"whose": "manager", "role": "x"}]}],
    },
}


@pytest.mark.parametrize("place", FAULTS)
def test_a_circuit_that_makes_no_sense_is_refused_where_it_does_not(place):
    """The fault is named with its place; silence never approves, a signature stays last."""
    with pytest.raises(CircuitError) as refusal:
        parse(FAULTS[place])
    assert refusal.value.finding.place == place
    assert refusal.value.finding.sentence.endswith(".")


whos = st.one_of(
    st.just(Who(whose=Whose.MANAGER)),
    st.builds(Who, whose=st.just(Whose.PERSON), person=st.integers(1, 9)),
    st.builds(
        Who,
        whose=st.just(Whose.ROLE),
        role=st.just("supervisor"),
        team=st.none() | st.integers(1, 9),
        each=st.booleans(),
    ),
    st.builds(Who, whose=st.just(Whose.FUNCTION), function=st.just("validator")),
)


@st.composite
def definitions(draw):
    kinds = draw(st.lists(st.sampled_from(StageKind), max_size=5))
    kinds.sort(key=lambda kind: kind is StageKind.SIGNATURE)
    stages = []
    for index, kind in enumerate(kinds):
        who = tuple(draw(st.lists(whos, min_size=1, max_size=3)))
        hours = draw(st.none() | st.integers(1, 80))
        thens = [Then.REMIND] if hours is None else [Then.REMIND, Then.ESCALATE]
        if hours is not None and kind is StageKind.OPINION:
            thens.append(Then.GO_ON)
        stages.append(
            Stage(
                code=f"s{index}",
                kind=kind,
                who=who,
                need=draw(st.integers(0, len(who))),
                hours=hours,
                then=draw(st.sampled_from(thens)),
                delegable=draw(st.booleans()),
                amendable=draw(st.booleans()),
            )
        )
    return Definition(tuple(stages))


@given(definitions())
def test_a_circuit_reads_back_as_it_was_written(definition):
    """Nothing is lost between the file and the database."""
    assert parse(definition.to_data()) == definition


visas = st.lists(
    st.builds(
        Given,
        stage=st.sampled_from([f"s{n}" for n in range(5)]),
        seat=st.integers(0, 2),
        by=st.integers(1, 5),
    ),
    max_size=12,
)


@given(
    definitions(),
    visas,
    st.dictionaries(st.sampled_from([f"s{n}" for n in range(5)]), st.integers(1, 3)),
)
def test_one_stage_at_a_time_and_none_without_its_visas(definition, given_visas, seats):
    """Before the current stage all is done, after it nothing counts as asked."""
    now = progress(definition, seats, given_visas)
    states = [state for _stage, state in now.states]
    assert states.count(StageState.NOW) <= 1
    for stage, state in now.states:
        filled = {visa.seat for visa in given_visas if visa.stage == stage.code}
        if state is StageState.DONE:
            assert seats.get(stage.code)
            assert len(filled) >= stage.needed(seats[stage.code])
    assert now.is_complete == all(state is StageState.DONE for state in states)


@given(definitions(), visas)
def test_more_visas_never_undo(definition, given_visas):
    """What is done stays done when somebody else decides as well."""
    seats = {f"s{n}": 3 for n in range(5)}
    done: set[str] = set()
    for count in range(len(given_visas) + 1):
        now = progress(definition, seats, given_visas[:count])
        fresh = {stage.code for stage, state in now.states if state is StageState.DONE}
        assert done <= fresh
        done = fresh


def test_an_opinion_that_lapses_is_passed_over_and_an_approval_never():
    """Silence never approves, even when somebody says that it lapsed."""
    who = (Who(whose=Whose.MANAGER),)
    both = Definition(
        (
            Stage(code="law", kind=StageKind.OPINION, who=who),
            Stage(code="head", kind=StageKind.VALIDATION, who=who),
        )
    )
    now = progress(both, {"law": 1, "head": 1}, (), {"law", "head"})
    assert now.state_of("law") is StageState.LAPSED
    assert now.state_of("head") is StageState.NOW


def test_only_a_foreign_eye_lets_a_validated_text_leave():
    """Its writers' approvals are not enough; a circuit of opinions asks for none."""
    who = (Who(whose=Whose.MANAGER),)
    validates = Definition((Stage(code="head", kind=StageKind.VALIDATION, who=who),))
    opinions = Definition((Stage(code="law", kind=StageKind.OPINION, who=who),))
    assert not is_foreign(validates, [1, 2], {1, 2})
    assert is_foreign(validates, [1, 3], {1, 2})
    assert is_foreign(opinions, [], {1})


histories = st.lists(
    st.builds(
        Written,
        changed=st.frozensets(st.integers(1, 4), max_size=3),
        approved=st.lists(st.integers(1, 4), max_size=2).map(tuple),
    ),
    max_size=6,
)


@given(histories, st.integers(1, 4))
def test_whoever_wrote_last_is_a_writer_until_another_approves(history, person):
    """Only somebody else's approval clears; one's own never does."""
    wrote = [*history, Written(frozenset({person}))]
    assert person in writers_of(wrote)
    assert person in writers_of([*wrote, Written(frozenset(), (person,))])
    other = person % 4 + 1
    assert person not in writers_of([*wrote, Written(frozenset(), (other,))])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d, now: changes.skip(d, now, "gone", reason="x"), Fault.UNKNOWN),
        (lambda d, now: changes.skip(d, now, "first", reason="x"), Fault.DONE),
        (lambda d, now: changes.move(d, now, "sign", before="head"), Fault.ORDER),
        (lambda d, now: changes.move(d, now, "head", before="first"), Fault.DONE),
    ],
)
def test_only_what_is_not_done_is_changed(change, fault):
    """What was decided stays where it is, and a signature last."""
    who = (Who(whose=Whose.MANAGER),)
    definition = Definition(
        (
            Stage(code="first", kind=StageKind.VALIDATION, who=who),
            Stage(code="head", kind=StageKind.VALIDATION, who=who),
            Stage(code="sign", kind=StageKind.SIGNATURE, who=who),
        )
    )
    now = progress(definition, {"first": 1}, [Given(stage="first", seat=0, by=1)])
    with pytest.raises(ChangeRefused) as refused:
        change(definition, now)
    assert refused.value.fault is fault


links = st.lists(
    st.builds(
        Link,
        power=st.sampled_from(Power),
        id=st.integers(1, 50),
        principal=st.integers(1, 6),
        to=st.integers(1, 6),
        team=st.none() | st.integers(1, 2),
        services=st.frozensets(st.sampled_from(["roads", "water"]), max_size=1),
        kinds=st.frozensets(st.sampled_from(["refusal", "information"]), max_size=1),
    ).filter(lambda link: link.principal != link.to),
    max_size=10,
)
matters = st.builds(
    Matter,
    power=st.sampled_from([Power.VALIDATION, Power.SIGNATURE]),
    service=st.sampled_from(["roads", "water"]),
    kind=st.sampled_from(["refusal", "information"]),
    team=st.none() | st.integers(1, 2),
    delegable=st.booleans(),
)


@given(links, matters, st.integers(1, 6))
def test_chains_are_whole_short_and_in_scope(given_links, matter, person):
    """Each link hands over to the next, the last one to whoever acts; none is out of scope."""
    for principal, chain in principals_of(person, given_links, matter).items():
        assert len(chain) <= LONGEST_CHAIN
        assert all(link.covers(matter) for link in chain)
        people = [link.principal for link in chain] + [person]
        assert people[0] == principal
        assert [link.to for link in chain] == people[1:]
        assert len(set(people)) == len(people)


@given(links, matters, st.integers(1, 6), st.integers(1, 6))
def test_one_stands_in_for_another_exactly_when_the_other_has_them(given_links, matter, one, other):
    """Asked from either end, the answer is the same."""
    forward = other in principals_of(one, given_links, matter)
    backward = one in stand_ins_of(other, given_links, matter) or one == other
    assert forward == backward


def _away(principal, to, team):
    return Link(power=Power.ABSENCE, id=principal, principal=principal, to=to, team=team)


@example([_away(2, 1, 2), _away(1, 3, 1)], Matter(power=Power.VALIDATION, service="roads"), 3)
@given(links, matters, st.integers(1, 6))
def test_an_inbox_reaches_exactly_as_far_as_the_command(given_links, matter, person):
    """What is listed can be decided, what can be decided is listed."""
    reached = {
        reach.principal
        for reach in reaches_of(person, given_links)
        if matter.power in reach.powers
        and (reach.team is None or matter.team is None or reach.team == matter.team)
        and (reach.services is None or matter.service in reach.services)
        and (reach.kinds is None or matter.kind in reach.kinds)
        and (matter.delegable or not reach.delegated)
    }
    assert reached == set(principals_of(person, given_links, matter))


@given(links, st.integers(1, 6), st.integers(1, 6))
def test_a_power_that_comes_back_closes_a_circle(given_links, giver, taker):
    """Giving on to whoever one has it from is a circle, whatever lies between."""
    if giver == taker:
        return
    forth = Link(power=Power.VALIDATION, id=98, principal=giver, to=taker)
    back = Link(power=Power.VALIDATION, id=99, principal=taker, to=giver)
    assert closes_circle([*given_links, forth], back)
    assert not closes_circle([], back)


def test_a_chain_through_a_writer_is_tainted():
    """Nobody approves in the name of somebody who wrote the text."""
    chain = (Link(power=Power.VALIDATION, id=1, principal=1, to=2),)
    assert tainted_link(chain, {1}) is chain[0]
    assert tainted_link(chain, {2}) is None
