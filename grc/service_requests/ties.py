# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What of the requests hangs on a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from grc.accounts.ties import ties_a_team
from grc.service_requests.models import Contribution, EntrustedFunction, ServiceRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.accounts.models import Team

MOST_COUNTED = 1000


@ties_a_team
def requests_of(team: Team) -> Iterator[str]:
    """Say how many open requests are in the hands of the team."""
    count = ServiceRequest.objects.open().filter(team=team).order_by()[:MOST_COUNTED].count()
    if count:
        yield ngettext(
            "%(count)d open request is in its hands: pass it on to another team first.",
            "%(count)d open requests are in its hands: pass them on to another team first.",
            count,
        ) % {"count": count}


@ties_a_team
def contributions_of(team: Team) -> Iterator[str]:
    """Say how many contributions the team is asked for."""
    count = Contribution.objects.open().filter(team=team).order_by()[:MOST_COUNTED].count()
    if count:
        yield ngettext(
            "%(count)d contribution is asked of it: give it or withdraw it first.",
            "%(count)d contributions are asked of it: give them or withdraw them first.",
            count,
        ) % {"count": count}


@ties_a_team
def entrusted_to(team: Team) -> Iterator[str]:
    """Say for how many living requests the team was entrusted with a function."""
    count = EntrustedFunction.objects.living().filter(team=team).order_by()[:MOST_COUNTED].count()
    if count:
        yield ngettext(
            "It was entrusted with a function of %(count)d request: entrust it to others first.",
            "It was entrusted with functions of %(count)d requests: entrust them to others first.",
            count,
        ) % {"count": count}
