# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The other processes of these tests."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from grc.dev.cluster import Cluster, Postmaster
from grc.dev.postgres import Urls

ROOT = Path(__file__).resolve().parents[2]
PERSON = """
import dataclasses, json, sys
from pathlib import Path
from grc.dev.postgres import provide

urls = provide(Path(sys.argv[1]))
print(json.dumps(dataclasses.asdict(urls)), flush=True)
sys.stdin.readline()
"""


class Person:
    """Another process that works with the embedded server until told to leave."""

    def __init__(self, data_dir: Path, *, prefix: tuple[str, ...] = ()):
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-c", PERSON, str(data_dir)],
            cwd=ROOT,
            env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def urls(self) -> Urls:
        """Where the server is, once it is there."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else ""
        return Urls(**json.loads(line))

    def leave(self) -> None:
        _, said = self.process.communicate("\n", timeout=30)
        assert self.process.returncode == 0, said

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=30)


def postmaster(data_dir: Path) -> Postmaster | None:
    """The server that runs on these data, if one does."""
    return Cluster(data_dir / "postgres", data_dir / "postgres.log").postmaster()
