# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Citizens who ask, agents who answer, a supervisor who approves: all at once, until it is enough.

Each story is lived by one thread, whoever acts in it, so that its order is known.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from tests.soak.kills.browser import Answer, Browser, Unanswered, Unexpected
from tests.soak.kills.ledger import Act, State, Story

if TYPE_CHECKING:
    from tests.soak.kills.house import House

FORM = "/demarches/pothole/"
THREADS = 12
WITH_PHOTO = 0.1
CSRF = "k" * 32


class Enough(Exception):
    """Everybody goes home."""


@dataclass
class Crowd:
    """People in threads. ``sessions`` are those of agents and, last, of the supervisor."""

    ports: list[int]
    sessions: list[str]
    seed: str
    stories: list[Story] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    retries: int = 0
    #: Acts that were confirmed, or found done.
    done: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._enough = threading.Event()
        self._threads = [
            threading.Thread(target=self._live, args=(Random(f"{self.seed} {n}"),), daemon=True)
            for n in range(THREADS)
        ]

    def come(self) -> None:
        for thread in self._threads:
            thread.start()

    def leave(self, house: House, seconds: float) -> None:
        """Let everybody end the act they are in and go home."""
        self._enough.set()
        gone = house.wait(lambda: not any(t.is_alive() for t in self._threads), seconds)
        assert gone, "Somebody waits for an answer for ever."
        self._enough.clear()

    @property
    def is_living(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def has_done(self, acts: int) -> bool:
        """Whether so many acts are done; True as well when somebody broke down."""
        return self.done >= acts or not self.is_living

    def person(self, dice: Random, number: int, session: str = "") -> Browser:
        """Somebody at a browser of their own; signed in when there is a session."""
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        cookies = {"session": session, "csrf": CSRF} if session else {}
        return Browser(self.ports, dice, address, cookies)

    def tell(self, story: Story, dice: Random) -> Telling:
        """Begin a story that nobody has told yet; whose it is, unless it says so, is new too."""
        number = next(self._numbers)
        story.email = story.email or f"usager-{number}@example.org"
        *agents, supervisor = self.sessions
        return Telling(
            story=story,
            number=number,
            dice=dice,
            citizen=self.person(dice, number),
            agent=self.person(dice, number, dice.choice(agents)),
            supervisor=self.person(dice, number, supervisor),
            begin=self._begin,
            end=self._end,
        )

    def _live(self, dice: Random) -> None:
        try:
            while not self._enough.is_set():
                self._live_one(dice)
        except Exception as error:  # noqa: BLE001 - told by the test, which this thread cannot fail
            self.complaints.append(repr(error))

    def _live_one(self, dice: Random) -> None:
        telling = self.tell(Story(email=""), dice)
        try:
            telling.live()
        except (Enough, Unanswered):
            pass
        except Unexpected as error:
            self.complaints.append(f"{error} after {telling.story.acts}")
        finally:
            with self._lock:
                for browser in (telling.citizen, telling.agent, telling.supervisor):
                    self.retries += browser.retries
                    self.complaints += browser.complaints

    def _begin(self, story: Story, act: Act) -> None:
        if self._enough.is_set():
            raise Enough
        with self._lock:
            if not story.acts:
                self.stories.append(story)
            story.acts.append(act)

    def _end(self, act: Act, answer: Answer) -> None:
        if answer.status == 303:
            act.state = State.CONFIRMED
        elif answer.status == 409 and answer.lost:
            act.state = State.FOUND
        else:
            raise Unexpected(f"{act.kind}: {answer.status}")
        with self._lock:
            self.done += 1


@dataclass
class Telling:
    """One request, from the form to its end."""

    story: Story
    number: int
    dice: Random
    citizen: Browser
    agent: Browser
    supervisor: Browser
    begin: Callable[[Story, Act], None]
    end: Callable[[Act, Answer], None]

    def live(self) -> None:
        self.submit()
        self._at_desk("take", "prendre/")
        self.dice.choice([self._answer, self._answer, self._return, self._talk, self._close])()

    def submit(self) -> None:
        """File the request by the portal's form."""
        words = self._words("request")
        form = self.citizen.get(FORM).fields
        if self.dice.random() < WITH_PHOTO:
            self.story.photo = _photo(self.dice)
        typed = {
            "what": words,
            "place": "12 rue des Fleurs",
            "requester-name": "Marie Dupont",
            "requester-email": self.story.email,
        }
        answer = self._do("submit", words, self.citizen, FORM, form | typed, self.story.photo)
        self.story.path = answer.location.removesuffix("recue/")

    def _answer(self) -> None:
        """Draft, hand in, have it approved by somebody else."""
        self._at_desk("draft", "reponse/")
        self._approve(self._hand_in(), 1)

    def _return(self) -> None:
        """The same, but the first text is not good enough."""
        self._at_desk("draft", "reponse/")
        answer, reason = self._hand_in(), self._words("reason")
        path = f"/bureau/a-valider/{answer}/1/renvoyer/"
        self._do("return", reason, self.supervisor, path, {"reason": reason})
        self._approve(self._hand_in(), 2)

    def _talk(self) -> None:
        for kind, place in (("write", "ecrire/"), ("note", "noter/")):
            words = self._words(kind)
            token = str(UUID(int=self.dice.getrandbits(128)))
            typed = {f"{kind}-body": words, f"{kind}-token": token}
            self._at_desk(kind, place, typed, words)
        question = self._words("question")
        self._at_desk("ask", "etapes/ask_citizen/", {"message": question}, question)
        form, words = self.citizen.get(self.story.path).fields, self._words("reply")
        self._do("reply", words, self.citizen, self.story.path, form | {"body": words})
        self._close()

    def _close(self) -> None:
        words = self._words("end")
        self._at_desk("close", "etapes/close/", {"message": words, "outcome": "done"}, words)

    def _hand_in(self) -> str:
        """Write the answer and submit it; return its id."""
        page, words = self.agent.get(self._desk("reponse/")).fields, self._words("answer")
        typed = {"body": words, "outcome": "done"}
        given = {name: page[name] for name in ("answer", "based_on")}
        self._at_desk("hand in", "reponse/soumettre/", given | typed, words)
        return given["answer"]

    def _approve(self, answer: str, number: int) -> None:
        path = f"/bureau/a-valider/{answer}/{number}/valider/"
        self._do("approve", "", self.supervisor, path, {})

    def _at_desk(
        self, kind: str, place: str, typed: dict[str, str] | None = None, words: str = ""
    ) -> None:
        self._do(kind, words, self.agent, self._desk(place), typed or {})

    def _do(
        self,
        kind: str,
        words: str,
        browser: Browser,
        path: str,
        typed: dict[str, str],
        photo: bytes = b"",
    ) -> Answer:
        act = Act(kind, words)
        self.begin(self.story, act)
        answer = browser.post(path, typed, photo)
        self.end(act, answer)
        return answer

    def _desk(self, place: str) -> str:
        return f"/bureau/demandes/{self.story.path.split('/')[2]}/{place}"

    def _words(self, kind: str) -> str:
        """Words that stand nowhere else."""
        return f"{kind} {self.number}.{len(self.story.acts)}\n\nLa chaussée est abîmée."


def _photo(dice: Random) -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (9, 9), (dice.randrange(256), dice.randrange(256), 0)).save(content, "PNG")
    return content.getvalue()
