# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A request is found again by its reference or by the beginning of the requester's name."""

from __future__ import annotations

import pytest

from grc.service_requests.models import ServiceRequest
from grc.service_requests.submission import Requester
from tests.cast import file_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(service):
    for name in ("Jean-Pierre Lefèvre", "Éléonore Lefebvre", "Marie Dupont"):
        file_request(service, requester=Requester(name=name))

    def search(words):
        return sorted(
            ServiceRequest.objects.found_by(words).values_list("requester_name", flat=True)
        )

    return search


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "'; DROP TABLE x", "zzz", "\x00"])
def test_what_names_nobody_finds_nothing(words, found):
    """Wildcards and quotes are letters like others, or nothing."""
    assert found(words) == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("lefevre", ["Jean-Pierre Lefèvre"]),
        ("LEF", ["Jean-Pierre Lefèvre", "Éléonore Lefebvre"]),
        ("éléo", ["Éléonore Lefebvre"]),
        ("jean pierre", ["Jean-Pierre Lefèvre"]),
        ("Dupont Marie", ["Marie Dupont"]),
    ],
)
def test_names_are_found_from_either_end_without_accents(words, names, found):
    """First name or last name, as one hears it."""
    assert found(words) == names


def test_a_dictated_reference_finds_its_request(service_request):
    """In lower case, with a space in the middle."""
    reference = service_request.reference.lower()
    spoken = f"{reference[:4]} {reference[4:]}"
    assert ServiceRequest.objects.found_by(spoken).get() == service_request
