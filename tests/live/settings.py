# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""As in the tests, with a few pages to try the server by."""

from grc.settings.test import *  # noqa: F403 - the difference is the point

ROOT_URLCONF = "tests.live.site"
