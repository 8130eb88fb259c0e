# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Standard texts as somebody would write them, and thousands of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone


def a_text(owner: Any, **fields: Any) -> Any:
    """Return what somebody writes about a text; any field may differ."""
    from grc.answers.models.text_editing import TextContent

    return TextContent(
        **{
            "title": "Nous passerons",
            "body": "Nous passerons bientôt.",
            "language": "fr",
            "owner": owner,
            "review_on": timezone.localdate() + timedelta(days=365),
            **fields,
        }
    )


def many_texts(service: Any, owner: Any, count: int) -> None:
    """Insert so many texts of a service, with their editions and words."""
    from grc.answers.models import StandardText, TextService, TextWord

    town = service.municipality_id
    start = StandardText.objects.count()
    rows = (_a_row(town, owner, number) for number in range(start, start + count))
    texts = StandardText.objects.bulk_create(rows, batch_size=1000)
    _give_editions(texts, owner)
    TextService.objects.bulk_create(
        TextService(municipality_id=town, standard_text=text, service=service)
        for text in texts
        if not text.is_for_all
    )
    words = (
        TextWord(municipality_id=town, standard_text=text, word=word)
        for text in texts
        for word in ("de", "la", "texte", "un", "ville")
    )
    TextWord.objects.bulk_create(words, batch_size=5000)


def _a_row(town: int, owner: Any, number: int) -> Any:
    from grc.answers.models import StandardText

    return StandardText(
        municipality_id=town,
        title=f"Texte {number}",
        sort_title=f"texte {number}",
        language="fr",
        owner=owner,
        is_for_all=number % 2 == 0,
        review_on=timezone.localdate() + timedelta(days=number % 400),
        usage_count=number % 97,
    )


def _give_editions(texts: list[Any], owner: Any) -> None:
    from grc.answers.models import StandardText, TextEdition

    rows = (
        TextEdition(
            municipality_id=text.municipality_id,
            standard_text=text,
            number=1,
            language="fr",
            body="Un texte de la ville.",
            by=owner,
            written_at=timezone.now(),
        )
        for text in texts
    )
    editions = TextEdition.objects.bulk_create(rows, batch_size=1000)
    for text, edition in zip(texts, editions, strict=True):
        text.edition = edition
    StandardText.objects.bulk_update(texts, ["edition"], batch_size=1000)
