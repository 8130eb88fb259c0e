# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is unsound only with the teams of today."""

from tests.workflows.making import sound_data
from workflows.parsing import parse_definition
from workflows.soundness import check
from workflows.text import LocalisedText


def test_what_only_administrators_can_do_is_a_warning():
    """Where today's teams leave a button to nobody, the services are named."""
    streets = LocalisedText({"fr": "Voirie", "en": "Streets"})
    definition = parse_definition(sound_data())

    def unheld(function):
        return [streets] if function == "chief" else []

    found = check(definition, unheld=unheld)

    assert {(f.code, f.severity) for f in found} == {("nobody_today", "warning")}
    assert [f.place for f in found] == ["/transitions/9/functions"]
    assert found[0].sentence == (
        "Today only administrators can do “reopen” for: Streets. Say there who holds its functions."
    )


def test_what_is_mended_at_the_same_services_is_told_once():
    """Many buttons of one function that nobody holds are one warning, at the first of them."""
    streets = LocalisedText({"fr": "Voirie", "en": "Streets"})

    found = check(parse_definition(sound_data()), unheld=lambda _function: [streets])

    assert [f.place for f in found] == ["/transitions/0/functions"]
    assert "“take, ask, close, reopen” for: Streets." in found[0].sentence
