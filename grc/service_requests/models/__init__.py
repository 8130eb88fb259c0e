# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The request: what a citizen files, its life, its thread, its files."""

from grc.service_requests.models.asked_item import AskedItem
from grc.service_requests.models.attachment import Attachment
from grc.service_requests.models.contribution import Contribution
from grc.service_requests.models.entrusted_function import EntrustedFunction
from grc.service_requests.models.filled_form import FilledForm
from grc.service_requests.models.message import Message
from grc.service_requests.models.origin import Origin
from grc.service_requests.models.service_request import ServiceRequest
from grc.service_requests.models.version_move import MovedRequest, VersionMove

__all__ = [
    "AskedItem",
    "Attachment",
    "Contribution",
    "EntrustedFunction",
    "FilledForm",
    "Message",
    "MovedRequest",
    "Origin",
    "ServiceRequest",
    "VersionMove",
]
