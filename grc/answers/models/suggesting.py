# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.answers.enums import AnnotationState
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.models.annotation import Annotation
    from grc.answers.models.answer import Answer


class SuggestingMixin:
    """Remarks and replacements on passages: a validator makes them, the author settles them."""

    @transaction.atomic
    def annotate(
        self,
        quoted: str,
        *,
        round_number: int,
        by: User,
        near: int = 0,
        remark: str = "",
        replacement: str | None = None,
    ) -> Annotation:
        """Say something about one passage of an open round, or propose other words for it.

        ``quoted`` is the passage as it reads; of several such passages the one nearest to the
        offset ``near`` is meant. A ``replacement`` of None proposes nothing.
        """
        from grc.answers.models.deciding import open_course

        course = open_course(self, round_number)
        if refusal := course.refusal_to(by):
            raise NotAllowed(refusal)
        quoted, remark = clean(quoted), clean(remark)
        replacement = None if replacement is None else clean(replacement)
        start = _checked_passage(course.round.body, quoted, near, remark, replacement)
        annotation = course.round.annotations.create(
            municipality_id=course.round.municipality_id,
            by=by,
            start=start,
            end=start + len(quoted),
            quoted=quoted,
            replacement=replacement,
            remark=remark,
            made_at=timezone.now(),
        )
        course.answer.record("annotated", by=by, round=round_number, annotation=annotation.pk)
        return annotation

    @transaction.atomic
    def settle_annotation(self, key: int, *, accept: bool, based_on: int, by: User) -> Answer:
        """Accept or refuse what a validator proposed, in the draft that came back.

        Raises NotNow when the passage no longer reads as it did: nothing is replaced blindly.
        """
        from grc.answers.models.annotation import Annotation
        from grc.answers.models.drafting import writable

        answer = writable(cast("Answer", self), by)
        found = Annotation.objects.filter(round__answer=answer, pk=key)
        annotation = found.select_for_update(of=("self",)).first()
        if annotation is None or annotation.state != AnnotationState.OPEN:
            raise NotNow(_("This proposal was settled meanwhile. Reload the page."))
        if accept and annotation.replacement is not None:
            body = _replaced(answer.body, annotation)
            saved = answer.save_draft(body, based_on=based_on, by=by)
            if saved.kept_aside:
                raise NotNow(_("Somebody changed this answer meanwhile. Read it again."))
        annotation.state = AnnotationState.ACCEPTED if accept else AnnotationState.REFUSED
        annotation.settled_by, annotation.settled_at = by, timezone.now()
        annotation.save(update_fields=["state", "settled_by", "settled_at"])
        fresh = answer.lock()
        fresh.record("settled", by=by, annotation=annotation.pk, accepted=accept)
        return fresh


def _checked_passage(
    body: str, quoted: str, near: int, remark: str, replacement: str | None
) -> int:
    start = nearest(body, quoted, near)
    if start is None:
        raise NotValid(_("This passage is not in the text. Copy it as it stands there."))
    if replacement is None and not remark:
        raise NotValid(_("Write a remark, or other words for this passage."))
    if replacement == quoted:
        raise NotValid(_("These are the same words: propose others."))
    return start


def nearest(body: str, quoted: str, near: int) -> int | None:
    """Return where ``quoted`` stands, the place nearest to ``near``; None where it does not."""
    places = []
    at = body.find(quoted) if quoted else -1
    while at >= 0:
        places.append(at)
        at = body.find(quoted, at + 1)
    return min(places, key=lambda place: abs(place - near), default=None)


def _replaced(body: str, annotation: Annotation) -> str:
    start = nearest(body, annotation.quoted, annotation.start)
    if start is None:
        raise NotNow(
            _("The passage “%(passage)s” changed since: change the text by hand, then refuse this.")
            % {"passage": annotation.quoted}
        )
    return body[:start] + (annotation.replacement or "") + body[start + len(annotation.quoted) :]
