# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow tried by hand: one made-up request, click by click, as everybody in turn.

The address holds the story, so a click changes nothing here: reloading and going back are safe.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grc.catalog.models import Service
from grc.core.refusals import NotNow, Refusal
from grc.studio.access import SeeOther, administrator_required
from grc.studio.navigation import show
from grc.studio.sandbox.forms import AskForm, BeginForm, KeepForm
from grc.studio.sandbox.standing import Sandbox
from grc.studio.sandbox.story import pack, read_move, story_of, unpack, write_move
from grc.studio.workflows.meanwhile import rebase
from grc.studio.workflows.opening import Opened, make, open_workflow
from grc.studio.workflows.page import WorkflowPage
from grc.studio.workflows.words import UNITS
from workflows.editing import Settle, free_code
from workflows.machine import Machine
from workflows.outcomes import AnswerEvent
from workflows.scenario import Answering, Press, Scenario, scenario_to_data
from workflows.soundness.scenarios import can_be_played
from workflows.text import LocalisedText, resolve

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from grc.ui.http import MemberRequest
    from workflows.playing import Possible
    from workflows.scenario import Move

    Data = dict[str, Any]

PUBLISHED = "published"


@dataclass(frozen=True)
class Tried:
    """What is tried: the draft or what is published; ``source`` is the scenario it goes on from.

    ``services`` are those that follow the workflow, ``chosen`` the code of one that was chosen.
    """

    opened: Opened
    page: WorkflowPage
    edition: str
    source: str
    services: list[Service]
    chosen: str

    @property
    def hidden(self) -> dict[str, str]:
        """What each address keeps of it."""
        found = {"edition": self.edition, "from": self.source}
        return {name: value for name, value in found.items() if value}

    @property
    def kept(self) -> dict[str, str]:
        """What each address of a story keeps: also the service that it is about."""
        return self.hidden | ({"service": self.chosen} if self.chosen else {})

    @property
    def service(self) -> Service | None:
        """The service that a story is about: the one that was chosen, else the first."""
        found = (one for one in self.services if one.code == self.chosen)
        return next(found, next(iter(self.services), None))

    def box(self, story: Scenario) -> Sandbox:
        """Return a story as it is lived in that service."""
        return Sandbox(self.page, story, self.service)

    def address(self, story: Scenario) -> str:
        """Return the address at which a story stands. Raises NotNow for one that is too long."""
        slug, query = self.opened.workflow.slug, {"story": pack(story)} | self.kept
        return f"{reverse('studio:workflow_sandbox', args=[slug])}?{urlencode(query)}#now"

    def scenario(self, code: str) -> Scenario | None:
        return next((one for one in self.page.definition.scenarios if one.code == code), None)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def sandbox(request: MemberRequest, slug: str) -> HttpResponse:
    """Begin a story, go on with it, or go back in it."""
    tried = _tried(request, slug)
    if not can_be_played(tried.page.definition):
        return _show(request, tried, {})
    if request.method == "POST":
        return _posted(request, tried)
    try:
        story = _story(request.GET, tried)
    except Refusal as refusal:
        return _begin(request, tried, refused=refusal)
    return _begin(request, tried) if story is None else _went_on(request, tried, story)


@require_POST
@administrator_required
def keep(request: MemberRequest, slug: str) -> HttpResponse:
    """Keep a story as a scenario of the draft, with what is so at its end."""
    tried = _tried(request, slug)
    if not can_be_played(tried.page.definition):
        return _show(request, tried, {})
    try:
        story = unpack(request.POST.get("story", ""))
    except Refusal as refusal:
        return _begin(request, tried, refused=refusal)
    box, form = tried.box(story), _keep_form(request, tried, request.POST)
    if box.standing.stopped or not form.is_valid():
        return _stand(request, tried, box, form=form, status=422)
    edit = Settle("scenarios", _kept(tried, box, form, request.POST.get("replace", "")))
    refused = make(request, tried.opened.workflow, edit, form.cleaned_data["based_on"])
    if refused is not None:
        rebase(form, open_workflow(request, slug).token)
        return _stand(request, tried, box, form=form, refused=refused)
    messages.success(request, _("The scenario is kept with the draft."))
    return SeeOther(reverse("studio:workflow_trying", args=[slug]))


def _tried(request: MemberRequest, slug: str) -> Tried:
    opened, given = open_workflow(request, slug), request.POST or request.GET
    page, edition = opened.page, ""
    if given.get("edition") == PUBLISHED and opened.draft and opened.published:
        languages = request.municipality.languages
        page, edition = WorkflowPage(opened.workflow, opened.published, languages), PUBLISHED
    services = _services(opened)
    chosen = next((one.code for one in services if one.code == given.get("service")), "")
    tried = Tried(opened, page, edition, given.get("from", ""), services, chosen)
    return tried if tried.scenario(tried.source) else replace(tried, source="")


def _story(given: QueryDict, tried: Tried) -> Scenario | None:
    """Return the story of the address. Raises NotValid, or Http404 for an unknown scenario."""
    if "story" in given:
        return unpack(given.get("story", ""))
    if not tried.source and given.get("from"):
        raise Http404
    found = tried.scenario(tried.source)
    return story_of(found.given, found.play) if found is not None else None


def _went_on(request: MemberRequest, tried: Tried, story: Scenario) -> HttpResponse:
    """Show a story after what was clicked; what cannot be is refused, and the story stays."""
    given = request.GET
    back = given.get("back", "")
    if back.isdecimal() and len(back) < 6:
        story = replace(story, play=story.play[: int(back)])
    try:
        move = _move(given)
    except Refusal as refusal:
        return _stand(request, tried, tried.box(story), refused=refusal)
    if move is None:
        return _stand(request, tried, tried.box(story))
    before = tried.box(story)
    if (form := _ask_form(before, move)) is not None:
        return _stand(request, tried, before, ask=form, move=move)
    after = tried.box(replace(story, play=(*before.standing.made, move)))
    return _stand(request, tried, after, otherwise=before)


def _posted(request: MemberRequest, tried: Tried) -> HttpResponse:
    """Take what a form says: how it begins, or what a button asked."""
    if "move" not in request.POST:
        form = _begin_form(tried, request.POST)
        if not form.is_valid():
            return _begin(request, tried, form=form, status=422)
        return _send_on(request, tried, story_of(form.given))
    try:
        story, move = unpack(request.POST.get("story", "")), read_move(request.POST.get("move", ""))
    except Refusal as refusal:
        return _begin(request, tried, refused=refusal)
    before = tried.box(story)
    asked = _ask_form(before, move, request.POST)
    if asked is not None and not asked.is_valid():
        return _stand(request, tried, before, ask=asked, move=move, status=422)
    if asked is not None and isinstance(move, Press):
        move = replace(move, values=asked.values, outcome=asked.outcome)
    elif asked is not None and isinstance(move, Answering):
        move = replace(move, outcome=asked.outcome)
    return _send_on(request, tried, replace(story, play=(*before.standing.made, move)))


def _send_on(request: MemberRequest, tried: Tried, story: Scenario) -> HttpResponse:
    """Go to the address of a story, or say here why it cannot go on."""
    after = tried.box(story)
    if after.standing.stopped is None:
        try:
            return SeeOther(tried.address(story))
        except Refusal as refusal:
            before = tried.box(replace(story, play=story.play[:-1]))
            return _stand(request, tried, before, refused=refusal)
    return _stand(request, tried, after)


def _move(given: QueryDict) -> Move | None:
    """Return what was clicked, None for nothing. Raises NotValid."""
    if "move" in given:
        return read_move(given.get("move", ""))
    if "amount" not in given:
        return None
    amount, unit = given.get("amount", ""), given.get("unit", "")
    if not amount.isdecimal() or len(amount) > 5 or unit not in UNITS:
        raise NotNow(_("Write how much time passes: a whole number, from 1."))
    return read_move(json.dumps({"wait": {unit: int(amount)}}))


def _ask_form(box: Sandbox, move: Move, data: QueryDict | None = None) -> AskForm | None:
    """Return the form of a move that asks something and may be made now."""
    possible = box.possible(move)
    if possible is None or possible.refusal is not None:
        return None
    form = AskForm(data, way=_asking_way(possible), outcomes=_outcomes(box, possible))
    return form if form.fields else None


def _asking_way(possible: Possible) -> Any:
    return possible.way if isinstance(possible.move, Press) else None


def _outcomes(box: Sandbox, possible: Possible) -> list[str]:
    way = possible.way
    if way is None:
        return []
    if isinstance(possible.move, Press):
        return [str(one.value) for one in way.outcomes] if len(way.outcomes) > 1 else []
    sends = isinstance(possible.move, Answering) and possible.move.event is AnswerEvent.SENT
    return box.endings() if sends and box.leads_to_end(way) else []


def _begin_form(tried: Tried, data: QueryDict | None = None) -> BeginForm:
    return BeginForm(data, machine=Machine(tried.page.definition), service=tried.service)


def _services(opened: Opened) -> list[Service]:
    rows = Service.objects.filter(workflow=opened.workflow)
    return list(rows.select_related("form_version", "team").in_order())


def _begin(
    request: MemberRequest,
    tried: Tried,
    *,
    form: BeginForm | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context: Data = {
        "form": form or _begin_form(tried),
        "services": tried.services if len(tried.services) > 1 else [],
        "chosen": tried.chosen,
        "refused": refused,
    }
    status = refused.status if refused is not None else status
    return _show(request, tried, context, status=status)


def _stand(
    request: MemberRequest,
    tried: Tried,
    box: Sandbox,
    *,
    otherwise: Sandbox | None = None,
    form: KeepForm | None = None,
    ask: AskForm | None = None,
    move: Move | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show where a story stands; one that stopped, or is too long, as far as it goes."""
    if box.standing.stopped is not None:
        refused = NotNow(box.refusal)
        box = tried.box(replace(box.story, play=box.standing.made))
    try:
        packed = pack(box.story)
    except Refusal as refusal:
        if otherwise is None:
            return _begin(request, tried, refused=refusal)
        refused, box = refusal, otherwise
        packed = pack(box.story)
    context: Data = {
        "box": box,
        "packed": packed,
        "ask": ask,
        "move": write_move(move) if move is not None else "",
        "move_words": box.words_of(move) if move is not None else "",
        "units": list(UNITS.items()),
        "keep": form or _keep_form(request, tried),
        "kept_out": refused,
    }
    return _show(request, tried, context, status=refused.status if refused else status)


def _keep_form(request: MemberRequest, tried: Tried, data: QueryDict | None = None) -> KeepForm:
    source = tried.scenario(tried.source)
    initial = {"based_on": tried.opened.token}
    if source is not None:
        initial["name"] = resolve(source.label, tried.page.language)
    return KeepForm(data, language=tried.page.language, initial=initial)


def _kept(tried: Tried, box: Sandbox, form: KeepForm, replaced: str) -> list[Data]:
    """Return the scenarios of the draft with this one among them."""
    given = form.cleaned_data
    kept: list[Data] = list(tried.opened.page.data.get("scenarios", ()))
    codes = [one["code"] for one in kept]
    name = given["name"]
    play = box.ending(told=given["told"], assigned=given["assigned"])
    code = replaced if replaced in codes else free_code(name, codes, "scenario")
    story = Scenario(code, LocalisedText(name), box.story.given, play)
    data = scenario_to_data(story)
    if code not in codes:
        return [*kept, data]
    at = codes.index(code)
    if resolve(kept[at]["label"], tried.page.language) == name:
        data["label"] = kept[at]["label"]
    kept[at] = data
    return kept


def _show(
    request: MemberRequest, tried: Tried, context: Data, *, status: int = 200
) -> HttpResponse:
    opened = tried.opened
    around: Data = {
        "workflow": opened.workflow,
        "tried": tried,
        "has_both": bool(opened.draft and opened.published),
        "is_draft": tried.page.version == opened.draft,
        "source": tried.scenario(tried.source),
    }
    return show(
        request,
        "studio/workflow_sandbox.html",
        around | context,
        place="workflows",
        status=status,
    )
