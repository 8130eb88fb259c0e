# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A story tried by hand is about one service: the one that was chosen."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from grc.studio.sandbox.story import pack, unpack
from tests.cast import make_service
from tests.studio.test_workflow_sandbox import TAKE, address, story
from workflows.scenario import Press, Wait
from workflows.timers import Unit

pytestmark = pytest.mark.django_db


def test_words_to_the_requester_name_the_team_of_the_service(
    studio, administrator, service, town, workflow
):
    """The story is about the service that was chosen, from its first click to its last."""
    team = service.team
    with town.scope():
        registry = type(team).objects.create(municipality=town, name="État civil")
    make_service(town, registry, workflow, code="birth", name="Acte de naissance")
    draft = workflow.open_draft(by=administrator)
    way = next(one for one in draft.definition["transitions"] if one["code"] == "take")
    way["effects"] = [{"do": "tell", "text": "{team.name} follows {service.name}."}]
    draft.save()
    browser = studio(administrator)

    begun = browser.post(address(service), {"service": "birth"})
    assert "service=birth" in begun["Location"]
    asked = browser.get(begun["Location"])
    assert '<input type="hidden" name="service" value="birth">' in asked.text
    taken = {"story": story(TAKE)}
    told = browser.get(address(service), taken | {"service": "birth"}).text
    assert "État civil follows Acte de naissance." in told
    first = browser.get(address(service), taken).context["tried"].service
    usual = browser.get(address(service), taken | {"service": "nowhere"}).text
    assert f"{first.team.name} follows" in usual


@pytest.mark.parametrize(
    ("days", "hint"), [(31, "nothing moves, agents read it"), (29, "In progress")]
)
def test_a_word_after_the_end_opens_again_as_long_as_the_service_says(
    studio, administrator, service, days, hint
):
    """A story begun for a service hears the requester as long as real requests of it do."""
    type(service).objects.filter(pk=service.pk).update(contest_days=30)
    browser = studio(administrator)

    begun = browser.post(address(service), {"service": service.code})
    told = unpack(parse_qs(urlsplit(begun["Location"]).query)["story"][0])
    play = (TAKE, Press("close", ("agent",), outcome="done"), Wait(days, Unit.DAYS))
    shown = browser.get(address(service), {"story": pack(replace(told, play=play))})

    groups = shown.context["box"].groups()
    words = (one for group in groups for one in group.buttons if one.label == "Write a message")
    assert next(words).hints == [hint]
