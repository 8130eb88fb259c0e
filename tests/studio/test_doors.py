# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets in where: every address of the studio, for everybody, as one table."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grc.answers.models import CircuitRule
from grc.studio.urls import urlpatterns
from grc.webhooks.calling import call
from grc.webhooks.models import Webhook
from grc.webhooks.secrets import make
from notifications.models import Delivery
from tests.answers.circuits import circuit, role, stage

pytestmark = pytest.mark.django_db

TO_SIGN_IN = 302
ABOUT_PEOPLE = {"person", "rename", "add_spot", "deactivate", "reactivate", "invite_again"}
ABOUT_A_SERVICE: dict[str, tuple[Any, ...]] = {
    "acknowledgement": (),
    **dict.fromkeys(("service", "service_edit", "form", "form_undo", "form_discard"), ()),
    "options": (),
    **dict.fromkeys(("form_publish", "form_preview"), ()),
    "hold": ("validator",),
    "release": (1,),
    "field_begin": ("number",),
    **dict.fromkeys(("field", "field_earlier", "field_later", "field_duplicate"), ("what",)),
    "field_remove": ("what",),
}
# Name of the address, the method, and what an administrator gets; all others get what is due to
# them: members 403, strangers 404, nobody in a sign-in page.
TABLE: list[tuple[str, str, int]] = [
    ("overview", "GET", 200),
    ("circuits", "GET", 200),
    ("circuit_begin", "GET", 200),
    ("circuit_begin", "POST", 422),
    ("circuit", "GET", 200),
    ("circuit_rename", "POST", 422),
    ("circuit_undo", "POST", 409),
    ("circuit_discard", "POST", 409),
    ("circuit_publish", "GET", 200),
    ("circuit_publish", "POST", 409),
    ("circuit_retire", "POST", 409),
    ("circuit_restore", "POST", 303),
    ("stage_add", "POST", 422),
    ("stage", "GET", 200),
    ("stage", "POST", 422),
    ("stage_gesture", "POST", 303),
    ("stage_ask", "POST", 422),
    ("stage_condition", "POST", 409),
    ("stage_test", "GET", 404),
    ("rule_begin", "GET", 200),
    ("rule_begin", "POST", 422),
    ("rule", "GET", 200),
    ("rule", "POST", 422),
    ("rule_gesture", "POST", 303),
    ("rule_condition", "POST", 409),
    ("rule_test", "GET", 404),
    ("services", "GET", 200),
    ("service_begin", "GET", 200),
    ("service_begin", "POST", 422),
    ("starters", "GET", 200),
    ("starters", "POST", 422),
    ("service", "GET", 200),
    ("service_edit", "GET", 200),
    ("service_edit", "POST", 422),
    ("acknowledgement", "GET", 200),
    ("hold", "POST", 422),
    ("options", "POST", 409),
    ("release", "POST", 303),
    ("form", "GET", 200),
    ("form", "POST", 422),
    ("field_begin", "GET", 200),
    ("field_begin", "POST", 422),
    ("field", "GET", 200),
    ("field", "POST", 422),
    ("field_earlier", "POST", 303),
    ("field_later", "POST", 303),
    ("field_duplicate", "POST", 303),
    ("field_remove", "POST", 409),
    ("form_undo", "POST", 409),
    ("form_discard", "POST", 409),
    ("form_publish", "GET", 200),
    ("form_publish", "POST", 409),
    ("form_preview", "GET", 200),
    ("teams", "GET", 200),
    ("team_begin", "GET", 200),
    ("team_begin", "POST", 422),
    ("team", "GET", 200),
    ("team", "POST", 422),
    ("team_retire", "POST", 409),
    ("team_restore", "POST", 303),
    ("people", "GET", 200),
    ("invite", "GET", 200),
    ("invite", "POST", 422),
    ("person", "GET", 200),
    ("rename", "POST", 422),
    ("add_spot", "POST", 422),
    ("change_spot", "POST", 422),
    ("remove_spot", "POST", 409),
    ("deactivate", "POST", 303),
    ("reactivate", "POST", 303),
    ("invite_again", "POST", 409),
    ("workflows", "GET", 200),
    ("workflow_begin", "GET", 200),
    ("workflow_begin", "POST", 422),
    ("workflow", "GET", 200),
    ("workflow_diagram", "GET", 200),
    ("workflow_complete", "POST", 303),
    ("workflow_undo", "POST", 303),
    ("workflow_redo", "POST", 303),
    ("workflow_trying", "GET", 200),
    ("workflow_record", "POST", 422),
    ("workflow_forget", "POST", 303),
    ("workflow_sandbox", "GET", 200),
    ("workflow_sandbox", "POST", 303),
    ("workflow_keep", "POST", 422),
    ("workflow_moving", "GET", 200),
    ("workflow_take_back", "POST", 404),
    ("workflow_publish", "GET", 303),
    ("workflow_discard", "GET", 303),
    ("workflow_new_step", "GET", 200),
    ("workflow_new_step", "POST", 422),
    ("workflow_step", "GET", 200),
    ("workflow_step", "POST", 422),
    ("workflow_move_step", "POST", 303),
    ("workflow_start", "POST", 303),
    ("workflow_remove_step", "POST", 303),
    ("workflow_new_function", "GET", 200),
    ("workflow_function", "GET", 200),
    ("workflow_function", "POST", 422),
    ("workflow_remove_function", "POST", 303),
    ("workflow_new_way", "GET", 200),
    ("workflow_new_way", "POST", 422),
    ("workflow_way", "GET", 200),
    ("workflow_way", "POST", 422),
    ("workflow_move_way", "POST", 303),
    ("workflow_remove_way", "POST", 303),
    ("workflow_test", "GET", 404),
    ("workflow_part", "POST", 303),
    ("workflow_question", "GET", 404),
    ("workflow_keep_answers", "POST", 404),
    ("workflow_effect", "GET", 404),
    ("workflow_option", "GET", 404),
    ("workflow_share", "GET", 404),
    ("workflow_new_shared_condition", "GET", 404),
    ("workflow_new_shared_effects", "GET", 404),
    ("workflow_shared_condition", "GET", 404),
    ("workflow_shared_condition_test", "GET", 404),
    ("workflow_shared_condition_part", "POST", 303),
    ("workflow_remove_shared_condition", "POST", 422),
    ("workflow_shared_effects", "GET", 404),
    ("workflow_shared_effects_effect", "GET", 404),
    ("workflow_shared_effects_part", "POST", 303),
    ("workflow_remove_shared_effects", "POST", 422),
    ("workflow_rename", "GET", 200),
    ("workflow_rename", "POST", 422),
    ("workflow_remove_option", "POST", 303),
    ("systems", "GET", 200),
    ("system_begin", "GET", 200),
    ("system_begin", "POST", 422),
    ("system", "GET", 200),
    ("system", "POST", 422),
    ("system_rotate", "POST", 409),
    ("system_end_former", "POST", 303),
    ("system_disable", "POST", 303),
    ("system_enable", "POST", 303),
    ("system_trial", "POST", 303),
    ("system_again", "POST", 409),
]
WORKFLOW_THINGS = {"step": "new", "start": "new", "function": "agent"}


def test_every_address_of_the_studio_is_in_the_table():
    """No page of the studio is left without an answer to: who may open it?"""
    assert {pattern.name for pattern in urlpatterns} == {row[0] for row in TABLE}


@pytest.mark.parametrize(("name", "method", "expected"), TABLE)
def test_only_administrators_come_in(
    name, method, expected, studio, service, colleague, usual, request
):
    """A stranger reads 404, a member 403, and nobody in sees a sign-in page."""
    address = reverse(f"studio:{name}", args=_arguments(name, service, colleague))
    anonymous = Client().generic(method, address)
    assert anonymous.status_code == TO_SIGN_IN
    assert anonymous.headers["Location"].startswith("/compte/login/")
    due = {"stranger": 404, "agent": 403, "supervisor": 403, "administrator": expected}
    found = {}
    # Whoever is refused changes nothing for those who come after.
    for person in due:
        browser = studio(request.getfixturevalue(person))
        response = browser.post(address, {}) if method == "POST" else browser.get(address)
        found[person] = response.status_code
    assert found == due


@pytest.fixture
def usual(town: Any, team: Any) -> None:
    """A circuit of one stage that every answer takes; another system with a call on its way."""
    circuit(town, stage("first", role(team)), name={"fr": "Toutes"})
    erp = {"code": "erp", "name": "ERP", "url": "https://erp.example/", "secret": make()}
    call("erp", "trial", {}, subject=Webhook.objects.create(municipality=town, **erp), by=None)


def _arguments(name: str, service: Any, member: Any) -> list[Any]:
    if name.startswith("rule") and name != "rule_begin":
        return [CircuitRule.objects.get().pk]
    if name.startswith("stage"):
        return ["usual"] if name == "stage_add" else ["usual", "first"]
    if name.startswith("circuit") and name not in ("circuits", "circuit_begin"):
        return ["usual"]
    if (name.startswith("system_") and name != "system_begin") or name == "system":
        calls = Delivery.objects.filter(transport="webhook")
        return ["erp", calls.get().pk] if name == "system_again" else ["erp"]
    if name in ("team", "team_retire", "team_restore"):
        return [service.team_id]
    if name in ("change_spot", "remove_spot"):
        return [member.pk, member.memberships.get().pk]
    if name in ABOUT_PEOPLE:
        return [member.pk]
    if name in ABOUT_A_SERVICE:
        return [service.code, *ABOUT_A_SERVICE[name]]
    if name in ("workflows", "workflow_begin") or not name.startswith("workflow"):
        return []
    return [service.workflow.slug, *_thing(name)]


def _thing(name: str) -> list[str]:
    """Return the code of the thing of a workflow that an address names, if it names one."""
    words = name.split("_")
    if "new" in words:
        return []
    if name == "workflow_take_back":
        return ["1"]
    if name == "workflow_forget":
        return ["nothing"]
    if "shared" in words:
        return ["nothing"]
    known = WORKFLOW_THINGS | dict.fromkeys(
        ("way", "test", "part", "question", "effect", "answers", "share"), "take"
    )
    return [known[word] for word in words if word in known]
