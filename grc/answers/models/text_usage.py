# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import models, transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.answers.models.drafting import writable
from grc.core.refusals import NotNow
from grc.core.text import clean
from grc.journal.models import Event
from grc.service_requests.filling import values_of
from grc.service_requests.models import ServiceRequest
from grc.service_requests.placeholders import Filled, fill

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.drafting import Saved
    from grc.answers.models.standard_text import StandardText

_Texts = TypeVar("_Texts", bound=models.QuerySet["StandardText"])


@dataclass(frozen=True)
class Inserted:
    """What became of an insertion: the save, and the placeholders without a value."""

    saved: Saved
    filled: Filled


class TextUsage:
    """Putting a standard text into a draft, remembered so that its use can be told."""

    @transaction.atomic
    def use_in(self, answer: Answer, *, by: User) -> Filled:
        """Return the text with the values of the answer's request, and record that it is used.

        Raises what ``save_draft`` raises, and NotNow for a text retired meanwhile.
        """
        text = cast("StandardText", self)
        draft = writable(answer, by)
        fresh = type(text).objects.living().with_edition().filter(pk=text.pk).first()
        if fresh is None or fresh.edition is None:
            raise NotNow(_("This text was retired meanwhile. Choose another one."))
        service_request = draft.service_request
        values = values_of(service_request, by=by)
        filled = fill(fresh.edition.body, values, service_request.language)
        fresh.uses.create(
            municipality_id=fresh.municipality_id,
            answer=draft,
            edition=fresh.edition,
            filled=filled.text,
            by=by,
            inserted_at=timezone.now(),
        )
        type(text).objects.filter(pk=fresh.pk).update(usage_count=F("usage_count") + 1)
        return filled

    @transaction.atomic
    def insert_into(
        self, answer: Answer, typed: str, *, outcome: str = "", based_on: int, by: User
    ) -> Inserted:
        """Put the text at the end of what was typed, and save that as ``save_draft`` does."""
        filled = self.use_in(answer, by=by)
        typed = clean(typed)
        body = typed + piece_for(typed, filled.text)
        saved = answer.save_draft(body, outcome=outcome, based_on=based_on, by=by)
        return Inserted(saved, filled)


def piece_for(before: str, inserted: str, after: str = "") -> str:
    """Return what to put between ``before`` and ``after`` so that the text stands by itself.

    A text of one paragraph goes on in the middle of a line; any other is set apart by an empty
    line on each side.
    """
    is_amid = after[:1] not in ("", "\n") or before[-1:] == " "
    if is_amid and before[-1:] not in ("", "\n") and "\n" not in inserted:
        left = "" if before[-1].isspace() else " "
        right = "" if after[:1] in ("", *".,;:)") or after[0].isspace() else " "
        return f"{left}{inserted}{right}"
    return f"{_gap(before[::-1])}{inserted}{_gap(after)}"


def _gap(beside: str) -> str:
    """Return the line breaks that are missing between the text and what stands beside it."""
    if not beside.strip():
        return ""
    there = len(beside) - len(beside.lstrip("\n"))
    return "\n" * max(0, 2 - there)


def used_with(texts: _Texts) -> _Texts:
    """Add ``sent_count``, ``rounds_count`` and ``contested_count`` to each text.

    Answers count once, when they were sent. Contested: the request had ended with that answer and
    left its end again, by whoever's hand.
    """
    from grc.answers.models.text_parts import AnswerText

    moves = Event.objects.filter(
        subject_type=ServiceRequest._meta.label_lower, name="moved", data__has_key="outcome"
    )
    ended = moves.filter(
        subject_id=OuterRef("subject_id"), at__gte=OuterRef(OuterRef("answer__sent_at"))
    ).filter(pk__lt=OuterRef("pk"))
    left = Event.objects.filter(
        ~Q(data__has_key="outcome"),
        Exists(ended),
        subject_type=ServiceRequest._meta.label_lower,
        subject_id=OuterRef("answer__service_request_id"),
        name="moved",
        at__gte=OuterRef("answer__sent_at"),
    )
    sent = AnswerText.objects.filter(
        standard_text=OuterRef("pk"), answer__sent_at__isnull=False
    ).order_by()
    by_text = sent.values("standard_text")
    counted = Count("answer", distinct=True)
    return texts.annotate(
        sent_count=_number(by_text.annotate(n=counted)),
        rounds_count=_number(by_text.annotate(n=Count("answer__rounds", distinct=True))),
        contested_count=_number(by_text.filter(Exists(left)).annotate(n=counted)),
    )


def _number(counts: Any) -> Coalesce:
    return Coalesce(Subquery(counts.values("n")[:1], output_field=IntegerField()), 0)
