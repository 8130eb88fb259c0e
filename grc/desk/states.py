# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of every text that an answer had: choose two, see what changed, take one up again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.answers.enums import AnswerState
from grc.answers.texts.kept import STATE, VERSION, Place, differences, kept_rows
from grc.desk.keyset import microseconds, moment_of, walk
from grc.desk.navigation import addresses_beside, show
from grc.service_requests.guards import can_work
from grc.ui import dates

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.answers.models import Answer
    from grc.answers.models.keeping import KeptText
    from grc.answers.texts.kept import Difference, KeptRow
    from grc.core.refusals import Refusal
    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest

PAGE_SIZE = 25
_CURSOR = re.compile(r"(\d{1,17})-([01])-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Compared:
    """Two texts of an answer, the newer of the two as ``new``; ``old`` None: there is none."""

    old: KeptText | None
    new: KeptText

    @property
    def old_title(self) -> str:
        return title_of(self.old) if self.old else ""

    @property
    def new_title(self) -> str:
        return title_of(self.new)

    @property
    def is_same_text(self) -> bool:
        return self.old is not None and self.old.body == self.new.body

    @property
    def whole(self) -> list[tuple[KeptText, str]]:
        """Both texts to be read as they were, with their names."""
        return [(one, title_of(one)) for one in (self.old, self.new) if one]

    @property
    def others(self) -> list[Difference]:
        """What else changed, beside the text."""
        return differences(self.old, self.new) if self.old else []


def states_page(
    request: MemberRequest,
    service_request: ServiceRequest,
    answer: Answer,
    *,
    refused: Refusal | None = None,
) -> HttpResponse:
    """Render the page, with the comparison that the address asks for. Raises Http404 for a text
    that this answer never had.
    """
    page = walk(
        partial(kept_rows, answer), request.GET.dict(), size=PAGE_SIZE, cursor=_cursor, read=_read
    )
    compared = _compared(answer, request.GET.get("old", ""), request.GET.get("new", ""))
    paging = [(name, request.GET[name]) for name in ("before", "after") if request.GET.get(name)]
    can_take_up = answer.state == AnswerState.DRAFT and can_work(request.user, service_request)
    context: dict[str, Any] = {
        "service_request": service_request,
        "answer": answer,
        "rows": [_shown(row) for row in page.rows],
        "paging": paging,
        "paging_query": f"{urlencode(paging)}&" if paging else "",
        **addresses_beside(page, request.GET),
        "compared": compared,
        "chosen": _chosen(page.rows, compared),
        "can_take_up": can_take_up,
        "refused": refused,
    }
    status = refused.status if refused else 200
    return show(request, "desk/states.html", context, status=status)


def text_or_404(answer: Answer, name: str) -> KeptText:
    found = answer.kept_text(name)
    if found is None:
        raise Http404
    return found


def title_of(kept: KeptText) -> str:
    """Name a text where it is compared: « Version 2 », « Paul Martin, 10:32 »."""
    if kept.number:
        return _("Version %(number)d") % {"number": kept.number}
    words = {"person": kept.by, "moment": dates.moment(kept.at, short=True)}
    if kept.is_aside:
        return _("Set aside: %(person)s, %(moment)s") % words
    return _("%(person)s, %(moment)s") % words


def _shown(row: KeptRow) -> dict[str, Any]:
    """Return a row with its name, and what stands beside it: length, what was decided with it."""
    title = str(row.by)
    if row.number:
        words = {"number": row.number, "author": row.by, "state": row.ended}
        title = _("Version %(number)d by %(author)s: %(state)s") % words
    elif row.is_aside:
        title = _("%(person)s, set aside") % {"person": row.by}
    length = ngettext("%(count)d character", "%(count)d characters", row.length)
    facts = [length % {"count": row.length}, *row.changed]
    if row.is_aside and not row.is_settled:
        facts.append(_("waits for a choice"))
    return vars(row) | {"at": row.at, "title": title, "facts": facts}


def _compared(answer: Answer, old: str, new: str) -> Compared | None:
    """Return the comparison of the two texts named; of one alone, with what it began from."""
    if not old and not new:
        return None
    if not old or not new:
        name = old or new
        return Compared(answer.text_before(name), text_or_404(answer, name))
    before, after = text_or_404(answer, old), text_or_404(answer, new)
    return Compared(before, after) if before.name != after.name else Compared(None, after)


def _chosen(rows: list[KeptRow], compared: Compared | None) -> tuple[str, str]:
    """Return the texts whose buttons are pressed: those compared, else the two newest."""
    if compared is not None:
        return (compared.old.name if compared.old else compared.new.name), compared.new.name
    names = [row.name for row in rows[:2]] or [""]
    return names[-1], names[0]


def _cursor(row: KeptRow) -> str:
    at, rank, pk = row.place
    return f"{microseconds(at)}-{rank}-{pk}"


def _read(text: str) -> Place | None:
    match = _CURSOR.fullmatch(text)
    if match is None:
        return None
    rank = VERSION if match[2] == str(VERSION) else STATE
    return moment_of(int(match[1])), rank, int(match[3])
