# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Mails about delegations: given, revoked, soon at their end."""

from __future__ import annotations

from email.utils import formataddr
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import override

from grc.answers.delegating import today_of
from grc.answers.scope import scope_words, service_titles
from notifications.registry import Notification, Recipient, register

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.models import Delegation


class AboutDelegation(Notification):
    """A mail about one delegation to one of the two people whom it concerns."""

    def __init__(self, delegation: Delegation, person: User) -> None:
        self.delegation, self.person = delegation, person
        self.municipality = delegation.municipality

    def recipient(self) -> Recipient | None:
        if not self.person.is_active:
            return None
        return Recipient(
            address=self.person.email,
            name=str(self.person),
            language=self.municipality.default_language,
        )

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))

    def dedupe_key(self) -> str:
        return f"{self.code}:{self.delegation.pk}:{self.person.pk}"

    def context(self) -> dict[str, Any]:
        delegation = self.delegation
        with override(self.municipality.default_language):
            scope = scope_words(
                delegation, service_titles([delegation]), today=today_of(self.municipality)
            )
        return {
            "delegation": delegation,
            "is_delegate": self.person.pk == delegation.delegate_id,
            "scope": scope,
            "municipality": self.municipality,
            "url": self.municipality.absolute(reverse("desk:delegations")),
        }


@register
class DelegationGiven(AboutDelegation):
    code = "delegation_given"


@register
class DelegationRevoked(AboutDelegation):
    code = "delegation_revoked"


@register
class DelegationLapsing(AboutDelegation):
    """A delegation ends within thirty days."""

    code = "delegation_lapsing"
