# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A starter becomes a service of a town: workflow, form, functions, texts and circuits at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.answers.models import StandardText
from grc.answers.models.text_editing import TextContent
from grc.catalog.enums import Silence
from grc.catalog.models import FunctionMapping, Service
from grc.catalog.models.function_mapping import DEFAULT_ROLES
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean, sort_key
from grc.journal.models import Event
from grc.municipalities.models import Municipality
from grc.packs.circuits import install_circuits
from grc.packs.codes import LONGEST_TEXT, code_here, named_here
from grc.packs.guards import refusal_to_install
from workflows.models import Workflow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.accounts.models import Team, User
    from grc.packs.starters import Starter

#: The name of the event that tells where a service comes from.
INSTALLED: Final = "installed"
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_CODE: Final = 60


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The service, and whether it was made now: a second time changes nothing."""

    service: Service
    is_new: bool


@transaction.atomic
def install(
    starter: Starter,
    municipality: Municipality,
    team: Team,
    *,
    by: User,
    code: str = "",
    name: Mapping[str, str] | None = None,
    teams: Mapping[str, Team] | None = None,
    offered: bool = False,
) -> Installation:
    """Set up a service of the town in scope, in the hands of ``team``, and publish its workflow.

    ``code`` and ``name`` replace those of the starter; ``teams`` says which team holds a function,
    by the code of the function: the one in charge of the request holds all others. Citizens see the
    service once it is ``offered``. A starter that was installed under that code already stays as it
    is. Raises NotAllowed for whom it does not concern, NotNow where the code or the name is taken,
    NotValid for what cannot be used.
    """
    if refusal := refusal_to_install(by):
        raise NotAllowed(refusal)
    # One at a time in a town: rules have their order, and two clicks are one service.
    municipality = Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    if team.municipality_id != municipality.pk:
        raise NotValid(_("Choose a team of this town."))
    code = _checked_code(code or starter.service["code"])
    found = Service.objects.filter(code=code).first()
    if found is not None and _comes_from(found, starter):
        return Installation(service=found, is_new=False)
    named = _checked_name(name or starter.service["name"])
    _refuse_taken(code, named)
    service = _service(starter, municipality, team, code, named, offered=offered)
    _give_functions(starter, service, teams or {})
    _complete(starter, service, by)
    return Installation(service=service, is_new=True)


def _complete(starter: Starter, service: Service, by: User) -> None:
    """Publish the form and the workflow, write circuits and texts, and record it all."""
    service.publish_form(starter.service["fields"], by=by)
    # The workflow may name them.
    circuits, texts = install_circuits(starter, service), _write_texts(starter, service, by)
    version = service.workflow.draft(named_here(starter.workflow, service), by=by)
    version.publish(by=by)
    Event.objects.record(
        INSTALLED,
        service,
        by=by,
        starter=starter.code,
        workflow_version=version.pk,
        circuits=circuits,
        texts=texts,
    )


def _comes_from(service: Service, starter: Starter) -> bool:
    told = Event.objects.about(service).filter(name=INSTALLED).values_list("data", flat=True)
    return any(data.get("starter") == starter.code for data in told)


def _checked_code(code: str) -> str:
    if not _CODE.fullmatch(code) or len(code) > _LONGEST_CODE:
        raise NotValid(
            _("Write the code with small letters without accents, digits and dashes, 60 at most.")
        )
    return code


def _checked_name(name: Mapping[str, str]) -> dict[str, str]:
    named = {language: clean(text) for language, text in name.items() if clean(text)}
    if not named:
        raise NotValid(_("Give the service a name."))
    return named


def _refuse_taken(code: str, name: dict[str, str]) -> None:
    """Refuse a code or a name that would be there twice; the sentence says what to do."""
    if Service.objects.filter(code=code).exists() or Workflow.objects.filter(slug=code).exists():
        raise NotNow(
            _("This town already has a service or a workflow “%(code)s”: choose another code.")
            % {"code": code}
        )
    wanted = {(language, sort_key(text)) for language, text in name.items()}
    for other in Service.objects.values_list("name", flat=True):
        taken = {(language, sort_key(text)) for language, text in other.items()}
        if same := sorted(wanted & taken, key=lambda one: (one[0] != get_language(), one)):
            language, _key = same[0]
            raise NotNow(
                _("Another service is called “%(name)s”: choose another name.")
                % {"name": name[language]}
            )


def _service(
    starter: Starter,
    municipality: Municipality,
    team: Team,
    code: str,
    name: dict[str, str],
    *,
    offered: bool,
) -> Service:
    data = starter.service
    workflow = Workflow.objects.create(municipality=municipality, slug=code, name=name)
    return Service.objects.create(
        municipality=municipality,
        code=code,
        name=name,
        description=data["description"],
        group=data["group"],
        keywords=data["keywords"],
        position=Service.objects.count(),
        is_offered=offered,
        contact=data["contact"],
        team=team,
        workflow=workflow,
        target_days=data.get("target_days"),
        legal_months=data.get("legal_months"),
        legal_days=data.get("legal_days"),
        silence=data.get("silence", Silence.REJECTION),
        legal_reference=data.get("legal_reference", ""),
        acknowledgement=data.get("acknowledgement", {}),
        recourse=data.get("recourse", {}),
    )


def _give_functions(starter: Starter, service: Service, teams: Mapping[str, Team]) -> None:
    """Say who holds each function, where that is not what it is without a word."""
    if strange := sorted(set(teams) - set(starter.functions)):
        raise NotValid(
            _("This workflow has no function “%(function)s”. It has: %(functions)s.")
            % {"function": strange[0], "functions": ", ".join(starter.functions)}
        )
    for function in starter.service["functions"]:
        code, team = function["code"], teams.get(function["code"])
        if team is None and DEFAULT_ROLES.get(code) == function["role"]:
            continue
        if team is not None and team.municipality_id != service.municipality_id:
            raise NotValid(_("Choose a team of this town."))
        FunctionMapping.objects.create(
            municipality=service.municipality,
            service=service,
            function=code,
            team=team,
            role=function["role"],
        )


def _write_texts(starter: Starter, service: Service, by: User) -> int:
    """Write the standard texts, one for each language, and return how many there are."""
    contents = [
        _content(text, language, service, by) for text in starter.texts for language in text["body"]
    ]
    for content in contents:
        StandardText.objects.begin(content, by=by)
    return len(contents)


def _content(text: dict[str, Any], language: str, service: Service, by: User) -> TextContent:
    return TextContent(
        title=text["title"][language],
        body=text["body"][language],
        language=language,
        owner=by,
        review_on=timezone.localdate() + timedelta(days=text["review_in_days"]),
        legal_basis=text.get("legal_basis", ""),
        services=[service],
        step_kinds=text.get("step_kinds", ()),
        outcomes=text.get("outcomes", ()),
        code=code_here(service, text["code"], longest=LONGEST_TEXT),
    )
