# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from grc.ui import views

urlpatterns = [
    path("", views.styleguide, name="styleguide"),
    path("error/<int:status>/", views.error, name="styleguide_error"),
    path("<slug:name>/", views.shape, name="styleguide_shape"),
]
