# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the mailbox, in the reader's language, without Django's settings."""

import gettext
from pathlib import Path

LANGUAGES = ("fr", "en")


def preferred(accepted: str) -> str:
    """The language of ours that Accept-Language ranks first; French if it says nothing."""
    ranked: list[tuple[float, str]] = []
    for part in accepted.split(","):
        name, _, weight = part.strip().partition(";q=")
        language = name.partition("-")[0].casefold()
        if language in LANGUAGES:
            ranked.append((_weight(weight), language))
    if ranked:
        return max(ranked, key=lambda pair: pair[0])[1]
    return "en" if accepted.strip() not in {"", "*"} else "fr"


def words(locale_dir: Path | None, language: str) -> dict[str, str]:
    """Every text of the pages, translated where a compiled catalogue is found."""
    catalogue = gettext.translation(
        "django", str(locale_dir or ""), languages=[language], fallback=True
    )
    _ = catalogue.gettext
    pgettext = catalogue.pgettext
    return {
        "mailbox": _("Mailbox"),
        "purpose": _("What the town sends arrives here, and nowhere else."),
        "search": _("Recipient"),
        "search_button": _("Search"),
        "clear": _("Show all messages"),
        "messages": _("Messages"),
        "no_message": _("No message yet"),
        "no_message_hint": _("Messages appear here by themselves, a few seconds after being sent."),
        "no_match": _("No message for this recipient"),
        "older": _("Older messages are not shown: search by recipient to find them."),
        "choose": _("Choose a message to read it."),
        "failures": _("Try a failure"),
        "rejected": _("An address that contains “reject” is refused for good (550)."),
        "postponed": _("An address that contains “later” is postponed (451)."),
        "taken": _("Every other address is accepted."),
        "for_tests": _("For tests: the same messages as JSON"),
        "back": _("All messages"),
        "from": pgettext("e-mail", "From"),
        "to": pgettext("e-mail", "To"),
        "date": _("Date"),
        "no_subject": _("(no subject)"),
        "text": pgettext("e-mail", "Text"),
        "formatted": pgettext("e-mail", "Formatted"),
        "no_text": _("This message has no text part."),
        "attachments": _("Attachments"),
        "unnamed": _("unnamed file"),
        "source": _("See the raw source"),
        "not_found": _("There is no such message"),
        "not_found_hint": _("It may have been deleted with the data of the demo."),
    }


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
