# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every address of the URLconf: the screens that it leads to, or why it leads to none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, get_resolver

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.world import World

GESTURE = "takes a form; opened as a page it leads back to the request"
GESTURE_LISTED = "takes a form; opened as a page it leads back to the list"
PART = "a part of a page, which an open page fetches again"
FILE = "a file"
WORKSHOP = "shows the components; tests/ui looks at it"


@dataclass(frozen=True)
class Screen:
    """A page to look at: whose, where, and what to do there first."""

    visitor: str
    path: Callable[[World], str]
    act: Callable[[Page], object] | None = None


def at(visitor: str, path: str, act: Any = None) -> Screen:
    return Screen(visitor, lambda world: path, act)


def send_empty(page: Page) -> None:
    """Send the page's own form as it is; the server says what is missing, not the browser."""
    form = page.locator("main form", has=page.locator("button.primary")).first
    form.evaluate("form => { form.noValidate = true; }")
    with page.expect_navigation():
        form.locator("button.primary").click()


def open_menu(page: Page) -> None:
    page.locator("button.menu-opener").first.click()


def open_dialog(page: Page) -> None:
    page.locator("details[data-dialog] > summary").first.click()


def open_states(page: Page) -> None:
    page.locator("a[href*='/reponse/'][href$='/textes/']").click()
    page.wait_for_url("**/textes/")


def compare_newest(page: Page) -> None:
    open_states(page)
    page.locator(".kept a").first.click()
    page.wait_for_url("**#compared")


def unfold_all(page: Page) -> None:
    page.evaluate(
        "document.querySelectorAll('main details:not([data-dialog])').forEach(e => e.open = true)"
    )


PORTAL: dict[str, list[Screen] | str] = {
    "portal:home": [
        at("citizen", "/"),
        at("citizen", "/?q=trou"),
        at("citizen", "/?q=licorne"),
        at("citizen", "/nulle-part/"),
    ],
    "portal:form": [
        at("citizen", "/demarches/pothole/", unfold_all),
        at("citizen", "/demarches/pothole/", send_empty),
    ],
    "portal:lost_link": [at("citizen", "/suivi/"), at("citizen", "/suivi/", send_empty)],
    "portal:link_sent": [at("citizen", "/suivi/lien-envoye/")],
    "portal:conditions": [at("citizen", "/modalites/")],
    "portal:tracking": [
        Screen("citizen", lambda world: world.tracking("new")),
        Screen("citizen", lambda world: world.tracking("talking"), unfold_all),
        Screen("citizen", lambda world: world.tracking("waiting")),
        Screen("citizen", lambda world: world.tracking("waiting"), send_empty),
        Screen("citizen", lambda world: world.tracking("answered"), unfold_all),
        Screen("citizen", lambda world: world.tracking("closed")),
    ],
    "portal:received": [
        Screen("citizen", lambda world: world.tracking("new", "recue/")),
        Screen("citizen", lambda world: world.tracking("anonymous", "recue/")),
    ],
    "portal:items": GESTURE,
    "portal:file": FILE,
    "portal:answer_file": FILE,
    "portal:signed_letter": FILE,
    "theme": FILE,
    "set_language": "takes a form; leads back to the page it came from",
}

ACCOUNT: dict[str, list[Screen] | str] = {
    "account_login": [
        at("citizen", "/compte/login/"),
        at("citizen", "/compte/login/", send_empty),
    ],
    "account_logout": [at("agent", "/compte/logout/")],
    "account_change_password": [
        at("agent", "/compte/password/change/"),
        at("agent", "/compte/password/change/", send_empty),
    ],
    "account_reauthenticate": [at("agent", "/compte/reauthenticate/")],
    "account_reset_password": [at("citizen", "/compte/password/reset/")],
    "account_reset_password_done": [at("citizen", "/compte/password/reset/done/")],
    "account_reset_password_from_key": [at("citizen", "/compte/password/reset/key/1-none/")],
    "account_reset_password_from_key_done": [at("citizen", "/compte/password/reset/key/done/")],
    "account_inactive": [at("citizen", "/compte/inactive/")],
    "account_signup": [at("citizen", "/compte/signup/")],
}

DESK: dict[str, list[Screen] | str] = {
    "desk:queue": [
        at("agent", "/bureau/", unfold_all),
        at("agent", "/bureau/?q=licorne"),
        at("agent", "/bureau/?state=all"),
    ],
    "desk:entry": [at("agent", "/bureau/nouvelle/")],
    "desk:entry_form": [
        at("agent", "/bureau/nouvelle/pothole/"),
        at("agent", "/bureau/nouvelle/pothole/", send_empty),
    ],
    "desk:inbox": [at("agent", "/bureau/a-valider/")],
    "desk:inbox_list": [
        at("agent", "/bureau/a-valider/liste/"),
        at("supervisor", "/bureau/a-valider/liste/"),
    ],
    "desk:round": [
        Screen("supervisor", lambda world: world.rounds["open"], unfold_all),
        Screen("supervisor", lambda world: world.rounds["open"], open_menu),
        Screen("supervisor", lambda world: world.rounds["open"], open_dialog),
        Screen("supervisor", lambda world: world.rounds["decided"]),
    ],
    "desk:request": [
        Screen("agent", lambda world: world.desk("new"), open_menu),
        Screen("agent", lambda world: world.desk("talking"), unfold_all),
        Screen("agent", lambda world: world.desk("returned")),
        Screen("agent", lambda world: world.desk("submitted")),
        Screen("agent", lambda world: world.desk("answered"), unfold_all),
        Screen("agent", lambda world: world.desk("closed")),
        at("agent", "/bureau/demandes/AAAA-AAAA/"),
    ],
    "desk:assign": [Screen("supervisor", lambda world: world.desk("talking", "attribuer/"))],
    "desk:entrust": [Screen("supervisor", lambda world: world.desk("talking", "confier/"))],
    "desk:pass_on": [Screen("agent", lambda world: world.desk("talking", "transmettre/"))],
    "desk:priority": [Screen("agent", lambda world: world.desk("talking", "priorite/"))],
    "desk:perform": [
        Screen("agent", lambda world: world.desk("talking", "etapes/close/")),
        Screen("agent", lambda world: world.desk("talking", "etapes/close/"), send_empty),
        Screen("agent", lambda world: world.desk("talking", "etapes/call_third_party/")),
        Screen("agent", lambda world: world.desk("talking", "etapes/resume/")),
    ],
    "desk:answer": [
        Screen("agent", lambda world: world.desk("begun", "reponse/"), open_dialog),
        Screen("agent", lambda world: world.desk("returned", "reponse/"), unfold_all),
        Screen("agent", lambda world: world.desk("two-texts", "reponse/"), unfold_all),
    ],
    "desk:why": [
        Screen("agent", lambda world: world.desk("talking", "pourquoi/")),
        Screen("supervisor", lambda world: world.desk("returned", "pourquoi/")),
    ],
    "desk:states": [
        Screen("agent", lambda world: world.desk("returned", "reponse/"), open_states),
        Screen("agent", lambda world: world.desk("two-texts", "reponse/"), compare_newest),
    ],
    "desk:take_up": GESTURE,
    "desk:contribute": "shown to a team that is asked, in tests/desk/test_contribute_browser.py",
    "desk:stop_asking": GESTURE,
    "desk:note_item": "the form of a gesture, looked at in tests/desk/test_items_browser.py",
    "desk:waive_item": GESTURE,
    "desk:beside": PART,
    "desk:texts": [
        at("supervisor", "/bureau/textes/"),
        at("supervisor", "/bureau/textes/?q=licorne"),
    ],
    "desk:text_begin": [
        at("supervisor", "/bureau/textes/nouveau/"),
        at("supervisor", "/bureau/textes/nouveau/", send_empty),
    ],
    "desk:text": [Screen("supervisor", lambda world: world.text, unfold_all)],
    "desk:text_check": PART,
    "desk:texts_search": PART,
    "desk:tell": [Screen("agent", lambda world: world.desk("to-tell", "reponse/transmise/"))],
    "desk:absences": [
        at("supervisor", "/bureau/absences/", unfold_all),
        at("supervisor", "/bureau/absences/", send_empty),
    ],
    "desk:delegations": [at("supervisor", "/bureau/delegations/", unfold_all)],
    "desk:give_delegation": [
        at("supervisor", "/bureau/delegations/nouvelle/"),
        at("supervisor", "/bureau/delegations/nouvelle/", send_empty),
    ],
    "desk:circuits": [at("supervisor", "/bureau/circuits/")],
    "desk:spot_check": [
        Screen("supervisor", lambda world: f"/bureau/circuits/controles/{world.check}/"),
        Screen(
            "supervisor", lambda world: f"/bureau/circuits/controles/{world.check}/", send_empty
        ),
    ],
    "desk:begin_signatory": [
        at("administrator", "/bureau/delegations/", unfold_all),
        at("administrator", "/bureau/signataires/nouveau/"),
        at("administrator", "/bureau/signataires/nouveau/", send_empty),
    ],
    "desk:letters": [at("agent", "/bureau/courriers/")],
    "desk:queue_live": PART,
    "desk:request_live": PART,
    "desk:queue_beside": PART,
    **dict.fromkeys(
        (
            "desk:file",
            "desk:answer_file",
            "desk:letter",
            "desk:proof_pdf",
            "desk:proof_zip",
            "desk:signed_file",
        ),
        FILE,
    ),
    "desk:signed": "the form of the panel, which other gestures of the request show as well",
    "desk:print_letters": FILE,
    "desk:posted": GESTURE,
    **dict.fromkeys(
        ("desk:approve", "desk:send_back", "desk:take", "desk:release", "desk:write", "desk:note"),
        GESTURE,
    ),
    **dict.fromkeys(("desk:opine", "desk:hand_over", "desk:amend", "desk:suggest"), GESTURE),
    **dict.fromkeys(("desk:consult", "desk:change_circuit", "desk:undo"), GESTURE),
    "desk:settle_annotation": GESTURE,
    **dict.fromkeys(("desk:text_insert", "desk:text_retire", "desk:text_restore"), GESTURE),
    **dict.fromkeys(
        ("desk:cancel_absence", "desk:revoke_delegation", "desk:end_signatory"),
        GESTURE_LISTED,
    ),
    **dict.fromkeys(
        ("desk:save", "desk:submit", "desk:settle", "desk:recall", "desk:withdraw"), GESTURE
    ),
    **dict.fromkeys(("styleguide", "styleguide_error", "styleguide_shape"), WORKSHOP),
}

TABLE = PORTAL | ACCOUNT | DESK


def names(patterns: list[Any] | None = None, space: str = "") -> Iterator[str]:
    """The name of every address in the URLconf."""
    for pattern in get_resolver("grc.urls").url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        else:
            below = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, below)
