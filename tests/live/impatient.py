# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""As in the tests, but rights are looked at every second."""

from grc.settings.test import *  # noqa: F403 - the difference is the point

CHANNEL_LAYERS = {
    "default": {"BACKEND": "grc.live.layer.NotifyChannelLayer", "CONFIG": {"beat": 1.0}}
}
