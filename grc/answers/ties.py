# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What of the answers hangs on a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.accounts.ties import ties_a_team
from grc.answers.models import Circuit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.accounts.models import Team


@ties_a_team
def circuits_of(team: Team) -> Iterator[str]:
    """Say which circuits ask the team for a visa."""
    for circuit in Circuit.objects.living():
        if any(who.team == team.pk for stage in circuit.parsed for who in stage.who):
            yield _("The circuit “%(circuit)s” asks it: ask another team there first.") % {
                "circuit": circuit
            }
