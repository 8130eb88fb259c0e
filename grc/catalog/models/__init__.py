# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What can be asked of the town: services, and the frozen editions of their forms."""

from grc.catalog.models.form_draft import FormDraft, FormEdit
from grc.catalog.models.form_version import FormVersion
from grc.catalog.models.function_mapping import FunctionMapping
from grc.catalog.models.service import Service

__all__ = ["FormDraft", "FormEdit", "FormVersion", "FunctionMapping", "Service"]
