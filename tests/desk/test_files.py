# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Files are sent to be kept, to whoever may see their request."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import file_request
from tests.desk.conftest import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def attachment(service_request):
    upload = SimpleUploadedFile("Reçu n°1.txt", "reçu".encode())
    return service_request.attach(upload, by=None, field="photo")


def test_a_file_is_only_found_under_its_own_request(desk, attachment, service, agent):
    """The address of a file names its request: another request does not lead to it."""
    other = file_request(service)
    assert desk(agent).get(at("file", other, attachment.pk)).status_code == 404


@pytest.mark.parametrize("pk", [0, 10**30])
def test_a_file_that_does_not_exist_is_not_found(pk, desk, service_request, agent):
    """Whatever the number."""
    assert desk(agent).get(at("file", service_request, pk)).status_code == 404


def test_a_file_is_kept_rather_than_shown(desk, attachment, service_request, agent):
    """Sent as an attachment under its name, sandboxed, its type not guessed (law R5.32)."""
    response = desk(agent).get(at("file", service_request, attachment.pk))
    assert b"".join(response.streaming_content) == "reçu".encode()
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Re")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
