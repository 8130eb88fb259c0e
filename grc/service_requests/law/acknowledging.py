# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What an acknowledgement says: the words of the service, and what the law wants said (R1.05).

The words are the service's own or else the town's. The mentions are the house's: whatever the words
say, they are added, and an acknowledgement in which one would be empty does not leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from grc.catalog.configuring import checks_content
from grc.catalog.enums import Silence
from grc.core.markup import to_html, to_plain
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText
from grc.service_requests.filling import values_of
from grc.service_requests.law.dates import silence_of
from grc.service_requests.placeholders import (
    FormFields,
    check,
    fill,
    in_full,
    say,
    without_waiting,
)
from workflows.models import WorkflowVersion
from workflows.sentences import sentence
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from django.utils.safestring import SafeString

    from grc.catalog.configuring import ServiceContent
    from grc.catalog.models import Service
    from grc.service_requests.models import ServiceRequest


class Mention(models.TextChoices):
    """What the law wants in an acknowledgement (CRPA R112-11-1)."""

    RECEIVED_ON = "received_on", gettext_lazy("the date of reception")
    TEAM = "team", gettext_lazy("the team in charge")
    ADDRESS = "address", gettext_lazy("an e-mail or postal address")
    PHONE = "phone", gettext_lazy("a telephone number")
    SILENCE = "silence", gettext_lazy("what silence means")
    LEGAL_DATE = "legal_date", gettext_lazy("the date on which silence decides")
    ATTESTATION = "attestation", gettext_lazy("how to have an acceptance attested")
    RECOURSE = "recourse", gettext_lazy("how to contest a rejection")


_ALWAYS: Final = (Mention.RECEIVED_ON, Mention.TEAM, Mention.ADDRESS, Mention.PHONE)
#: What each regime adds, where the law gives a time.
WANTED: Final[dict[str, tuple[Mention, ...]]] = {
    Silence.REJECTION: (Mention.SILENCE, Mention.LEGAL_DATE, Mention.RECOURSE),
    Silence.ACCEPTANCE: (Mention.SILENCE, Mention.LEGAL_DATE, Mention.ATTESTATION),
    Silence.NOTHING: (Mention.SILENCE, Mention.LEGAL_DATE),
}


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """One acknowledgement, ready to be written: its words (Markdown), and each mention, in plain
    words. ``says_receipt``: the words are the town's, which say date and team themselves."""

    words: str
    mentions: dict[Mention, str]
    says_receipt: bool = False

    @property
    def missing(self) -> list[Mention]:
        return [code for code, said in self.mentions.items() if not said.strip()]

    @property
    def missing_words(self) -> list[str]:
        return [str(one.label) for one in self.missing]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def words_html(self) -> SafeString:
        return to_html(self.words)

    @property
    def words_plain(self) -> str:
        return to_plain(self.words)

    @property
    def law(self) -> list[str]:
        """What is said of silence: paragraphs, none where no law gives a time."""
        own = (Mention.SILENCE, Mention.ATTESTATION, Mention.RECOURSE)
        return [said for code in own if (said := self.mentions.get(code, "").strip())]


def acknowledgement_of(service_request: ServiceRequest, language: str) -> Acknowledged:
    """Return the acknowledgement of a request, in that language. The town must be in scope."""
    with override(language):
        words, says_receipt = _words(service_request, language)
        return Acknowledged(
            words=words, mentions=_mentions(service_request, language), says_receipt=says_receipt
        )


def received_on(service_request: ServiceRequest) -> date:
    """Return the day of reception, in the calendar of the town."""
    return timezone.localdate(
        service_request.submitted_at, timezone=service_request.municipality.zone
    )


def _words(service_request: ServiceRequest, language: str) -> tuple[str, bool]:
    """Return the words of the service, or else of the town; and whether they are the town's."""
    own = service_request.service.acknowledgement
    if own and (text := resolve(own, language).strip()):
        filled = fill(text, values_of(service_request, by=None), language).text
        return without_waiting(filled), False
    day = received_on(service_request)
    legal = LegalText.objects.applying(day).filter(code=LegalCode.ACKNOWLEDGEMENT).first()
    if legal is None:
        return "", False
    text = legal.markdown(
        language,
        received_on=in_full(day, language),
        service=service_request.team.name,
        service_address=_address(service_request),
        service_phone=_phone(service_request),
    )
    return text, bool(text)


def _mentions(service_request: ServiceRequest, language: str) -> dict[Mention, str]:
    day, team = received_on(service_request), service_request.team
    found = dict(
        zip(
            _ALWAYS,
            (in_full(day, language), team.name, _address(service_request), _phone(service_request)),
            strict=True,
        )
    )
    # While something indispensable is missing the date may be unknown: the regime is not.
    if service_request.legal_on is None and service_request.first_legal_on is None:
        return found
    legal_on = service_request.legal_on
    by = in_full(legal_on, language) if legal_on else ""
    silence = silence_of(service_request)
    said = {
        Mention.SILENCE: _on_silence(silence, by) if by else "",
        Mention.LEGAL_DATE: by,
        Mention.ATTESTATION: _attestation(),
        Mention.RECOURSE: recourse_of(service_request, language),
    }
    wanted = WANTED[silence]
    if silence == Silence.NOTHING and service_request.service.recourse:
        # Whom to turn to is the service's to say; the court of the town judges decisions alone.
        wanted = (*wanted, Mention.RECOURSE)
    return found | {code: said[code] for code in wanted}


def rights_after_silence(service_request: ServiceRequest, language: str) -> str:
    """Return what the requester can do once silence has decided, in the active language."""
    if silence_of(service_request) == Silence.ACCEPTANCE:
        return _attestation()
    return recourse_of(service_request, language)


def _attestation() -> str:
    return _(
        "You can then ask us for an attestation of it (article L232-3 of the French code of "
        "relations between the public and the administration)."
    )


def _on_silence(silence: str, by: str) -> str:
    if silence == Silence.ACCEPTANCE:
        words = _(
            "If your request is complete and we have not answered you by %(day)s, it is accepted: "
            "that is what the law makes of our silence."
        )
    elif silence == Silence.NOTHING:
        words = _("The law asks us to answer you by %(day)s.")
    else:
        words = _(
            "If your request is complete and we have not answered you by %(day)s, it is refused: "
            "that is what the law makes of our silence."
        )
    return words % {"day": by}


def sample_of(service: Service, *, at: datetime) -> ServiceRequest | None:
    """Return a made-up request that exists in memory only; None while nobody can file one."""
    from grc.service_requests.models import ServiceRequest

    versions = WorkflowVersion.objects.published().filter(workflow=service.workflow_id)
    version = versions.first()
    if version is None or service.form_version is None:
        return None
    return ServiceRequest(
        municipality=service.municipality,
        service=service,
        team=service.team,
        form_version=service.form_version,
        workflow_version=version,
        submitted_at=at,
        legal_on=service.legal_date_of(at.astimezone(service.municipality.zone).date()),
        silence=service.silence,
        requester_name="Marie Dupont",
        reference="7KQ2M9RA",
    )


def needs_recourse(service: Service) -> bool:
    """Return whether its acknowledgements need the town's text on appeals."""
    has_law = service.legal_months or service.legal_days
    return bool(has_law and service.silence == Silence.REJECTION and not service.recourse)


def lacking(service: Service, *, has_recourse: bool) -> list[Mention]:
    """Return what the acknowledgements of a service lack today, without composing one.

    ``has_recourse``: the town has a text on appeals in force.
    """
    team, town, found = service.team, service.municipality, list[Mention]()
    if not (team.postal_address or team.email or town.postal_address or town.email):
        found.append(Mention.ADDRESS)
    if not (team.phone or town.phone):
        found.append(Mention.PHONE)
    if needs_recourse(service) and not has_recourse:
        found.append(Mention.RECOURSE)
    return found


def recourse_of(service_request: ServiceRequest, language: str) -> str:
    """Return how to contest silence: the service's own ways, or else the town's of that day."""
    own = service_request.service.recourse
    if own and (text := resolve(own, language).strip()):
        filled = fill(text, values_of(service_request, by=None), language).text
        return to_plain(without_waiting(filled)).strip()
    day = received_on(service_request)
    legal = LegalText.objects.applying(day).filter(code=LegalCode.RECOURSE).first()
    return to_plain(legal.markdown(language)).strip() if legal else ""


def _address(service_request: ServiceRequest) -> str:
    team, town = service_request.team, service_request.municipality
    postal = say(team.postal_address or town.postal_address, "")
    return ", ".join(one for one in (postal, team.email or town.email) if one)


def _phone(service_request: ServiceRequest) -> str:
    return service_request.team.phone or service_request.municipality.phone


@checks_content
def check_words(content: ServiceContent, service: Service | None) -> Iterator[str]:
    """Yield what is wrong with the placeholders of the words, a sentence each."""
    form_version = service.form_version if service is not None else None
    asked = form_version.parsed if form_version is not None else ()
    forms = [FormFields(resolve(content.name, "fr"), asked)]
    for texts in (content.acknowledgement, content.recourse):
        for text in texts.values():
            yield from (sentence(finding) for finding in check(text, forms))
