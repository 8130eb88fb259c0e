# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How a demo town validates: circuits, rules, signatories, delegations, absences, from files.

The files name teams by their names and people by their e-mails. What they name and the town does
not have is refused with the file and the place in it.
"""

from __future__ import annotations

import tomllib
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError

from grc.accounts.models import Absence, Membership, Team
from grc.answers.delegating import Terms, today_of
from grc.answers.models import Circuit, CircuitRule, Delegation, Signatory
from grc.core.refusals import Refusal
from grc.dev.errors import DevelopmentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.accounts.models import User
    from grc.municipalities.models import Municipality

FOLDER: Final = Path(__file__).parent


class PaperRefused(DevelopmentError):
    """A file of the demo town cannot be used; the message names the file and the place in it."""


class Entry:
    """One table of a file: gives its values by key, and knows where it stands."""

    def __init__(self, place: str, values: dict[str, Any], book: Book) -> None:
        self.place, self.values, self.book = place, dict(values), book

    def take(self, key: str, default: Any = None, *, required: bool = False) -> Any:
        if required and key not in self.values:
            raise PaperRefused(f"{self.place}: add “{key}”.")
        return self.values.pop(key, default)

    def person(self, key: str, *, required: bool = True) -> User | None:
        email = self.take(key, required=required)
        return None if email is None else self.book.person(email, f"{self.place}, {key}")

    def one(self, key: str) -> User:
        person = self.person(key)
        assert person is not None  # noqa: S101 - required
        return person

    def team(self, key: str) -> Team | None:
        name = self.take(key)
        return None if name is None else self.book.team(name, f"{self.place}, {key}")

    def day(self, key: str, *, required: bool = True) -> date | None:
        """Return a day that is written as a date, or counted from the day of the demo."""
        value = self.take(key, required=required)
        if value is None or isinstance(value, date):
            return value
        if isinstance(value, bool) or not isinstance(value, int):
            raise PaperRefused(f"{self.place}, {key}: write a date, or a whole number of days.")
        return self.book.today + timedelta(days=value)

    def first_day(self) -> date:
        day = self.day("first_day")
        assert day is not None  # noqa: S101 - required
        return day

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Refuse keys that nobody took, and say where a refusal of the house comes from."""
        if self.values:
            raise PaperRefused(f"{self.place}: “{min(self.values)}” is not known here.")
        try:
            yield
        except (Refusal, ValidationError) as refusal:
            said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            raise PaperRefused(f"{self.place}: {' '.join(said)}") from refusal


class Book:
    """The people and teams of one town, by what its files call them."""

    def __init__(self, municipality: Municipality, folder: Path) -> None:
        self.municipality, self.folder = municipality, folder
        self.today = today_of(municipality)
        members = Membership.objects.select_related("user")
        self.members = {member.user.email: member for member in members}
        self.teams = {team.name: team for team in Team.objects.all()}

    @property
    def administrator(self) -> User:
        return next(m.user for m in self.members.values() if m.role == "administrator")

    def person(self, email: str, place: str) -> User:
        if email not in self.members:
            raise PaperRefused(f"{place}: nobody in this town signs in as “{email}”.")
        return self.members[email].user

    def team(self, name: str, place: str) -> Team:
        if name not in self.teams:
            raise PaperRefused(f"{place}: this town has no team “{name}”.")
        return self.teams[name]

    def entries(self, file: str, key: str) -> Iterator[Entry]:
        """Yield the tables of one file in their order; none where the town has no such file."""
        path = self.folder / file
        if not path.exists():
            return
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise PaperRefused(f"{file}: {error}.") from error
        for number, values in enumerate(data.get(key, ()), start=1):
            named = values.get("code") or values.get("name", {}).get("en") or number
            yield Entry(f"{file}, {key} {named}", values, self)


def write_validation(municipality: Municipality, folder: Path | None = None) -> None:
    """Give a town all that its files say about validating; the town must be in scope.

    Raises PaperRefused at the first fault.
    """
    book = Book(municipality, folder or FOLDER / municipality.slug)
    for entry in book.entries("signatories.toml", "signatory"):
        _signatory(entry)
    for entry in book.entries("delegations.toml", "delegation"):
        _delegation(entry)
    for entry in book.entries("absences.toml", "absence"):
        _absence(entry)
    circuits = {}
    for entry in book.entries("circuits.toml", "circuit"):
        circuit = _circuit(entry)
        circuits[circuit.code] = circuit
    for position, entry in enumerate(book.entries("circuits.toml", "rule"), start=1):
        _rule(entry, position, circuits)


def _signatory(entry: Entry) -> None:
    person, first_day, last_day = _days(entry, "person")
    fields = {key: entry.take(key, required=True) for key in ("first_name", "last_name")}
    fields["capacity"] = entry.take("capacity", required=True)
    holds_office = entry.take("holds_office", False)
    with entry.kept():
        Signatory.objects.begin(
            person,
            starts_on=first_day,
            ends_on=last_day,
            holds_office=holds_office,
            by=entry.book.administrator,
            **fields,
        )


def _delegation(entry: Entry) -> None:
    principal, first_day, last_day = _days(entry, "principal")
    delegate = entry.one("delegate")
    terms = Terms(
        power=entry.take("power", required=True),
        starts_on=first_day,
        ends_on=last_day,
        act_number=entry.take("act_number", ""),
        services=tuple(entry.take("services", ())),
        kinds=tuple(entry.take("kinds", ())),
    )
    with entry.kept():
        Delegation.objects.give(principal, delegate, terms, by=principal)


def _absence(entry: Entry) -> None:
    person, first_day, last_day = _days(entry, "person")
    team, substitute = entry.team("team"), entry.person("substitute", required=False)
    with entry.kept():
        Absence.objects.record(
            person,
            starts_on=first_day,
            ends_on=last_day or first_day,
            team=team,
            substitute=substitute,
            by=person,
        )


def _days(entry: Entry, key: str) -> tuple[User, date, date | None]:
    return entry.one(key), entry.first_day(), entry.day("last_day", required=False)


def _circuit(entry: Entry) -> Circuit:
    code, name = entry.take("code", required=True), entry.take("name", required=True)
    stages = [
        _stage(stage, f"{entry.place}, stage {number}", entry.book)
        for number, stage in enumerate(entry.take("stages", required=True), start=1)
    ]
    with entry.kept():
        return Circuit.objects.load(
            entry.book.municipality,
            code=code,
            name=name,
            definition={"format": 1, "stages": stages},
        )


def _stage(stage: dict[str, Any], place: str, book: Book) -> dict[str, Any]:
    """Return a stage with ids where its file has names."""
    asked = []
    for who in stage.get("who", ()):
        found = dict(who)
        if "team" in who:
            found["team"] = book.team(who["team"], f"{place}, team").pk
        if "person" in who:
            found["person"] = book.person(who["person"], f"{place}, person").pk
        asked.append(found)
    return stage | {"who": asked}


def _rule(entry: Entry, position: int, circuits: dict[str, Circuit]) -> None:
    name, code = entry.take("name", required=True), entry.take("circuit", required=True)
    condition, percent = entry.take("condition"), entry.take("sample_percent", 0)
    if code not in circuits:
        raise PaperRefused(f"{entry.place}, circuit: this file has no circuit “{code}”.")
    with entry.kept():
        CircuitRule.objects.load(
            circuits[code],
            position=position,
            name=name,
            condition=condition,
            sample_percent=percent,
        )
