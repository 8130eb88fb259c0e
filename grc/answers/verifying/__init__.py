# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Does what was kept of each answer still hold? Read anew, with rules written here anew.

``case``
    All that is kept of one answer, read in batches.
``chain``, ``versions``, ``files``, ``sendings``
    What must hold of its events, of its rounds with their visas, of its files, of what left. Each
    only looks at a case: no question to the database.
``checking``
    A whole town, batch by batch, or one answer.
"""

from grc.answers.verifying.case import Defect
from grc.answers.verifying.checking import Tally, verify, verify_one

__all__ = ["Defect", "Tally", "verify", "verify_one"]
