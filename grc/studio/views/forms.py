# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a service: its questions one by one, as a draft until it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.catalog import drafting
from grc.catalog.form_editing import NoSuchField, field_of, fingerprint
from grc.catalog.models import FormVersion
from grc.core.refusals import NotNow
from grc.service_requests.forms import FilingForm
from grc.studio.access import SeeOther, administrator_required
from grc.studio.forms import data_of, refusal_of
from grc.studio.languages import field_name
from grc.studio.navigation import show
from grc.studio.services.changes import changes_of, edit_words
from grc.studio.services.fields import FieldForm, QuickForm, field_as_typed, kind_words
from grc.studio.views.services import find
from workflows.fields import Field, FieldKind
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from grc.catalog.models import FormDraft, FormEdit, Service
    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest

#: Edits that the page names; older ones can be undone after them.
MOST_TOLD = 5


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question as the list shows it."""

    code: str
    label: str
    kind: str
    facts: list[str]
    based_on: str


@administrator_required
def form(request: MemberRequest, code: str) -> HttpResponse:
    """List the questions; ask one thing more."""
    service = find(code)
    quick = QuickForm(data_of(request))
    if request.method != "POST":
        return _page(request, service, QuickForm())
    if not quick.is_valid():
        return _page(request, service, quick, status=422)
    given, languages = quick.cleaned_data, request.municipality.languages
    kind = FieldKind(given["kind"])
    typed = {field_name("label", languages[0]): given["label"]}
    typed |= {"required": "on"} if given["required"] else {}
    field = FieldForm(typed, kind=kind, languages=languages)
    if not field.is_valid():
        # A list needs its choices: the whole form of the question asks for them.
        begun = FieldForm(initial=typed, kind=kind, languages=languages)
        return _field_page(request, service, begun)
    return _add(request, service, field)


@administrator_required
def begin(request: MemberRequest, code: str, kind: str) -> HttpResponse:
    """Write a new question of that kind."""
    service = find(code)
    if kind not in set(FieldKind):
        raise Http404
    languages = request.municipality.languages
    form = FieldForm(data_of(request), kind=FieldKind(kind), languages=languages)
    if request.method != "POST":
        return _field_page(request, service, form)
    if not form.is_valid():
        return _field_page(request, service, form, status=422)
    return _add(request, service, form)


@administrator_required
def field(request: MemberRequest, code: str, field: str) -> HttpResponse:
    """Change a question."""
    service, languages = find(code), request.municipality.languages
    try:
        now = field_of(drafting.draft_of(service).parsed, field)
    except NoSuchField as missing:
        if request.POST.get("kind") in set(FieldKind):
            return _gone(request, service, FieldKind(request.POST["kind"]))
        raise Http404 from missing
    if request.method != "POST":
        initial = field_as_typed(now, languages) | {"based_on": fingerprint(now)}
        form = FieldForm(initial=initial, kind=now.kind, languages=languages, before=now)
        return _field_page(request, service, form, now)
    form = FieldForm(request.POST, kind=now.kind, languages=languages, before=now)
    if not form.is_valid():
        return _field_page(request, service, form, now, status=422)
    based_on = form.cleaned_data["based_on"]

    def change() -> None:
        draft = drafting.open_draft(service, by=request.user)
        drafting.change_field(draft, field, form.field, based_on=based_on, by=request.user)

    refused = refusal_of(change)
    if refused is not None:
        return _field_page(request, service, form, now, refused=refused)
    messages.success(request, _("The question is changed in the draft."))
    return SeeOther(f"{reverse('studio:form', args=[code])}#question-{field}")


def _gone(request: MemberRequest, service: Service, kind: FieldKind) -> HttpResponse:
    """Give back what was typed about a question that somebody removed: it can be added anew."""
    form = FieldForm(request.POST, kind=kind, languages=request.municipality.languages)
    words = _("Somebody removed this question meanwhile. Save yours to ask it again, last.")
    return _field_page(request, service, form, refused=NotNow(words))


@administrator_required
def earlier(request: MemberRequest, code: str, field: str) -> HttpResponse:
    return _press(
        request,
        code,
        lambda draft: drafting.move_field(draft, field, -1, by=request.user),
        moved=f"{field}-earlier",
    )


@administrator_required
def later(request: MemberRequest, code: str, field: str) -> HttpResponse:
    return _press(
        request,
        code,
        lambda draft: drafting.move_field(draft, field, 1, by=request.user),
        moved=f"{field}-later",
    )


@administrator_required
def duplicate(request: MemberRequest, code: str, field: str) -> HttpResponse:
    return _press(
        request, code, lambda draft: drafting.duplicate_field(draft, field, by=request.user)
    )


@administrator_required
def remove(request: MemberRequest, code: str, field: str) -> HttpResponse:
    based_on = request.POST.get("based_on", "")
    return _press(
        request,
        code,
        lambda draft: drafting.remove_field(draft, field, based_on=based_on, by=request.user),
    )


@administrator_required
def undo(request: MemberRequest, code: str) -> HttpResponse:
    """Take the newest edit back."""
    service, revision = find(code), _revision(request)
    if request.method == "POST":
        draft = drafting.draft_of(service)
        refused = refusal_of(lambda: drafting.undo(draft, based_on=revision, by=request.user))
        if refused is not None:
            return _page(request, service, refused=refused)
    return SeeOther(reverse("studio:form", args=[code]))


@administrator_required
def discard(request: MemberRequest, code: str) -> HttpResponse:
    """Give the draft up."""
    service, revision = find(code), _revision(request)
    if request.method == "POST":
        draft = drafting.draft_of(service)
        refused = refusal_of(lambda: drafting.discard(draft, based_on=revision, by=request.user))
        if refused is not None:
            return _page(request, service, refused=refused)
        messages.success(request, _("The draft is given up: the published form stays."))
    return SeeOther(reverse("studio:service", args=[code]))


@administrator_required
def publish(request: MemberRequest, code: str) -> HttpResponse:
    """Say what publishing changes; publish."""
    service, revision = find(code), _revision(request)
    draft = drafting.draft_of(service)
    refused: Refusal | None = None
    edition = draft.base_id or 0
    if request.method == "POST":
        typed = request.POST.get("edition", "")
        onto = int(typed) if typed.isdecimal() and len(typed) < 19 else edition
        refused = refusal_of(
            lambda: drafting.publish(draft, based_on=revision, by=request.user, onto=onto)
        )
        if refused is None:
            messages.success(request, _("The form is published: new requests follow it."))
            return SeeOther(reverse("studio:service", args=[code]))
        service = find(code)
        draft = drafting.draft_of(service)
        # What was published meanwhile is on the page now: sent again, it is meant.
        edition = service.form_version_id or 0
    draft.service = service
    context = {
        "edition": edition,
        "service": service,
        "draft": draft,
        "changes": changes_of(draft),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return show(request, "studio/form_publish.html", context, place="services", status=status)


@require_safe
@administrator_required
def preview(request: MemberRequest, code: str) -> HttpResponse:
    """Show the draft as the citizen will see it, on its own page."""
    service = find(code)
    context = {"service": service, "preview": _preview(service, drafting.draft_of(service))}
    return render(request, "studio/form_preview.html", context)


def _revision(request: MemberRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _add(request: MemberRequest, service: Service, form: FieldForm) -> HttpResponse:
    added: list[str] = []

    def add() -> None:
        draft = drafting.open_draft(service, by=request.user)
        added.append(drafting.add_field(draft, form.field, by=request.user))

    refused = refusal_of(add)
    if refused is not None:
        return _field_page(request, service, form, refused=refused)
    messages.success(request, _("The question is added, last."))
    return SeeOther(f"{reverse('studio:form', args=[service.code])}#question-{added[0]}")


def _press(
    request: MemberRequest, code: str, command: Callable[[FormDraft], object], moved: str = ""
) -> HttpResponse:
    """Do it and lead back to the list; the button that was pressed takes the focus again."""
    service = find(code)
    if request.method == "POST":
        refused = refusal_of(lambda: command(drafting.open_draft(service, by=request.user)))
        if refused is not None:
            return _page(request, service, refused=refused)
    query = f"?pressed={moved}" if moved else ""
    return SeeOther(f"{reverse('studio:form', args=[code])}{query}")


def _page(
    request: MemberRequest,
    service: Service,
    quick: QuickForm | None = None,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    draft = drafting.draft_of(service)
    edits = _edits(draft)
    context: dict[str, Any] = {
        "service": service,
        "draft": draft,
        "questions": [_question(field) for field in draft.parsed],
        "quick": quick or QuickForm(),
        "edits": [(edit, edit_words(edit)) for edit in edits],
        "is_changed": _is_changed(service, draft),
        "preview": _preview(service, draft),
        "pressed": request.GET.get("pressed", ""),
        "refused": refused,
    }
    status = refused.status if refused else status
    return show(request, "studio/form.html", context, place="services", status=status)


def _field_page(
    request: MemberRequest,
    service: Service,
    form: FieldForm,
    now: Field | None = None,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "service": service,
        "form": form,
        "field": now,
        "label": _label(now) if now else "",
        "kind": form.kind.value,
        "kind_words": kind_words(form.kind),
        "refused": refused,
    }
    if now is not None and form.is_bound and refused is not None and refused.status == 409:
        context["meanwhile"] = form.meanwhile(field_as_typed(now, form.languages))
        form.rebase(fingerprint(now))
    status = refused.status if refused else status
    return show(request, "studio/form_field.html", context, place="services", status=status)


def _edits(draft: FormDraft) -> list[FormEdit]:
    """Return the newest edits; a draft that nobody began has none."""
    if draft.pk is None:
        return []
    edits = list(draft.edits.select_related("by").order_by("-number")[:MOST_TOLD])
    for edit in edits:
        edit.draft = draft
    return edits


def _is_changed(service: Service, draft: FormDraft) -> bool:
    """Return whether publishing the draft would change anything."""
    return service.form_version is None or service.form_version.parsed != draft.parsed


def _preview(service: Service, draft: FormDraft) -> FilingForm:
    """Return the form that the citizen would fill in; nothing of it is kept."""
    shown = find(service.code)
    shown.form_version = FormVersion(
        municipality_id=service.municipality_id, service=service, fields=draft.fields
    )
    return FilingForm(service=shown, auto_id="preview_%s")


def _question(field: Field) -> Question:
    language = get_language() or "fr"
    facts = [kind_words(field.kind)]
    facts.append(_("must be answered") if field.required else _("may stay empty"))
    if field.choices:
        facts.append(", ".join(resolve(choice.label, language) for choice in field.choices[:6]))
    if field.max_length:
        facts.append(_("%(count)d characters at most") % {"count": field.max_length})
    if field.minimum is not None:
        facts.append(_("from %(number)s") % {"number": field.minimum})
    if field.maximum is not None:
        facts.append(_("to %(number)s") % {"number": field.maximum})
    return Question(
        code=field.code,
        label=_label(field),
        kind=field.kind,
        facts=facts,
        based_on=fingerprint(field),
    )


def _label(field: Field) -> str:
    return resolve(field.label, get_language() or "fr")
