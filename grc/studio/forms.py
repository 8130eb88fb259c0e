# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the forms of the studio share: nothing typed is lost, nobody writes over another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db import transaction

from grc.core.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import QueryDict

    from grc.ui.http import MemberRequest


@dataclass(frozen=True)
class Meanwhile:
    """What a field says now, where somebody else wrote it while this form was open."""

    label: str
    now: str


class EditForm(forms.Form):
    """A form that carries the fingerprint of what it was opened on."""

    based_on = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def rebase(self, fingerprint: str) -> None:
        """Let the form, as it was typed, be sent again knowingly over what is there now."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("based_on")] = fingerprint
        self.data = cast("Mapping[str, Any]", data)

    def meanwhile(self, now: Mapping[str, Any]) -> list[Meanwhile]:
        """Return the fields that differ from what is there now, in words."""
        found = []
        for bound in self.visible_fields():
            if bound.name in now and _plain(bound.value()) != _plain(now[bound.name]):
                words = _words(bound.field, now[bound.name])
                found.append(Meanwhile(str(bound.label), words))
        return found


def data_of(request: MemberRequest) -> QueryDict | None:
    """Return what was posted, even nothing; None when a form is only opened."""
    return request.POST if request.method == "POST" else None


def refusal_of(command: Callable[[], object]) -> Refusal | None:
    """Run a command; return its refusal, after which nothing of it is left, or None."""
    try:
        with transaction.atomic():
            command()
    except Refusal as refusal:
        return refusal
    return None


def offer(form: forms.Form, name: str, queryset: Any) -> None:
    """Give a field its rows: they belong to the town in scope, so to each page anew."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared so
    field.queryset = queryset


def _plain(value: object) -> str:
    return "" if value in (None, "", False) else str(value).replace("\r\n", "\n").strip()


def _words(field: forms.Field, value: object) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.filter(pk=value).first() or "") if field.queryset else ""
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, "" if value is None else value))
