# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""People who sign in, the teams they work in, and what each membership allows."""

from grc.accounts.models.absence import Absence
from grc.accounts.models.membership import Membership, Team
from grc.accounts.models.user import User, full_name

__all__ = ["Absence", "Membership", "Team", "User", "full_name"]
