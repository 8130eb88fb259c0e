# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Strings that break programs, in every text field of the desk: kept as typed, or refused in words.

Fields of text receive many strings at once, one a line; what is parsed receives each alone.
"""

from __future__ import annotations

import json

import pytest
from django.http import QueryDict

from grc.desk import forms
from grc.desk.draft_form import DraftForm
from grc.desk.filters import QueueFilter
from grc.desk.keyset import read_cursor
from grc.service_requests.models import ServiceRequest
from tests.cast import file_request
from tests.desk.conftest import at, draft_data

pytestmark = pytest.mark.django_db
# Told in a sentence, or done; nothing else.
KIND = {200, 303, 403, 404, 409, 422}
AT_ONCE = 40


@pytest.fixture(scope="session")
def naughty(shared_data):
    path = shared_data / "07-bad-input" / "naughty" / "blns.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def heaps(naughty):
    """The same strings, many to a text."""
    starts = range(0, len(naughty), AT_ONCE)
    return ["\n".join(naughty[start : start + AT_ONCE]) for start in starts]


def test_no_string_breaks_what_is_parsed(naughty, desk, service_request):
    """Numbers, choices, keys, cursors: each string alone is understood or refused."""
    for text in naughty:
        data = QueryDict(mutable=True)
        data.update(dict.fromkeys(QueueFilter.base_filters, text))
        assert QueueFilter(data, queryset=ServiceRequest.objects.all()).qs.count() >= 0
        read_cursor(text)
        every = dict.fromkeys(("aside", "based_on", "keep", "answer", "outcome", "channel"), text)
        forms.SettleForm(every).is_valid()
        DraftForm(every).is_valid()
        forms.TellForm(every).is_valid()
        forms.PriorityForm({"priority": text}).is_valid()
        forms.AssignForm({"person": text}, service_request=service_request).is_valid()
        forms.PassOnForm({"team": text}, service_request=service_request).is_valid()
        forms.WriteForm({"write-token": text}).is_valid()


def test_no_string_breaks_a_search(heaps, desk, service_request, agent):
    """In the search box and in the address of the queue."""
    browser = desk(agent)
    for text in heaps:
        response = browser.get("/bureau/", {"q": text[:200], "state": text, "before": text})
        assert response.status_code == 200, text


def test_no_string_breaks_a_gesture(heaps, desk, agent, supervisor, taken):
    """In messages, notes and reasons."""
    browser, judge = desk(agent), desk(supervisor)
    for text in heaps:
        posts = [
            (browser, at("write", taken), {"write-body": text, "write-token": text}),
            (browser, at("note", taken), {"note-body": text}),
            (browser, at("perform", taken, "close"), {"message": text, "outcome": text}),
            (browser, at("pass_on", taken), {"team": text, "reason": text}),
            (judge, at("assign", taken), {"person": text}),
        ]
        for who, address, data in posts:
            assert who.post(address, data).status_code in KIND, (address, text)
    assert browser.get(at("request", taken)).status_code == 200


def test_no_string_breaks_an_answer(heaps, desk, agent, supervisor, draft):
    """In drafts, in the letter that they make, in the reason of a return."""
    browser, judge = desk(agent), desk(supervisor)
    for text in heaps:
        draft = type(draft).objects.select_related("service_request").get(pk=draft.pk)
        response = browser.post(at("submit", draft), draft_data(draft, text))
        assert response.status_code == 303, text
        number = draft.rounds.count()
        assert judge.get(f"/bureau/a-valider/{draft.pk}/{number}/").status_code == 200, text
        address = f"/bureau/a-valider/{draft.pk}/{number}/renvoyer/"
        assert judge.post(address, {"reason": text}).status_code in KIND, text
    assert browser.get(at("request", draft)).status_code == 200
    assert browser.get(at("answer", draft)).status_code in (200, 302)


def test_no_string_breaks_an_entry(heaps, desk, service, agent):
    """In every field of a request typed for somebody, and on the page of the request it makes."""
    browser = desk(agent)
    names = ("channel", "language", "requester-name", "requester-email", "requester-phone")
    fields = (*names, "what", "place", "place-latitude", "form-token")
    for text in heaps:
        data = dict.fromkeys(fields, text)
        address = f"/bureau/nouvelle/{service.code}/"
        assert browser.post(address, data).status_code in KIND, text
        kept = {"what": text.replace("\x00", ""), "place": {"text": "Ici", "position": None}}
        assert browser.get(at("request", file_request(service, values=kept))).status_code == 200
    assert browser.get("/bureau/").status_code == 200
