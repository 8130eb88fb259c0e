# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The door of those who configure the town. Paths are French whatever the reader's language."""

from django.urls import path

from grc.studio.views import overview

app_name = "studio"
urlpatterns = [
    path("", overview.overview, name="overview"),
]
