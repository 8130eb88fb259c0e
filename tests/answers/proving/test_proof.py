# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The proof file of an answer: whole, the same each time, and to be checked by hand (law R1.35)."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grc.answers.letters import proof_pdf
from grc.answers.models import Answer
from grc.answers.models.drafting import Decided
from grc.answers.proving import proof_of, proof_sheet, proof_zip
from grc.journal.models import Event
from grc.municipalities.models import Letterhead
from tests.answers.circuits import away, circuit, delegate, draft, role, signatory, stage
from tests.answers.letters.reading import Printed

pytestmark = pytest.mark.django_db(transaction=True)


def prove(town, answer):
    with town.scope():
        return proof_of(answer)


def unpacked(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
        return archive.namelist()


def test_the_same_answer_gives_the_same_bytes(town, story, agent):
    """Twice, and once more after somebody took the proof away: nothing differs."""
    first = prove(town, story).json
    with town.scope():
        proof_of(story).made("pdf", by=agent)
        told = Event.objects.get(name="proof_made")
        assert (told.actor_id, told.data) == (agent.pk, {"answer": story.pk, "form": "pdf"})
    assert prove(town, story).json == first
    assert json.loads(first)["format"] == 1


def test_the_proof_holds_everything(town, story, supervisor, director):
    """Rounds with texts and hashes, visas, remarks, changes with reasons, mails, events."""
    data = prove(town, story).data
    assert [v["state"] for v in data["versions"]] == ["returned", "amended", "approved"]
    last = data["versions"][2]
    assert last["body"] == last["content"]["body"] == "Nous passerons mardi matin."
    assert data["approved"]["sha256"] == last["sha256"] == last["visas"][-1]["sha256"]
    assert [(v["by"], v["decision"], v["reason"]) for v in last["visas"]] == [
        ("Sonia Superviseure", "approved", ""),
        ("Diane Direction", "approved", ""),
        ("Diane Direction", "taken_back", ""),
        ("Diane Direction", "approved", "Bien."),
    ]
    (change,) = data["versions"][1]["circuit"]["changes"]
    assert (change["kind"], change["reason"]) == ("added", "Il connaît la rue.")
    cancelled, sent = data["deliveries"]
    assert (cancelled["state"], sent["state"]) == ("cancelled", "sent")
    assert sent["transport_answer"].startswith("250")
    assert sent["address"] == "marie@example.org"
    assert [event["position"] for event in data["events"]] == list(range(1, 15))
    assert data["verification"] == {"holds": True, "defects": []}


def test_a_visa_in_somebody_s_place_says_by_which_act(
    town, service_request, agent, team, supervisor, director, outsider
):
    """The delegation with its number, and the absence, link by link."""
    with town.scope():
        circuit(town, stage("head", role(team)))
        answer = draft(service_request, agent)
        delegate(town, supervisor, director, act_number="2026-7")
        today = answer.created_at.astimezone(town.zone).date()
        away(town, director, outsider, today)
        answer.submit(based_on=1, by=agent)
        answer.approve(round_number=1, by=outsider)
    (visa,) = prove(town, answer).data["versions"][0]["visas"]
    assert (visa["by"], visa["in_place_of"]) == ("Oscar Ailleurs", "Sonia Superviseure")
    assert [(link["power"], link["act"], link["to"]) for link in visa["through"]] == [
        ("validation", "2026-7", "Diane Direction"),
        ("absence", "", "Oscar Ailleurs"),
    ]


def test_a_proof_of_a_spoilt_answer_says_so(town, story, plant, press):
    """Whoever reads it knows that it proves nothing."""
    plant("answers_round", "UPDATE answers_round SET body = 'Non.' WHERE number = 3")
    proof = prove(town, story)
    assert proof.data["verification"] == {"holds": False, "defects": ["version.body"]}
    assert "version.body" in Printed(proof_pdf(proof_sheet(proof))).text


def test_the_sheet_speaks_the_town_s_language(town, story, press):
    """French here, whatever the reader's; people, texts, hashes, moments of the town's clock."""
    with translation.override("en"), town.scope():
        printed = Printed(proof_pdf(proof_sheet(proof_of(story)))).text
    for part in ("Diane Direction", "Nous passerons mardi matin.", "Bien.", "Quel jour ?", "250"):
        assert part in printed, part
    assert story.chain_head in printed.replace(" ", "")


def test_hashes_can_be_checked_by_hand(town, story, press, tmp_path):
    """The command of the README says OK for each file; one altered byte, and it does not."""
    with town.scope():
        names = unpacked(proof_zip(proof_of(story)), tmp_path)
    assert {"README.txt", "SHA256SUMS", "proof.json", "proof.pdf", "versions/3.json"} <= set(names)
    check = ["sha256sum", "-c", "SHA256SUMS"]
    said = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout.count(": OK") == 3 + 14 + 1 + 1
    sums = dict(
        reversed(line.split("  ")) for line in (tmp_path / "SHA256SUMS").read_text().splitlines()
    )
    events = [json.loads((tmp_path / f"events/{n:04}.json").read_text()) for n in range(1, 15)]
    for number, event in enumerate(events[1:], start=1):
        assert event["previous"] == sums[f"events/{number:04}.json"]
    submitted = next(event for event in events if event["name"] == "submitted")
    assert submitted["data"]["content"] == sums["versions/1.json"]
    (tmp_path / "versions/3.json").write_text("{}")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_letter_and_signed_letter_are_in_the_archive(
    town, service_request, agent, supervisor, deputy, press, tmp_path, settings
):
    """The approved version as a letter, the scan byte for byte, and their hashes."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    scan = b"%PDF-1.7 signed"
    with town.scope():
        Letterhead.objects.create(
            municipality=town, address="Mairie", place="Châlons", mayor_name="Sonia Superviseure",
            mayor_title={"fr": "La maire"}, delegation_formula={"fr": "Pour la maire"}, footer={},
        )  # fmt: skip
        mayor = signatory(town, supervisor, "Maire", holds_office=True)
        decided = Decided(kind="favourable", signatory_id=mayor.pk, signature_mode="handwritten")
        answer = draft(service_request, agent, decided=decided)
        answer.submit(based_on=answer.revision, by=agent)
        answer = answer.lock().approve(round_number=1, by=deputy)
        upload = SimpleUploadedFile("signé.pdf", scan, "application/pdf")
        kept = answer.keep_signed(upload, by=agent)
        proof = proof_of(Answer.objects.get(pk=answer.pk))
        names = unpacked(proof_zip(proof), tmp_path / "out")
    assert proof.data["verification"]["holds"]
    assert {"letter.pdf", f"signed/{kept.pk}.pdf"} <= set(names)
    assert (tmp_path / f"out/signed/{kept.pk}.pdf").read_bytes() == scan
    assert kept.sha256 in (tmp_path / "out/SHA256SUMS").read_text()


def test_a_proof_costs_the_same_whatever_the_story(town, story, service_request):
    """A dozen statements."""
    with town.scope(), CaptureQueriesContext(connection) as captured:
        answer = Answer.objects.select_related(
            "service_request__municipality", "service_request__service"
        ).get(pk=story.pk)
        proof_of(answer)
    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) <= 14
