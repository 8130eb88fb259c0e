# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How every Django form looks: ``{{ form }}`` and ``{{ form.name.as_field_group }}``."""

from __future__ import annotations

from pathlib import Path

import django.forms
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.functional import cached_property


class UiFormRenderer(DjangoTemplates):
    """Renders forms with the components of this room; our widget templates come before Django's.

    A file field may carry ``formats`` (words: "PDF, JPEG") and ``max_bytes``: both are announced.
    """

    form_template_name = "ui/components/form.html"
    field_template_name = "ui/components/field.html"

    @cached_property
    def engine(self) -> Engine:
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [
                    Path(__file__).parent / "templates",
                    Path(django.forms.__file__).parent / "templates",
                ],
                "NAME": "ui-forms",
                "OPTIONS": {},
            }
        )
