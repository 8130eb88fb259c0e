# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import pytest


@pytest.fixture
def blank(town):
    """A workflow of the town, without any version yet."""
    from workflows.models import Workflow

    return Workflow.objects.create(
        municipality=town, slug="streets", name={"fr": "Voirie", "en": "Streets"}
    )


@pytest.fixture
def user(db):
    from tests.cast import make_user

    return make_user("redacteur@chalons.example", "Rita", "Rédactrice")
