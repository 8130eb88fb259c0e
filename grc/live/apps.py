# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "grc.live"
    label = "live"
