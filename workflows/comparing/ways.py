# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a transition's differences mean to those who work with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from workflows.comparing.asking import delay, form
from workflows.comparing.changes import Change, Found, Side, written
from workflows.comparing.things import Both, Sayer, say_code, text_sayer
from workflows.definition import AnswerEvent, Outcome, Transition, Trigger
from workflows.findings import gettext_noop
from workflows.rules import parse_condition
from workflows.saying import Phrase, Term
from workflows.text import Wording

_TRIGGERS = {
    "button": gettext_noop("a button"),
    "citizen": gettext_noop("the requester’s word"),
    "timer": gettext_noop("a timer"),
    "joined": gettext_noop("the contributions of other teams"),
    "submitted": gettext_noop("the answer, submitted"),
    "returned": gettext_noop("the answer, returned"),
    "recalled": gettext_noop("the answer, taken back"),
    "approved": gettext_noop("the answer, approved"),
    "sent": gettext_noop("the answer, sent"),
}
_OUTCOMES = {
    Outcome.DONE: gettext_noop("Done"),
    Outcome.REFUSED: gettext_noop("Refused"),
    Outcome.CANCELLED: gettext_noop("Cancelled"),
    Outcome.HANDED_OVER: gettext_noop("Handed over"),
}
_EFFECTS = {
    "assign": gettext_noop("give the request to somebody, or to nobody"),
    "propose": gettext_noop("propose the request to somebody"),
    "entrust": gettext_noop("entrust a function to others"),
    "pass_on": gettext_noop("pass the request on"),
    "set_priority": gettext_noop("set the priority"),
    "set_due": gettext_noop("set the due date"),
    "tell": gettext_noop("write to the requester"),
    "notify": gettext_noop("write to colleagues"),
    "contribute": gettext_noop("ask other teams for contributions"),
    "ask": gettext_noop("ask the requester for what is missing"),
    "call": gettext_noop("tell another system"),
    "link": gettext_noop("open a request of another service"),
    "begin_answer": gettext_noop("begin an answer"),
}
_BACK = gettext_noop("the step before")
_NOWHERE = gettext_noop("no other step")


@dataclass(frozen=True)
class Ways:
    """The transition itself on both sides, for what data alone do not tell."""

    old: Transition
    new: Transition

    def sources(self, both: Both, found: Found) -> Iterator[Change]:
        """Say from which steps it begins now, and from which no longer."""
        before = [found.steps.get(code, code) for code in self.old.sources]
        gained = [code for code in self.new.sources if code not in before]
        lost = [
            code for code in self.old.sources if found.steps.get(code, code) not in self.new.sources
        ]
        params: dict[str, str] = {
            "gained": found.after.step_labels(gained),
            "lost": found.before.step_labels(lost),
        }
        if gained and lost:
            message = gettext_noop(
                "“%(name)s” can now be taken from %(gained)s, and no longer from %(lost)s."
            )
        elif gained:
            message = gettext_noop("“%(name)s” can now also be taken from %(gained)s.")
        elif lost:
            message = gettext_noop("“%(name)s” can no longer be taken from %(lost)s.")
        else:
            message = gettext_noop("“%(name)s” names its steps otherwise; they are the same today.")
        yield both.change("sources_changed", message, "from", **params)

    def target(self, both: Both, found: Found) -> Iterator[Change]:
        """Say where it leads now."""
        message = gettext_noop("“%(name)s” now leads to %(after)s instead of %(before)s.")
        params = {
            "before": _target(self.old, found.before),
            "after": _target(self.new, found.after),
        }
        yield both.change("target_changed", message, "to", "returns", **params)

    def trigger(self, both: Both, found: Found) -> Iterator[Change]:
        """Say what sets it off now."""
        message = gettext_noop("“%(name)s” is now set off by %(after)s instead of %(before)s.")
        params = {"before": _trigger(self.old), "after": _trigger(self.new)}
        yield both.change("trigger_changed", message, "trigger", "on", **params)

    def condition(self, both: Both, found: Found) -> Iterator[Change]:
        """Say on which condition it can be taken now."""
        params = {
            name: Phrase(parse_condition(side["when"]))
            for name, side in (("before", both.old), ("after", both.new))
            if "when" in side
        }
        if "before" not in params:
            message = gettext_noop("“%(name)s” is now possible only if this holds: %(after)s.")
        elif "after" not in params:
            message = gettext_noop(
                "“%(name)s” is now always possible; it had to hold that %(before)s."
            )
        else:
            message = gettext_noop(
                "“%(name)s” is now possible if this holds: %(after)s; it was: %(before)s."
            )
        yield both.change("condition_changed", message, "when", **params)

    def sayers(self) -> Mapping[str, tuple[tuple[str, ...], Sayer]]:
        """Return what says each key that differs."""
        return _PLAIN | {
            "from": (("from",), self.sources),
            "to": (("to", "returns"), self.target),
            "returns": (("to", "returns"), self.target),
            "trigger": (("trigger", "on"), self.trigger),
            "on": (("trigger", "on"), self.trigger),
            "when": (("when",), self.condition),
        }


def _target(way: Transition, side: Side) -> str:
    if way.returns:
        return Term(_BACK)
    return side.step_labels([way.to]) if way.to else Term(_NOWHERE)


def _trigger(way: Transition) -> str:
    return Term(trigger_word(way.trigger, way.on))


def trigger_word(trigger: Trigger, on: AnswerEvent | None) -> str:
    """Return what sets a transition off, as a msgid: “the answer, approved”."""
    key = on.value if trigger is Trigger.ANSWER and on else trigger.value
    return _TRIGGERS.get(key, key)


def _functions(both: Both, found: Found) -> Iterator[Change]:
    before = [found.functions.get(code, code) for code in both.old.get("functions", [])]
    after = both.new.get("functions", [])
    gained = [code for code in after if code not in before]
    lost = [code for code in before if code not in after]
    params = {"gained": found.after.function_labels(gained), "lost": _lost(found, lost)}
    if gained and lost:
        message = gettext_noop("“%(name)s” is now for: %(gained)s; no longer for: %(lost)s.")
    elif gained:
        message = gettext_noop("“%(name)s” is now also for: %(gained)s.")
    elif lost:
        message = gettext_noop("“%(name)s” is no longer for: %(lost)s.")
    else:
        message = gettext_noop("“%(name)s” names the same functions in another order.")
    yield both.change("functions_changed", message, "functions", **params)


def _lost(found: Found, codes: Sequence[str]) -> Wording:
    known = {new: old for old, new in found.functions.items()}
    return found.before.function_labels(known.get(code, code) for code in codes)


def _outcomes(both: Both, found: Found) -> Iterator[Change]:
    before, after = both.old.get("outcomes", []), both.new.get("outcomes", [])
    message = gettext_noop("“%(name)s” can now end a request so: %(after)s; it was: %(before)s.")
    params = {"before": _ends(before), "after": _ends(after)}
    yield both.change("outcomes_changed", message, "outcomes", **params)


def _ends(codes: Sequence[str]) -> Term:
    return Term(*(_OUTCOMES[Outcome(code)] for code in codes)) if codes else Term("—")


def _word(key: str, none: str, optional: str, required: str) -> Sayer:
    messages = {"none": none, "optional": optional, "required": required}

    def say(both: Both, found: Found) -> Iterator[Change]:
        yield both.change(f"{key}_changed", messages[both.new.get(key, "none")], key)

    return say


def _primary(both: Both, found: Found) -> Iterator[Change]:
    if both.new.get("primary"):
        message = gettext_noop("“%(name)s” is now the move that most requests take.")
    else:
        message = gettext_noop("“%(name)s” is no longer the move that most requests take.")
    yield both.change("primary_changed", message, "primary")


def _effects(both: Both, found: Found) -> Iterator[Change]:
    """Say which effects came, went or changed, each at its own place."""
    before, after = both.old.get("effects", []), both.new.get("effects", [])
    matcher = SequenceMatcher(None, [*map(written, before)], [*map(written, after)], False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        both_there = min(old_to - old_from, new_to - new_from) if tag == "replace" else 0
        for step in range(both_there):
            yield _effect(both, before, old_from + step, after, new_from + step)
        if tag != "equal":
            for index in range(old_from + both_there, old_to):
                yield _effect(both, before, index, after, None)
            for index in range(new_from + both_there, new_to):
                yield _effect(both, before, None, after, index)


def _effect(
    both: Both, before: Sequence[Any], old: int | None, after: Sequence[Any], new: int | None
) -> Change:
    was = _EFFECTS.get(_do(before, old), _do(before, old))
    is_now = _EFFECTS.get(_do(after, new), _do(after, new))
    params = {"name": both.name, "before": Term(was), "after": Term(is_now)}
    if old is None:
        message = gettext_noop("“%(name)s” has one effect more: %(after)s.")
    elif new is None:
        message = gettext_noop("“%(name)s” has one effect less: %(before)s.")
    elif was == is_now:
        message = gettext_noop("“%(name)s” has an effect that changes: %(after)s.")
    else:
        message = gettext_noop("“%(name)s” has another effect: %(after)s instead of %(before)s.")
    return both.part("effect_changed", message, "effects", old, new, params)


def _do(effects: Sequence[Any], index: int | None) -> str:
    return str(effects[index].get("do", "")) if index is not None else ""


_PLAIN: dict[str, tuple[tuple[str, ...], Sayer]] = {
    "code": (("code",), say_code),
    "functions": (("functions",), _functions),
    "outcomes": (("outcomes",), _outcomes),
    "primary": (("primary",), _primary),
    "effects": (("effects",), _effects),
    "after": (("after",), delay),
    "form": (("form",), form),
    "message": (
        ("message",),
        _word(
            "message",
            gettext_noop("“%(name)s” no longer asks for a message to the requester."),
            gettext_noop("“%(name)s” now allows a message to the requester."),
            gettext_noop("“%(name)s” now demands a message to the requester."),
        ),
    ),
    "reason": (
        ("reason",),
        _word(
            "reason",
            gettext_noop("“%(name)s” no longer asks for a reason."),
            gettext_noop("“%(name)s” now allows a reason."),
            gettext_noop("“%(name)s” now demands a reason."),
        ),
    ),
    "label": (
        ("label",),
        text_sayer(
            "label",
            gettext_noop("“%(name)s” now has a name."),
            gettext_noop("“%(before)s” is now called “%(after)s”."),
            gettext_noop("“%(before)s” no longer has a name."),
        ),
    ),
    "citizen_label": (
        ("citizen_label",),
        text_sayer(
            "citizen_label",
            gettext_noop("The requester is now told of “%(name)s”: “%(after)s”."),
            gettext_noop(
                "The requester is told of “%(name)s” in other words: “%(after)s” instead of "
                "“%(before)s”."
            ),
            gettext_noop("The requester is no longer told of “%(name)s”."),
        ),
    ),
}
