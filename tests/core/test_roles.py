# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Start-up refuses a database role that row security does not hold."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from grc.core import roles

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(autouse=True)
def nothing_verified(monkeypatch):
    monkeypatch.setattr(roles, "_verified", set())


def test_the_owner_of_the_tables_is_refused(monkeypatch):
    """Given as the application's, the owner stops the start with a sentence."""
    owner = connections["owner"]
    monkeypatch.setattr(owner, "alias", "default")
    with pytest.raises(ImproperlyConfigured, match="owns tables"):
        roles.refuse_powerful_role(connection=owner)


def test_the_application_role_passes():
    """The role that deploy/roles.sql makes is verified once."""
    roles.refuse_powerful_role(connection=connections["default"])
    assert len(roles._verified) == 1


def test_a_new_connection_is_checked():
    """Whatever process connects, pages, worker or command, is checked at its first connection."""
    connections["default"].close()
    connections["default"].ensure_connection()
    assert len(roles._verified) == 1
