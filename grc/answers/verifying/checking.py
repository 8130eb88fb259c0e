# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A whole town, batch by batch: memory and statements of a batch do not depend on the town."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from grc.answers.models import Answer
from grc.answers.verifying.case import Case, Defect, read
from grc.answers.verifying.chain import check_chain
from grc.answers.verifying.files import check_files
from grc.answers.verifying.sendings import check_sendings
from grc.answers.verifying.versions import check_versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.municipalities.models import Municipality

#: Answers read at once: a few megabytes, a transaction of some tens of milliseconds.
BATCH: Final = 200


@dataclass
class Tally:
    """How much was looked at; every part of it was checked."""

    answers: int = 0
    events: int = 0
    linked: int = 0
    versions: int = 0
    visas: int = 0
    mails: int = 0
    defects: int = 0

    def count(self, case: Case) -> None:
        self.answers += 1
        self.events += len(case.events)
        self.linked += sum(event.chain_position is not None for event in case.events)
        self.versions += len(case.versions)
        self.visas += sum(len(version.visas) for version in case.versions)
        self.mails += len(case.deliveries)


def defects_of(case: Case) -> list[Defect]:
    """Return everything that does not hold of one answer."""
    chain = list(check_chain(case))
    versions = check_versions(case, chain_holds=not chain)
    files = check_files(case, chain_holds=not chain)
    return [*chain, *versions, *files, *check_sendings(case, chain_holds=not chain)]


def verify(
    municipality: Municipality, tally: Tally, *, newest: int | None = None, batch: int = BATCH
) -> Iterator[tuple[Case, Defect]]:
    """Yield what does not hold in a town, and count in ``tally`` what was looked at.

    ``newest``: only that many answers, the last ones begun. Each batch is a transaction of its own,
    so that looking at a whole town keeps nothing from being tidied. What seems wrong is read once
    more with its answer locked: somebody may have been writing.
    """
    after = _before(municipality, newest) if newest else 0
    while True:
        with municipality.scope():
            keys = _keys(after, batch)
            cases = read(keys) if keys else []
        if not keys:
            return
        after = keys[-1]
        doubtful = set()
        for case in cases:
            tally.count(case)
            if defects_of(case):
                doubtful.add(case.answer.pk)
        if doubtful:
            yield from _looked_at_again(municipality, doubtful, tally)


def verify_one(answer: Answer) -> list[Defect]:
    """Return everything that does not hold of one answer, in the scope of its town."""
    return [defect for case in read([answer.pk]) for defect in defects_of(case)]


def _looked_at_again(
    municipality: Municipality, doubtful: set[int], tally: Tally
) -> Iterator[tuple[Case, Defect]]:
    with municipality.scope():
        list(Answer.objects.filter(pk__in=doubtful).order_by("pk").locked().values_list("pk"))
        cases = read(doubtful)
    for case in cases:
        for defect in defects_of(case):
            tally.defects += 1
            yield case, defect


def _keys(after: int, batch: int) -> list[int]:
    found = Answer.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    return list(found[:batch])


def _before(municipality: Municipality, newest: int) -> int:
    with municipality.scope():
        found = Answer.objects.order_by("-pk").values_list("pk", flat=True)[newest : newest + 1]
        return next(iter(found), 0)
