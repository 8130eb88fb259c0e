# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is measured: the journeys of citizens and agents, as pages and forms in their order.

No Django here: the same journeys run through real sockets and, to count queries, in one process.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grc.dev.bench.browser import Browser, JourneyFailed, Reply

Scene = dict[str, Any]
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
WORDS = (
    "Bonjour, la chaussée s'est affaissée sur toute la largeur de la voie, juste après le virage. "
    "Cela dure depuis plus de trois semaines et la situation empire à chaque pluie. Les enfants de "
    "l'école passent ici tous les matins vers huit heures, et ma voisine n'ose plus sortir le soir."
    " Il faudrait au moins poser une barrière en attendant. Nous sommes plusieurs riverains à vous "
    "écrire pour la même raison. Pouvez-vous me dire qui s'en occupe et dans quel délai ? Merci."
)
MESSAGE = "Pouvez-vous préciser à quelle hauteur de la rue cela se trouve, avec une photo ?"
LETTER = (
    "Bonjour,\n\nNos équipes sont intervenues et ont remis les lieux en état. L'endroit reste"
    " surveillé pendant un mois ; si le problème revient, répondez sur votre page de suivi.\n\n"
    "Bien à vous"
)


@dataclass
class People:
    """Who one client plays, each on a connection of their own."""

    citizen: Browser
    agent: Browser
    supervisor: Browser

    @property
    def received(self) -> int:
        """Bytes that came back to all of them."""
        return self.citizen.received + self.agent.received + self.supervisor.received


Journey = Callable[[People, Scene, int], None]


@dataclass(frozen=True)
class Scenario:
    """A journey, how often it is made by one client and by eight, and what it is compared with.

    ``uses`` names the requests of the scene that it changes: each is used once.
    """

    name: str
    journey: Journey
    alone: int
    together: int
    floor: str
    uses: str = ""


def submit(people: People, scene: Scene, turn: int) -> None:
    """Somebody new opens the form of a service and sends it; the redirect is not followed."""
    citizen = people.citizen
    citizen.become(f"10.{turn >> 16 & 255}.{turn >> 8 & 255}.{turn & 255}")
    form = _ok(citizen.get(scene["form"]))
    fields = {
        TOKEN: form.hidden(TOKEN),
        "form-token": form.hidden("form-token"),
        "what": f"{WORDS} ({turn})",
        "place": "12 rue des Tilleuls",
        "place-latitude": "48.957",
        "place-longitude": "4.363",
        "requester-name": "Marie Lemoine",
        "requester-email": "marie.lemoine@example.org",
        "requester-phone": "06 39 98 12 34",
    }
    _moved(citizen.post(scene["form"], fields, multipart=True))


def act(people: People, scene: Scene, turn: int) -> None:
    """Open a request, then move it with a message to the requester, which queues a mail."""
    path = scene["act"][turn % len(scene["act"])]
    page = _ok(people.agent.get(path))
    code = "ask_citizen" if f"{path}etapes/ask_citizen/" in page.text else "resume"
    fields = {TOKEN: page.hidden(TOKEN), "message": MESSAGE}
    _moved(people.agent.post(f"{path}etapes/{code}/", fields))


def answer(people: People, scene: Scene, turn: int) -> None:
    """Begin an answer, save it, submit it; somebody else approves it, which queues a mail."""
    path = scene["answer"][turn % len(scene["answer"])]
    agent, supervisor = people.agent, people.supervisor
    page = _ok(agent.get(path))
    _moved(agent.post(f"{path}reponse/", {TOKEN: page.hidden(TOKEN)}))
    editor = _ok(agent.get(f"{path}reponse/"))
    draft = {TOKEN: editor.hidden(TOKEN), "body": f"{LETTER} ({turn})", "outcome": "done"}
    draft |= {name: editor.hidden(name) for name in ("answer", "based_on")}
    saved = _ok(agent.post(f"{path}reponse/enregistrer/", draft, json=True))
    revision = re.search(r'"revision": ?(\d+)', saved.text)
    draft["based_on"] = revision[1] if revision else ""
    _moved(agent.post(f"{path}reponse/soumettre/", draft))
    round_path = f"/bureau/a-valider/{draft['answer']}/1/"
    page = _ok(supervisor.get(round_path))
    _moved(supervisor.post(f"{round_path}valider/", {TOKEN: page.hidden(TOKEN)}))


def request(people: People, scene: Scene, turn: int) -> None:
    """An agent opens a request that has a thread and an answer."""
    _ok(people.agent.get(scene["requests"][turn % len(scene["requests"])]))


def tracking(people: People, scene: Scene, turn: int) -> None:
    """The requester opens the page of their request."""
    _ok(people.citizen.get(scene["tracking"][turn % len(scene["tracking"])]))


def _page(name: str, *, by: str = "agent") -> Journey:
    def journey(people: People, scene: Scene, turn: int) -> None:
        _ok(getattr(people, by).get(scene[name]))

    return journey


SCENARIOS = (
    Scenario("submit", submit, 150, 400, "submit"),
    Scenario("queue", _page("queue"), 100, 240, "list"),
    Scenario("queue_deep", _page("queue_deep"), 100, 240, "list"),
    Scenario("queue_frequent", _page("queue_frequent"), 60, 160, "list"),
    Scenario("queue_rarest", _page("queue_rarest"), 60, 160, "list"),
    Scenario("queue_nothing", _page("queue_nothing"), 60, 160, "list"),
    Scenario("queue_open", _page("queue_open"), 60, 160, "list"),
    Scenario("queue_supervisor", _page("queue", by="supervisor"), 60, 160, "list"),
    Scenario("request", request, 100, 240, "row"),
    Scenario("act", act, 80, 200, "submit"),
    Scenario("answer", answer, 40, 96, "submit", uses="answer"),
    Scenario("tracking", tracking, 100, 320, "row"),
)


def floor_submit(people: People, scene: Scene, turn: int) -> None:
    form = _ok(people.citizen.get("/new/"))
    _moved(people.citizen.post("/new/", {TOKEN: form.hidden(TOKEN), "body": f"{WORDS} ({turn})"}))


def floor_list(people: People, scene: Scene, turn: int) -> None:
    _ok(people.citizen.get("/"))


def floor_row(people: People, scene: Scene, turn: int) -> None:
    _ok(people.citizen.get(f"/{turn * 37 % scene['floor_rows'] + 1}/"))


FLOOR = (
    Scenario("submit", floor_submit, 150, 800, "submit"),
    Scenario("list", floor_list, 150, 800, "list"),
    Scenario("row", floor_row, 150, 1200, "row"),
)


def _ok(reply: Reply) -> Reply:
    return _expect(reply, 200)


def _moved(reply: Reply) -> Reply:
    return _expect(reply, 303 if reply.status != 302 else 302)


def _expect(reply: Reply, status: int) -> Reply:
    if reply.status != status:
        raise JourneyFailed(f"{reply.status} instead of {status}: {reply.text[:2000]}")
    return reply
