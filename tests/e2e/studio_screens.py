# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The screens of the studio, address by address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.screens import GESTURE_LISTED, Screen, at, send_empty, unfold_all

if TYPE_CHECKING:
    from playwright.sync_api import Page


def move_down(page: Page) -> None:
    with page.expect_navigation():
        page.locator("form[action$='/descendre/'] button").first.click()


def begin_a_story(page: Page) -> None:
    with page.expect_navigation():
        page.locator("form.form button.primary").click()
    with page.expect_navigation():
        page.locator("[name='move']").last.click()


STUDIO: dict[str, list[Screen] | str] = {
    "studio:overview": [at("administrator", "/studio/"), at("supervisor", "/studio/")],
    "studio:circuits": [at("administrator", "/studio/circuits/")],
    "studio:circuit_begin": [
        at("administrator", "/studio/nouveau-circuit/"),
        at("administrator", "/studio/nouveau-circuit/", send_empty),
    ],
    "studio:circuit": [
        Screen("administrator", lambda world: f"/studio/circuits/{world.circuit[0]}/")
    ],
    "studio:circuit_publish": [
        Screen("administrator", lambda world: f"/studio/circuits/{world.circuit[0]}/publier/")
    ],
    "studio:stage": [
        Screen(
            "administrator", lambda world: "/studio/circuits/{}/etapes/{}/".format(*world.circuit)
        )
    ],
    "studio:stage_test": [
        Screen(
            "administrator",
            lambda world: "/studio/circuits/{}/etapes/{}/condition/nouvelle/?fact=outcome".format(
                *world.circuit
            ),
        )
    ],
    "studio:rule_begin": [
        at("administrator", "/studio/regles/nouvelle/"),
        at("administrator", "/studio/regles/nouvelle/", send_empty),
    ],
    "studio:rule": [Screen("administrator", lambda world: f"/studio/regles/{world.rule}/")],
    "studio:rule_test": [
        Screen(
            "administrator",
            lambda world: f"/studio/regles/{world.rule}/condition/nouvelle/?fact=priority",
            send_empty,
        )
    ],
    **dict.fromkeys(
        (
            "studio:circuit_rename",
            "studio:circuit_undo",
            "studio:circuit_discard",
            "studio:circuit_retire",
            "studio:circuit_restore",
            "studio:stage_add",
            "studio:stage_gesture",
            "studio:stage_ask",
            "studio:stage_condition",
            "studio:rule_gesture",
            "studio:rule_condition",
        ),
        GESTURE_LISTED,
    ),
    "studio:services": [at("administrator", "/studio/demarches/")],
    "studio:service_begin": [
        at("administrator", "/studio/nouvelle-demarche/", unfold_all),
        at("administrator", "/studio/nouvelle-demarche/", send_empty),
        at("administrator", "/studio/nouvelle-demarche/?copie=pothole"),
    ],
    "studio:starters": [
        at("administrator", "/studio/demarches-toutes-pretes/"),
        at("administrator", "/studio/demarches-toutes-pretes/", send_empty),
    ],
    "studio:service": [at("administrator", "/studio/demarches/pothole/", unfold_all)],
    "studio:service_edit": [at("administrator", "/studio/demarches/pothole/modifier/")],
    "studio:acknowledgement": [
        at("administrator", "/studio/demarches/pothole/accuse-de-reception/")
    ],
    "studio:form": [
        at("administrator", "/studio/demarches/pothole/formulaire/"),
        at("administrator", "/studio/demarches/pothole/formulaire/", send_empty),
        at("administrator", "/studio/demarches/pothole/formulaire/", move_down),
    ],
    "studio:field_begin": [
        at("administrator", "/studio/demarches/pothole/formulaire/nouvelle/choice/", send_empty),
        at("administrator", "/studio/demarches/pothole/formulaire/nouvelle/number/"),
    ],
    "studio:field": [at("administrator", "/studio/demarches/pothole/formulaire/questions/what/")],
    "studio:form_publish": [at("administrator", "/studio/demarches/pothole/formulaire/publier/")],
    "studio:form_preview": [
        at("administrator", "/studio/demarches/pothole/formulaire/apercu/", unfold_all)
    ],
    **dict.fromkeys(
        (
            "studio:hold",
            "studio:release",
            "studio:options",
            "studio:field_earlier",
            "studio:field_later",
            "studio:field_duplicate",
            "studio:field_remove",
            "studio:form_undo",
            "studio:form_discard",
        ),
        GESTURE_LISTED,
    ),
    "studio:teams": [
        at("administrator", "/studio/services/"),
        at("administrator", "/studio/services/?state=retired"),
    ],
    "studio:team_begin": [
        at("administrator", "/studio/services/nouveau/"),
        at("administrator", "/studio/services/nouveau/", send_empty),
    ],
    "studio:team": [Screen("administrator", lambda world: f"/studio/services/{world.team}/")],
    "studio:people": [
        at("administrator", "/studio/personnes/"),
        at("administrator", "/studio/personnes/?q=licorne"),
    ],
    "studio:invite": [
        at("administrator", "/studio/personnes/inviter/"),
        at("administrator", "/studio/personnes/inviter/", send_empty),
    ],
    "studio:person": [
        Screen("administrator", lambda world: f"/studio/personnes/{world.person}/", unfold_all)
    ],
    "studio:systems": [at("administrator", "/studio/autres-systemes/")],
    "studio:system_begin": [
        at("administrator", "/studio/nouveau-systeme/"),
        at("administrator", "/studio/nouveau-systeme/", send_empty),
    ],
    "studio:system": [at("administrator", "/studio/autres-systemes/erp/")],
    **dict.fromkeys(
        (
            "studio:system_rotate",
            "studio:system_end_former",
            "studio:system_disable",
            "studio:system_enable",
            "studio:system_trial",
            "studio:system_again",
            "studio:team_retire",
            "studio:team_restore",
            "studio:rename",
            "studio:add_spot",
            "studio:change_spot",
            "studio:remove_spot",
            "studio:deactivate",
            "studio:reactivate",
            "studio:invite_again",
        ),
        GESTURE_LISTED,
    ),
}

FLOW = "/studio/circuits-de-traitement/report/"
CLOSE = f"{FLOW}transitions/close/"
WORKFLOWS: dict[str, list[Screen] | str] = {
    "studio:workflows": [at("administrator", "/studio/circuits-de-traitement/")],
    "studio:workflow_begin": [
        at("administrator", "/studio/circuits-de-traitement/nouveau/"),
        at("administrator", "/studio/circuits-de-traitement/nouveau/", send_empty),
    ],
    "studio:workflow": [at("administrator", FLOW)],
    "studio:workflow_rename": [at("administrator", f"{FLOW}nom/")],
    "studio:workflow_diagram": [at("administrator", f"{FLOW}diagramme/")],
    "studio:workflow_new_step": [
        at("administrator", f"{FLOW}etapes/nouvelle/"),
        at("administrator", f"{FLOW}etapes/nouvelle/", send_empty),
    ],
    "studio:workflow_step": [at("administrator", f"{FLOW}etapes/to_validate/")],
    "studio:workflow_new_function": [at("administrator", f"{FLOW}fonctions/nouvelle/")],
    "studio:workflow_function": [at("administrator", f"{FLOW}fonctions/agent/")],
    "studio:workflow_new_way": [
        at("administrator", f"{FLOW}transitions/nouvelle/?from=new"),
        at("administrator", f"{FLOW}transitions/nouvelle/", send_empty),
    ],
    "studio:workflow_way": [
        at("administrator", CLOSE),
        at("administrator", f"{FLOW}transitions/still_working/"),
    ],
    "studio:workflow_test": [
        at("administrator", f"{CLOSE}condition/?add=1&at=/when&fact=channel"),
        at("administrator", f"{CLOSE}condition/?add=1&at=/when&fact=due.on", send_empty),
    ],
    "studio:workflow_question": [at("administrator", f"{CLOSE}questions/?kind=choice")],
    "studio:workflow_effect": [
        at("administrator", f"{CLOSE}effets/?do=notify", unfold_all),
        at("administrator", f"{CLOSE}effets/?do=begin_answer"),
        at("administrator", f"{CLOSE}effets/?do=set_due"),
    ],
    "studio:workflow_option": [
        at("administrator", f"{FLOW}choix/?kind=number"),
        at("administrator", f"{FLOW}choix/?kind=choice", send_empty),
    ],
    "studio:workflow_remove_option": GESTURE_LISTED,
    "studio:workflow_new_shared_condition": [
        at("administrator", f"{FLOW}conditions/nouvelle/?fact=channel"),
        at("administrator", f"{FLOW}conditions/nouvelle/?fact=channel", send_empty),
    ],
    "studio:workflow_new_shared_effects": [
        at("administrator", f"{FLOW}effets/nouveaux/?do=tell", unfold_all)
    ],
    "studio:workflow_share": [
        at("administrator", f"{FLOW}transitions/still_working/partager/?what=effects")
    ],
    **dict.fromkeys(
        (
            "studio:workflow_shared_condition",
            "studio:workflow_shared_condition_test",
            "studio:workflow_shared_effects",
            "studio:workflow_shared_effects_effect",
        ),
        "shown where something is shared, in tests/studio/test_sandbox_browser.py",
    ),
    **dict.fromkeys(
        (
            "studio:workflow_shared_condition_part",
            "studio:workflow_remove_shared_condition",
            "studio:workflow_shared_effects_part",
            "studio:workflow_remove_shared_effects",
        ),
        GESTURE_LISTED,
    ),
    "studio:workflow_trying": [
        at("administrator", f"{FLOW}essayer/"),
        at("administrator", f"{FLOW}essayer/?months=3"),
    ],
    "studio:workflow_sandbox": [
        at("administrator", f"{FLOW}essayer/a-la-main/"),
        at("administrator", f"{FLOW}essayer/a-la-main/", begin_a_story),
        at("administrator", f"{FLOW}essayer/a-la-main/?story=none"),
    ],
    "studio:workflow_keep": GESTURE_LISTED,
    "studio:workflow_moving": [at("administrator", f"{FLOW}demandes/")],
    **dict.fromkeys(
        ("studio:workflow_record", "studio:workflow_forget", "studio:workflow_take_back"),
        GESTURE_LISTED,
    ),
    "studio:workflow_publish": "shown with a draft, in tests/studio/test_workflow_browser.py",
    "studio:workflow_discard": "shown with a draft, in tests/studio/test_workflow_browser.py",
    **dict.fromkeys(
        (
            "studio:workflow_complete",
            "studio:workflow_undo",
            "studio:workflow_redo",
            "studio:workflow_move_step",
            "studio:workflow_start",
            "studio:workflow_remove_step",
            "studio:workflow_remove_function",
            "studio:workflow_move_way",
            "studio:workflow_remove_way",
            "studio:workflow_part",
            "studio:workflow_keep_answers",
        ),
        GESTURE_LISTED,
    ),
}
