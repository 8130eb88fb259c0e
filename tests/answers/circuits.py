# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Circuits and people for tests: short to write, read like a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from grc.accounts.models import Absence
from grc.answers.models import Answer, Circuit, CircuitRule, Delegation, Signatory
from grc.journal.models import Event

LONG_AGO = date(2020, 1, 1)


def role(team: Any, name: str = "supervisor", **more: Any) -> dict[str, Any]:
    return {"whose": "role", "team": team.pk, "role": name, **more}


def person(user: Any) -> dict[str, Any]:
    return {"whose": "person", "person": user.pk}


def stage(code: str, *who: dict[str, Any], kind: str = "validation", **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": kind, "who": list(who), **more}


def circuit(town: Any, *stages: dict[str, Any], code: str = "usual", **rule: Any) -> Circuit:
    """Make this the circuit of every answer of the town."""
    made = Circuit.objects.create(
        municipality=town,
        code=code,
        name={"fr": code},
        definition={"format": 1, "stages": list(stages)},
    )
    position = CircuitRule.objects.count() + 1
    CircuitRule.objects.create(municipality=town, position=position, circuit=made, **rule)
    return made


def delegate(town: Any, giver: Any, to: Any, power: str = "validation", **more: Any) -> Delegation:
    fields = {"act_number": "2026-12", "starts_on": LONG_AGO} | more
    return Delegation.objects.create(
        municipality=town, principal=giver, delegate=to, power=power, **fields
    )


def away(town: Any, who: Any, substitute: Any, on: date, **more: Any) -> Absence:
    return Absence.objects.create(
        municipality=town, person=who, substitute=substitute, starts_on=on, ends_on=on, **more
    )


def signatory(town: Any, user: Any, capacity: str, *, holds_office: bool = False) -> Signatory:
    return Signatory.objects.create(
        municipality=town,
        person=user,
        first_name=user.first_name,
        last_name=user.last_name,
        capacity=capacity,
        holds_office=holds_office,
        starts_on=LONG_AGO,
    )


def draft(
    service_request: Any, by: Any, text: str = "Nous passerons mardi.", **more: Any
) -> Answer:
    """Return a draft of that person's on a request that they took."""
    answer = Answer.objects.draft_for(service_request.take(by=by), by=by)
    answer.save_draft(text, based_on=0, by=by, **more)
    return answer.lock()


def submitted(service_request: Any, by: Any, **more: Any) -> Answer:
    answer = draft(service_request, by, **more)
    answer.submit(based_on=answer.revision, by=by)
    return answer.lock()


def asked(answer: Answer) -> list[tuple[str, str]]:
    """Return who is asked now: stage, and person or role."""
    turns = answer.open_round.turns.open().select_related("person", "team").order_by("pk")
    return [(turn.stage, str(turn.person or f"{turn.role} {turn.team}")) for turn in turns]


def names(answer: Any) -> list[str]:
    """Return what happened to an answer, in order."""
    return list(Event.objects.about(answer).in_order().values_list("name", flat=True))


def today(town: Any) -> date:
    return timezone.now().astimezone(town.zone).date()
