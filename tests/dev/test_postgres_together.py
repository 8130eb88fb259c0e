# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Several processes ask for the embedded server at the same moment."""

from pathlib import Path

from tests.dev.people import Person, postmaster


def test_one_initialises_the_others_wait(empty_dir: Path, people: list[Person]) -> None:
    """Four processes on an empty folder: one server, four leases, nobody fails."""
    people += [Person(empty_dir) for _ in range(4)]
    assert len({person.urls() for person in people}) == 1
    for person in people[:-1]:
        person.leave()
        assert postmaster(empty_dir)
    people[-1].leave()
    assert postmaster(empty_dir) is None


def test_coming_and_going(data_dir: Path, people: list[Person]) -> None:
    """One leaves while another comes: whoever came gets a server that answers."""
    for _ in range(3):
        people.append(Person(data_dir))
        people[-1].urls()
        people.append(Person(data_dir))
        people[-2].leave()
        people[-1].urls()
        people[-1].leave()
    assert postmaster(data_dir) is None
