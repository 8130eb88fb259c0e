# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What publishing the draft of a form changes, in sentences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grc.catalog.models import FormEdit
from grc.service_requests.models import ServiceRequest
from workflows.fields import parse_fields
from workflows.models import WorkflowVersion
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.catalog.models import FormDraft, Service
    from workflows.fields import Field

#: Open requests that are counted one by one.
MOST_COUNTED = 100_000


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The effect of a publication: on whom, what differs, what to beware of."""

    effect: str
    sentences: list[str]
    warnings: list[str]


def changes_of(draft: FormDraft) -> Changes:
    """Return what publishing this draft changes."""
    service = draft.service
    before = service.form_version.parsed if service.form_version else ()
    after = draft.parsed
    return Changes(
        effect=_effect(service, len(after)),
        sentences=list(_differences(before, after)),
        warnings=list(_warnings(service, before, after)),
    )


def edit_words(edit: FormEdit) -> str:
    """Return what an edit did, as « “Where?” moved »."""
    fields = {field.code: field for field in parse_fields(edit.before)}
    fields |= {field.code: field for field in edit.draft.parsed if field.code not in fields}
    field = fields.get(edit.field)
    named = {"question": _label(field) if field else edit.field}
    sentences = {
        FormEdit.Verb.ADDED: _("“%(question)s” added"),
        FormEdit.Verb.CHANGED: _("“%(question)s” changed"),
        FormEdit.Verb.MOVED: _("“%(question)s” moved"),
        FormEdit.Verb.DUPLICATED: _("“%(question)s” duplicated"),
        FormEdit.Verb.REMOVED: _("“%(question)s” removed"),
    }
    return sentences[FormEdit.Verb(edit.verb)] % named


def _effect(service: Service, count: int) -> str:
    asked = ngettext(
        "New requests will ask %(count)d question.",
        "New requests will ask %(count)d questions.",
        count,
    ) % {"count": count}
    opened = ServiceRequest.objects.open().filter(service=service).order_by()
    kept = opened[:MOST_COUNTED].count()
    if not kept:
        return asked
    words = ngettext(
        "%(count)d open request keeps its own.",
        "%(count)d open requests keep theirs.",
        kept,
    )
    return f"{asked} {words % {'count': kept}}"


def _differences(before: tuple[Field, ...], after: tuple[Field, ...]) -> Iterator[str]:
    old, new = {one.code: one for one in before}, {one.code: one for one in after}
    for code, field in new.items():
        if code not in old:
            yield _("“%(question)s” is asked anew.") % {"question": _label(field)}
        elif old[code] != field:
            yield _("“%(question)s” changes: %(what)s.") % {
                "question": _label(field),
                "what": ", ".join(_what_differs(old[code], field)),
            }
    for code, field in old.items():
        if code not in new:
            yield _("“%(question)s” is asked no more.") % {"question": _label(field)}
    if [code for code in old if code in new] != [code for code in new if code in old]:
        yield _("The order changes.")


def _what_differs(before: Field, after: Field) -> Iterator[str]:
    names = {
        "label": _("its words"),
        "help": _("its help"),
        "required": _("it must be answered") if after.required else _("it may stay empty"),
        "choices": _("its choices"),
        "max_length": _("its longest answer"),
        "minimum": _("its smallest number"),
        "maximum": _("its largest number"),
        "kind": _("the kind of answer"),
    }
    for name, words in names.items():
        if getattr(before, name) != getattr(after, name):
            yield words


def _warnings(
    service: Service, before: tuple[Field, ...], after: tuple[Field, ...]
) -> Iterator[str]:
    """Say which questions the workflow speaks of and that are asked no more."""
    kept = {field.code for field in after}
    gone = [field for field in before if field.code not in kept]
    published = WorkflowVersion.objects.published().filter(workflow=service.workflow_id)
    version = published.first() if gone else None
    said = json.dumps(version.definition) if version else ""
    for field in gone:
        if f"values.{field.code}" in said:
            yield _("The workflow speaks of “%(question)s”: change it too.") % {
                "question": _label(field)
            }


def _label(field: Field) -> str:
    return resolve(field.label, get_language() or "fr")
