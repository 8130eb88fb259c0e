# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from grc.answers.signing.backend import SignatureBackend

if TYPE_CHECKING:
    from grc.answers.signing.backend import Act, Signed


class ManualBackend(SignatureBackend):
    """People print the letter, sign it, scan it, and keep the PDF (``Answer.keep_signed``)."""

    code = "manual"

    @property
    def is_manual(self) -> bool:
        return True

    def hand_over(self, act: Act) -> str:
        return ""

    def collect(self, ticket: str) -> Signed | None:
        return None

    def withdraw(self, ticket: str) -> None:
        return
