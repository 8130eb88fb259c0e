# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that can be proved without running the tests, all of it even when one part fails."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from grc.dev.errors import DevelopmentError
from grc.dev.postgres import provide_environment

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2


@dataclass(frozen=True)
class Check:
    """What to tell Python, which ends with 0 when all is well."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def checks() -> list[Check]:
    """The slowest first, because two run at a time."""
    packages = [name for name in ("grc", "workflows", "notifications") if (ROOT / name).exists()]
    # A deployment's own settings, with a secret that exists for the length of this check.
    deployed = {"DJANGO_SETTINGS_MODULE": "grc.settings.base", "SECRET_KEY": secrets.token_hex(40)}
    linter = "from importlinter.cli import lint_imports_command as lint; lint()"
    return [
        Check("types", ["-m", "mypy"]),
        Check("migrations", ["manage.py", "makemigrations", "--check", "--dry-run"]),
        Check("deployment", ["manage.py", "check", "--deploy", "--fail-level=WARNING"], deployed),
        Check("messages", ["-m", "grc.dev.messages", "--check"]),
        Check("templates", ["-m", "djlint", "--lint", "--quiet", *packages]),
        Check("imports", ["-c", linter, "--no-cache"]),
        Check("format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
        Check("lint", ["-m", "ruff", "check", "--quiet", "."]),
        Check("budgets", ["-m", "grc.dev.budgets"]),
    ]


def run(check: Check) -> bool:
    """Run it and say how it went; what the command printed, only when it failed."""
    before = time.monotonic()
    done = subprocess.run(
        [sys.executable, *check.command],
        cwd=ROOT,
        env=os.environ | check.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    printed = "" if done.returncode == 0 else f"{done.stdout.rstrip()}\n"
    print(f"{verdict:<6} {check.name} ({time.monotonic() - before:.0f} s)\n{printed}", end="")
    return done.returncode == 0


def main() -> int:
    """`python -m grc.dev.check [NAME ...]`: all, or those named."""
    wanted = sys.argv[1:]
    chosen = [check for check in checks() if not wanted or check.name in wanted]
    try:
        provide_environment(Path(os.environ.get("DATA_DIR") or ROOT / ".data"))
    except DevelopmentError as error:
        print(error, file=sys.stderr)
        return 1
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return 0 if all(list(pool.map(run, chosen))) else 1


if __name__ == "__main__":
    sys.exit(main())
