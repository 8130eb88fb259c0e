# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A service says where the rules of the town go before the validators of its workflow."""

from __future__ import annotations

import pytest

from tests.answers.circuits import circuit, role, stage
from tests.studio.conftest import page

pytestmark = pytest.mark.django_db
SERVICE = "/studio/demarches/pothole/"
WORDS = "This town has rules that choose who validates an answer."


def test_validators_of_a_workflow_count_behind_the_rules_of_the_town(
    studio, town, team, service, administrator
):
    """Nobody believes in two validations where a rule asks for one; without rules it is silent."""
    browser = studio(administrator)
    assert WORDS not in page(browser.get(SERVICE))
    circuit(town, stage("first", role(team)))
    said = page(browser.get(SERVICE))
    assert WORDS in said
    assert "They go before the validators named here" in said
