# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Settings of the demo and of development: plain HTTP on this machine, an embedded database."""

import os
from ipaddress import ip_network

os.environ.setdefault("SECRET_KEY", "demo-only-not-a-secret-demo-only-not-a-secret-demo")
os.environ.setdefault("LOG_FORMAT", "line")

from grc.settings.base import *  # noqa: F403 - the difference to base is the point

DEMO = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
# Other systems of this machine, on any port.
WEBHOOK_PORTS = ()
WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
WEBHOOK_PLAIN_HTTP = True
# Static files straight from their folders: no collectstatic between a change and a look.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PUBLIC_SCHEME = "http"
PUBLIC_PORT = os.environ.get("PORT", "8000")
INSTALLED_APPS += ["grc.dev"]  # noqa: F405 - from base
