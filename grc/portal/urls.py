# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The citizens' door. Paths are French whatever the reader's language: people share links."""

from django.urls import path

from grc.portal import conditions, filing, home, items, lost_link, tracking

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("demarches/<slug:code>/", filing.fill_in, name="form"),
    path("suivi/", lost_link.lost_link, name="lost_link"),
    path("suivi/lien-envoye/", lost_link.link_sent, name="link_sent"),
    path("suivi/<str:reference>/<str:key>/", tracking.follow, name="tracking"),
    path("suivi/<str:reference>/<str:key>/pieces/", items.send, name="items"),
    path("suivi/<str:reference>/<str:key>/recue/", tracking.received, name="received"),
    path("suivi/<str:reference>/<str:key>/fichiers/<int:pk>/", tracking.download, name="file"),
    path(
        "suivi/<str:reference>/<str:key>/reponse/<int:answer>/fichiers/<int:pk>/",
        tracking.answer_file,
        name="answer_file",
    ),
    path(
        "suivi/<str:reference>/<str:key>/reponse/<int:answer>/signee/",
        tracking.signed,
        name="signed_letter",
    ),
    path("modalites/", conditions.conditions, name="conditions"),
]
