# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from grc.core.refusals import Refusal

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Act:
    """What is to be signed: the letter as a PDF, by whom, and a key by which asking twice is once.

    ``key`` names the approval of a round and its hash: the same for the same text, until it is
    taken back.
    """

    key: str
    reference: str
    subject: str
    letter: bytes
    sha256: str
    signatory: str
    capacity: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What came back: the PDF with its signature, and when it was signed if that is known."""

    content: bytes
    name: str
    signed_at: datetime | None = None


class SignatureUnavailable(Refusal):
    """The parapheur cannot be reached, or refuses; nothing was handed over."""

    status = 503

    def __init__(self, reason: str = "") -> None:
        words = _("The signature system does not answer. Try again later, or sign by hand.")
        super().__init__(f"{words} {reason}".strip())


class SignatureBackend(ABC):
    """A parapheur. Its methods are called outside any transaction, and may be called twice."""

    code: ClassVar[str]

    @property
    def is_manual(self) -> bool:
        """Return whether people carry the letter: nothing is handed over, nothing collected."""
        return False

    @abstractmethod
    def hand_over(self, act: Act) -> str:
        """Give an act to be signed and return the ticket under which it is known there.

        The same ``act.key`` twice must give the same ticket and one act to sign. Raises
        SignatureUnavailable.
        """

    @abstractmethod
    def collect(self, ticket: str) -> Signed | None:
        """Return what was signed, None while it waits. Raises SignatureUnavailable."""

    @abstractmethod
    def withdraw(self, ticket: str) -> None:
        """Take an act back that is not to be signed any more; nothing where it is gone already."""


def backend() -> SignatureBackend:
    """Return the parapheur that SIGNATURE_BACKEND names."""
    made: SignatureBackend = import_string(settings.SIGNATURE_BACKEND)()
    return made
