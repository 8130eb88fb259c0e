# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The examples of proxies, run: what they let pass, what they add, what they keep to themselves."""

from __future__ import annotations

import http.client
import json
import re
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.deploy.proxy import Caddy, Nginx
from tests.deploy.town import HOST, Town, deployed
from tests.live.browser import session_of
from tests.soak.visitors import Account, Answer, Visitor, watching

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("proxy", [Nginx, Caddy])
def test_a_visit_through_the_proxy(service, agent, tmp_path: Path, proxy):
    """One visit, because putting up a town takes long; each part of it is a rule.

    Nobody is served without TLS. Nobody chooses the address that their tries are counted under, nor
    the id of their page. Sockets pass, static files too. No log of anybody holds a key, a query, an
    address or a name.
    """
    cookie = f"__Host-session={session_of(agent)}"
    with deployed(tmp_path, processes=1, proxy=proxy) as site:
        assert status_without_tls(site) == (301 if proxy is Nginx else 400)
        account = Account()
        with closing(Visitor(site.port, HOST, account)) as visitor:
            visitor.headers |= {"X-Forwarded-For": "198.51.100.7", "X-Request-ID": "forged"}
            page = visitor.ask("/?q=Dupont", 200)
            ask_for_style(visitor, page, site.folder / "static")
            with watching(site.port, HOST, account, cookie, pages=1):
                visitor.file()
        said = {service.name: service.said() for service in (*site.webs, *site.workers)}
        said["proxy"] = site.proxy.said()

    assert counted_addresses() == {visitor.address}
    for name, lines in said.items():
        for secret in ("Dupont", "Marie", "@", visitor.address, "198.51.100.7", *keys(service)):
            assert secret not in lines, f"{secret} in what {name} said:\n{lines}"
    told = [json.loads(line) for line in said["catalaune-web-1"].splitlines()]
    assert page.headers["X-Request-ID"] in {line.get("request_id") for line in told}
    assert page.headers["X-Request-ID"] != "forged"
    if proxy is Nginx:
        assert page.headers["X-Request-ID"] in said["proxy"]


def status_without_tls(site: Town) -> int:
    """nginx says where to go; Caddy does so by itself, on the ports that it has in a deployment."""
    port = site.plain_port if isinstance(site.proxy, Nginx) else site.port
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as line:
        line.request("GET", "/suivi/", headers={"Host": HOST})
        return line.getresponse().status


def ask_for_style(visitor: Visitor, page: Answer, folder: Path) -> None:
    """A style sheet is served for a year, and the proxy may read it, whoever it runs as."""
    style = re.search(r'"(/static/[^"]+\.css)"', page.text)
    assert style
    assert "immutable" in visitor.ask(style[1], 200).headers["Cache-Control"]
    assert (folder / style[1].removeprefix("/static/")).stat().st_mode & stat.S_IROTH
    assert "max-age" in page.headers["Strict-Transport-Security"]


def counted_addresses() -> set[str]:
    """The addresses under which tries were counted."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT cache_key FROM core_cache WHERE cache_key LIKE '%limit:submission%'")
        return {key.rpartition(":")[2] for (key,) in cursor.fetchall()}


def keys(service: Any) -> list[str]:
    """What only the requesters may know."""
    from grc.service_requests.models import ServiceRequest

    with service.municipality.scope():
        rows = ServiceRequest.objects.all()
        return [word for row in rows for word in (row.tracking_key, row.reference)]
