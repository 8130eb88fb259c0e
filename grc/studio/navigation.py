# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What every page of the studio shows around its own content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.functional import Promise

    from grc.ui.http import MemberRequest


@dataclass(frozen=True, kw_only=True)
class Place:
    """One line of the navigation; ``code`` is what a page says with ``show(…, place=code)``."""

    code: str
    name: str
    label: str | Promise
    icon: str

    @property
    def href(self) -> str:
        return reverse(self.name)


#: In the order in which a town is set up. The desk keeps its own pages; the studio leads there.
PLACES: Final = (
    Place(code="overview", name="studio:overview", label=_("Overview"), icon="home"),
    Place(
        code="services",
        name="studio:services",
        label=_("Services"),
        icon="clipboard-document-list",
    ),
    Place(
        code="workflows",
        name="studio:workflows",
        label=_("Workflows"),
        icon="arrows-right-left",
    ),
    Place(code="texts", name="desk:texts", label=_("Standard texts"), icon="document-text"),
    Place(
        code="circuits",
        name="studio:circuits",
        label=_("Circuits of validation"),
        icon="check-badge",
    ),
    Place(
        code="systems",
        name="studio:systems",
        label=_("Other systems"),
        icon="arrow-up-right",
    ),
    Place(code="teams", name="studio:teams", label=_("Teams"), icon="user-group"),
    Place(code="people", name="studio:people", label=_("People"), icon="users"),
    Place(
        code="powers",
        name="desk:absences",
        label=_("Absences and delegations"),
        icon="calendar-days",
    ),
)


def show(
    request: MemberRequest,
    template: str,
    context: dict[str, Any],
    *,
    place: str,
    status: int = 200,
) -> HttpResponse:
    """Render a page of the studio with its navigation; ``place`` names the current line."""
    places = [(one, one.code == place) for one in PLACES]
    around = {"nav_places": places}
    return render(request, template, around | context, status=status)
