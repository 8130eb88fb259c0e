# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a picture and a list both tell: steps in the order of the way, each with its ways out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from workflows.comparing.asking import delay_words
from workflows.definition import AnswerEvent, Definition, Origin, StepKind, Transition, Trigger
from workflows.drawing.columns import columns_of
from workflows.machine import Machine, UnknownStep
from workflows.text import resolve
from workflows.timers import delay_to_data

# From this number of steps on, a way that is named by kinds of step is drawn once, beside.
SEVERAL = 3


@dataclass(frozen=True)
class Way:
    """One way out of one step, or out of many at once.

    ``place`` is the transition's JSON Pointer. ``to`` is empty where it stays or goes back;
    ``known`` tells whether there is such a step.
    """

    place: str
    code: str
    source: str
    to: str
    label: str
    trigger: Trigger
    primary: bool = False
    returns: bool = False
    known: bool = True
    on: AnswerEvent | None = None
    delay: str = ""

    @property
    def stays(self) -> bool:
        return not self.returns and (not self.to or self.to == self.source)

    @property
    def leads(self) -> bool:
        """Whether a line can be drawn: to another step, which exists."""
        return bool(self.to) and self.known and self.to != self.source


@dataclass(frozen=True)
class Node:
    """A step, or (``kind`` None) a group of steps whose common ways are drawn once.

    ``start``: requests begin here. ``column`` counts from where they begin.
    """

    code: str
    place: str
    label: str
    kind: StepKind | None
    ways: tuple[Way, ...] = ()
    start: bool = False
    column: int = 0


@dataclass(frozen=True)
class Chart:
    """The nodes in the order of the way, groups last."""

    nodes: tuple[Node, ...]
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def ways(self) -> Iterator[Way]:
        for node in self.nodes:
            yield from node.ways


NameGroup = Callable[[Origin | None], str]


def chart_of(definition: Definition, language: str, name_group: NameGroup) -> Chart:
    """Return what is to be drawn and listed; accepts whatever parsing accepts.

    ``name_group`` says from where ways lead that are drawn once: from steps of an origin, or (None)
    from steps that do not exist. Of several steps of one code the first counts.
    """
    nodes = _steps(definition, language)
    groups: dict[str, list[Way]] = {}
    out: dict[str, list[Way]] = {code: [] for code in nodes}
    for index, transition in enumerate(definition.transitions):
        known = [code for code in dict.fromkeys(transition.sources) if code in nodes]
        group = _group(transition, known, name_group)
        if group is not None:
            groups.setdefault(group, []).append(_way(definition, index, group, nodes, language))
        for source in known if group is None else ():
            out[source].append(_way(definition, index, source, nodes, language))
    steps = [replace(node, ways=tuple(out[code])) for code, node in nodes.items()]
    beside = [Node(name, "", name[1:], None, tuple(ways)) for name, ways in groups.items()]
    at = columns_of(
        {node.code: [way.to for way in node.ways if way.leads] for node in steps},
        {node.code for node in steps if node.kind is not None and _ends(node.kind)},
        _spine(definition),
    )
    placed = [replace(node, column=at[node.code]) for node in steps]
    ordered = sorted(placed, key=lambda node: node.column)
    labels = {node.code: node.label for node in steps}
    return Chart((*ordered, *beside), labels)


def _steps(definition: Definition, language: str) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for index, step in enumerate(definition.steps):
        label = resolve(step.label, language) or step.code
        start = step.code == definition.start
        nodes.setdefault(
            step.code, Node(step.code, f"/steps/{index}", label, step.kind, start=start)
        )
    return nodes


def _way(
    definition: Definition, index: int, source: str, nodes: Collection[str], language: str
) -> Way:
    transition = definition.transitions[index]
    return Way(
        place=f"/transitions/{index}",
        code=transition.code,
        source=source,
        to=transition.to,
        label=resolve(transition.label, language) or transition.code,
        trigger=transition.trigger,
        primary=transition.primary,
        returns=transition.returns,
        on=transition.on,
        delay=_delay(definition, transition),
        known=not transition.to or transition.to in nodes,
    )


def _delay(definition: Definition, way: Transition) -> str:
    return delay_words(delay_to_data(way.after), definition.options) if way.after else ""


def _group(transition: Transition, known: list[str], name_group: NameGroup) -> str | None:
    """Return the name of the group that a way leaves; None where it leaves its steps one by one."""
    origin = transition.origin
    if known and (origin is None or not (origin.anywhere or len(known) >= SEVERAL)):
        return None
    # No step has such a code.
    return f"*{name_group(origin if known else None)}"


def _ends(kind: StepKind) -> bool:
    return kind in (StepKind.ANSWERED, StepKind.CLOSED)


def _spine(definition: Definition) -> list[str]:
    """Return the likely way from the first step to an end; empty where there is none."""
    machine = Machine(definition)
    try:
        start = machine.start.code
    except UnknownStep:
        return []
    return [start, *(step.code for step in machine.next_steps(start))]
