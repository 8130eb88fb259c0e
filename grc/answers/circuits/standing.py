# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""In whose place somebody acts: chains of absences and delegations, never a circle.

An absence hands a person's work to a substitute while it lasts. A delegation is an act of power
with a number, a scope and dates (law R1.31). Both are links from one person to another; somebody
stands in for everyone from whom a chain of links leads to them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

#: Mayor, deputy, director, head: nobody checks a longer chain of powers by reading it.
LONGEST_CHAIN: Final = 4
#: Where two absences are of different teams, only matters of no team are left: no key is zero.
NO_TEAM: Final = 0


class Power(StrEnum):
    """What a link hands on."""

    ABSENCE = "absence"
    VALIDATION = "validation"
    SIGNATURE = "signature"


@dataclass(frozen=True, kw_only=True)
class Link:
    """One absence or delegation in force: ``to`` may act for ``principal``.

    Empty ``services`` and ``kinds`` mean all; ``team`` limits an absence to one team.
    """

    power: Power
    id: int
    principal: int
    to: int
    team: int | None = None
    services: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    act_number: str = ""

    def covers(self, matter: Matter) -> bool:
        """Return whether this link reaches as far as the matter at hand."""
        if self.power is Power.ABSENCE:
            return self.team is None or matter.team is None or self.team == matter.team
        if self.power is not matter.power:
            return False
        in_scope = not self.services or matter.service in self.services
        return in_scope and (not self.kinds or matter.kind in self.kinds)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What is to be decided: the power that it takes, the service, the kind of answer, the team."""

    power: Power
    service: str = ""
    kind: str = ""
    team: int | None = None
    delegable: bool = True

    def takes(self, link: Link) -> bool:
        return link.covers(self) and (self.delegable or link.power is Power.ABSENCE)


#: The links that lead from a principal to the one who acts, in that order. Empty: in own right.
Chain = tuple[Link, ...]


def principals_of(person: int, links: Iterable[Link], matter: Matter) -> dict[int, Chain]:
    """Return everyone for whom this person may act in the matter, with the shortest chain.

    The person is among them, with an empty chain. Circles end where they began.
    """
    arriving: dict[int, list[Link]] = {}
    for link in links:
        if matter.takes(link):
            arriving.setdefault(link.to, []).append(link)
    chains: dict[int, Chain] = {person: ()}
    queue = deque([person])
    while queue:
        one = queue.popleft()
        if len(chains[one]) >= LONGEST_CHAIN:
            continue
        for link in sorted(arriving.get(one, ()), key=lambda link: (link.power, link.id)):
            if link.principal not in chains:
                chains[link.principal] = (link, *chains[one])
                queue.append(link.principal)
    return chains


def stand_ins_of(person: int, links: Iterable[Link], matter: Matter) -> frozenset[int]:
    """Return everyone who may act for this person in the matter, the person apart."""
    leaving: dict[int, list[Link]] = {}
    for link in links:
        if matter.takes(link):
            leaving.setdefault(link.principal, []).append(link)
    found: dict[int, int] = {person: 0}
    queue = deque([person])
    while queue:
        one = queue.popleft()
        if found[one] >= LONGEST_CHAIN:
            continue
        for link in leaving.get(one, ()):
            if link.to not in found:
                found[link.to] = found[one] + 1
                queue.append(link.to)
    return frozenset(found) - {person}


def tainted_link(chain: Chain, writers: Collection[int]) -> Link | None:
    """Return the link of the chain in whose name a writer would approve their own text."""
    return next((link for link in chain if link.principal in writers), None)


def closes_circle(links: Iterable[Link], new: Link) -> bool:
    """Return whether ``new`` would let a power come back to whom it came from.

    Only links of the same power are looked at: two colleagues who replace each other during
    their holidays close no circle of delegations.
    """
    onward: Mapping[int, set[int]] = _onward(links, new.power)
    queue, seen = deque([new.to]), {new.to}
    while queue:
        one = queue.popleft()
        if one == new.principal:
            return True
        for further in onward.get(one, set()) - seen:
            seen.add(further)
            queue.append(further)
    return False


def _onward(links: Iterable[Link], power: Power) -> dict[int, set[int]]:
    onward: dict[int, set[int]] = {}
    for link in links:
        if link.power is power:
            onward.setdefault(link.principal, set()).add(link.to)
    return onward


@dataclass(frozen=True, kw_only=True)
class Reach:
    """For whom somebody may act, and how far: what all links of one chain allow together.

    None stands for no limit. ``through`` are those in whose place they would act.
    """

    principal: int
    powers: frozenset[Power] = frozenset({Power.VALIDATION, Power.SIGNATURE})
    team: int | None = None
    services: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    delegated: bool = False
    through: tuple[int, ...] = ()

    def beyond(self, link: Link) -> Reach | None:
        """Return the reach one link further up; None where nothing remains of it."""
        if link.power is Power.ABSENCE:
            return replace(
                self,
                principal=link.principal,
                team=_one_team(self.team, link.team),
                through=(link.principal, *self.through),
            )
        further = replace(
            self,
            principal=link.principal,
            powers=self.powers & {link.power},
            services=_both(self.services, link.services),
            kinds=_both(self.kinds, link.kinds),
            delegated=True,
            through=(link.principal, *self.through),
        )
        nothing: frozenset[str] = frozenset()
        is_empty = not further.powers or nothing in (further.services, further.kinds)
        return None if is_empty else further


def reaches_of(person: int, links: Iterable[Link]) -> list[Reach]:
    """Return every way in which this person may act, their own right first.

    The counterpart of ``principals_of`` for all matters at once: an inbox asks with it.
    """
    arriving: dict[int, list[Link]] = {}
    for link in links:
        arriving.setdefault(link.to, []).append(link)
    found = [Reach(principal=person)]
    for reach in found:
        if len(reach.through) >= LONGEST_CHAIN:
            continue
        for link in arriving.get(reach.principal, ()):
            if link.principal == person or link.principal in reach.through:
                continue
            further = reach.beyond(link)
            if further is not None:
                found.append(further)
    return found


def _one_team(one: int | None, other: int | None) -> int | None:
    if None in (one, other) or one == other:
        return other if one is None else one
    return NO_TEAM


def _both(one: frozenset[str] | None, other: frozenset[str]) -> frozenset[str] | None:
    if not other:
        return one
    return other if one is None else one & other
