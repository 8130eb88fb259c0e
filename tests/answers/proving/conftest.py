# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from tests.answers.letters.conftest import press
from tests.answers.verifying.conftest import director, plant, relay, story

__all__ = ["director", "plant", "press", "relay", "story"]
