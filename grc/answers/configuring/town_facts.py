# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the rules of a whole town may speak of: the facts of every form that it uses."""

from __future__ import annotations

from dataclasses import replace

from grc.answers.facts import vocabulary
from grc.catalog.models import Service
from workflows.rules import Fact, Vocabulary, form_facts


def town_vocabulary() -> Vocabulary:
    """Return the facts of the house and those of all forms in use.

    Two forms may ask under one code: the options of both are known then. Where they ask things of
    different types, no rule of the town can speak of it.
    """
    found: dict[str, Fact] = {}
    torn: set[str] = set()
    for service in Service.objects.select_related("form_version").order_by("position", "pk"):
        fields = service.form_version.parsed if service.form_version else ()
        for fact in form_facts(fields):
            known = found.setdefault(fact.name, fact)
            if known.type is not fact.type:
                torn.add(fact.name)
                continue
            codes = {option.code for option in known.options}
            more = tuple(option for option in fact.options if option.code not in codes)
            found[fact.name] = replace(known, options=(*known.options, *more))
    return vocabulary() | Vocabulary(fact for name, fact in found.items() if name not in torn)
