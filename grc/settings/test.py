# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Settings of the tests: fast hashing, files in memory's reach, mail kept; the rest as deployed."""

from datetime import timedelta

from grc.settings.dev import *  # noqa: F403 - the difference to dev is the point

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# Many towns answer under one name, one test after the other.
TOWN_BELIEVED = 0
# Mails leave at once, but where a test says otherwise.
ANSWER_UNDO = timedelta(0)
