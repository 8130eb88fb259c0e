# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The server with its own checks switched off: what is left is the database's."""

from grc.asgi import application as application
from grc.service_requests.querysets import ServiceRequestQuerySet

ServiceRequestQuerySet.visible_to = lambda self, user: self.all()  # type: ignore[method-assign]
