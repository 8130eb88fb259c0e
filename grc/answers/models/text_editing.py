# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grc.answers.texts.guards import refusal_to_write_texts
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean, on_one_line, sort_key
from grc.journal.models import Event
from grc.municipalities.models import Municipality
from grc.service_requests.enums import Outcome
from grc.service_requests.placeholders import FormFields, check
from workflows.definition import StepKind
from workflows.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from grc.accounts.models import User
    from grc.answers.models.standard_text import StandardText
    from grc.answers.models.text_parts import TextEdition
    from grc.catalog.models import Service
    from workflows.findings import Finding

LONGEST_TEXT: Final = 20_000
LONGEST_CODE: Final = 60
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: Words that one text is found by, at most: its title first.
MOST_WORDS: Final = 600


@dataclass(frozen=True, kw_only=True)
class TextContent:
    """All that somebody writes about a standard text. No service means all of them.

    Workflows name it by its ``code``; without one, it keeps its own, or is named after its title.
    """

    title: str
    body: str
    language: str
    owner: User
    review_on: date
    legal_basis: str = ""
    services: Sequence[Service] = ()
    step_kinds: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    code: str = ""


class TextEditing:
    """Writing, changing, retiring a standard text; former editions stay."""

    @transaction.atomic
    def rewrite(self, content: TextContent, *, based_on: int, by: User) -> StandardText:
        """Change the text; other words make a new edition, and the former one stays.

        Raises NotNow when somebody saved another revision since ``based_on``.
        """
        text = _editable(self, by)
        if based_on != text.revision:
            raise NotNow(
                _(
                    "Somebody changed this text meanwhile. Copy yours, open the text again, then"
                    " merge the two."
                )
            )
        return _write(text, _named(_checked(content, text), text), by)

    @transaction.atomic
    def retire(self, *, by: User) -> StandardText:
        """Propose the text no more. Answers that hold it are not touched."""
        text = _editable(self, by)
        if not text.is_retired:
            text.retired_at = timezone.now()
            _save(text, "retired_at")
            Event.objects.record("text_retired", text, by=by)
        return text

    @transaction.atomic
    def restore(self, *, by: User) -> StandardText:
        """Propose a retired text again."""
        text = _editable(self, by)
        if text.is_retired:
            text.retired_at = None
            _save(text, "retired_at")
            Event.objects.record("text_restored", text, by=by)
        return text


@transaction.atomic
def begin_text(model: type[StandardText], content: TextContent, *, by: User) -> StandardText:
    """Do what ``StandardText.objects.begin`` says."""
    _refuse(by)
    content = _checked(content, None)
    town = by.memberships_here[0].municipality_id
    text = model(municipality_id=town)
    return _write(text, _named(content, text), by)


def findings_in(body: str, services: Sequence[Service]) -> list[Finding]:
    """Return what is wrong with the placeholders of a text, for the forms of these services."""
    forms = [
        FormFields(service.title, service.form_version.parsed if service.form_version else ())
        for service in services
    ]
    return check(body, forms)


def _write(text: StandardText, content: TextContent, by: User) -> StandardText:
    changed = _changed(text, content)
    is_other = {"body", "legal_basis", "language"} & set(changed)
    text.title, text.language, text.owner = content.title, content.language, content.owner
    text.code = content.code
    text.review_on = content.review_on
    text.step_kinds, text.outcomes = list(content.step_kinds), list(content.outcomes)
    text.is_for_all = not content.services
    text.revision += 1
    text.save()
    if is_other:
        text.edition = _edition(text, content, by)
        text.save(update_fields=["edition"])
    _tie(text, content)
    _index(text, content)
    number = text.edition.number if text.edition else 0
    Event.objects.record("text_written", text, by=by, edition=number, changed=changed)
    return text


def _changed(text: StandardText, content: TextContent) -> list[str]:
    """Return the names of what differs from the text as it stands; all of them for a new one."""
    if text.pk is None:
        before: dict[str, Any] = {}
    else:
        before = {name: getattr(text, name) for name in _SIMPLE}
        before["services"] = set(text.ties.values_list("service", flat=True))
    after: dict[str, Any] = {name: getattr(content, name) for name in _SIMPLE}
    after["step_kinds"], after["outcomes"] = list(content.step_kinds), list(content.outcomes)
    after["services"] = {service.pk for service in content.services}
    return [name for name, value in after.items() if name not in before or before[name] != value]


_SIMPLE: Final = (
    "code",
    "title",
    "body",
    "language",
    "owner",
    "review_on",
    "legal_basis",
    "step_kinds",
    "outcomes",
)


def _named(content: TextContent, text: StandardText) -> TextContent:
    """Return it with a code that no other text of the town has in that language."""
    if content.code == text.code and text.code and content.language == text.language:
        return content
    # One at a time in a town: two of one title get two codes.
    Municipality.objects.select_for_update(no_key=True).get(pk=text.municipality_id)
    others = type(text).objects.exclude(pk=text.pk)
    if not content.code:
        return replace(content, code=_free_code(content.title, others.values_list("code")))
    if others.filter(code=content.code, language=content.language).exists():
        raise NotValid(
            _("Another text in this language has the code “%(code)s”: choose another code.")
            % {"code": content.code}
        )
    return content


def _free_code(title: str, taken: Any) -> str:
    """Return a code made of a title, that no text has in any language."""
    base = re.sub(r"[-_]+", "-", slugify(title)[: LONGEST_CODE - 8]).strip("-") or "texte"
    known, number = {code for (code,) in taken.filter(code__startswith=base)}, 1
    while (code := base if number == 1 else f"{base}-{number}") in known:
        number += 1
    return code


def _edition(text: StandardText, content: TextContent, by: User) -> TextEdition:
    return text.editions.create(
        municipality_id=text.municipality_id,
        number=text.editions.count() + 1,
        language=content.language,
        body=content.body,
        legal_basis=content.legal_basis,
        by=by,
        written_at=timezone.now(),
    )


def _tie(text: StandardText, content: TextContent) -> None:
    wanted = {service.pk for service in content.services}
    text.ties.exclude(service__in=wanted).delete()
    held = set(text.ties.values_list("service", flat=True))
    for service in wanted - held:
        text.ties.create(municipality_id=text.municipality_id, service_id=service)


def _index(text: StandardText, content: TextContent) -> None:
    from grc.answers.models.text_parts import TextWord

    said = f"{content.title} {content.legal_basis} {content.body}"
    wanted = set(words_of(said))
    text.words.exclude(word__in=wanted).delete()
    held = set(text.words.values_list("word", flat=True))
    TextWord.objects.bulk_create(
        TextWord(municipality_id=text.municipality_id, standard_text=text, word=word)
        for word in sorted(wanted - held)
    )


def words_of(said: str) -> list[str]:
    """Return the words that a text is found by, in their order, each once."""
    from grc.answers.models.standard_text import LONGEST_WORD

    words = (word[:LONGEST_WORD] for word in sort_key(said).split())
    return list(dict.fromkeys(words))[:MOST_WORDS]


def _editable(mixin: TextEditing, user: User) -> StandardText:
    _refuse(user)
    known = cast("StandardText", mixin)
    rows = type(known).objects.all()
    rows.select_for_update().values_list("pk").get(pk=known.pk)
    return rows.with_edition().get(pk=known.pk)


def _refuse(user: User) -> None:
    if refusal := refusal_to_write_texts(user):
        raise NotAllowed(refusal)


def _save(text: StandardText, *names: str) -> None:
    text.revision += 1
    text.save(update_fields=[*names, "revision", "updated_at"])


def _checked(content: TextContent, before: StandardText | None) -> TextContent:
    content = _cleaned(content)
    if not content.code and before is not None:
        content = replace(content, code=before.code)
    faults = [sentence(finding) for finding in findings_in(content.body, content.services)]
    if not content.title:
        faults.append(_("Give the text a title: agents search for it."))
    if not content.body:
        faults.append(_("Write the text."))
    if (over := len(content.body) - LONGEST_TEXT) > 0:
        too_long = _("This text is too long by %(count)d characters. Shorten it.")
        faults.append(too_long % {"count": over})
    is_same_day = before is not None and content.review_on == before.review_on
    if not is_same_day and content.review_on <= timezone.localdate():
        faults.append(_("Choose a day to come to read this text again."))
    is_same_owner = before is not None and content.owner == before.owner
    if not is_same_owner and not (content.owner.is_active and content.owner.is_member):
        faults.append(_("Choose somebody who works here to answer for this text."))
    if content.code and (not _CODE.fullmatch(content.code) or len(content.code) > LONGEST_CODE):
        faults.append(
            _("Write the code with small letters without accents, digits and dashes, 60 at most.")
        )
    if not _are_known(content):
        faults.append(_("Choose the kinds of step and the outcomes in the lists."))
    if faults:
        raise NotValid(" ".join(faults))
    return content


def _are_known(content: TextContent) -> bool:
    kinds = {kind.value for kind in StepKind}
    return set(content.step_kinds) <= kinds and set(content.outcomes) <= set(Outcome.values)


def _cleaned(content: TextContent) -> TextContent:
    return TextContent(
        title=on_one_line(content.title)[:160],
        body=clean(content.body),
        language=content.language,
        owner=content.owner,
        review_on=content.review_on,
        legal_basis=on_one_line(content.legal_basis)[:300],
        services=tuple(content.services),
        step_kinds=tuple(content.step_kinds),
        outcomes=tuple(content.outcomes),
        code=clean(content.code),
    )
