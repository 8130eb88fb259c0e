# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The files of an answer: those that its versions froze, the letters as they were signed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.answers.verifying.case import Defect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.answers.models import AnswerFile, SignedFile
    from grc.answers.verifying.case import Case


def check_files(case: Case, *, chain_holds: bool) -> Iterator[Defect]:
    """Look at every file that a version froze, and at every letter that was kept, byte for byte."""
    named = {
        file["id"]: str(file["sha256"])
        for version in case.versions
        for file in version.round.content.get("files", [])
    }
    for key, sha256 in named.items():
        kept = case.files.get(key)
        if kept is None:
            yield _defect("file.missing", _("attached file %(id)s is missing."), key)
        elif kept.sha256 != sha256:
            words = _("attached file %(id)s is not the one that was frozen.")
            yield _defect("file.other", words, key)
        else:
            yield from _bytes(kept)
    if chain_holds:
        yield from _signed(case)


def _signed(case: Case) -> Iterator[Defect]:
    """A signed letter that is kept is the one whose hash the chain recorded."""
    told = {
        event.data.get("file"): event.data.get("sha256")
        for event in case.events
        if event.name == "signed_file_kept"
    }
    for signed in case.signed_files:
        if told.pop(signed.pk, None) != signed.sha256:
            words = _("signed file %(id)s is not the one that its event recorded.")
            yield _defect("file.other", words, signed.pk)
        else:
            yield from _bytes(signed)
    for key in told:
        yield _defect("file.missing", _("signed file %(id)s is missing."), key)


def _bytes(kept: AnswerFile | SignedFile) -> Iterator[Defect]:
    try:
        with kept.file.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        yield _defect("file.gone", _("the bytes of file %(id)s are gone."), kept.pk)
        return
    if found != kept.sha256:
        words = _("the bytes of file %(id)s are not those that were kept.")
        yield _defect("file.replaced", words, kept.pk)


def _defect(code: str, words: str, key: object) -> Defect:
    return Defect(code=code, what=words % {"id": key})
