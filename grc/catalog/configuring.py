# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Services: begun, from nothing or as a copy of another, and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grc.accounts.guards import refusal_to_configure
from grc.accounts.models import Team
from grc.catalog.drafting import copy_form
from grc.catalog.enums import ContactNeed, Silence
from grc.catalog.models import FunctionMapping, Service
from grc.core.canonical import content_hash
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean, on_one_line
from grc.journal.models import Event
from invariants import take_turns
from workflows.models import Workflow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grc.accounts.models import User

LONGEST_CODE = 60
LONGEST_NAME = 160
LONGEST_DESCRIPTION = 2000
LONGEST_REFERENCE = 200
LONGEST_WORDS = 4000

#: Yields what is wrong with what somebody writes about a service, a sentence each.
Checker = Callable[["ServiceContent", Service | None], Iterable[str]]

_checkers: list[Checker] = []


def checks_content(checker: Checker) -> Checker:
    """Let a function of a room above look at what is written, before it is saved."""
    _checkers.append(checker)
    return checker


# What a service and its content call by the same name.
_SAME = (
    *("name", "description", "group", "keywords"),
    *("is_offered", "contact", "target_days", "contest_days", "legal_months", "legal_days"),
    *("silence", "legal_reference", "acknowledgement", "recourse"),
)


@dataclass(frozen=True, kw_only=True)
class ServiceContent:
    """All that somebody writes about a service; teams and workflows by key, texts by language."""

    name: Mapping[str, str]
    team: int
    workflow: int
    description: Mapping[str, str] = field(default_factory=dict)
    group: Mapping[str, str] = field(default_factory=dict)
    keywords: str = ""
    is_offered: bool = True
    contact: str = ContactNeed.REQUIRED
    target_days: int | None = None
    contest_days: int = 60
    # What the law says of almost everything: rejected after two months (law R1.20).
    legal_months: int | None = 2
    legal_days: int | None = None
    silence: str = Silence.REJECTION
    legal_reference: str = ""
    acknowledgement: Mapping[str, str] = field(default_factory=dict)
    recourse: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, service: Service) -> ServiceContent:
        """Return what is written about a service now."""
        values: dict[str, Any] = {name: getattr(service, name) for name in _SAME}
        return cls(team=service.team_id, workflow=service.workflow_id, **values)

    @property
    def law(self) -> tuple[object, ...]:
        """What an administrator confirms where silence accepts."""
        return (self.silence, self.legal_months, self.legal_days, self.legal_reference)

    @property
    def fingerprint(self) -> str:
        """What a form carries, so that nobody writes over what they have not seen."""
        return content_hash(asdict(self))[:16]


@transaction.atomic
def begin_service(
    content: ServiceContent,
    *,
    copy_of: Service | None = None,
    confirmed: bool = False,
    by: User,
) -> Service:
    """Create a service, with a form to be published: the copied one's, or a first question.

    ``confirmed``: whoever says that silence accepts said so a second time. Who holds the functions
    is copied too. Raises NotAllowed, and NotValid with every fault.
    """
    _refuse(by)
    town = by.memberships_here[0].municipality_id
    take_turns("service_begun", town)
    content = _checked(content, None, confirmed=confirmed)
    last = Service.objects.aggregate(last=Max("position"))["last"]
    service = Service(municipality_id=town, position=(last or 0) + 1)
    service.code = _free_code(next(iter(content.name.values())))
    _write(service, content)
    copy_form(service, copy_of)
    for mapping in copy_of.function_mappings.order_by("pk") if copy_of else ():
        FunctionMapping.objects.create(
            municipality_id=town,
            service=service,
            function=mapping.function,
            team_id=mapping.team_id,
            role=mapping.role,
            person_id=mapping.person_id,
        )
    source = copy_of.pk if copy_of else None
    Event.objects.record("service_begun", service, by=by, copy_of=source)
    _record_confirmation(service, None, by=by)
    return service


@transaction.atomic
def change_service(
    service: Service,
    content: ServiceContent,
    *,
    based_on: str,
    confirmed: bool = False,
    by: User,
) -> Service:
    """Change what is written about a service; requests that were filed keep their workflow.

    ``confirmed``: whoever says that silence accepts said so a second time. Raises NotAllowed,
    NotValid, and NotNow when somebody changed it since ``based_on``.
    """
    _refuse(by)
    rows = Service.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.get(pk=service.pk)
    before = ServiceContent.of(fresh)
    if before.fingerprint != based_on:
        raise NotNow(
            _("Somebody changed this service meanwhile. Compare with yours, then save again.")
        )
    content = _checked(content, fresh, confirmed=confirmed)
    names = [one.name for one in fields(ServiceContent)]
    changed = [name for name in names if getattr(before, name) != getattr(content, name)]
    if changed:
        _write(fresh, content)
        Event.objects.record("service_changed", fresh, by=by, changed=changed)
        _record_confirmation(fresh, before, by=by)
    return fresh


def _refuse(by: User) -> None:
    if refusal := refusal_to_configure(by):
        raise NotAllowed(refusal)


def _write(service: Service, content: ServiceContent) -> None:
    service.name, service.description = dict(content.name), dict(content.description)
    service.group, service.keywords = dict(content.group), content.keywords
    service.is_offered, service.contact = content.is_offered, content.contact
    service.target_days, service.contest_days = content.target_days, content.contest_days
    service.legal_months, service.legal_days = content.legal_months, content.legal_days
    service.silence, service.legal_reference = content.silence, content.legal_reference
    service.acknowledgement = dict(content.acknowledgement)
    service.recourse = dict(content.recourse)
    service.team_id, service.workflow_id = content.team, content.workflow
    try:
        service.full_clean(exclude=["team", "workflow", "form_version"], validate_constraints=False)
    except ValidationError as error:
        raise NotValid(" ".join(error.messages)) from error
    service.save()


def must_confirm(content: ServiceContent, service: Service | None) -> bool:
    """Return whether an administrator has to say again that silence accepts (law R1.20)."""
    if content.silence != Silence.ACCEPTANCE:
        return False
    return service is None or ServiceContent.of(service).law != content.law


def _record_confirmation(service: Service, before: ServiceContent | None, *, by: User) -> None:
    """Tell the journal who confirmed that silence accepts, for how long and by which law."""
    now = ServiceContent.of(service)
    if now.silence == Silence.ACCEPTANCE and (before is None or before.law != now.law):
        Event.objects.record(
            "silence_confirmed",
            service,
            by=by,
            legal_reference=now.legal_reference,
            legal_months=now.legal_months,
            legal_days=now.legal_days,
        )


def _checked(
    content: ServiceContent, service: Service | None, *, confirmed: bool
) -> ServiceContent:
    content = replace(
        content,
        name=_texts(content.name, LONGEST_NAME),
        description=_texts(content.description, LONGEST_DESCRIPTION, lines=True),
        group=_texts(content.group, LONGEST_NAME),
        keywords=on_one_line(content.keywords)[:400],
        legal_reference=on_one_line(content.legal_reference)[:LONGEST_REFERENCE],
        acknowledgement=_texts(content.acknowledgement, LONGEST_WORDS, lines=True),
        recourse=_texts(content.recourse, LONGEST_WORDS, lines=True),
    )
    faults = list(_faults(content, service))
    if must_confirm(content, service) and not confirmed:
        faults.append(_("Confirm that silence means an acceptance: tick the box."))
    if faults:
        raise NotValid(" ".join(faults))
    return content


def _faults(content: ServiceContent, service: Service | None) -> Iterator[str]:
    if not content.name:
        yield _("Give the service a name.")
    is_same_team = service is not None and service.team_id == content.team
    if not is_same_team and not Team.objects.working().filter(pk=content.team).exists():
        yield _("Choose the team in the list.")
    is_same_workflow = service is not None and service.workflow_id == content.workflow
    published = Workflow.objects.filter(pk=content.workflow, versions__state="published")
    if not is_same_workflow and not published.exists():
        yield _("Choose a workflow that is published.")
    if content.legal_months and content.legal_days:
        yield _("Give the legal time in months or in days, not in both.")
    if content.silence == Silence.ACCEPTANCE and not content.legal_reference:
        yield _("Silence means an acceptance only where a law says so: give its reference.")
    if content.silence == Silence.ACCEPTANCE and not (content.legal_months or content.legal_days):
        yield _("Give the legal time after which silence means an acceptance.")
    for checker in _checkers:
        yield from checker(content, service)


def _texts(texts: Mapping[str, str], longest: int, *, lines: bool = False) -> dict[str, str]:
    """Return the texts that say something."""
    written = (
        (language, (clean if lines else on_one_line)(text)) for language, text in texts.items()
    )
    return {language: text[:longest] for language, text in written if text}


def _free_code(name: str) -> str:
    stem = slugify(name)[:LONGEST_CODE].strip("-") or "demarche"
    taken = set(Service.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 2, stem
    while code in taken:
        number, code = number + 1, f"{stem}-{number}"
    return code
