# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import subprocess
import sys
import textwrap

import pytest

THINKING = [
    "text",
    "findings",
    "reading",
    "fields",
    "definition",
    "machine",
    "rules",
    "soundness",
    "library",
]


@pytest.mark.parametrize("module", THINKING)
def test_thinking_parts_do_without_django(module):
    """A thinking part is imported in a Python where Django cannot be found."""
    program = textwrap.dedent(
        f"""
        import sys
        sys.modules["django"] = None
        import workflows.{module}
        assert not any(name.startswith("django.") for name in sys.modules)
        """
    )

    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_block_would_be_noticed():
    """The way Django is hidden above does hide it."""
    program = "import sys; sys.modules['django'] = None; import workflows.sentences"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)

    assert b"ModuleNotFoundError" in ended.stderr
