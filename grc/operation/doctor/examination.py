# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""All checks, each on its own: one that breaks is told like any other fault."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import psycopg
from django.conf import settings
from django.db import ProgrammingError
from django.utils.translation import gettext as _

from grc.operation.doctor import (
    answers,
    assets,
    backups,
    clock,
    code,
    database,
    disk,
    hardening,
    history,
    letters,
    live,
    mail,
    migrations,
    outbox,
    roles,
    separation,
    towns,
    worker,
)
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation, NotLookedAt, examined

logger = logging.getLogger(__name__)

Check = Callable[[Installation], Iterable[Finding]]

CHECKS: Final[dict[str, Check]] = {
    "database": database.check,
    "migrations": migrations.check,
    "roles": roles.check_application,
    "backup role": roles.check_backup,
    "separation": separation.check,
    "history": history.check,
    "answers": answers.check,
    "clock": clock.check,
    "towns": towns.check,
    "mail": mail.check,
    "worker": worker.check,
    "outbox": outbox.check,
    "room": disk.check_room,
    "files": disk.check_files,
    "assets": assets.check,
    "letters": letters.check,
    "settings": hardening.check,
    "live": live.check,
    "backups": backups.check,
    "code": code.check,
}
#: What the demo does its own way: a mailbox instead of a relay, a secret that is none.
NOT_IN_DEMO: Final = frozenset({"mail", "settings"})


@dataclass
class Report:
    """What was found, which checks found nothing, and which could not look."""

    findings: list[Finding] = field(default_factory=list)
    fine: list[str] = field(default_factory=list)
    not_looked_at: list[str] = field(default_factory=list)


def examine(names: Iterable[str] = ()) -> Report:
    """Make every check, or those named, and return what was found. No check can break it."""
    report = Report()
    wanted = set(names) or CHECKS.keys()
    with examined() as installation:
        for name, check in CHECKS.items():
            if settings.DEMO and name in NOT_IN_DEMO & wanted:
                report.not_looked_at.append(name)
            elif name in wanted:
                _make(name, check, installation, report)
    return report


def _make(name: str, check: Check, installation: Installation, report: Report) -> None:
    found: list[Finding] = []
    looked = True
    try:
        for finding in check(installation):
            found.append(finding)
    except NotLookedAt:
        looked = False
    except Exception as error:
        logger.debug("The check %s broke.", name, exc_info=True)
        looked = not _is_of_another_version(error, report)
        if looked:
            found.append(_broken(name, error))
    report.findings += found
    if not found:
        (report.fine if looked else report.not_looked_at).append(name)


def _is_of_another_version(error: Exception, report: Report) -> bool:
    """A table that is not there is no news once migrations are known to be pending."""
    is_told = any(finding.code.startswith("migrations.") for finding in report.findings)
    return is_told and isinstance(error, ProgrammingError | psycopg.ProgrammingError)


def _broken(name: str, error: Exception) -> Finding:
    """Its words may hold a row or a secret; only its kind is told."""
    return Finding(
        f"doctor.{name.replace(' ', '-')}",
        _("“%(name)s” could not be looked at (%(kind)s).")
        % {"name": name, "kind": type(error).__name__},
        _("Mend the other faults first. If this one stays, set LOG_LEVEL=DEBUG and report it."),
    )
