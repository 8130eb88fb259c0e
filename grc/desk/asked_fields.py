# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What an agent chooses where a button asks the requester for documents (law R1.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.core.text import on_one_line
from grc.service_requests.effects.carrying_out import day_in
from grc.service_requests.effects.demanding import Demand, Own, offered
from grc.service_requests.models.asked_item import LONGEST_LABEL
from workflows.effects import Ask
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from grc.service_requests.models import ServiceRequest
    from workflows.definition import Transition
    from workflows.effects import Item

# Empty lines for what is in no list; whoever needs more presses the button again.
LINES: Final = 3


class AskedFields:
    """The items of the button, all ticked; a few lines for others; the day to send them by.

    Their names hold a hyphen: no word and no question can hide them.
    """

    def __init__(
        self, form: forms.Form, transition: Transition, service_request: ServiceRequest | None
    ) -> None:
        self.form, self.is_asked = form, False
        asking = [one for one in transition.effects if isinstance(one, Ask)]
        if service_request is None or not asking:
            return
        self.is_asked = True
        known = {item.code for item in offered(service_request, transition)}
        form.fields["missing-items"] = _list_of(transition.asked_items, known)
        form.fields |= _own_lines()
        days = [day_in(service_request, one.days, working=one.working) for one in asking]
        form.fields["missing-until"] = _day_field(max(days))

    @property
    def demand(self) -> Demand | None:
        """What was chosen, once the form is valid; None where the button asks for nothing."""
        if not self.is_asked:
            return None
        given = self.form.cleaned_data
        own = (
            Own(
                on_one_line(given[f"missing-other-{number}"]),
                given[f"missing-other-{number}-indispensable"],
            )
            for number in range(1, LINES + 1)
        )
        return Demand(
            codes=tuple(given["missing-items"]),
            own=tuple(one for one in own if one.label),
            until=given["missing-until"],
        )


class _ListField(forms.MultipleChoiceField):
    """The items of the list; one of them or an own line is enough."""

    is_one_of_several = True


def _list_of(items: Sequence[Item], offered: Collection[str]) -> forms.MultipleChoiceField:
    """Return the whole list: what is asked for already says so, and is not ticked."""
    language = get_language() or "fr"
    return _ListField(
        label=_("What is missing"),
        choices=[(item.code, _named(item, offered, language)) for item in items],
        initial=[item.code for item in items if item.code in offered],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _own_lines() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for number in range(1, LINES + 1):
        said = {"number": number}
        fields[f"missing-other-{number}"] = forms.CharField(
            label=_("Something else (%(number)d)") % said,
            max_length=LONGEST_LABEL,
            required=False,
        )
        fields[f"missing-other-{number}-indispensable"] = forms.BooleanField(
            label=_("(%(number)d) is indispensable") % said, required=False
        )
    return fields


def _named(item: Item, offered: Collection[str], language: str) -> str:
    label = {"item": resolve(item.label, language)}
    if item.code not in offered:
        return _("%(item)s, asked for already") % label
    return _("%(item)s (indispensable)") % label if item.indispensable else label["item"]


def _day_field(usual: date) -> forms.DateField:
    return forms.DateField(
        label=_("To be sent by"),
        initial=usual,
        help_text=_("While something indispensable is missing, the legal time stands still."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
