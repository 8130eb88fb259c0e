# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What an agent asks the requester for at a button: which items of its list, others, until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from grc.core.refusals import NotValid
from grc.core.text import on_one_line
from grc.service_requests.models.asked_item import LONGEST_LABEL
from workflows.effects import MOST_DAYS, MOST_ITEMS, Ask, Item
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from grc.service_requests.models import ServiceRequest
    from workflows.definition import Transition
    from workflows.effects import Effect

#: What begins the code of an item that an agent added; no code of a workflow begins so.
OWN: Final = "+"


@dataclass(frozen=True)
class Own:
    """An item that is in no list: what, and whether nothing goes on without it."""

    label: str
    indispensable: bool


@dataclass(frozen=True)
class Demand:
    """The codes of what is missing, what an agent added, and the day to send it by.

    ``until`` None: as long as the workflow says.
    """

    codes: tuple[str, ...]
    own: tuple[Own, ...] = ()
    until: date | None = None


def offered(service_request: ServiceRequest, transition: Transition) -> list[Item]:
    """Return what this button can ask for: what is asked for already is not asked for twice."""
    known = set(service_request.asked_items.open().values_list("code", flat=True))
    return [item for item in transition.asked_items if item.code not in known]


def demanding(
    service_request: ServiceRequest, transition: Transition, demand: Demand | None
) -> Transition:
    """Return a button that asks for what was chosen. Without a choice it asks for all it has.

    Raises NotValid for nothing chosen, an item of no list, a label that is too long, a day that is
    not after today.
    """
    if demand is None or not transition.asked_items:
        return transition
    found = offered(service_request, transition)
    own = list(_own(service_request, demand.own))
    codes = {item.code for item in transition.asked_items}
    if set(demand.codes) - codes:
        raise NotValid(_("Choose among the items of the list."))
    if found and not own and not any(item.code in demand.codes for item in found):
        raise NotValid(_("Tick at least one item, or add one of your own."))
    if len(demand.codes) + len(own) > MOST_ITEMS:
        raise NotValid(_("Ask for at most %(most)d items at once.") % {"most": MOST_ITEMS})
    days = _days(service_request, demand.until)
    effects = tuple(_chosen(transition.effects, demand.codes, own, days))
    return replace(transition, effects=effects)


def _chosen(
    effects: Iterable[Effect], codes: tuple[str, ...], own: list[Item], days: int | None
) -> Iterator[Effect]:
    """Yield the effects as they are wanted; what was added goes with the first that asks."""
    for effect in effects:
        if not isinstance(effect, Ask):
            yield effect
            continue
        items = (*(item for item in effect.items if item.code in codes), *own)
        own = []
        if items and days is not None:
            yield replace(effect, items=items, days=days, working=False)
        elif items:
            yield replace(effect, items=items)


def _own(service_request: ServiceRequest, own: Iterable[Own]) -> Iterator[Item]:
    number = service_request.asked_items.filter(code__startswith=OWN).count()
    for one in own:
        label = on_one_line(one.label)
        if len(label) > LONGEST_LABEL:
            raise NotValid(
                _("Write what you need in %(most)d characters at most.") % {"most": LONGEST_LABEL}
            )
        if label:
            number += 1
            yield Item(f"{OWN}{number}", LocalisedText(label), one.indispensable)


def _days(service_request: ServiceRequest, until: date | None) -> int | None:
    if until is None:
        return None
    days = (until - timezone.localdate(timezone=service_request.municipality.zone)).days
    if days < 1:
        raise NotValid(_("Choose a day after today: the requester needs time to send it."))
    if days > MOST_DAYS:
        raise NotValid(_("Choose an earlier day."))
    return days
