# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets in where: every address of the desk, for everybody, as one table."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from grc.desk.urls import urlpatterns
from tests.asking_items import asked_for_one
from tests.cast import file_request
from tests.desk.conftest import TEXT, at

pytestmark = pytest.mark.django_db

TO_SIGN_IN = 302
EVERYBODY = {"agent": 200, "supervisor": 200, "administrator": 200, "outsider": 200}
READERS = {"agent": 200, "supervisor": 200, "administrator": 200, "outsider": 404}
WORKERS = {"agent": 303, "supervisor": 303, "administrator": 303, "outsider": 404}
SUPERVISORS = {"agent": 403, "supervisor": 303, "administrator": 303, "outsider": 404}
# The team that is asked sees the request; to work on it is not to contribute.
ASKED = {"agent": 403, "supervisor": 403, "administrator": 303, "outsider": 303}
KEEPERS = {"agent": 403, "supervisor": 200, "administrator": 200, "outsider": 403}
WRITERS = KEEPERS | {"supervisor": 303, "administrator": 303}

ADMINISTRATORS = {"agent": 403, "supervisor": 403, "outsider": 403}
# Of the team, and not the author: to administer the town is not to look into its answers.
CHECKERS = {"agent": 404, "administrator": 404, "outsider": 404}

# Name of the address, the state in which it is asked, the method, and the answer to each person.
# To administer the town is not to validate its answers.
NOT_NOW = {"agent": 409, "supervisor": 409, "administrator": 409, "outsider": 404}
VALIDATORS = SUPERVISORS | {"administrator": 403}
TABLE: list[tuple[str, str, str, dict[str, int]]] = [
    ("queue", "filed", "GET", EVERYBODY),
    ("queue_live", "filed", "GET", EVERYBODY),
    ("entry", "filed", "GET", EVERYBODY),
    ("entry_form", "filed", "GET", EVERYBODY),
    ("inbox", "filed", "GET", EVERYBODY),
    ("inbox_list", "submitted", "GET", EVERYBODY),
    ("inbox_list", "submitted", "POST", dict.fromkeys(EVERYBODY, 303)),
    ("request", "filed", "GET", READERS),
    ("request_live", "filed", "GET", READERS),
    ("queue_beside", "filed", "GET", READERS),
    ("file", "filed", "GET", READERS),
    ("take", "filed", "POST", WORKERS),
    ("release", "taken", "POST", WORKERS),
    ("assign", "filed", "GET", SUPERVISORS | {"supervisor": 200, "administrator": 200}),
    ("assign", "filed", "POST", SUPERVISORS),
    ("entrust", "filed", "GET", SUPERVISORS | {"supervisor": 200, "administrator": 200}),
    ("entrust", "filed", "POST", SUPERVISORS),
    ("pass_on", "filed", "GET", READERS),
    ("pass_on", "filed", "POST", WORKERS),
    ("contribute", "asked", "GET", ASKED | {"administrator": 200, "outsider": 200}),
    ("contribute", "asked", "POST", ASKED),
    ("stop_asking", "asked", "POST", WORKERS | {"outsider": 403}),
    ("note_item", "wanted", "GET", READERS),
    ("note_item", "wanted", "POST", WORKERS),
    ("waive_item", "wanted", "POST", WORKERS),
    ("priority", "filed", "GET", READERS),
    ("priority", "filed", "POST", WORKERS),
    ("perform", "taken", "GET", READERS),
    ("perform", "taken", "POST", WORKERS),
    ("write", "filed", "POST", WORKERS),
    ("note", "filed", "POST", WORKERS),
    ("answer", "draft", "GET", READERS),
    ("answer", "filed", "POST", WORKERS),
    ("save", "draft", "POST", WORKERS),
    ("beside", "draft", "GET", READERS),
    ("states", "draft", "GET", READERS),
    ("why", "filed", "GET", READERS),
    ("take_up", "draft", "POST", WORKERS),
    ("take_up", "submitted", "POST", NOT_NOW),
    ("submit", "draft", "POST", WORKERS),
    ("settle", "conflict", "POST", WORKERS),
    ("withdraw", "draft", "POST", WORKERS),
    (
        "recall",
        "submitted",
        "POST",
        {"agent": 303, "supervisor": 403, "administrator": 403, "outsider": 404},
    ),
    ("tell", "to_tell", "GET", READERS),
    ("tell", "to_tell", "POST", WORKERS),
    ("letters", "filed", "GET", EVERYBODY),
    ("print_letters", "filed", "POST", dict.fromkeys(EVERYBODY, 422)),
    ("posted", "to_tell", "POST", dict.fromkeys(EVERYBODY, 303)),
    ("letter", "submitted", "GET", dict.fromkeys(READERS, 409) | {"outsider": 404}),
    ("proof_pdf", "submitted", "GET", READERS),
    ("proof_zip", "submitted", "GET", READERS),
    ("signed", "submitted", "GET", dict.fromkeys(READERS, 409) | {"outsider": 404}),
    ("signed_file", "submitted", "GET", dict.fromkeys(READERS, 404)),
    ("answer_file", "enclosed", "GET", READERS),
    ("round", "submitted", "GET", READERS),
    ("approve", "submitted", "POST", VALIDATORS),
    ("send_back", "submitted", "POST", VALIDATORS),
    ("opine", "submitted", "POST", VALIDATORS | {"supervisor": 422}),
    ("hand_over", "submitted", "POST", VALIDATORS),
    ("amend", "submitted", "POST", VALIDATORS),
    ("suggest", "submitted", "POST", VALIDATORS),
    ("consult", "submitted", "POST", WORKERS),
    ("change_circuit", "submitted", "POST", SUPERVISORS),
    ("undo", "submitted", "POST", NOT_NOW),
    ("settle_annotation", "draft", "POST", NOT_NOW),
    ("texts_search", "draft", "GET", READERS),
    ("texts_search", "draft", "POST", WORKERS),
    ("text_insert", "draft", "POST", WORKERS),
    ("texts", "filed", "GET", KEEPERS),
    ("text_begin", "filed", "GET", KEEPERS),
    ("text_begin", "filed", "POST", WRITERS),
    ("text_check", "filed", "POST", KEEPERS),
    ("text", "filed", "GET", KEEPERS),
    ("text", "filed", "POST", WRITERS),
    ("text_retire", "filed", "POST", WRITERS),
    ("text_restore", "filed", "POST", WRITERS),
    ("absences", "filed", "GET", EVERYBODY),
    ("absences", "filed", "POST", dict.fromkeys(EVERYBODY, 422)),
    ("cancel_absence", "absence", "POST", WORKERS | {"outsider": 404}),
    ("delegations", "filed", "GET", EVERYBODY),
    ("give_delegation", "filed", "GET", EVERYBODY),
    ("give_delegation", "filed", "POST", dict.fromkeys(EVERYBODY, 422)),
    (
        "revoke_delegation",
        "delegation",
        "POST",
        {"agent": 303, "supervisor": 403, "administrator": 303, "outsider": 404},
    ),
    ("begin_signatory", "filed", "GET", ADMINISTRATORS | {"administrator": 200}),
    ("begin_signatory", "filed", "POST", ADMINISTRATORS | {"administrator": 422}),
    ("end_signatory", "signatory", "POST", ADMINISTRATORS | {"administrator": 303}),
    (
        "circuits",
        "filed",
        "GET",
        {"agent": 403, "supervisor": 200, "administrator": 200, "outsider": 403},
    ),
    ("spot_check", "check", "GET", CHECKERS | {"supervisor": 200}),
    ("spot_check", "check", "POST", CHECKERS | {"supervisor": 303}),
]
OF_THE_TOWN = (
    "inbox_list",
    "queue",
    "queue_live",
    "entry",
    "inbox",
    "texts",
    "text_begin",
    "text_check",
    "letters",
    "print_letters",
    "posted",
)
OF_THE_TOWN += ("absences", "delegations", "give_delegation", "begin_signatory", "circuits")
OF_A_ROUND = ("round", "approve", "send_back", "opine", "hand_over", "amend", "suggest")
OF_A_ROUND += ("consult", "change_circuit", "undo")
OF_A_TEXT = ("text", "text_retire", "text_restore")
ABOUT_PEOPLE = {"cancel_absence", "revoke_delegation", "end_signatory", "spot_check"}
FAR = date(2100, 1, 4)


def _absence(request: Any, service: Any, agent: Any) -> Any:
    from grc.accounts.models import Absence

    days = {"starts_on": FAR, "ends_on": FAR}
    return Absence.objects.record(agent, by=agent, **days)


def _delegation(request: Any, service: Any, agent: Any) -> Any:
    from grc.answers.delegating import Terms
    from grc.answers.models import Delegation

    supervisor = request.getfixturevalue("supervisor")
    terms = Terms(power="validation", starts_on=FAR)
    return Delegation.objects.give(agent, supervisor, terms, by=agent)


def _signatory(request: Any, service: Any, agent: Any) -> Any:
    from tests.answers.circuits import signatory

    return signatory(service.municipality, agent, "Maire")


def _check(request: Any, service: Any, agent: Any) -> Any:
    from grc.answers.models import SpotCheck
    from tests.answers.circuits import circuit, submitted

    circuit(service.municipality, sample_percent=100)
    submitted(file_request(service), agent)
    return SpotCheck.objects.get()


def _asked(request: Any, service: Any, agent: Any) -> Any:
    from workflows.effects import Contribute
    from workflows.text import LocalisedText

    filed, other_team = file_request(service), request.getfixturevalue("other_team")
    effect = Contribute(("legal",), LocalisedText("?"))
    filed.ask_team(other_team, effect, "legal", "?", agent)
    return filed


PEOPLES = {
    "wanted": lambda request, service, agent: asked_for_one(service, agent),
    "absence": _absence,
    "delegation": _delegation,
    "signatory": _signatory,
    "check": _check,
    "asked": _asked,
}


@pytest.fixture
def moment(request: Any, town: Any, service: Any, agent: Any, colleague: Any, deputy: Any) -> Any:
    """Return a function that makes a request, or something about people, of the asked state."""

    def make(state: str) -> Any:
        if state in PEOPLES:
            return PEOPLES[state](request, service, agent)
        if state == "to_tell":
            return request.getfixturevalue("to_tell")
        from grc.answers.models import Answer

        filed = file_request(service)
        if state == "filed":
            return filed
        taken = filed.take(by=agent)
        if state == "taken":
            return taken
        answer = Answer.objects.draft_for(taken, by=agent)
        saved = answer.save_draft(TEXT, based_on=0, by=agent)
        if state == "conflict":
            answer.save_draft("Autre texte.", based_on=0, by=colleague)
        if state == "enclosed":
            answer.enclose(SimpleUploadedFile("plan.txt", b"ici"), by=agent)
        if state == "submitted":
            answer.submit(based_on=saved.revision, by=agent)
        return Answer.objects.select_related("service_request").get(pk=answer.pk)

    return make


def _text(owner: Any) -> Any:
    """The one standard text of the town, written at the first call."""
    from grc.answers.models import StandardText

    content = {"title": "Passage", "owner": owner, "language": "fr", "review_on": "2050-01-01"}
    return StandardText.objects.first() or StandardText.objects.create(
        municipality_id=owner.memberships_here[0].municipality_id, **content
    )


def _address(name: str, subject: Any, service: Any, colleague: Any) -> str:
    if name in OF_THE_TOWN:
        return reverse(f"desk:{name}")
    if name in OF_A_TEXT:
        return reverse(f"desk:{name}", args=[_text(colleague).pk])
    if name in ABOUT_PEOPLE:
        return reverse(f"desk:{name}", args=[subject.pk])
    if name == "entry_form":
        return reverse("desk:entry_form", args=[service.code])
    if name in OF_A_ROUND:
        return reverse(f"desk:{name}", args=[subject.pk, 1])
    if name in ("letter", "proof_pdf", "proof_zip", "signed", "signed_file", "states", "take_up"):
        return at(name, subject, subject.pk)
    if name == "answer_file":
        return at(name, subject, subject.pk, subject.enclosed()[0].pk)
    arguments = {"perform": ["ask_citizen"], "file": [_file_of(subject)] if name == "file" else []}
    arguments["settle_annotation"] = [1]
    if name in ("contribute", "stop_asking"):
        return at(name, subject, subject.contributions.get().team_id)
    if name in ("note_item", "waive_item"):
        return at(name, subject, subject.asked_items.get().pk)
    return at(name, subject, *arguments.get(name, []))


def _file_of(service_request: Any) -> int:
    upload = SimpleUploadedFile("plan.txt", b"ici")
    return int(service_request.attach(upload, by=None, field="photo").pk)


def _begun_text(name: str, owner: Any) -> int | None:
    """The key of a text with an edition, where one is to be inserted."""
    if name != "text_insert":
        return None
    from django.utils import timezone

    text = _text(owner)
    text.edition = text.editions.create(
        municipality_id=text.municipality_id,
        number=1,
        language="fr",
        body="Mardi.",
        by=owner,
        written_at=timezone.now(),
    )
    text.save()
    return int(text.pk)


def _data(name: str, subject: Any, colleague: Any, other_team: Any) -> dict[str, Any]:
    aside = subject.texts_aside()[:1] if name == "settle" else []
    kept = subject.draft_states.first().pk if name == "take_up" else 0
    draft = {
        "body": "Bonjour.",
        "outcome": "done",
        "answer": subject.pk,
        "based_on": getattr(subject, "revision", 0),
    }
    text = {"title": "Passage", "body": "Mardi.", "language": "fr", "owner": colleague.pk}
    text |= {"review_on": "2050-01-01", "based_on": 0}
    return {
        "text_begin": text,
        "text": text,
        "texts_search": draft,
        "text_insert": draft | {"text": _begun_text(name, colleague)},
        "assign": {"person": colleague.pk},
        "entrust": {"function": "agent", "holder": f"person::{colleague.pk}"},
        "pass_on": {"team": other_team.pk},
        "priority": {"priority": 30},
        "perform": {"message": "Où exactement ?"},
        "write": {"write-body": "Bonjour."},
        "note": {"note-body": "À voir."},
        "contribute": {"contribute-body": "À nous."},
        "save": draft,
        "submit": draft,
        "settle": {"aside": aside and aside[0].pk, "based_on": draft["based_on"], "keep": "aside"},
        "take_up": {"text": f"e{kept}", "based_on": draft["based_on"]},
        "tell": {"channel": "phone"},
        "posted": {"letter": subject.pk},
        "send_back": {"reason": "Précisez la date."},
        "end_signatory": {"on": FAR.isoformat()},
        "spot_check": {"verdict": "fine"},
    }.get(name) or _validating_data(name, colleague)


def _validating_data(name: str, colleague: Any) -> dict[str, Any]:
    return {
        "opine": {"opinion": "favourable"},
        "hand_over": {"hand_over-person": colleague.pk, "hand_over-reason": "À vous."},
        "amend": {"amend-body": "Bonjour à vous."},
        "suggest": {"suggest-quoted": "Bonjour", "suggest-replacement": "Bonsoir"},
        "consult": {"consult-person": colleague.pk, "consult-reason": "Pour avis."},
        "change_circuit": {
            "stage-stage": "validation",
            "stage-change": "first",
            "stage-reason": "Urgent.",
        },
        "settle_annotation": {"accept": "yes", "based_on": 1},
    }.get(name, {})


def test_every_address_of_the_desk_is_in_the_table():
    """No page of the desk is left without an answer to: who may open it?"""
    assert {pattern.name for pattern in urlpatterns} == {row[0] for row in TABLE}


@pytest.mark.parametrize(("name", "state", "method", "expected"), TABLE)
def test_everybody_gets_the_answer_that_is_due_to_them(
    name, state, method, expected, moment, desk, service, colleague, other_team, request
):
    """A stranger reads 404, a reader 403 where others act, and nobody in sees a sign-in page."""
    subject = moment(state)
    address = _address(name, subject, service, colleague)
    data = _data(name, subject, colleague, other_team)
    anonymous = Client().generic(method, address)
    assert anonymous.status_code == TO_SIGN_IN
    assert anonymous.headers["Location"].startswith("/compte/login/")
    due, found = expected | {"stranger": 404}, {}
    for person in due:
        browser = desk(request.getfixturevalue(person))
        # Everybody comes to the same moment: what the one before did is undone.
        with suppress(_Undone), transaction.atomic():
            response = browser.post(address, data) if method == "POST" else browser.get(address)
            found[person] = response.status_code
            raise _Undone
    assert found == due


class _Undone(Exception):
    """Nothing of it is kept."""


def test_entry_is_filed_by_any_member_of_the_town(desk, outsider, service, other_town, stranger):
    """Whoever works in the town may file for somebody; a stranger's form finds nothing."""
    address = reverse("desk:entry_form", args=[service.code])
    assert desk(stranger).post(address, {}).status_code == 404
    assert desk(outsider).post(address, {}).status_code == 422
