# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A demo without the town: the same supervision, programs of three lines.

`python -m tests.dev.standin DATA_DIR PORT [--fail prepare|web|worker]`
"""

import argparse
import sys
from pathlib import Path

from grc.dev.demo import Stage, play
from grc.dev.errors import DevelopmentError
from grc.dev.supervisor import Program

PREPARE = """
import os, psycopg, socket, sys, time
with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
    known = connection.execute("SELECT to_regclass('visitor')").fetchone() != (None,)
    connection.execute("CREATE TABLE IF NOT EXISTS visitor (name text)")
while known:
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1]))).close()
        break
    except OSError:
        time.sleep(0.05)
print("town: voisine http://voisine.localhost/")
print("camille@ville.test secret agent")
"""
WEB = """
import http.server, os, sys
class Town(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/" else 404)
        self.end_headers()
    def log_message(self, *_arguments):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Town).serve_forever()
"""
IDLE = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open(sys.argv[1], "a") as starts:
    starts.write(f"{os.getpid()} {child.pid}\\n")
child.wait()
"""
FAIL = "import sys; sys.exit('broken on purpose')"


def stage(data_dir: Path, port: int, failing: str | None) -> Stage:
    def program(name: str, code: str, *arguments: str) -> Program:
        source = FAIL if name == failing else code
        return Program(name, (sys.executable, "-c", source, *arguments))

    return Stage(
        folder=data_dir,
        data_dir=data_dir,
        port=port,
        mailbox_port=port + 1,
        prepare=program("prepare", PREPARE, str(port)),
        mailbox=program("mailbox", IDLE, str(data_dir / "mailbox.starts")),
        web=program("web", WEB, str(port)),
        worker=program("worker", IDLE, str(data_dir / "worker.starts")),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--fail")
    options = parser.parse_args()
    try:
        sys.exit(play(stage(options.data_dir, options.port, options.fail)))
    except DevelopmentError as error:
        sys.exit(str(error))
