# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "grc.studio"
    label = "studio"
