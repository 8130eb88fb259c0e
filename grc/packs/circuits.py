# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The circuits of a starter, and the rules that choose them, among those of the town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils.translation import gettext as _

from grc.answers.circuits.definition import FORMAT
from grc.answers.models import Circuit, CircuitRule
from grc.core.refusals import NotNow, NotValid
from grc.packs.codes import LONGEST_CIRCUIT, code_here

if TYPE_CHECKING:
    from grc.catalog.models import Service
    from grc.packs.starters import Starter


def install_circuits(starter: Starter, service: Service) -> list[int]:
    """Keep the circuits of a starter and the rules that choose them; return their keys.

    The rules speak of this service only. They come before the first rule of the town that holds
    always, after all others: what a town wrote about sensitive matters goes before. Raises NotNow
    where a code is taken, NotValid where the town's forms leave a rule without meaning.
    """
    if not starter.circuits:
        return []
    try:
        circuits = {one["code"]: _circuit(one, service) for one in starter.circuits["circuits"]}
        rules = starter.circuits["rules"]
        for position, rule in enumerate(rules, start=_make_room(len(rules))):
            CircuitRule.objects.load(
                circuits[rule["circuit"]],
                position=position,
                name=rule["name"],
                condition=_of_the_service(rule.get("when"), service),
                sample_percent=rule.get("sample_percent", 0),
            )
    except ValidationError as error:
        raise NotValid(" ".join(error.messages)) from error
    return [circuit.pk for circuit in circuits.values()]


def _circuit(data: dict[str, Any], service: Service) -> Circuit:
    code = code_here(service, data["code"], longest=LONGEST_CIRCUIT)
    if Circuit.objects.filter(code=code).exists():
        raise NotNow(
            _("This town already has a circuit “%(code)s”: choose another code for the service.")
            % {"code": code}
        )
    return Circuit.objects.load(
        service.municipality,
        code=code,
        name={
            language: f"{service.name.get(language, service.title)} · {text}"
            for language, text in data["name"].items()
        },
        definition={"format": FORMAT, "stages": data["stages"]},
    )


def _make_room(count: int) -> int:
    """Return the position of the first of so many rules, once those behind have moved back."""
    always = CircuitRule.objects.in_order().filter(condition__isnull=True).first()
    if always is None:
        return (CircuitRule.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    behind = CircuitRule.objects.filter(position__gte=always.position)
    behind.update(position=F("position") + count)
    return always.position


def _of_the_service(when: dict[str, Any] | None, service: Service) -> dict[str, Any]:
    own = {"fact": "service", "op": "is", "value": service.code}
    return own if when is None else {"all": [own, when]}
