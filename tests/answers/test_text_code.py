# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Standard texts have codes, by which workflows name them; translations share theirs."""

from __future__ import annotations

import threading
from dataclasses import replace
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from grc.answers.models import StandardText
from grc.core.refusals import NotValid
from tests.answers.texts import a_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["Été", "a b", "-a", "a_b", "x" * 61])
def test_a_code_that_is_none_is_refused(code, supervisor):
    """It stands in data that towns give each other."""
    with pytest.raises(NotValid):
        StandardText.objects.begin(a_text(supervisor, code=code), by=supervisor)
    assert not StandardText.objects.exists()


def test_one_language_has_a_code_once(supervisor):
    """In sentences; and in the database, whoever writes there."""
    StandardText.objects.begin(a_text(supervisor, code="soon"), by=supervisor)
    with pytest.raises(NotValid, match="soon"):
        StandardText.objects.begin(a_text(supervisor, code="soon"), by=supervisor)
    other = StandardText.objects.begin(a_text(supervisor, code="later"), by=supervisor)
    with pytest.raises(NotValid, match="soon"):
        other.rewrite(a_text(supervisor, code="soon"), based_on=1, by=supervisor)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandardText.objects.filter(pk=other.pk).update(code="soon")


def test_translations_share_a_code(supervisor):
    """The same words in another language, with an owner and a review of their own."""
    for language in ("fr", "en"):
        content = a_text(supervisor, code="soon", language=language)
        StandardText.objects.begin(content, by=supervisor)
    assert set(StandardText.objects.values_list("code", "language")) == {
        ("soon", "fr"), ("soon", "en"),
    }  # fmt: skip


def test_without_a_code_it_is_named_after_its_title(supervisor):
    """Two of one title have two codes, in whatever language; it keeps its own ever after."""
    codes = []
    for language in ("fr", "en", "fr"):
        content = a_text(supervisor, title="Été : l’herbe_haute", language=language)
        codes.append(StandardText.objects.begin(content, by=supervisor).code)
    assert codes == ["ete-lherbe-haute", "ete-lherbe-haute-2", "ete-lherbe-haute-3"]
    nameless = StandardText.objects.begin(a_text(supervisor, title="…"), by=supervisor)
    assert nameless.code == "texte"
    changed = nameless.rewrite(a_text(supervisor, title="Autre"), based_on=1, by=supervisor)
    assert changed.code == "texte"


def test_another_language_or_another_code_is_told(supervisor):
    """What became different is in the event."""
    text = StandardText.objects.begin(a_text(supervisor, code="soon"), by=supervisor)
    content = a_text(supervisor, code="later")
    text = text.rewrite(content, based_on=1, by=supervisor)
    text = text.rewrite(replace(content, language="en"), based_on=2, by=supervisor)
    assert (text.code, text.language) == ("later", "en")


@pytest.mark.django_db(transaction=True)
def test_two_of_one_title_at_once_are_two_codes(town, team, supervisor):
    """Whoever comes second waits, then takes the next one."""
    start = threading.Barrier(2)

    def write():
        try:
            start.wait(10)
            with town.scope():
                StandardText.objects.begin(a_text(supervisor), by=type(supervisor).objects.get())
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with town.scope():
        codes = sorted(StandardText.objects.values_list("code", flat=True))
    assert codes == ["nous-passerons", "nous-passerons-2"]


def test_texts_of_before_get_a_code(supervisor):
    """Made of their titles as they are sorted; two of one title do not share it."""
    migration = import_module("grc.answers.migrations.0014_named_by_workflows")
    for title in ("L’été", "L’été", "…"):
        StandardText.objects.begin(a_text(supervisor, title=title), by=supervisor)
    StandardText.objects.update(code="")
    with connection.cursor() as cursor:
        cursor.execute(migration.NAME)
    first, second, nameless = StandardText.objects.order_by("pk")
    assert (first.code, nameless.code) == ("l-ete", "texte")
    assert second.code == f"l-ete-{second.pk}"
