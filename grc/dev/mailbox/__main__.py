# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""`python -m grc.dev.mailbox --smtp-port N --http-port M --dir D`: until told to stop."""

import argparse
import signal
import sys
from pathlib import Path

from grc.dev.errors import DevelopmentError
from grc.dev.mailbox.server import Mailbox

LOCALE = Path(__file__).resolve().parents[3] / "locale"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m grc.dev.mailbox")
    parser.add_argument("--smtp-port", type=int, default=8025)
    parser.add_argument("--http-port", type=int, default=8026)
    parser.add_argument("--dir", type=Path, required=True)
    options = parser.parse_args()
    words = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, words)
    try:
        mailbox = Mailbox(
            options.dir,
            smtp_port=options.smtp_port,
            http_port=options.http_port,
            locale_dir=LOCALE,
        )
    except DevelopmentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    with mailbox:
        signal.sigwait(words)
    return 0


if __name__ == "__main__":
    sys.exit(main())
