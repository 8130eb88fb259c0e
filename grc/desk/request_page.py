# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of a request: left what was said, right what is so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.catalog.holder_forms import in_words
from grc.desk import history
from grc.desk.actions import actions_for
from grc.desk.answers import answers_of, living, shown
from grc.desk.contributions import contributions_of
from grc.desk.forms import NoteForm, WriteForm
from grc.desk.items import items_of
from grc.desk.navigation import show
from grc.desk.queue import asked_for, listing
from grc.desk.words import PRIORITIES
from grc.service_requests.enums import MessageKind
from grc.service_requests.guards import can_assign, can_work
from grc.service_requests.law.dates import implicit_words
from grc.service_requests.line import line_of
from grc.service_requests.models import ServiceRequest
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.desk.gestures import Panel
    from grc.journal.models import Event
    from grc.service_requests.models import Attachment, Message
    from grc.ui.http import MemberRequest

# The newest events are shown; the rest unfolds.
EVENTS_SHOWN = 6
# Where files for colleagues are kept when no note came with them; no message has this key.
LOOSE = 0


@dataclass(frozen=True, kw_only=True)
class FileShown:
    """A file as the file_row component draws it."""

    name: str
    href: str
    kind: str
    size: int
    note: str
    is_picture: bool


@dataclass(frozen=True, kw_only=True)
class MessageShown:
    """A message of the thread, in the words of the message component."""

    pk: int
    author: str
    role: str
    kind: str
    at: datetime
    text: str
    files: list[FileShown] = field(default_factory=list)


def request_page(
    request: MemberRequest,
    service_request: ServiceRequest,
    *,
    panel: Panel | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page, with a form open on it and the reason of a refusal where there are any."""
    context = living_parts(request, service_request) | list_beside(request, service_request)
    context |= {
        "panel": panel,
        "refused": refused,
        "write_form": _composer(panel, "write") or WriteForm(),
        "note_form": _composer(panel, "note") or NoteForm(),
    }
    return show(request, "desk/request.html", context, status=refused.status if refused else status)


def list_beside(request: MemberRequest, service_request: ServiceRequest) -> dict[str, Any]:
    """Return the list that stands beside the request: the one it was opened from."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    path = reverse("desk:queue_beside", args=[service_request.display_reference])
    rows = listing(request, asked_for(request), current=service_request.reference)
    return {"listing": rows, "live": f"{path}{query}", "beside": True}


def refused_page(
    request: MemberRequest,
    service_request: ServiceRequest,
    refused: Refusal,
    panel: Panel | None = None,
) -> HttpResponse:
    """Render the page as things stand now, with the reason of the refusal and what was typed."""
    fresh = ServiceRequest.objects.visible_to(request.user).with_context()
    found = fresh.select_related("validating_team").filter(pk=service_request.pk).first()
    if found is None:
        return show(request, "desk/gone.html", {"refused": refused, "panel": panel}, status=409)
    return request_page(request, found, panel=panel, refused=refused)


def living_parts(request: MemberRequest, service_request: ServiceRequest) -> dict[str, Any]:
    """Return what changes while the page is open: line, thread, actions, history."""
    user = request.user
    answers = answers_of(service_request)
    shown_answers = {answer.pk: shown(answer) for answer in answers}
    in_progress = living(answers)
    events = history.events_of(service_request, answers)
    names = history.names_in(events)
    files = _files_of(service_request)
    contributions = contributions_of(user, service_request, events)
    told = history.told(service_request, events, names)
    return {
        "service_request": service_request,
        "points": _points(service_request, events, names),
        "actions": actions_for(
            user,
            service_request,
            shown_answers[in_progress.pk] if in_progress else None,
            contributions,
        ),
        "contributions": contributions,
        "implicit": implicit_words(service_request),
        "items": items_of(user, service_request, events),
        "values": service_request.presented_values(get_language() or "fr"),
        "tied": _tied(service_request, events),
        "entrusted": _entrusted(service_request),
        "filled": service_request.presented_filled(get_language() or "fr"),
        "own_files": files.get(None, []),
        "loose_files": files.get(LOOSE, []),
        "thread": _thread(service_request, files),
        "answers": list(shown_answers.values()),
        "events": told[:EVENTS_SHOWN],
        "earlier_events": told[EVENTS_SHOWN:],
        "may_work": can_work(user, service_request),
        "may_assign": can_assign(user, service_request) and not service_request.has_ended,
        "due_reason": _due_reason(service_request),
        "priority_mark": PRIORITIES.get(service_request.priority),
    }


def _tied(service_request: ServiceRequest, events: Iterable[Event]) -> list[ServiceRequest]:
    """Return the requests that this one opened, and the one that opened it; asks only if any."""
    keys = {event.data.get("to") for event in events if event.name == "linked"}
    keys.add(service_request.linked_from_id)
    known = [key for key in keys if isinstance(key, int)]
    if not known:
        return []
    found = ServiceRequest.objects.filter(pk__in=known).select_related("service", "team")
    return list(found.defer("values").order_by("pk"))


def _entrusted(service_request: ServiceRequest) -> list[tuple[str, str]]:
    """Return who holds a function for this request alone; asks only if somebody does."""
    if not service_request.functions_entrusted:
        return []
    language, held = get_language() or "fr", dict[str, list[str]]()
    for one in service_request.entrusted_functions.select_related("team", "person"):
        said = str(one.person) if one.person else in_words(one.role, one.team)
        held.setdefault(one.function, []).append(said)
    functions = service_request.machine.definition.functions
    labels = {one.code: resolve(one.label, language) for one in functions}
    return [(labels.get(code, code), ", ".join(said)) for code, said in held.items()]


def facts_of(service_request: ServiceRequest) -> dict[str, Any]:
    """Return the question and its files, for the pages where an answer is written or read."""
    files = _files_of(service_request)
    return {
        "service_request": service_request,
        "values": service_request.presented_values(get_language() or "fr"),
        "own_files": files.get(None, []),
        "thread": _thread(service_request, files),
        "due_reason": _due_reason(service_request),
        "priority_mark": PRIORITIES.get(service_request.priority),
    }


def _composer(panel: Panel | None, name: str) -> Any:
    return panel.form if panel is not None and panel.name == name else None


def _points(service_request: ServiceRequest, events: Iterable[Event], names: history.Names) -> Any:
    label = service_request._meta.label_lower
    own = [event for event in events if event.subject_type == label]
    return line_of(service_request, own, audience="agent", names=names.people)


def _due_reason(service_request: ServiceRequest) -> str:
    days = service_request.service.target_days
    if not days or service_request.due_on is None:
        return ""
    return _("Target of this service: %(days)d working days") % {"days": days}


def _files_of(service_request: ServiceRequest) -> dict[int | None, list[FileShown]]:
    """Return the files by message; under None those of the form, under LOOSE the colleagues'."""
    files: dict[int | None, list[FileShown]] = {}
    for attachment in service_request.attachments.all():
        is_loose = attachment.internal and attachment.message_id is None
        place = LOOSE if is_loose else attachment.message_id
        files.setdefault(place, []).append(_file(service_request, attachment))
    return files


def _file(service_request: ServiceRequest, attachment: Attachment) -> FileShown:
    arguments = [service_request.display_reference, attachment.pk]
    return FileShown(
        name=attachment.name,
        href=reverse("desk:file", args=arguments),
        kind=attachment.name.rpartition(".")[2].upper(),
        size=attachment.size,
        note=_("colleagues only") if attachment.internal else "",
        is_picture=attachment.content_type.startswith("image/"),
    )


def _thread(
    service_request: ServiceRequest, files: dict[int | None, list[FileShown]]
) -> list[MessageShown]:
    messages = service_request.messages.select_related("author")
    return [_message(service_request, message, files.get(message.pk, [])) for message in messages]


def _message(
    service_request: ServiceRequest, message: Message, files: list[FileShown]
) -> MessageShown:
    is_requester = message.kind == MessageKind.FROM_REQUESTER
    author = service_request.requester_name or _("The requester")
    writer = str(message.author or _("Automatic message"))
    return MessageShown(
        pk=message.pk,
        author=author if is_requester else writer,
        role=_("requester") if is_requester else "",
        kind="note" if message.kind == MessageKind.INTERNAL_NOTE else "",
        at=message.created_at,
        text=message.body,
        files=files,
    )
