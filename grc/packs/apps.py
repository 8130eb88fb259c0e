# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "grc.packs"
    label = "packs"
