# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Finding the town that a host stands for, on every page."""

from __future__ import annotations

import pytest

from grc.municipalities import hosts
from grc.municipalities.models import Host, Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment(settings, monkeypatch):
    """A clock that the test moves; a process believes a town for two seconds."""
    settings.TOWN_BELIEVED = 2
    now = [1000.0]
    monkeypatch.setattr(hosts, "monotonic", lambda: now[0])
    hosts.forget()
    yield now
    hosts.forget()


def test_a_host_that_no_town_declares_is_none(moment, town):
    assert hosts.town_of("elsewhere.example") is None


def test_port_case_and_final_dot_do_not_matter(moment, town):
    for written in ("testserver", "TestServer:8000", "testserver.", "testserver.:443"):
        assert hosts.town_of(written) == town


def test_a_town_is_read_once_in_two_seconds(moment, town, django_assert_num_queries):
    """Two pages in the same moment ask the database once; later ones ask again."""
    with django_assert_num_queries(1):
        hosts.town_of("testserver")
        hosts.town_of("testserver")
    moment[0] += 2
    with django_assert_num_queries(1):
        hosts.town_of("testserver")


def test_what_another_process_changed_is_seen_two_seconds_later(moment, town):
    hosts.town_of("testserver")
    Municipality.objects.filter(pk=town.pk).update(phone="03 26 99 99 99")
    assert hosts.town_of("testserver").phone != "03 26 99 99 99"
    moment[0] += 2
    assert hosts.town_of("testserver").phone == "03 26 99 99 99"


def test_what_this_process_saves_is_seen_at_once(moment, town):
    hosts.town_of("testserver")
    town.phone = "03 26 11 11 11"
    town.save()
    assert hosts.town_of("testserver").phone == "03 26 11 11 11"
    assert hosts.town_of("new.example") is None
    Host.objects.create(municipality=town, name="new.example")
    assert hosts.town_of("new.example") == town


def test_a_page_that_changes_its_town_does_not_change_that_of_others(moment, town):
    mine = hosts.town_of("testserver")
    mine.name = "Changed, not saved"
    assert hosts.town_of("testserver").name == town.name


def test_public_addresses_bear_the_first_host(moment, town):
    """Whatever host the visitor came by, and without asking the database again."""
    Host.objects.create(municipality=town, name="second.example")
    assert hosts.town_of("second.example").__dict__["main_host"] == "testserver"
