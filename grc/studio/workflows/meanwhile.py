# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two people at one thing: what was typed stays, what is there now stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from grc.studio.forms import Meanwhile
from workflows.editing import EditRefused, find

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django import forms
    from django.http import QueryDict

    from grc.studio.workflows.forms import ThingForm
    from grc.studio.workflows.keys import Data


def meanwhile(form: ThingForm, data: Data) -> list[Meanwhile]:
    """Return the fields that differ from what the thing is now; nothing when it is gone."""
    try:
        item = find(data, form.thing, form.item["code"])
    except EditRefused:
        return []
    now = type(form)(around=form.around, item=item)
    found = []
    for bound in form.visible_fields():
        there = now[bound.name]
        if _plain(bound.value()) != _plain(there.value()):
            found.append(Meanwhile(str(bound.label), _words(there)))
    return found


def rebase(form: forms.Form, token: str) -> None:
    """Let the form, as it was typed, be sent again knowingly over what is there now."""
    data = cast("QueryDict", form.data).copy()
    data["based_on"] = token
    form.data = cast("Mapping[str, Any]", data)


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(sorted(map(str, value)))
    return "" if value in (None, "", False) else str(value).replace("\r\n", "\n").strip()


def _words(bound: forms.BoundField) -> str:
    value = bound.value()
    choices = {str(code): str(words) for code, words in getattr(bound.field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(choices.get(str(one), "" if one is None else str(one)) for one in values)
