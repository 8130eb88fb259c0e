# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The answer by mail: the approved text, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from grc.answers.content import channel_of
from grc.answers.enums import SIGNED_OUTSIDE, SendingChannel
from grc.answers.received import bears, day_of, received_html, received_plain, signature_lines
from grc.answers.telling.alarm import raise_alarm
from grc.service_requests.notifications import ToRequester
from notifications.enclosures import Enclosure
from notifications.models import Delivery, DeliveryState
from notifications.registry import Recipient, Withheld, register

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from grc.answers.models import Answer, AnswerFile, Round, SignedFile


#: Ends of a mail that nobody received; another one may be sent in its place.
NEVER_LEFT = (DeliveryState.CANCELLED, DeliveryState.FAILED, DeliveryState.WITHHELD)


class ApprovedText(ToRequester):
    """The approved round of an answer, with its files."""

    def __init__(self, answer: Answer, round_: Round) -> None:
        super().__init__(answer.service_request)
        self.answer, self.round = answer, round_

    def context(self) -> dict[str, Any]:
        language = get_language() or self.answer.service_request.language
        received = (self.round.content, language, day_of(self.round))
        return super().context() | {
            "body": received_plain(*received),
            "body_html": received_html(*received),
            "signature": signature_lines(self.round),
            "files": [enclosure.name for enclosure in self.enclosures()],
        }

    def enclosures(self) -> list[Enclosure]:
        """Return the letter as it was signed, and the files under the hashes that were approved."""
        frozen = {file["id"]: file for file in self.round.content["files"]}
        kept = self.answer.files.in_bulk(list(frozen)) if frozen else {}
        signed = self.answer.signed_file if self.answer.is_signed else None
        letter = [enclosure_of(signed, "application/pdf", signed.sha256)] if signed else []
        return letter + [
            enclosure_of(kept[key], file["type"], file["sha256"]) for key, file in frozen.items()
        ]

    @classmethod
    def before_sending(cls, delivery: Delivery) -> None:
        """Withhold a text that is not the one that was approved (law R1.34)."""
        answer = _answer_of(delivery)
        round_ = answer.approved_round
        if round_ is None or not round_.is_intact:
            raise Withheld("The text differs from what was approved.")
        if not bears(round_.content, text=delivery.text, html=delivery.html):
            raise Withheld("The text differs from what was approved.")
        wanted = {file["sha256"] for file in round_.content["files"]}
        signed = answer.signed_file if answer.is_signed else None
        wanted |= {signed.sha256} if signed else set()
        if wanted != {enclosure["sha256"] for enclosure in delivery.enclosures}:
            raise Withheld("The files differ from what was approved.")


@register
class AnswerSent(ApprovedText):
    """The answer itself, to the requester. The hash is checked again when it leaves."""

    code = "answer_sent"

    def recipient(self) -> Recipient | None:
        """Return the requester under the address that was approved."""
        frozen = self.round.content["recipient"]
        if channel_of(self.round.content) != SendingChannel.EMAIL:
            return None
        language = self.answer.service_request.language
        return Recipient(address=frozen["email"], name=frozen["name"], language=language)

    def dedupe_key(self) -> str:
        """Once for each approval of a round: one that was taken back may be given again."""
        once = f"answer:{self.answer.pk}:{self.round.number}"
        mails = Delivery.objects.about(self.answer).filter(notification=self.code)
        undone = mails.filter(state__in=NEVER_LEFT).count()
        return f"{once}:{undone}" if undone else once

    def leaves_at(self) -> datetime:
        """Return when it leaves: the last visa can be undone until then."""
        return timezone.now() + settings.ANSWER_UNDO

    @classmethod
    def before_sending(cls, delivery: Delivery) -> None:
        super().before_sending(delivery)
        answer = _answer_of(delivery)
        round_ = answer.approved_round
        if answer.signature_mode in SIGNED_OUTSIDE and not answer.is_signed:
            raise Withheld("The signed letter is missing.")
        if round_ is None or delivery.address != round_.content["recipient"]["email"]:
            raise Withheld("The address differs from what was approved.")

    @classmethod
    def sent(cls, delivery: Delivery) -> None:
        answer = _answer_of(delivery).lock()
        answer.record_sent(SendingChannel.EMAIL, at=delivery.sent_at or timezone.now(), by=None)

    @classmethod
    def failed(cls, delivery: Delivery) -> None:
        answer = _answer_of(delivery).lock()
        answer.record("undelivered", by=None, delivery=delivery.pk, state=delivery.state)
        raise_alarm(answer, delivery)

    @classmethod
    def has_failed(cls, answer: Answer) -> bool:
        """Return whether the last mail of this answer did not leave."""
        mails = Delivery.objects.about(answer).filter(notification=cls.code)
        last = mails.order_by("pk").last()
        return last is not None and last.state in (DeliveryState.FAILED, DeliveryState.WITHHELD)


@register
class AnswerCopied(ApprovedText):
    """The same words to somebody who is to know; without the link, which is the requester's own."""

    code = "answer_copied"

    def __init__(self, answer: Answer, round_: Round, copy: Mapping[str, str]) -> None:
        super().__init__(answer, round_)
        self.copy = copy

    def recipient(self) -> Recipient:
        language = self.answer.service_request.language
        return Recipient(address=self.copy["email"], name=self.copy["name"], language=language)

    def dedupe_key(self) -> str:
        return f"answer-copy:{self.answer.pk}:{self.copy['email'].lower()}"[:200]

    def thread(self) -> str:
        return ""

    @classmethod
    def before_sending(cls, delivery: Delivery) -> None:
        super().before_sending(delivery)
        round_ = _answer_of(delivery).approved_round
        copies = round_.content.get("copies", ()) if round_ is not None else ()
        if delivery.address not in {copy["email"] for copy in copies}:
            raise Withheld("The address is none that was approved.")

    @classmethod
    def failed(cls, delivery: Delivery) -> None:
        answer = _answer_of(delivery).lock()
        answer.record("copy_undelivered", by=None, delivery=delivery.pk, state=delivery.state)
        raise_alarm(answer, delivery)


def enclosure_of(kept: AnswerFile | SignedFile, content_type: str, sha256: str) -> Enclosure:
    path = str(kept.file.name)
    return Enclosure(path=path, name=kept.name, content_type=content_type, sha256=sha256)


def _answer_of(delivery: Delivery) -> Answer:
    model = apps.get_model("answers", "Answer")
    answer: Answer = model.objects.select_related("service_request").get(pk=delivery.subject_id)
    return answer
