# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a service answers to the questions of the workflow that it shares with others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grc.accounts.guards import refusal_to_configure
from grc.catalog.models import Service
from grc.core.canonical import content_hash
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from workflows.fields import ValueRefused, clean_value
from workflows.models import WorkflowVersion
from workflows.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from grc.accounts.models import User
    from workflows.options import Option

    Follower = Callable[[Service], object]

_followers: list[Follower] = []


def follows_options(follower: Follower) -> Follower:
    """Let a function of a room above know which service chose otherwise; usable as a decorator."""
    _followers.append(follower)
    return follower


def options_of(service: Service) -> tuple[Option, ...]:
    """Return what the workflow that new requests follow asks each service."""
    published = WorkflowVersion.objects.published().filter(workflow=service.workflow_id)
    version = published.first()
    return tuple(version.machine.definition.options) if version else ()


def options_fingerprint(service: Service) -> str:
    """Return what a form carries, so that nobody writes over what they have not seen."""
    return content_hash({"options": service.options})[:16]


@transaction.atomic
def choose_options(
    service: Service, given: Mapping[str, Any], *, based_on: str, by: User
) -> Service:
    """Answer the questions of the workflow; what is left out is as for everybody.

    Raises NotAllowed, NotValid, and NotNow when somebody answered since ``based_on``.
    """
    if refusal := refusal_to_configure(by):
        raise NotAllowed(refusal)
    fresh = Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    if options_fingerprint(fresh) != based_on:
        raise NotNow(
            _("Somebody changed these choices meanwhile. Compare with yours, then save again.")
        )
    said = _checked(options_of(fresh), given)
    before = fresh.options
    changed = sorted(code for code in {*said, *before} if said.get(code) != before.get(code))
    if changed:
        fresh.options = said
        fresh.save(update_fields=["options"])
        Event.objects.record("options_chosen", fresh, by=by, changed=changed)
        for follower in _followers:
            follower(fresh)
    return fresh


def _checked(options: tuple[Option, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for option in options:
        raw = given.get(option.code)
        if raw in (None, "", []):
            continue
        try:
            said[option.code] = clean_value(option.field, raw)
        except ValueRefused as refusal:
            raise NotValid(sentence(refusal.finding)) from refusal
    return said
