# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Real proxies with the examples of `deploy/`: other names of files and ports, nothing else."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from grc.dev.processes import wait_until
from tests.deploy.units import DEPLOY

# What a distribution's nginx.conf says around the sites.
AROUND = """
{user}
pid {folder}/nginx.pid;
daemon off;
worker_processes 2;
error_log stderr;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    sendfile on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/catalaune.conf;
}}
"""
# A machine without a name, without a network, and not asked to trust anybody.
LOCAL = """
    admin off
    auto_https disable_redirects
    default_sni {host}
    local_certs
    skip_install_trust"""
CERTIFICATE = "/etc/letsencrypt/live/relation.chalons.example/"


def program(name: str) -> str:
    """Return where a program is. Absent: the test skips and says so; in CI that is a failure."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        reason = f"{name} is not installed: apt install {name}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class Proxy:
    """An example's site on a port of this machine, with a certificate that nobody vouches for."""

    def __init__(self, folder: Path, *, host: str, port: int, plain_port: int, web: Path) -> None:
        self.folder, self.host, self.port, self.plain_port = folder, host, port, plain_port
        self.stderr = folder / "proxy.stderr"
        self.process: subprocess.Popen[bytes] | None = None
        self.command = self.prepare(web)

    def prepare(self, web: Path) -> list[str]:
        """Write the configuration, and return what starts the proxy with it."""
        raise NotImplementedError

    def start(self) -> None:
        environment = os.environ | {"XDG_DATA_HOME": str(self.folder), "HOME": str(self.folder)}
        with self.stderr.open("wb") as errors:
            self.process = subprocess.Popen(self.command, stderr=errors, env=environment)
        assert wait_until(lambda: self._answers() or self._has_ended(), 20), self.said()
        assert not self._has_ended(), self.said()

    def close(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)

    def said(self) -> str:
        """All that it wrote, whatever the file."""
        files = [self.stderr, *self.folder.glob("catalaune*.log")]
        return "\n".join(file.read_text(errors="replace") for file in files if file.exists())

    def example(self, name: str, changes: dict[str, str]) -> str:
        """Return an example as it is here; each thing to change must be in it."""
        site = (DEPLOY / name).read_text(encoding="utf-8")
        for said, here in changes.items():
            assert said in site, said
            site = site.replace(said, here)
        return site

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


class Nginx(Proxy):
    """nginx as a distribution starts it, with one site."""

    def prepare(self, web: Path) -> list[str]:
        nginx, folder = program("nginx"), self.folder
        make_certificate(folder, self.host)
        changes = {
            "[::]:80;": f"[::1]:{self.plain_port};",
            "[::]:443 ": f"[::1]:{self.port} ",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            CERTIFICATE: f"{folder}/",
            "relation.chalons.example": self.host,
            "/run/catalaune/web.sock": str(web),
            "/var/lib/catalaune/static/": f"{folder}/static/",
            "/var/log/nginx/": f"{folder}/",
        }
        site = self.example("nginx.conf", changes)
        if not has_ipv6():
            site = re.sub(r"^ *listen \[::1\].*\n", "", site, flags=re.MULTILINE)
        (folder / "catalaune.conf").write_text(site)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder))
        command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        run([*command, "-t"])
        return command


class Caddy(Proxy):
    """Caddy, which vouches for itself where there is no network."""

    def prepare(self, web: Path) -> list[str]:
        caddy, path = program("caddy"), self.folder / "Caddyfile"
        changes = {
            "{\n\t# Neither": f"{{{LOCAL.format(host=self.host)}\n\t# Neither",
            "{$CATALAUNE_HOST:relation.chalons.example}": f"https://{self.host}:{self.port}",
            "{$CATALAUNE_UPSTREAM:unix//run/catalaune/web.sock}": f"unix/{web}",
            "/var/lib/catalaune": str(self.folder),
        }
        path.write_text(self.example("Caddyfile", changes))
        run([caddy, "validate", "--adapter", "caddyfile", "--config", str(path)])
        return [caddy, "run", "--adapter", "caddyfile", "--config", str(path)]


def run(command: list[str]) -> None:
    """Run a program to its end; fail with its words when it does."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def has_ipv6() -> bool:
    """Whether this machine has the newer protocol; some containers have not."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def make_certificate(folder: Path, host: str) -> None:
    """Write a certificate that lives for a day, and its key, under the names of the example."""
    command = [program("openssl"), "req", "-x509", "-newkey", "ec", "-nodes", "-days", "1"]
    command += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", f"/CN={host}"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    run([*command, *files])
