# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Changes inside one thing: each key that differs, by its own sentence or by a plain one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.comparing.changes import Change, Found, shown, text_of, written
from workflows.findings import gettext_noop
from workflows.reading import below
from workflows.text import Wording


@dataclass(frozen=True)
class Both:
    """One thing on both sides: its data, its places, its name, the step it is read under."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]
    old_place: str
    new_place: str
    name: Wording
    step: str

    def change(self, code: str, message: str, *keys: str, **params: str) -> Change:
        """Return a change of some keys; ``%(name)s`` is the name of the thing."""
        before = tuple(below(self.old_place, key) for key in keys if key in self.old)
        after = tuple(below(self.new_place, key) for key in keys if key in self.new)
        return Change(
            code,
            message,
            {"name": self.name, **params},
            next(iter((*after, *before)), self.new_place),
            "warning",
            before=before,
            after=after,
            step=self.step,
            subject=self.new_place,
        )

    def part(
        self,
        code: str,
        message: str,
        key: str,
        old: int | None,
        new: int | None,
        params: Mapping[str, str],
    ) -> Change:
        """Return a change of one item of a list below the thing, at its place on either side."""
        before = () if old is None else (f"{self.old_place}/{key}/{old}",)
        after = () if new is None else (f"{self.new_place}/{key}/{new}",)
        return Change(
            code,
            message,
            {"name": self.name, **params},
            next(iter(after or before), ""),
            "warning",
            before=before,
            after=after,
            step=self.step,
            subject=self.new_place,
        )


# What says a key that differs; several keys that belong together are said at once, by the first.
Sayer = Callable[[Both, Found], Iterator[Change]]


def differing(both: Both) -> list[str]:
    """Return the keys whose data differ, in the order of after."""
    keys = dict.fromkeys((*both.new, *both.old))
    return [
        key
        for key in keys
        if key not in both.old
        or key not in both.new
        or written(both.old[key]) != written(both.new[key])
    ]


def changes_of(
    both: Both, found: Found, sayers: Mapping[str, tuple[tuple[str, ...], Sayer]]
) -> Iterator[Change]:
    """Yield what changed in a thing: each key that differs is covered by one change at least.

    ``sayers`` are by key: the keys that they speak of, and what they say.
    """
    said: set[str] = set()
    for key in differing(both):
        if key in said:
            continue
        keys, sayer = sayers.get(key, ((key,), None))
        said |= set(keys)
        if _follows(both, found, key):
            continue
        changes = list(sayer(both, found)) if sayer is not None else []
        yield from changes or [plainly(both, key)]


def plainly(both: Both, key: str) -> Change:
    """Say of any key that it changed, for what nobody wrote a sentence for."""
    params = {"key": key, "before": shown(both.old.get(key)), "after": shown(both.new.get(key))}
    if key not in both.old:
        message = gettext_noop("“%(name)s”: “%(key)s” is now %(after)s.")
        return both.change("key_added", message, key, **params)
    if key not in both.new:
        message = gettext_noop("“%(name)s”: “%(key)s” is no longer there; it was %(before)s.")
        return both.change("key_removed", message, key, **params)
    message = gettext_noop("“%(name)s”: “%(key)s” is now %(after)s instead of %(before)s.")
    return both.change("key_changed", message, key, **params)


def say_code(both: Both, found: Found) -> Iterator[Change]:
    """Say that a thing has another code. ``code_changed``: what merely follows it is under it."""
    message = gettext_noop("“%(name)s” has another code: “%(after)s” instead of “%(before)s”.")
    params = {"before": both.old["code"], "after": both.new["code"]}
    yield both.change("code_changed", message, "code", **params)


def text_sayer(key: str, added: str, changed: str, removed: str) -> Sayer:
    """Return what says that a text appeared, changed or went."""

    def say(both: Both, found: Found) -> Iterator[Change]:
        params = {"before": text_of(both.old.get(key)), "after": text_of(both.new.get(key))}
        if key not in both.old:
            yield both.change(f"{key}_added", added, key, **params)
        elif key not in both.new:
            yield both.change(f"{key}_removed", removed, key, **params)
        else:
            yield both.change(f"{key}_changed", changed, key, **params)

    return say


def _follows(both: Both, found: Found, key: str) -> bool:
    """Tell whether a key differs only because a code that it names was renamed; note where."""
    renamed = {
        "from": found.steps,
        "to": found.steps,
        "functions": found.functions,
        "effects": found.functions,
    }.get(key, {})
    if not renamed or key not in both.old or key not in both.new:
        return False
    if written(_renamed(both.old[key], renamed)) != written(both.new[key]):
        return False
    found.followed.append((below(both.old_place, key), below(both.new_place, key)))
    return True


def _renamed(value: Any, codes: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return codes.get(value, value)
    if isinstance(value, list):
        return [_renamed(item, codes) for item in value]
    if isinstance(value, dict):
        return {key: _renamed(item, codes) for key, item in value.items()}
    return value
