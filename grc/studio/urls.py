# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The door of those who configure the town. Paths are French whatever the reader's language."""

from django.urls import path

from grc.studio.circuits.urls import urlpatterns as circuit_urls
from grc.studio.systems.urls import urlpatterns as system_urls
from grc.studio.views import forms, overview, people, services, starters, teams
from grc.studio.workflows.urls import urlpatterns as workflow_urls

app_name = "studio"
_SERVICE = "demarches/<slug:code>/"
_FORM = f"{_SERVICE}formulaire/"
_FIELD = f"{_FORM}questions/<slug:field>/"
_TEAM = "services/<int:pk>/"
_PERSON = "personnes/<int:pk>/"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("demarches/", services.services, name="services"),
    path("nouvelle-demarche/", services.begin, name="service_begin"),
    path("demarches-toutes-pretes/", starters.starters, name="starters"),
    path(_SERVICE, services.service, name="service"),
    path(f"{_SERVICE}modifier/", services.edit, name="service_edit"),
    path(f"{_SERVICE}accuse-de-reception/", services.acknowledgement, name="acknowledgement"),
    path(f"{_SERVICE}choix/", services.choose, name="options"),
    path(f"{_SERVICE}fonctions/<slug:function>/", services.hold, name="hold"),
    path(f"{_SERVICE}fonctions/<int:pk>/retirer/", services.release, name="release"),
    path(_FORM, forms.form, name="form"),
    path(f"{_FORM}nouvelle/<slug:kind>/", forms.begin, name="field_begin"),
    path(_FIELD, forms.field, name="field"),
    path(f"{_FIELD}monter/", forms.earlier, name="field_earlier"),
    path(f"{_FIELD}descendre/", forms.later, name="field_later"),
    path(f"{_FIELD}dupliquer/", forms.duplicate, name="field_duplicate"),
    path(f"{_FIELD}retirer/", forms.remove, name="field_remove"),
    path(f"{_FORM}defaire/", forms.undo, name="form_undo"),
    path(f"{_FORM}abandonner/", forms.discard, name="form_discard"),
    path(f"{_FORM}publier/", forms.publish, name="form_publish"),
    path(f"{_FORM}apercu/", forms.preview, name="form_preview"),
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
    *circuit_urls,
    *system_urls,
]
