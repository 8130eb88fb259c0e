# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a transition: what sets it off, from where to where, what it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from grc.service_requests.enums import Outcome
from grc.studio.workflows.forms import FUNCTIONS, WORD_KEYS, ThingForm, first_hands
from grc.studio.workflows.keys import Around, Chosen, Data, Text
from grc.studio.workflows.words import ANCHORS, EVENTS, KINDS, TRIGGERS, UNITS
from workflows.definition import Trigger
from workflows.editing import Thing
from workflows.timers import MOST_AMOUNT

if TYPE_CHECKING:
    from grc.studio.workflows.keys import Key

STAYS, BACK = "", "<"
_SHOWN: Final[tuple[Key, ...]] = (
    Text("label", _("Name, for agents"), _("A verb: “Send to inspection”."), required=True),
    Text(
        "citizen_label",
        _("What the requester reads afterwards"),
        _("A participle: “Sent to inspection”. Left empty: they are not told."),
    ),
)
_OUTCOMES: Final = Chosen(
    "outcomes",
    _("How the request may end by it"),
    words=dict(Outcome.choices),
    help=_("Only where it leads to an end."),
)
# The fields of each trigger; those of others are not looked at.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    Trigger.BUTTON: ("functions", "message", "reason", "primary"),
    Trigger.ANSWER: ("on",),
    Trigger.TIMER: ("since", "amount", "amount_option", "unit", "before"),
}


class WayForm(ThingForm):
    """One transition; its condition, its questions and its effects have pages of their own."""

    thing = Thing.TRANSITION
    keys = (*_SHOWN, FUNCTIONS, *WORD_KEYS, _OUTCOMES)

    trigger = forms.ChoiceField(
        label=_("What sets it off"), choices=list(TRIGGERS.items()), widget=forms.RadioSelect
    )
    to = forms.ChoiceField(label=_("Where to"), required=False)
    origin = forms.ChoiceField(
        label=_("From where"),
        choices=[
            ("steps", _("From these steps")),
            ("anywhere", _("From any open step, except these")),
            ("kinds", _("From every step of these kinds, except these steps")),
        ],
        widget=forms.RadioSelect,
    )
    sources = forms.MultipleChoiceField(
        label=_("Steps"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of step"),
        choices=list(KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    on = forms.ChoiceField(label=_("When"), choices=list(EVENTS.items()), required=False)
    since = forms.ChoiceField(
        label=_("Counted from"), choices=list(ANCHORS.items()), required=False
    )
    amount = forms.IntegerField(
        label=_("How long"), min_value=0, max_value=MOST_AMOUNT, required=False
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=list(UNITS.items()), required=False)
    before = forms.BooleanField(label=_("Before that date, not after"), required=False)
    primary = forms.BooleanField(label=_("The move that most requests take"), required=False)

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        item: Data = kwargs.get("item") or {}
        given = kwargs.pop("initial", {})
        kwargs["initial"] = _initial(item, around) | given
        super().__init__(*args, around=around, **kwargs)
        steps = around.choices("steps")
        self._offer("sources", steps)
        self._offer("to", [(STAYS, _("The request stays where it is")), (BACK, _BACK), *steps])
        options = [
            (one["field"]["code"], str(around.named_option(one)))
            for one in around.data.get("options", ())
            if one["field"]["kind"] == "number"
        ]
        if options:
            self.fields["amount_option"] = forms.ChoiceField(
                label=_("Or as long as the service says"),
                choices=[("", _("No: as written above")), *options],
                required=False,
            )

    @property
    def shown(self) -> list[forms.BoundField]:
        """The names that people read, which come first."""
        return [self[name] for key in _SHOWN for name in key.fields(self.around)]

    def clean(self) -> Data:
        cleaned = super().clean() or self.cleaned_data
        origin = cleaned.get("origin")
        if origin == "steps" and not cleaned.get("sources"):
            self.add_error("sources", _("Choose at least one step."))
        if origin == "kinds" and not cleaned.get("kinds"):
            self.add_error("kinds", _("Choose at least one kind of step."))
        is_timer = cleaned.get("trigger") == Trigger.TIMER
        if is_timer and cleaned.get("amount") is None and not cleaned.get("amount_option"):
            self.add_error("amount", _("Write a number."))
        return cleaned

    @property
    def values(self) -> Data:
        given = self.cleaned_data
        data: Data = super().values | {"trigger": given["trigger"], "from": self._from()}
        data |= {"to": None, "returns": None, "on": None, "after": None}
        data["primary"] = given["primary"] or None
        if given["to"] == BACK:
            data["returns"] = True
        elif given["to"]:
            data["to"] = given["to"]
        if given["trigger"] != Trigger.BUTTON:
            data |= {"functions": None, "message": None, "reason": None}
            data["form"] = None
        if given["trigger"] == Trigger.ANSWER:
            data |= {"on": given["on"], "outcomes": None}
        if given["trigger"] == Trigger.TIMER:
            data["after"] = self._after()
        return data

    def _from(self) -> object:
        given = self.cleaned_data
        if given["origin"] == "steps":
            return given["sources"]
        named: Data = {"anywhere": True}
        if given["origin"] == "kinds":
            named = {"kinds": given["kinds"]}
        return named | ({"except": given["sources"]} if given["sources"] else {})

    def _after(self) -> Data:
        given = self.cleaned_data
        option = given.get("amount_option")
        length: Any = {"option": option} if option else given["amount"]
        delay: Data = {"since": given["since"], given["unit"]: length}
        return delay | ({"before": True} if given["before"] else {})

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices


_BACK: Final = _("Back where it came from")


def _initial(item: Data, around: Around) -> Data:
    """Return what the fields that are not keys of their own begin with."""
    if "from" not in item:
        return {
            "trigger": Trigger.BUTTON,
            "origin": "steps",
            "functions": first_hands(around.data),
        }
    sources, after = item["from"], item.get("after", {})
    found: Data = {
        "trigger": item["trigger"],
        "to": BACK if item.get("returns") else item.get("to", STAYS),
        "on": item.get("on"),
        "primary": item.get("primary", False),
        "origin": "steps",
        "sources": sources,
    }
    if isinstance(sources, dict):
        found["origin"] = "anywhere" if sources.get("anywhere") else "kinds"
        found |= {"sources": sources.get("except", []), "kinds": sources.get("kinds", [])}
    for unit in UNITS:
        if unit in after:
            length = after[unit]
            is_chosen = isinstance(length, dict)
            found |= {"unit": unit, "amount_option" if is_chosen else "amount": length}
            found |= {"amount_option": length["option"]} if is_chosen else {}
    return found | {"since": after.get("since"), "before": after.get("before", False)}
