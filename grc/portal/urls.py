# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import URLPattern

app_name = "portal"
urlpatterns: list[URLPattern] = []
