# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How PostgreSQL, which refuses to run as root, runs all the same when we are root."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from grc.dev.errors import PostgresUnavailable

UNPRIVILEGED_USERS = ("postgres", "nobody")


def disguise(home: Path, program: str) -> list[str]:
    """The command prefix under which `program` runs without being root and can write in `home`.

    Empty for an ordinary user. May give `home` to an unprivileged user.
    Raises PostgresUnavailable when nothing this machine offers works.
    """
    if os.geteuid() != 0:
        return []
    for prefix, uid in _candidates():
        if uid != home.stat().st_uid:
            _give(home, uid)
        if _works(prefix, home, program):
            return prefix
    raise PostgresUnavailable(
        "PostgreSQL refuses to run as root, and this machine allows neither a user namespace "
        "(unshare) nor a change of user (setpriv). Run the command as an ordinary user, or set "
        "DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL of yours."
    )


def _candidates() -> Iterator[tuple[list[str], int]]:
    """Prefixes to try, best first, each with the user who must own the files."""
    if unshare := shutil.which("unshare"):
        yield [unshare, "--user", "--map-user=1000"], 0
    if setpriv := shutil.which("setpriv"):
        for person in _unprivileged():
            change = [setpriv, f"--reuid={person.pw_uid}", f"--regid={person.pw_gid}"]
            # Keeping this one capability lets the files stay below a private folder such as /root.
            capability = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
            yield [*change, "--clear-groups", *capability], person.pw_uid
            yield [*change, "--clear-groups"], person.pw_uid


def _unprivileged() -> Iterator[pwd.struct_passwd]:
    for name in UNPRIVILEGED_USERS:
        try:
            yield pwd.getpwnam(name)
        except KeyError:
            continue


def _give(home: Path, uid: int) -> None:
    for path in (home, *home.rglob("*")):
        os.chown(path, uid, -1, follow_symlinks=False)


def _works(prefix: list[str], home: Path, program: str) -> bool:
    probe = 'd="$1/.probe" && rm -rf "$d" && mkdir "$d" && rmdir "$d" && exec "$2" --version'
    command = [*prefix, "/bin/sh", "-c", probe, "sh", str(home), program]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
