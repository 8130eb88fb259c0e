# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The whole of two definitions, thing by thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from workflows.comparing.changes import Change, Found, Nature, Side, text_of, written
from workflows.comparing.matching import Pair, like_steps, like_transitions, paired, same_label
from workflows.comparing.things import Both, Sayer, changes_of, plainly, say_code, text_sayer
from workflows.comparing.ways import Ways
from workflows.definition import Definition, StepKind
from workflows.findings import gettext_noop
from workflows.saying import Term
from workflows.text import LocalisedText, Wording

_KINDS = {
    StepKind.NEW: gettext_noop("new"),
    StepKind.IN_PROGRESS: gettext_noop("in progress"),
    StepKind.WAITING_CITIZEN: gettext_noop("waiting for the requester"),
    StepKind.WAITING_THIRD_PARTY: gettext_noop("waiting for a third party"),
    StepKind.WAITING_VALIDATION: gettext_noop("waiting for validation"),
    StepKind.ANSWERED: gettext_noop("answered"),
    StepKind.CLOSED: gettext_noop("closed"),
}


@dataclass(frozen=True)
class Words:
    """What is said of a kind of thing as a whole."""

    added: str
    removed: str
    moved: str


_STEPS = Words(
    gettext_noop("The step “%(name)s” is added."),
    gettext_noop("The step “%(name)s” is removed."),
    gettext_noop("The order of the steps changes."),
)
_WAYS = Words(
    gettext_noop("The transition “%(name)s” is added."),
    gettext_noop("The transition “%(name)s” is removed."),
    gettext_noop("The order of the transitions changes: of several that hold, the first is taken."),
)
_FUNCTIONS = Words(
    gettext_noop("The function “%(name)s” is added."),
    gettext_noop("The function “%(name)s” is removed."),
    gettext_noop("The order of the functions changes."),
)
_OPTIONS = Words(
    gettext_noop("The option “%(name)s” is added."),
    gettext_noop("The option “%(name)s” is removed."),
    gettext_noop("The order of the options changes."),
)


_SCENARIOS = Words(
    gettext_noop("The scenario “%(name)s” is added."),
    gettext_noop("The scenario “%(name)s” is removed."),
    gettext_noop("The order of the scenarios changes."),
)
_WHOLE = LocalisedText({"fr": "Le circuit", "en": "The workflow"})


def compare(before: Definition, after: Definition) -> tuple[Change, ...]:
    """Return everything that differs between the data of two definitions, in the order of after.

    Each leaf of the data that differs is under a place of a change; no change, no difference.
    Accepts whatever parsing accepts.
    """
    here, there = Side.of(before), Side.of(after)
    steps = paired(before.steps, after.steps, lambda s: s.code, like_steps(before, after))
    functions = paired(before.functions, after.functions, lambda f: f.code, same_label)
    found = Found(
        here,
        there,
        steps=_renames(before.steps, after.steps, steps),
        functions=_renames(before.functions, after.functions, functions),
    )
    ways = paired(
        before.transitions, after.transitions, lambda w: w.code, like_transitions(found.steps)
    )
    changes = [
        *_start(found),
        *_things(found, "functions", functions, _FUNCTIONS, lambda old, new: _FUNCTION_SAYERS),
        *_things(found, "steps", steps, _STEPS, lambda old, new: _STEP_SAYERS),
        *_things(
            found,
            "transitions",
            ways,
            _WAYS,
            lambda old, new: Ways(before.transitions[old], after.transitions[new]).sayers(),
        ),
        *_things(found, "options", _paired(here, there, "options"), _OPTIONS, lambda o, n: {}),
        *_things(
            found,
            "scenarios",
            _paired(here, there, "scenarios"),
            _SCENARIOS,
            lambda old, new: _SCENARIO_SAYERS,
        ),
        *_rest(found),
    ]
    return tuple(_following(changes, found))


def marks(changes: Iterable[Change]) -> dict[str, Nature]:
    """Return for a picture of the definition after: what was added or changed, by its pointer."""
    found: dict[str, Nature] = {}
    for change in changes:
        if change.subject and change.nature != "removed" and found.get(change.subject) != "added":
            found[change.subject] = change.nature
    return found


def by_step(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Return the changes under the code of the step where one reads them, "" for the whole."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.step, []).append(change)
    return found


Coded = TypeVar("Coded")


def _renames(before: Sequence[Any], after: Sequence[Any], pairs: Sequence[Pair]) -> dict[str, str]:
    """Return the codes that became others."""
    return {
        before[old].code: after[new].code
        for old, new in pairs
        if old is not None and new is not None and before[old].code != after[new].code
    }


def _paired(here: Side, there: Side, key: str) -> list[Pair]:
    before, after = here.data.get(key, []), there.data.get(key, [])
    return paired(before, after, lambda thing: str(thing.get("field", thing)["code"]))


def _start(found: Found) -> Iterator[Change]:
    before, after = found.before.definition.start, found.after.definition.start
    if before == after:
        return
    if found.steps.get(before) == after:
        found.followed.append(("/start", "/start"))
        return
    message = gettext_noop("New requests begin at %(after)s instead of %(before)s.")
    params = {
        "before": found.before.step_labels([before]),
        "after": found.after.step_labels([after]),
    }
    places = ("/start",)
    yield Change(
        "start_changed",
        message,
        params,
        "/start",
        "warning",
        before=places,
        after=places,
        step=after,
    )


SayersOf = Callable[[int, int], Mapping[str, tuple[tuple[str, ...], Sayer]]]


def _things(
    found: Found, key: str, pairs: Sequence[Pair], words: Words, sayers: SayersOf
) -> Iterator[Change]:
    """Yield what came, went and changed in one list of things."""
    before, after = found.before.data.get(key, []), found.after.data.get(key, [])
    for old, new in pairs:
        if old is not None and new is not None:
            was, now = before[old], after[new]
            both = Both(
                was,
                now,
                f"/{key}/{old}",
                f"/{key}/{new}",
                _name(now),
                _step(key, now, found.after, new),
            )
            yield from changes_of(both, found, sayers(old, new))
        elif new is not None:
            place, step = f"/{key}/{new}", _step(key, after[new], found.after, new)
            params = {"name": _name(after[new])}
            yield Change(
                f"{key}_added", words.added, params, place, "warning",
                nature="added", after=(place,), step=step, subject=place,
            )  # fmt: skip
        elif old is not None:
            place, step = f"/{key}/{old}", _step(key, before[old], found.before, old)
            params = {"name": _name(before[old])}
            yield Change(
                f"{key}_removed", words.removed, params, place, "warning",
                nature="removed", before=(place,), step=step, subject=place,
            )  # fmt: skip
    order = [old for old, new in pairs if old is not None and new is not None]
    if order != sorted(order):
        place = f"/{key}"
        yield Change(
            f"{key}_moved", words.moved, {}, place, "warning", before=(place,), after=(place,)
        )


def _name(thing: Mapping[str, Any]) -> Wording:
    field = thing.get("field", thing)
    return text_of(field.get("label"), str(field.get("code", "")))


def _step(key: str, thing: Mapping[str, Any], side: Side, index: int) -> str:
    """Return the code of the step under which a change of a thing is read."""
    if key == "steps":
        return str(thing["code"])
    if key == "transitions":
        return next(iter(side.definition.transitions[index].sources), "")
    return ""


def _rest(found: Found) -> Iterator[Change]:
    """Say of every other part of the definition that it changed."""
    known = {"start", "functions", "steps", "transitions", "options", "scenarios"}
    before = {key: value for key, value in found.before.data.items() if key not in known}
    after = {key: value for key, value in found.after.data.items() if key not in known}
    both = Both(before, after, "", "", Wording(_WHOLE), "")
    for key in dict.fromkeys((*after, *before)):
        if written(before.get(key)) != written(after.get(key)) or (key in before) != (key in after):
            yield plainly(both, key)


def _following(changes: list[Change], found: Found) -> Iterator[Change]:
    """Yield the changes; the first of a renamed code covers what merely follows it."""
    for change in changes:
        if change.code == "code_changed" and found.followed:
            before, after = zip(*found.followed, strict=True)
            found.followed = []
            change = Change(**{**vars(change), "before": (*change.before, *before),
                               "after": (*change.after, *after)})  # fmt: skip
        yield change


def _kind(both: Both, found: Found) -> Iterator[Change]:
    message = gettext_noop(
        "The step “%(name)s” is of another kind: %(after)s instead of %(before)s."
    )
    kinds = {name: Term(_KINDS[StepKind(side["kind"])]) for name, side in
             (("before", both.old), ("after", both.new))}  # fmt: skip
    yield both.change("kind_changed", message, "kind", **kinds)


_LABEL = text_sayer(
    "label",
    gettext_noop("“%(name)s” now has a name."),
    gettext_noop("“%(before)s” is now called “%(after)s”."),
    gettext_noop("“%(before)s” no longer has a name."),
)
_FUNCTION_SAYERS: dict[str, tuple[tuple[str, ...], Sayer]] = {
    "code": (("code",), say_code),
    "label": (("label",), _LABEL),
}


def _scenario(both: Both, found: Found) -> Iterator[Change]:
    message = gettext_noop("The scenario “%(name)s” changes.")
    yield both.change("scenario_changed", message, "given", "play")


_SCENARIO_SAYERS: dict[str, tuple[tuple[str, ...], Sayer]] = {
    "label": (("label",), _LABEL),
    "given": (("given", "play"), _scenario),
    "play": (("given", "play"), _scenario),
}
_STEP_SAYERS: dict[str, tuple[tuple[str, ...], Sayer]] = _FUNCTION_SAYERS | {
    "kind": (("kind",), _kind),
    "citizen_label": (
        ("citizen_label",),
        text_sayer(
            "citizen_label",
            gettext_noop("The requester now reads of “%(name)s”: “%(after)s”."),
            gettext_noop("The requester reads “%(after)s” instead of “%(before)s”."),
            gettext_noop("The requester no longer reads anything of “%(name)s”."),
        ),
    ),
    "citizen_help": (
        ("citizen_help",),
        text_sayer(
            "citizen_help",
            gettext_noop("The requester now reads at “%(name)s” what happens: “%(after)s”."),
            gettext_noop("What the requester reads at “%(name)s” changes: “%(after)s”."),
            gettext_noop("The requester no longer reads at “%(name)s” what happens."),
        ),
    ),
}
