# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The demo's supervision, with stand-ins for the town."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from grc.dev.demo import _stamp_of_database, is_free
from grc.dev.postgres import provide, release
from grc.dev.processes import is_alive, wait_until
from tests.dev.people import ROOT, postmaster

Start = Callable[..., "Demo"]


class Demo:
    """A demo in another process, as `make demo` would start it."""

    def __init__(self, data_dir: Path, port: int, *options: str, **environment: str):
        self.data_dir, self.port, self.failing = data_dir, port, options
        names = ("PATH", "HOME")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.dev.standin", str(data_dir), str(port), *options],
            cwd=ROOT,
            env={name: os.environ[name] for name in names if name in os.environ} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def lines(self, count: int = 5) -> list[str]:
        """The first lines it prints, once everything answers and the worker was started."""
        assert self.process.stdout
        lines = [self.process.stdout.readline().rstrip("\n") for _ in range(count)]
        assert "worker" in self.failing or wait_until(lambda: bool(self.starts("worker")), 20)
        return lines

    def end(self, word: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        self.process.send_signal(word)
        return self.outcome()

    def outcome(self) -> tuple[int, str, str]:
        printed, said = self.process.communicate(timeout=30)
        return self.process.returncode, printed, said

    def starts(self, name: str) -> list[list[int]]:
        """The numbers of the program and of its child, one pair for each time it was started."""
        path = self.data_dir / f"{name}.starts"
        lines = path.read_text().splitlines() if path.exists() else []
        return [[int(number) for number in line.split()] for line in lines]

    def is_healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def _without_database() -> dict[str, str]:
    return {name: os.environ[name] for name in os.environ if not name.startswith("DATABASE")}


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def start(data_dir: Path, port: int) -> Iterator[Start]:
    """Starts demos on the same data and port; whatever is left is killed."""
    started: list[Demo] = []

    def start(*options: str, **environment: str) -> Demo:
        started.append(Demo(data_dir, port, *options, **environment))
        return started[-1]

    yield start
    for demo in started:
        if demo.process.poll() is None:
            demo.end(signal.SIGKILL)


def test_busy_port(start: Start, port: int, data_dir: Path) -> None:
    """A port that is taken gives a sentence with another one, and starts nothing."""
    with socket.create_server(("127.0.0.1", port)):
        code, printed, said = start().outcome()
    assert (code, printed) == (1, "")
    assert f"Port {port} is taken" in said
    assert f"make demo PORT={port + 10}" in said
    assert postmaster(data_dir) is None


def test_stranger_on_localhost(port: int) -> None:
    """A program that listens on the other `localhost` would be taken for the town."""
    try:
        stranger = socket.create_server(("::1", port), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with stranger:
        assert not is_free(port)
    assert is_free(port)


@pytest.mark.parametrize("name", ["prepare", "web"])
def test_start_that_fails(start: Start, data_dir: Path, name: str) -> None:
    """Without its data or its pages the town does not open: last words, 1, nothing left behind."""
    demo = start("--fail", name)
    code, printed, said = demo.outcome()
    assert (code, printed) == (1, "")
    assert "broken on purpose" in said
    assert str(data_dir / "logs" / f"{name}.log") in said
    assert postmaster(data_dir) is None
    assert not any(is_alive(pid) for pair in demo.starts("mailbox") for pid in pair)


def test_addresses(start: Start, port: int) -> None:
    """When everything answers it prints the addresses, then what the town has to say."""
    demo = start()
    assert demo.lines() == [
        f"portal: http://localhost:{port}/",
        f"desk: http://localhost:{port}/bureau/",
        f"mailbox: http://localhost:{port + 1}/",
        "town: voisine http://voisine.localhost/",
        "camille@ville.test secret agent",
    ]
    assert demo.is_healthy()


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_stop(start: Start, data_dir: Path, word: signal.Signals) -> None:
    """Ctrl-C and a polite kill stop programs, their children and the database, and give 0."""
    demo = start()
    demo.lines()
    code, _, said = demo.end(word)
    assert code == 0
    assert said.endswith(f"Stopped by {word.name}.\n")
    assert not demo.is_healthy()
    assert postmaster(data_dir) is None
    pids = [pid for name in ("mailbox", "worker") for pair in demo.starts(name) for pid in pair]
    assert len(pids) == 4
    assert not any(is_alive(pid) for pid in pids)


def test_stop_in_a_script(start: Start) -> None:
    """A script's background commands are born deaf to Ctrl-C; this one hears it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        demo = start()
    finally:
        signal.signal(signal.SIGINT, before)
    demo.lines()
    assert demo.end(signal.SIGINT)[0] == 0


def test_stop_leaves_the_database_to_others(start: Start, data_dir: Path) -> None:
    """A test suite that runs beside the demo keeps its server."""
    demo = start()
    demo.lines()
    provide(data_dir)
    assert demo.end()[0] == 0
    assert postmaster(data_dir)
    release(data_dir)
    assert postmaster(data_dir) is None


def test_stop_while_starting(start: Start, data_dir: Path) -> None:
    """Ctrl-C before the town is open is no accident either."""
    demo = start()
    assert wait_until(lambda: bool(demo.starts("mailbox")), 20)
    assert demo.end()[0] == 0
    assert postmaster(data_dir) is None
    assert not any(is_alive(pid) for pair in demo.starts("mailbox") for pid in pair)


def test_worker_that_dies(start: Start) -> None:
    """A worker that dies is started again, and the person is told."""
    demo = start()
    demo.lines()
    os.kill(demo.starts("worker")[0][0], signal.SIGKILL)
    assert wait_until(lambda: len(demo.starts("worker")) == 2, 10)
    code, _, said = demo.end()
    assert code == 0
    assert "worker ended (-9), again in 1 s" in said


def test_database_that_dies(start: Start, data_dir: Path) -> None:
    """A database that dies is started again, where the programs of the town look for it."""
    demo = start()
    demo.lines()
    before = postmaster(data_dir)
    assert before
    os.kill(before.pid, signal.SIGKILL)

    def is_back() -> bool:
        after = postmaster(data_dir)
        return after is not None and after.pid != before.pid and after.is_ready

    assert wait_until(is_back, 20)
    after = postmaster(data_dir)
    assert after
    assert after.socket_folder == before.socket_folder
    assert demo.end()[0] == 0
    assert postmaster(data_dir) is None


def test_worker_that_always_dies(start: Start) -> None:
    """The pause grows from one death to the next; the pages stay."""
    demo = start("--fail", "worker")
    demo.lines()
    assert demo.process.stderr
    heard: list[str] = []
    listener = threading.Thread(target=lambda: heard.extend(demo.process.stderr or []))
    listener.start()
    assert wait_until(lambda: any("again in 2 s" in line for line in heard), 10)
    assert demo.is_healthy()
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(30) == 0
    listener.join()
    demo.process.stderr.close()
    assert demo.process.stdout
    demo.process.stdout.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells the children")
def test_killed_demo(start: Start, port: int) -> None:
    """After kill -9 nothing holds the port, and the next demo opens on the same data."""
    demo = start()
    demo.lines()
    demo.end(signal.SIGKILL)
    assert wait_until(lambda: is_free(port), 10)
    assert wait_until(lambda: not any(is_alive(pair[0]) for pair in demo.starts("worker")), 10)
    following = start()
    assert following.lines()[0] == f"portal: http://localhost:{port}/"
    assert following.end()[0] == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells the children")
def test_killed_make(data_dir: Path, port: int) -> None:
    """Kill -9 of make ends the demo it started."""
    code = (
        "import subprocess, sys; child = subprocess.Popen(sys.argv[1:]);"
        "print(child.pid, flush=True); child.wait()"
    )
    make = subprocess.Popen(
        [sys.executable, "-c", code, sys.executable, "-m", "grc.dev.demo"],
        cwd=ROOT,
        env=_without_database() | {"MAKELEVEL": "1", "PORT": str(port), "DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert make.stdout
    demo = int(make.stdout.readline())
    assert wait_until(lambda: (data_dir / "logs" / "mailbox.log").exists(), 20)
    make.kill()
    make.stdout.close()
    make.wait()
    assert wait_until(lambda: not is_alive(demo), 30)
    assert postmaster(data_dir) is None


def test_second_start_is_quick(start: Start) -> None:
    """The second start opens the pages while it looks at the data: the stand-in waits for them."""
    demo = start()
    demo.lines()
    assert "Preparing the demo town" in demo.end()[2]
    demo = start()
    assert demo.lines()[-1] == "camille@ville.test secret agent"
    assert "Preparing" not in demo.end()[2]


def test_wiped_database(start: Start, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that was dropped is prepared anew, before pages are served."""
    demo = start()
    demo.lines()
    demo.end()
    url = provide(data_dir).owner
    monkeypatch.setenv("DATABASE_OWNER_URL", url)
    assert _stamp_of_database()
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE catalaune")
    release(data_dir)
    demo = start()
    demo.lines()
    assert "Preparing the demo town" in demo.end()[2]


@pytest.mark.parametrize("value", ["eighty", "0", "70000"])
def test_port_that_is_none(value: str, data_dir: Path) -> None:
    """A PORT that is no port gives a sentence."""
    done = subprocess.run(
        [sys.executable, "-m", "grc.dev.demo"],
        cwd=ROOT,
        env=_without_database() | {"PORT": value, "DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"PORT is {value!r}: give a number between 1 and 65000.\n"
