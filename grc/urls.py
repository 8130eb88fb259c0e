# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which door stands where. Paths are French whatever the reader's language: people share links."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from grc.ui.theme import theme

handler400 = "grc.ui.errors.bad_request"
handler403 = "grc.ui.errors.not_allowed"
handler404 = "grc.ui.errors.not_found"
handler500 = "grc.ui.errors.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("theme.css", theme, name="theme"),
    path("langue/", login_not_required(set_language), name="set_language"),
    path("compte/", include("grc.accounts.urls")),
    path("bureau/", include("grc.desk.urls")),
    path("studio/", include("grc.studio.urls")),
    path("", include("grc.portal.urls")),
]

if settings.DEMO:
    urlpatterns.insert(0, path("styleguide/", include("grc.ui.urls")))
