# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the town tells a requester by mail, in their language, where they asked (law R1.07)."""

from __future__ import annotations

from email.utils import formataddr
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import get_language

from grc.catalog.enums import Silence
from grc.service_requests.law.acknowledging import Mention, acknowledgement_of, received_on
from grc.service_requests.law.dates import silence_of
from grc.service_requests.placeholders import in_full
from notifications.models import Delivery, Transport
from notifications.registry import Notification, Recipient, register
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grc.accounts.models import User
    from grc.journal.models import Event
    from grc.municipalities.models import Municipality
    from grc.service_requests.models import Contribution, Message, ServiceRequest


class Incomplete(Exception):
    """An acknowledgement lacks what the law wants said; ``missing`` are its mentions."""

    def __init__(self, missing: Sequence[Mention]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))


class ToRequester(Notification):
    """A mail about one request. Nobody receives it when no address was given."""

    def __init__(self, service_request: ServiceRequest) -> None:
        self.service_request = service_request
        self.municipality = service_request.municipality

    def recipient(self) -> Recipient | None:
        request = self.service_request
        if not request.requester_email:
            return None
        return Recipient(
            address=request.requester_email,
            name=request.requester_name,
            language=request.language,
        )

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))

    def reply_to(self) -> str:
        return self.municipality.email

    def thread(self) -> str:
        mails = Delivery.objects.about(self.service_request).filter(transport=Transport.EMAIL)
        first = mails.order_by("pk").first()
        return first.message_id if first else ""

    def context(self) -> dict[str, Any]:
        request = self.service_request
        return {
            "service_request": request,
            "municipality": self.municipality,
            "team": request.team,
            "phone": request.team.phone or self.municipality.phone,
            "email": request.team.email or self.municipality.email,
            "postal_address": request.team.postal_address or self.municipality.postal_address,
            "tracking_url": self.municipality.absolute(request.tracking_path),
            "language": get_language() or request.language,
        }


@register
class Acknowledgement(ToRequester):
    """The request was received: when, by which service, what silence means (law R1.04, R1.05).

    Raises ``Incomplete`` where something that the law wants said is not known.
    """

    code = "acknowledgement"
    auto_submitted: ClassVar[str] = "auto-replied"

    def thread(self) -> str:
        return ""

    def dedupe_key(self) -> str:
        return f"acknowledgement:{self.service_request.pk}"

    def context(self) -> dict[str, Any]:
        context = super().context()
        step = self.service_request.current_step
        language = context["language"]
        acknowledged = acknowledgement_of(self.service_request, language)
        if not acknowledged.is_complete:
            raise Incomplete(acknowledged.missing)
        context["acknowledged"] = acknowledged
        context["received_on"] = acknowledged.mentions[Mention.RECEIVED_ON]
        context["what_happens_now"] = resolve(step.citizen_help, language)
        context["values"] = self.service_request.presented_values(language)
        return context


@register
class Receipt(ToRequester):
    """The request was received, and when: all that is said while the rest is missing (R1.04)."""

    code = "receipt"
    auto_submitted: ClassVar[str] = "auto-replied"

    def thread(self) -> str:
        return ""

    def dedupe_key(self) -> str:
        return f"receipt:{self.service_request.pk}"

    def context(self) -> dict[str, Any]:
        context = super().context()
        day = received_on(self.service_request)
        return context | {"received_on": in_full(day, context["language"])}


@register
class WordFromTown(ToRequester):
    """An agent wrote to the requester."""

    code = "word_from_town"

    def __init__(self, service_request: ServiceRequest, message: Message) -> None:
        super().__init__(service_request)
        self.message = message

    def dedupe_key(self) -> str:
        return f"message:{self.message.pk}"

    def context(self) -> dict[str, Any]:
        return super().context() | {"message": self.message}


@register
class ItemsAsked(WordFromTown):
    """The requester is asked for what is missing: the list, the day, the delay (law R1.23)."""

    code = "items_asked"


class ToColleague(Notification):
    """A mail to somebody who works for the town, in its first language."""

    person: User
    municipality: Municipality

    def recipient(self) -> Recipient:
        language = self.municipality.default_language
        return Recipient(address=self.person.email, name=str(self.person), language=language)

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))


class ToSomebody(ToColleague):
    """A mail about one request, to one person who works on it."""

    def __init__(self, service_request: ServiceRequest, event: Event, person: User) -> None:
        self.service_request, self.event, self.person = service_request, event, person
        self.municipality = service_request.municipality

    def dedupe_key(self) -> str:
        return f"{self.code}:{self.event.pk}:{self.person.pk}"

    def context(self) -> dict[str, Any]:
        path = reverse("desk:request", args=[self.service_request.display_reference])
        return {
            "service_request": self.service_request,
            "municipality": self.municipality,
            "url": self.municipality.absolute(path),
        }


@register
class Proposed(ToSomebody):
    """A workflow proposes a request to somebody, who may take it."""

    code = "request_proposed"


@register
class Entrusted(ToSomebody):
    """Somebody was named to hold a function for one request."""

    code = "function_entrusted"

    def context(self) -> dict[str, Any]:
        functions = self.service_request.machine.definition.functions
        labels = {one.code: one.label for one in functions}
        label = labels.get(self.event.data["function"])
        language = get_language() or self.municipality.default_language
        return super().context() | {"function": resolve(label, language) if label else ""}


@register
class Notice(ToSomebody):
    """A workflow tells somebody who works on a request."""

    code = "workflow_notice"

    def __init__(
        self, service_request: ServiceRequest, event: Event, person: User, text: str
    ) -> None:
        super().__init__(service_request, event, person)
        self.words = text

    def context(self) -> dict[str, Any]:
        return super().context() | {"words": self.words}


@register
class ContributionAsked(ToSomebody):
    """A team is asked for its contribution to a request of another."""

    code = "contribution_asked"

    def __init__(
        self,
        service_request: ServiceRequest,
        event: Event,
        person: User,
        contribution: Contribution,
    ) -> None:
        super().__init__(service_request, event, person)
        self.contribution = contribution

    def context(self) -> dict[str, Any]:
        return super().context() | {"contribution": self.contribution}


@register
class AcknowledgementLacking(ToColleague):
    """Administrators are told that requesters receive a bare receipt, and why (law R1.04, R1.05).

    ``is_late``: one of them has waited for a week.
    """

    code = "acknowledgement_lacking"

    def __init__(
        self,
        service_request: ServiceRequest,
        person: User,
        missing: Sequence[Mention],
        *,
        is_late: bool,
    ) -> None:
        self.service_request, self.person, self.missing = service_request, person, missing
        self.is_late, self.municipality = is_late, service_request.municipality

    def dedupe_key(self) -> str:
        request = self.service_request
        what = (
            f"late:{request.pk}" if self.is_late else f"{request.service_id}:{received_on(request)}"
        )
        return f"{self.code}:{what}:{self.person.pk}"

    def context(self) -> dict[str, Any]:
        path = reverse("studio:service", args=[self.service_request.service.code])
        return {
            "service_request": self.service_request,
            "service": self.service_request.service,
            "municipality": self.municipality,
            "missing": [Mention(code).label for code in self.missing],
            "is_late": self.is_late,
            "url": self.municipality.absolute(path),
        }


@register
class LegalDateNear(ToSomebody):
    """The legal date of a request is near: so many days are left (law R1.28)."""

    code = "legal_date_near"

    def context(self) -> dict[str, Any]:
        silence = silence_of(self.service_request)
        return super().context() | {
            "legal_on": self.service_request.legal_on,
            "accepts": silence == Silence.ACCEPTANCE,
            "rejects": silence == Silence.REJECTION,
        }


@register
class Ended(ToRequester):
    """The request ended by a gesture that carried no word of its own."""

    code = "ended"

    def dedupe_key(self) -> str:
        ended_at = self.service_request.ended_at
        return f"ended:{self.service_request.pk}:{ended_at.isoformat() if ended_at else ''}"

    def context(self) -> dict[str, Any]:
        context = super().context()
        step = self.service_request.current_step
        context["step_label"] = resolve(step.citizen_label, context["language"])
        return context


@register
class TrackingLink(ToRequester):
    """Somebody asked for the link of a request again; it goes to the address on file only."""

    code = "tracking_link"
