# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Sending what the town asked for: a file, some words or both for each item, in one go or several.

What is accepted is kept at once: a file that is refused beside it loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grc.catalog.forms import KindForm, QuestionField
from grc.core.canonical import content_hash
from grc.core.refusals import Refusal
from grc.portal.filing import see_other, too_many, too_old
from grc.portal.limits import WORDS
from grc.portal.link import held, secret
from grc.service_requests.forms import AcceptedFilesField, FormToken, hashes
from grc.service_requests.law.dates import accepts, effect_on_delay, stands_still
from grc.service_requests.models.items import Sent
from grc.service_requests.models.thread import LONGEST_MESSAGE
from grc.ui.errors import given_back_by
from workflows.effects import MOST_ITEMS
from workflows.fields import Field, FieldKind
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from grc.service_requests.models import AskedItem, ServiceRequest
    from grc.ui.http import TownRequest

#: The tag of a message that is said beside the items.
SAID_HERE = "items"
# The words of all items together make one message.
LONGEST_WORDS = LONGEST_MESSAGE // MOST_ITEMS - 250


@dataclass(frozen=True)
class Line:
    """An item with the two fields in which it may come."""

    item: AskedItem
    files: forms.BoundField
    words: forms.BoundField


class ItemsForm(KindForm):
    """What is still asked for; each item may come alone."""

    def __init__(self, *args: Any, items: Sequence[AskedItem], **kwargs: Any) -> None:
        # Beside the form of the requester's word: no two fields of a page bear one name.
        kwargs["auto_id"] = "id_item_%s"
        super().__init__(*args, **kwargs)
        self.items, self.is_refused = list(items), False
        for item in items:
            for name, field in _fields_of(item):
                self.fields[name] = field
        self.fields["form-token"] = FormToken()

    @property
    def lines(self) -> list[Line]:
        return [Line(item, self[_files_name(item)], self[_words_name(item)]) for item in self.items]

    @property
    def token(self) -> forms.BoundField:
        """The hidden field that makes a form sent twice one message."""
        return self["form-token"]

    def given(self) -> dict[int, Sent]:
        """Return what came and is accepted, by the keys of the items."""
        found: dict[int, Sent] = {}
        for item in self._sound():
            words = self.cleaned_data.get(_words_name(item)) or ""
            sent = Sent(words, self.cleaned_data.get(_files_name(item)) or [])
            if sent:
                found[item.pk] = sent
        return found

    def token_of(self, given: dict[int, Sent]) -> UUID:
        """Return a token for this form with this content: sent again it is the same message."""
        content = {str(key): [one.words, *hashes(list(one.files))] for key, one in given.items()}
        return uuid5(self.cleaned_data["form-token"], content_hash(content))

    def refuse(self, sentence: str) -> None:
        self.is_refused = True
        super().refuse(sentence)

    def forget(self, keys: Iterable[int]) -> None:
        """Show no longer what has been received; what was refused stays as it was typed."""
        for item in [item for item in self.items if item.pk in set(keys)]:
            self.items.remove(item)
            for name in (_files_name(item), _words_name(item)):
                del self.fields[name]

    def _sound(self) -> list[AskedItem]:
        return [
            item
            for item in self.items
            if not self.errors.get(_files_name(item)) and not self.errors.get(_words_name(item))
        ]

    def _ask_for_files_again(self) -> None:
        """Name the files that the page could not keep: those of sound items are received."""
        kept = {} if self.is_refused else {_files_name(item): None for item in self._sound()}
        fields, self.fields = (
            self.fields,
            {name: field for name, field in self.fields.items() if name not in kept},
        )
        super()._ask_for_files_again()
        self.fields = fields


def _fields_of(item: AskedItem) -> list[tuple[str, forms.Field]]:
    label = LocalisedText(_("A file: %(item)s") % {"item": item.title})
    said = LocalisedText(_("Or in your own words: %(item)s") % {"item": item.title})
    words = QuestionField(
        Field("words", FieldKind.LONG_TEXT, said, max_length=LONGEST_WORDS),
    )
    words.widget.attrs["rows"] = 2
    files = AcceptedFilesField(Field("files", FieldKind.FILE, label))
    # One of the two is enough: neither is optional by itself.
    files.is_one_of_several = words.is_one_of_several = True
    return [(_files_name(item), files), (_words_name(item), words)]


def _files_name(item: AskedItem) -> str:
    return f"files-{item.pk}"


def _words_name(item: AskedItem) -> str:
    return f"words-{item.pk}"


def items_of(
    service_request: ServiceRequest, form: ItemsForm | None = None, *, was_asked: bool
) -> dict[str, Any]:
    """Return what the tracking page shows of what is asked for; asks nothing where nothing was.

    What was received is shown until the request ends.
    """
    if form is None and (not was_asked or service_request.has_ended):
        return {}
    known = list(service_request.asked_items.all())
    if form is None:
        form = ItemsForm(items=[item for item in known if item.is_open])
    language = get_language() or service_request.language
    return {
        "items_form": form if form.items else None,
        "items_received": [item for item in known if item.received_at],
        "items_delay": effect_on_delay(service_request, known, language),
    }


def give_back(request: TownRequest, reference: str, key: str) -> HttpResponseBase:
    """Give the words back as they were typed: the page was too old to be sent safely."""
    from grc.portal.tracking import page

    service_request = held(request, reference, key)
    form = _form(request, service_request).unchecked()
    return page(request, service_request, items=form, status=403, items_notice=too_old())


@login_not_required
@given_back_by(secret(give_back))
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def send(request: TownRequest, reference: str, key: str) -> HttpResponse:
    """Take what the requester sends; opened as a page it leads to the request."""
    from grc.portal.tracking import page

    service_request = held(request, reference, key)
    if request.method != "POST":
        return redirect(service_request.tracking_path)
    form = _form(request, service_request)
    if WORDS.reached(request):
        form = form.unchecked()
        return page(request, service_request, items=form, status=429, items_notice=too_many())
    form.is_valid()
    given, fresh, done = form.given(), service_request, ""
    if given or not form.errors:
        stood_still = stands_still(service_request, service_request.asked_items.all())
        try:
            service_request.send_items(given, form_token=form.token_of(given))
        except Refusal as refusal:
            form.refuse(str(refusal))
            return page(request, service_request, items=form, status=refusal.status)
        fresh = held(request, reference, key)
        came = [item.title for item in form.items if item.pk in given]
        done = _thanks(fresh, came, stood_still=stood_still)
    if not form.errors:
        messages.success(request, done, extra_tags=SAID_HERE)
        return see_other(f"{service_request.tracking_path}#items")
    form.forget(given)
    return page(request, fresh, items=form, status=422, items_done=done)


def _thanks(service_request: ServiceRequest, came: list[str], *, stood_still: bool) -> str:
    """Say what came, what is still missing, and what it does to the legal time."""
    known = list(service_request.asked_items.all())
    missing = ", ".join(item.title for item in known if item.is_open)
    said = [
        _("Received: %(items)s. Thank you.") % {"items": ", ".join(came)},
        _("Still missing: %(items)s.") % {"items": missing}
        if missing
        else _("Nothing is missing any more."),
    ]
    if not service_request.has_ended:
        said.append(_effect(service_request, known, stood_still=stood_still))
    return " ".join(filter(None, said))


def _effect(service_request: ServiceRequest, known: list[AskedItem], *, stood_still: bool) -> str:
    if stood_still and not stands_still(service_request, known):
        if accepts(service_request):
            return _("The time that we have to answer you begins today.")
        return _("The time that we have to answer you goes on again.")
    if not service_request.items_open:
        return ""
    return effect_on_delay(service_request, known, get_language() or service_request.language)


def _form(request: TownRequest, service_request: ServiceRequest) -> ItemsForm:
    """Return the form of what the page asked for, though some of it came meanwhile."""
    named = {*request.POST, *request.FILES}
    known = service_request.asked_items.all()
    items = [
        item for item in known if item.is_open or named & {_files_name(item), _words_name(item)}
    ]
    return ItemsForm(request.POST, request.FILES, items=items)
