# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town where every starter can live: somebody for each function, somebody who signs, the law."""

from __future__ import annotations

import pytest

from grc.packs.starters import CODES, load
from tests.answers.circuits import signatory
from tests.municipalities.law import enact


@pytest.fixture(params=CODES)
def starter(request):
    return load(request.param)


@pytest.fixture
def mayor(town, deputy):
    """Whoever signs, by their own right; and the words on appeals that a refusal prints."""
    enact(town)
    return signatory(town, deputy, "Maire", holds_office=True)
