# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The rules that choose circuits: written, ordered, removed. They count from the next answer on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grc.accounts.guards import refusal_to_configure
from grc.answers.models import Circuit, CircuitRule
from grc.core.canonical import content_hash
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import on_one_line
from grc.journal.models import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.accounts.models import User

LONGEST_NAME = 160


@dataclass(frozen=True, kw_only=True)
class RuleContent:
    """All that somebody writes about a rule; the circuit by key, no condition holds always."""

    name: Mapping[str, str]
    circuit: int
    condition: Mapping[str, Any] | None = None
    sample_percent: int = 0
    low_risk: bool = False

    @classmethod
    def of(cls, rule: CircuitRule) -> RuleContent:
        """Return what is written about a rule now."""
        return cls(
            name=rule.name,
            circuit=rule.circuit_id,
            condition=rule.condition,
            sample_percent=rule.sample_percent,
            low_risk=rule.low_risk,
        )

    @property
    def fingerprint(self) -> str:
        """What a form carries, so that nobody writes over what they have not seen."""
        return content_hash(asdict(self))[:16]


@transaction.atomic
def begin_rule(content: RuleContent, *, by: User) -> CircuitRule:
    """Write a rule, last; but before the one that holds always. Raises NotAllowed, NotValid."""
    _refuse(by)
    rules = _locked()
    last = CircuitRule.objects.aggregate(last=Max("position"))["last"] or 0
    rule = CircuitRule(municipality_id=by.memberships_here[0].municipality_id, position=last + 1)
    _write(rule, content)
    if rules and rules[-1].condition is None:
        _place([*rules[:-1], rule, rules[-1]])
    Event.objects.record("rule_begun", rule, by=by, circuit=rule.circuit_id)
    return rule


@transaction.atomic
def change_rule(rule: CircuitRule, content: RuleContent, *, based_on: str, by: User) -> CircuitRule:
    """Change a rule. Raises NotNow when somebody changed or removed it since ``based_on``."""
    _refuse(by)
    fresh = _seen(rule, based_on)
    before = RuleContent.of(fresh)
    if before != content:
        _write(fresh, content)
        Event.objects.record("rule_changed", fresh, by=by, circuit=fresh.circuit_id)
    return fresh


@transaction.atomic
def move_rule(rule: CircuitRule, places: int, *, by: User) -> None:
    """Read a rule later (positive) or earlier (negative)."""
    _refuse(by)
    rules = _locked()
    index = next((i for i, one in enumerate(rules) if one.pk == rule.pk), None)
    if index is None:
        raise NotNow(_("Somebody removed this rule meanwhile."))
    moved = rules.pop(index)
    place = min(max(index + places, 0), len(rules))
    rules.insert(place, moved)
    if place != index:
        _place(rules)
        Event.objects.record("rule_moved", moved, by=by, places=place - index)


@transaction.atomic
def remove_rule(rule: CircuitRule, *, based_on: str, by: User) -> None:
    """Choose by this rule no more. Raises NotNow when somebody changed it since ``based_on``."""
    _refuse(by)
    fresh = _seen(rule, based_on)
    Event.objects.record("rule_removed", fresh, by=by, circuit=fresh.circuit_id)
    fresh.delete()


def _seen(rule: CircuitRule, based_on: str) -> CircuitRule:
    fresh = CircuitRule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
    if fresh is None:
        raise NotNow(_("Somebody removed this rule meanwhile."))
    if RuleContent.of(fresh).fingerprint != based_on:
        raise NotNow(
            _("Somebody changed this rule meanwhile. Compare with yours, then save again.")
        )
    return fresh


def _locked() -> list[CircuitRule]:
    rules = CircuitRule.objects.select_for_update(of=("self",)).order_by("position")
    return list(rules)


def _place(rules: list[CircuitRule]) -> None:
    """Give the rules their places; the constraint on places is looked at with the commit."""
    for position, rule in enumerate(rules, start=1):
        if rule.position != position:
            CircuitRule.objects.filter(pk=rule.pk).update(position=position)
            rule.position = position


def _write(rule: CircuitRule, content: RuleContent) -> None:
    texts = {one: on_one_line(text)[:LONGEST_NAME] for one, text in content.name.items()}
    rule.name = {language: text for language, text in texts.items() if text}
    if not rule.name:
        raise NotValid(
            _("Give the rule a name: who reads why an answer took this circuit sees it.")
        )
    circuit = Circuit.objects.living().filter(pk=content.circuit).first()
    if circuit is None:
        raise NotValid(_("Choose the circuit in the list."))
    rule.circuit, rule.sample_percent = circuit, content.sample_percent
    rule.low_risk = content.low_risk
    rule.condition = None if content.condition is None else dict(content.condition)
    try:
        rule.full_clean(validate_constraints=False)
    except ValidationError as error:
        raise NotValid(" ".join(error.messages)) from error
    rule.save()


def _refuse(by: User) -> None:
    if refusal := refusal_to_configure(by):
        raise NotAllowed(refusal)
