# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures of every screen: wide and narrow, light and dark, in each language.

`python -m grc.dev.pictures [WORD ...]` takes those whose name holds one of the words, or all, from
a demo of its own; `--portal URL --mailbox URL` from one that runs already.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from grc.dev.errors import DevelopmentError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

    from grc.dev.screens import Screen

ROOT = Path(__file__).resolve().parents[2]
Scheme = Literal["light", "dark"]
LANGUAGES = ("fr", "en")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
HEIGHTS = {1280: 800, 360: 740}
HIGHEST = 5000
PATIENCE = 30_000


def take_pictures(portal: str, mailbox: str, into: Path, words: list[str]) -> int:
    """Take the pictures of a running demo; return how many. Files a request and has it answered."""
    # Playwright is a tool of builders: the demo does without it.
    from playwright.sync_api import sync_playwright

    from grc.dev.screens import Visitor, walk

    count = 0
    with sync_playwright() as playwright:
        sandbox = [] if os.getuid() else ["--no-sandbox"]
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--disable-gpu", "--no-first-run", *sandbox]
        )
        marie, alice, sophie, thomas = (Visitor(_context(browser), portal) for _ in range(4))
        for screen in walk(marie, alice, sophie, thomas, mailbox):
            if not words or any(word in screen.name for word in words):
                for language, width in product(LANGUAGES, HEIGHTS):
                    count += _take(screen, language, width, into)
        browser.close()
    return count


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    return context


def _take(screen: Screen, language: str, width: int, into: Path) -> int:
    page = screen.visitor.page
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    screen.visitor.go(screen.path, language=language)
    if screen.act is not None:
        screen.act(page)
    if not screen.over:
        # A screen as high as the page: what stays at the bottom of a screen is at the bottom.
        height = max(page.evaluate("document.documentElement.scrollHeight"), HEIGHTS[width])
        page.set_viewport_size({"width": width, "height": min(height, HIGHEST)})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        folder = into / f"{language}-{scheme}-{width}"
        page.screenshot(path=folder / f"{screen.name}.png")
    return len(SCHEMES)


def chromium() -> str:
    names = ("chromium", "chromium-browser", "chromium-headless-shell")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise DevelopmentError("Chromium is not installed. On Debian: apt install chromium.")
    return path


@contextmanager
def own_demo() -> Iterator[tuple[str, str]]:
    """Play a demo of one's own, forgotten afterwards; give its portal and its mailbox."""
    with tempfile.TemporaryDirectory(prefix="catalaune-") as folder:
        ours = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "MAKELEVEL"}
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        environment |= {"DATA_DIR": folder, "PORT": str(_free_port())}
        demo = subprocess.Popen(
            [sys.executable, "-m", "grc.dev.demo"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield _addresses(demo)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _addresses(demo: subprocess.Popen[str]) -> tuple[str, str]:
    """Read the addresses that a demo prints when everything answers."""
    found: dict[str, str] = {}
    assert demo.stdout is not None  # noqa: S101 - it was asked for
    for line in demo.stdout:
        name, _, address = line.strip().partition(": ")
        found[name] = address
        if "mailbox" in found:
            return found["portal"], found["mailbox"]
    raise DevelopmentError("The demo did not open: it says why above.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m grc.dev.pictures")
    parser.add_argument("words", nargs="*", help="only screens whose name holds one of these")
    parser.add_argument("--portal", help="a demo that runs already")
    parser.add_argument("--mailbox", help="its mailbox")
    parser.add_argument("--into", type=Path, default=ROOT / ".data" / "pictures")
    options = parser.parse_args()
    try:
        if options.portal and options.mailbox:
            count = take_pictures(options.portal, options.mailbox, options.into, options.words)
        else:
            with own_demo() as (portal, mailbox):
                count = take_pictures(portal, mailbox, options.into, options.words)
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error}. Playwright is a tool of builders: make check installs it.\n")
        return 1
    except DevelopmentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    print(f"{count} pictures in {options.into}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
