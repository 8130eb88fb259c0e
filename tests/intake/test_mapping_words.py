# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The mapping language says what another town's file needs, without code."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grc.catalog.models import Service
from grc.intake.mapping_file import load_mapping
from grc.service_requests.models import Origin, ServiceRequest
from tests.intake.files import Said, bring_in

MAPPING = str(Path(__file__).with_name("quartier.toml"))
PLAIN = {
    **{"year": "2024", "number": "12", "activity": "Nid-de-poule", "team": "TP"},
    **{"status": "Terminée", "sources": "Téléphone|Mobile", "urgent": "", "month": "2024-03"},
    **{"hour": "15", "ended": "02/04/2024 16:05", "who": "Élise  Ménard", "mail": "e@example.org"},
    **{"phone": "514 555-0100", "text": "Un trou.\nDeux trous.", "nature": "Plainte"},
}


def bring(folder: Path, *changes: dict[str, str], encoding: str = "utf-8") -> Said:
    text = io.StringIO()
    writer = csv.DictWriter(text, PLAIN, delimiter=";")
    writer.writeheader()
    writer.writerows(PLAIN | {"number": str(n)} | change for n, change in enumerate(changes, 12))
    path = folder / "quartier.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return bring_in(path, mapping=MAPPING)


def test_every_word(town: Any, tmp_path: Path) -> None:
    """Steps, outcomes, ends, channels, people, texts and choices all come from their columns."""
    town.time_zone = "America/Montreal"
    town.save()
    assert bring(tmp_path, {}).figures == (1, 1, 0, 0)
    made = ServiceRequest.objects.select_related("service", "team", "form_version").get()
    assert (made.step, made.step_kind, made.outcome) == ("closed", "closed", "done")
    assert made.ended_at == made.step_since == datetime(2024, 4, 2, 20, 5, tzinfo=UTC)
    assert made.submitted_at == datetime(2024, 3, 1, 5, tzinfo=UTC)
    assert (made.submitted_precision, made.step_since_precision) == ("month", "instant")
    assert (made.channel, made.priority, made.language) == ("phone", 20, "fr-CA")
    assert (made.requester_name, made.name_key) == ("Élise Ménard", "elise menard")
    assert (made.requester_email, made.requester_phone) == ("e@example.org", "514 555-0100")
    assert made.values == {"what": "Un trou.\nDeux trous.", "kind": "complaint"}
    assert made.summary == "Un trou. Deux trous."
    assert (made.team.name, made.service.contact) == ("Travaux publics", "required")
    assert made.service.code == "Nid-de-poule"
    assert made.origin.external_id == "2024/12"
    assert made.origin.record == PLAIN


def test_defaults_are_those_declared(town: Any, tmp_path: Path) -> None:
    """An empty cell takes the declared default, and an unlisted word the declared meaning."""
    said = bring(
        tmp_path,
        {"status": "", "ended": "", "team": "", "sources": "Pigeon|Mobile", "urgent": "oui"},
        {"who": "", "mail": "", "phone": "", "text": "", "nature": ""},
    )
    assert said.figures == (2, 2, 0, 0)
    first, second = ServiceRequest.objects.order_by("pk")
    assert (first.step, first.outcome, first.ended_at) == ("new", "", None)
    assert (first.team.name, first.channel, first.priority) == ("Accueil", "api", 40)
    assert (second.requester_name, second.values) == ("", {})
    assert second.summary == "Nid-de-poule"


def test_refused_outcome(town: Any, tmp_path: Path) -> None:
    """A refusal is an outcome of an ended request, never a step."""
    bring(tmp_path, {"status": "Refusée"}, {"status": "Répondue"})
    assert list(ServiceRequest.objects.order_by("pk").values_list("step", "outcome")) == [
        ("closed", "refused"),
        ("answered", "done"),
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "Égarée"}, "does not say what “Égarée” in column “status”"),
        ({"ended": ""}, "“ended” is empty"),
        ({"ended": "31/02/2024 10:00"}, "is not a date that can be"),
        ({"sources": " | "}, "“sources” is empty"),
        ({"mail": "nobody"}, "Write an e-mail address"),
        ({"phone": "call me"}, "Write a phone number"),
        ({"who": "x" * 161}, "160 at most"),
        ({"nature": "Louange"}, "Choose one of the proposed answers"),
        ({"text": "x" * 10_001}, "Shorten this text"),
        ({"year": ""}, "“year” is empty"),
    ],
)
def test_what_is_not_declared_is_refused(
    town: Any, tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    """Without a declared default or meaning, the row waits in the report."""
    said = bring(tmp_path, change, {})
    assert said.figures == (2, 1, 0, 1)
    assert reason in said.reasons[0]


def test_second_encoding(town: Any, tmp_path: Path) -> None:
    """The next encoding of the list serves when the first does not fit the whole file."""
    said = bring(tmp_path, *[{}] * 12, encoding="cp1252")
    assert said.figures == (12, 12, 0, 0)
    assert Origin.objects.first().record["status"] == "Terminée"


def test_numbers_of_several_columns_stay_apart(town: Any, tmp_path: Path) -> None:
    """Two numbers made of the same characters in other columns are two requests."""
    said = bring(
        tmp_path,
        {"year": "2024", "number": "1/2"},
        {"year": "2024/1", "number": "2"},
        {"year": "2024%2F1", "number": "2"},
    )
    assert said.imported == 3


def test_ended_before_it_began(town: Any, tmp_path: Path) -> None:
    """Dates of one precision must follow each other; vaguer ones are not compared."""
    text = Path(MAPPING).read_text(encoding="utf-8")
    exact = text.replace('precision = "month"', 'precision = "instant"').replace(
        'columns = ["month", "hour"]\nformat = "%Y-%m %H"',
        'columns = ["month"]\nformat = "%d/%m/%Y %H:%M"',
    )
    (tmp_path / "exact.toml").write_text(exact, encoding="utf-8")
    text = io.StringIO()
    writer = csv.DictWriter(text, PLAIN, delimiter=";")
    writer.writeheader()
    writer.writerow(PLAIN | {"month": "02/04/2024 16:06"})
    writer.writerow(PLAIN | {"month": "02/04/2024 16:05", "number": "13"})
    path = tmp_path / "exact.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    said = bring_in(path, mapping=str(tmp_path / "exact.toml"))
    assert said.figures == (2, 1, 0, 1)
    assert said.reasons == ["The request ended before it was submitted."]


def test_service_of_the_town(town: Any, team: Any, service: Any, tmp_path: Path) -> None:
    """A service that the town has is matched by its code; its form, team and place stay as is."""
    Service.objects.filter(pk=service.pk).update(code="Nid-de-poule")
    before = Service.objects.filter(pk=service.pk).values().get()
    assert bring(tmp_path, {}, {}).figures == (2, 2, 0, 0)
    assert Service.objects.filter(pk=service.pk).values().get() == before
    made = ServiceRequest.objects.first()
    assert made.service == service
    assert made.form_version_id != before["form_version_id"]
    assert made.form_version.number == 2
    assert [field.code for field in made.form_version.parsed] == ["what", "kind"]
    assert bring(tmp_path, {}, {}, {}).figures == (3, 1, 2, 0)
    assert service.form_versions.count() == 2


def test_team_of_the_town(town: Any, tmp_path: Path) -> None:
    """A team that the town has is matched whatever its accents and capitals."""
    from tests.cast import make_team

    team = make_team(town, "TRAVAUX  Públics")
    bring(tmp_path, {})
    assert ServiceRequest.objects.get().team == team


def test_shipped_mappings_are_sound() -> None:
    """Every mapping that comes along can be read."""
    from grc.intake.mapping_file import mapping_names

    assert "paris-dansmarue" in mapping_names()
    for name in mapping_names():
        assert load_mapping(name).source == name
