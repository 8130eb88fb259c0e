# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Writing a form as a draft, several people at once; publishing it.

Edits of different fields go through one after the other. An edit of a field that somebody else
changed meanwhile is refused, as is a publication of what one has not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grc.accounts.guards import refusal_to_configure
from grc.catalog import form_editing as editing
from grc.catalog.models import FormDraft, FormEdit, FormVersion, Service
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from workflows.fields import Field, FieldKind, fields_to_data, parse_fields
from workflows.findings import DefinitionError
from workflows.sentences import sentence
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from grc.accounts.models import User

Verb = FormEdit.Verb
#: Edits that can be undone; older ones are forgotten.
MOST_KEPT = 100
# Words of the first question of a form from nothing, in the languages that we speak.
FIRST_QUESTION = {"fr": "Votre demande", "en": "Your request"}


def draft_of(service: Service) -> FormDraft:
    """Return the draft of a service's form, or what one would begin with; nothing is written."""
    return service.form_drafts.first() or _begun(service, service.form_version)


def open_draft(service: Service, *, by: User) -> FormDraft:
    """Return the draft of a service's form, begun from what is published if there is none."""
    with transaction.atomic():
        _refuse(by)
        _lock(service)
        found = service.form_drafts.first()
        if found is not None:
            return found
        fresh = Service.objects.select_related("form_version").get(pk=service.pk)
        draft = _begun(fresh, fresh.form_version)
        draft.save()
        Event.objects.record("form_drafted", service, by=by)
        return draft


def first_question() -> Field:
    """Return what a form from nothing asks: to say in one's words what one asks for."""
    return Field("request", FieldKind.LONG_TEXT, LocalisedText(FIRST_QUESTION), required=True)


def copy_form(service: Service, source: Service | None) -> FormDraft:
    """Begin the form of a new service, from another's published one or with a first question."""
    draft = _begun(service, source.form_version if source else None)
    draft.base = None
    draft.save()
    return draft


def add_field(draft: FormDraft, field: Field, *, by: User) -> str:
    """Ask one thing more, last; return the code it was given. Raises NotValid, NotAllowed."""
    after = _edit(draft, Verb.ADDED, "", lambda fields: editing.added(fields, field), by=by)
    return after[-1].code


def change_field(draft: FormDraft, code: str, field: Field, *, based_on: str, by: User) -> None:
    """Change what a field says. Raises NotNow when somebody else did since ``based_on``."""

    def change(fields: editing.Fields) -> editing.Fields:
        _check_seen(fields, code, based_on)
        return editing.changed(fields, code, field)

    _edit(draft, Verb.CHANGED, code, change, by=by)


def move_field(draft: FormDraft, code: str, places: int, *, by: User) -> None:
    """Ask it later (positive) or earlier (negative)."""
    _edit(draft, Verb.MOVED, code, lambda fields: editing.moved(fields, code, places), by=by)


def duplicate_field(draft: FormDraft, code: str, *, by: User) -> None:
    """Ask the same once more, right after it: to be changed then."""
    _edit(draft, Verb.DUPLICATED, code, lambda fields: editing.duplicated(fields, code), by=by)


def remove_field(draft: FormDraft, code: str, *, based_on: str, by: User) -> None:
    """Ask it no more. Raises NotNow when somebody changed it since ``based_on``."""

    def remove(fields: editing.Fields) -> editing.Fields:
        _check_seen(fields, code, based_on)
        return editing.removed(fields, code)

    _edit(draft, Verb.REMOVED, code, remove, by=by)


@transaction.atomic
def undo(draft: FormDraft, *, based_on: int, by: User) -> FormEdit:
    """Take the newest edit back, whoever made it. Raises NotNow when it is not the one seen."""
    fresh = _locked(draft, by)
    last = fresh.edits.order_by("-number").first()
    if last is None:
        raise NotNow(_("There is nothing to undo."))
    if based_on != fresh.revision:
        raise NotNow(_("Somebody changed the form meanwhile. Look at it, then undo again."))
    fresh.fields, fresh.revision = last.before, fresh.revision + 1
    fresh.save(update_fields=["fields", "revision"])
    last.delete()
    return last


@transaction.atomic
def discard(draft: FormDraft, *, based_on: int, by: User) -> None:
    """Give the draft up; what is published stays. Raises NotNow when it changed meanwhile."""
    fresh = _locked(draft, by)
    if based_on != fresh.revision:
        raise NotNow(_("Somebody changed the form meanwhile. Look at it before you give it up."))
    service = fresh.service
    _end(fresh)
    Event.objects.record("form_draft_discarded", service, by=by)


@transaction.atomic
def publish(draft: FormDraft, *, based_on: int, by: User, onto: int | None = None) -> FormVersion:
    """Ask new requests what the draft says; those that were filed keep their form.

    ``onto`` is the key of the published edition that was looked at, 0 for none; by default the one
    that the draft began from. Raises NotNow when either changed since, NotValid with a sentence
    per fault.
    """
    fresh = _locked(draft, by)
    _lock(fresh.service)
    fresh.service.refresh_from_db(fields=["form_version"])
    if (fresh.service.form_version_id or 0) != (draft.base_id or 0 if onto is None else onto):
        raise NotNow(
            _(
                "Another edition of this form was published meanwhile. Read again what changes, "
                "then publish if yours shall count."
            )
        )
    if based_on != fresh.revision:
        raise NotNow(
            _("Somebody changed the form meanwhile. Read again what changes, then publish.")
        )
    try:
        form_version = fresh.service.publish_form(fresh.fields, by=by)
    except ValidationError as error:
        raise NotValid(" ".join(error.messages)) from error
    _end(fresh)
    return form_version


def _edit(
    draft: FormDraft,
    verb: FormEdit.Verb,
    code: str,
    change: Callable[[editing.Fields], editing.Fields],
    *,
    by: User,
) -> editing.Fields:
    with transaction.atomic():
        fresh = _locked(draft, by)
        before, fields = fresh.fields, fresh.parsed
        try:
            after = change(fields)
        except editing.NoSuchField as missing:
            raise NotNow(_("Somebody removed this question meanwhile.")) from missing
        if after == fields:
            return after
        fresh.fields, fresh.revision = _checked(after), fresh.revision + 1
        fresh.save(update_fields=["fields", "revision"])
        FormEdit.objects.create(
            municipality_id=fresh.municipality_id,
            draft=fresh,
            number=fresh.revision,
            verb=verb,
            field=code or after[-1].code,
            before=before,
            by=by,
        )
        fresh.edits.filter(number__lte=fresh.revision - MOST_KEPT).delete()
        return after


def _checked(fields: editing.Fields) -> list[dict[str, object]]:
    data = fields_to_data(fields)
    try:
        parse_fields(data)
    except DefinitionError as error:
        raise NotValid(" ".join(sentence(finding) for finding in error.findings)) from error
    return data


def _check_seen(fields: editing.Fields, code: str, based_on: str) -> None:
    if editing.fingerprint(editing.field_of(fields, code)) != based_on:
        raise NotNow(
            _("Somebody changed this question meanwhile. Compare with yours, then save again.")
        )


def _begun(service: Service, form_version: FormVersion | None) -> FormDraft:
    fields = form_version.fields if form_version else fields_to_data([first_question()])
    return FormDraft(
        municipality_id=service.municipality_id, service=service, base=form_version, fields=fields
    )


def _end(draft: FormDraft) -> None:
    draft.edits.all().delete()
    draft.delete()


def _lock(service: Service) -> None:
    Service.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(
        pk=service.pk
    )


def _locked(draft: FormDraft, by: User) -> FormDraft:
    """Return the draft, locked. Raises NotNow when it was published or given up meanwhile."""
    _refuse(by)
    drafts = FormDraft.objects.select_for_update(of=("self",)).select_related("service")
    fresh = drafts.filter(pk=draft.pk).first()
    if fresh is None:
        raise NotNow(
            _("Somebody published this draft or gave it up meanwhile. Open the form again.")
        )
    return fresh


def _refuse(by: User) -> None:
    if refusal := refusal_to_configure(by):
        raise NotAllowed(refusal)
