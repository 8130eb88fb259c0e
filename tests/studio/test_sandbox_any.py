# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever workflow is tried, whatever story is told: the page has words for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings

from grc.studio.sandbox.forms import AskForm, BeginForm
from grc.studio.sandbox.standing import Sandbox
from grc.studio.sandbox.story import pack, read_move, story_of, unpack
from grc.studio.workflows.page import WorkflowPage
from tests.figures import examples
from tests.workflows.strategies import definitions, patient, scenarios
from workflows.parsing import definition_to_data
from workflows.playing import stand
from workflows.scenario import Press, Scenario
from workflows.soundness.scenarios import can_be_played
from workflows.text import LocalisedText


class Page(WorkflowPage):
    """A page of a workflow without a town: what is only the town's has no name."""

    words = None

    def __init__(self, definition: Any) -> None:
        version = SimpleNamespace(definition=definition_to_data(definition))
        super().__init__(cast("Any", None), cast("Any", version), ["fr", "en"])
        self.around._town.update(texts=[], services=[], circuits=[])


@pytest.mark.django_db
@given(definition=definitions, scenario=scenarios)
@settings(patient, max_examples=examples(200))
def test_any_story_of_any_workflow_can_be_shown(definition, scenario):
    """Drafts are tried in the middle of a change: nothing in them breaks the page."""
    assume(can_be_played(definition))
    page = Page(definition)
    box = Sandbox(page, unpack(pack(story_of(scenario.given, scenario.play))))
    shown = [box.line(), box.citizen(), box.agents(), box.entries(), box.untold(), box.now]
    assert all(part is not None for part in shown)
    assert bool(box.refusal) == bool(box.standing.stopped)
    for group in box.groups():
        for button in group.buttons:
            possible = box.possible(read_move(button.move))
            assert possible is not None
            way = possible.way if isinstance(possible.move, Press) else None
            assert AskForm(way=way, outcomes=[]).as_p() is not None
    assert BeginForm(machine=box.machine, service=None).as_p() is not None


@given(definition=definitions, scenario=scenarios)
@patient
def test_what_is_kept_goes_as_it_went(definition, scenario):
    """A story that is kept as a scenario holds: what is expected at its end is so."""
    assume(can_be_played(definition))
    page = Page(definition)
    box = Sandbox(page, story_of(scenario.given, scenario.play))
    if box.standing.stopped:
        return
    kept = Scenario(
        "kept", LocalisedText("kept"), scenario.given, box.ending(told=True, assigned=True)
    )
    after = stand(box.machine, kept, box.world)
    assert [turn.finding for turn in after.turns if turn.finding] == []
