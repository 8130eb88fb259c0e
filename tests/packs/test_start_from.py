# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``manage.py start_from``: a list, a service, or a sentence."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from grc.catalog.models import Service
from grc.packs.starters import CODES

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    out = StringIO()
    call_command("start_from", *args, stdout=out)
    return out.getvalue()


def where(town, team):
    return ("--municipality", town.slug, "--team", team.name)


def test_what_there_is_not_is_said(town, team, other_team, administrator):
    """Unknown starter, town, team, person: each has its sentence, and names what there is."""
    cases = [
        (("moon",), "street_report"),
        (("complaint", "--municipality", "moon"), "--municipality"),
        (("complaint", "--municipality", town.slug, "--team", "Lune"), "Voirie"),
        (("complaint", *where(town, team), "--as", "nobody@example.org"), "--as"),
        (("complaint", *where(town, team), "--function", "legal=Lune"), "Voirie"),
        (("complaint", *where(town, team), "--function", "legal=Voirie"), "legal"),
    ]
    for args, said in cases:
        with pytest.raises(CommandError, match=said):
            run(*args)
    assert not Service.objects.exists()


def test_who_may_not_is_refused(town, team, agent, administrator):
    """An agent sets up nothing, not even by the command."""
    with pytest.raises(CommandError, match=r"[Aa]dminist"):
        run("complaint", *where(town, team), "--as", agent.email)


def test_without_a_code_there_is_a_list(db):
    """One line for each, with what it is for."""
    for args in ((), ("--list",)):
        lines = run(*args).splitlines()
        assert [line.partition(":")[0] for line in lines] == list(CODES)


def test_a_service_is_set_up_and_found_again(town, team, other_team, administrator):
    """The second time says that it is there; nothing is shown to citizens without a word."""
    args = ("gracious_appeal", *where(town, team), "--function", f"legal={other_team.name}")
    first, second = run(*args), run(*args)

    service = Service.objects.get()
    assert service.title in first
    assert len(first.splitlines()) == 2
    assert len(second.splitlines()) == 1
    assert service.function_mappings.get().team == other_team


def test_its_name_and_its_code_can_be_others(town, team, administrator):
    """In the town's own language."""
    run("complaint", *where(town, team), "--code", "plainte", "--name", "Se plaindre", "--offered")
    service = Service.objects.get()
    assert (service.code, service.name, service.is_offered) == (
        ("plainte", {"fr": "Se plaindre"}, True)
    )
