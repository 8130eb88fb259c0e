# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The door of those who configure the town. Paths are French whatever the reader's language."""

from django.urls import path

from grc.studio.views import overview, people, teams
from grc.studio.workflow_urls import urlpatterns as workflow_urls

app_name = "studio"
_TEAM = "services/<int:pk>/"
_PERSON = "personnes/<int:pk>/"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("services/", teams.teams, name="teams"),
    path("services/nouveau/", teams.begin, name="team_begin"),
    path(_TEAM, teams.team, name="team"),
    path(f"{_TEAM}retirer/", teams.retire, name="team_retire"),
    path(f"{_TEAM}reprendre/", teams.restore, name="team_restore"),
    path("personnes/", people.people, name="people"),
    path("personnes/inviter/", people.invite, name="invite"),
    path(_PERSON, people.person, name="person"),
    path(f"{_PERSON}nom/", people.rename, name="rename"),
    path(f"{_PERSON}places/", people.add_spot, name="add_spot"),
    path(f"{_PERSON}places/<int:place>/", people.change_spot, name="change_spot"),
    path(f"{_PERSON}places/<int:place>/retirer/", people.remove_spot, name="remove_spot"),
    path(f"{_PERSON}partir/", people.deactivate, name="deactivate"),
    path(f"{_PERSON}revenir/", people.reactivate, name="reactivate"),
    path(f"{_PERSON}inviter/", people.invite_again, name="invite_again"),
    *workflow_urls,
]
