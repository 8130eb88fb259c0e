# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person. Without a password they must ask for a link to set one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in. A user belongs to no town; memberships tie them to towns."""

    email = models.EmailField(_("e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_unique",
                violation_error_message=_("Somebody already uses this e-mail."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return full_name(self.first_name, self.last_name, self.email)

    @cached_property
    def memberships_here(self) -> tuple[Any, ...]:
        """The memberships in the town in scope: read once, then asked by every guard of a page."""
        from grc.accounts.models.membership import Membership

        return tuple(Membership.objects.filter(user=self).select_related("team"))

    @property
    def is_member(self) -> bool:
        """Return whether this person works in the town in scope."""
        return bool(self.memberships_here)

    @property
    def is_administrator(self) -> bool:
        return any(m.role == Role.ADMINISTRATOR for m in self.memberships_here)

    def team_ids(self, role: Role = Role.AGENT) -> set[int]:
        """Return the teams in which this person holds at least this role."""
        return {m.team_id for m in self.memberships_here if m.team_id and m.allows(role)}

    def holds(self, role: Role, team_id: int | None) -> bool:
        """Return whether this person holds at least this role in this team."""
        return self.is_administrator or (team_id is not None and team_id in self.team_ids(role))


def full_name(first_name: str, last_name: str, email: str) -> str:
    """Return how a person is named on a page: by the address where no name was given."""
    return f"{first_name} {last_name}".strip() or email
