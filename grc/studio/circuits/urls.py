# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the circuits of validation, below the studio's own."""

from django.urls import path

from grc.studio.views import circuits, rules, stages

_ONE = "circuits/<slug:code>/"
_STAGE = f"{_ONE}etapes/<slug:stage>/"
_RULE = "regles/<int:pk>/"
urlpatterns = [
    path("circuits/", circuits.circuits, name="circuits"),
    path("nouveau-circuit/", circuits.begin, name="circuit_begin"),
    path(_ONE, circuits.circuit, name="circuit"),
    path(f"{_ONE}nom/", circuits.rename, name="circuit_rename"),
    path(f"{_ONE}annuler/", circuits.undo, name="circuit_undo"),
    path(f"{_ONE}abandonner/", circuits.discard, name="circuit_discard"),
    path(f"{_ONE}publier/", circuits.publish, name="circuit_publish"),
    path(f"{_ONE}retirer/", circuits.retire, name="circuit_retire"),
    path(f"{_ONE}reprendre/", circuits.restore, name="circuit_restore"),
    path(f"{_ONE}etapes/", stages.add, name="stage_add"),
    path(_STAGE, stages.stage, name="stage"),
    path(f"{_STAGE}geste/", stages.gesture, name="stage_gesture"),
    path(f"{_STAGE}qui/", stages.ask, name="stage_ask"),
    path(f"{_STAGE}condition/", stages.condition, name="stage_condition"),
    path(f"{_STAGE}condition/nouvelle/", stages.test, name="stage_test"),
    path("regles/nouvelle/", rules.begin, name="rule_begin"),
    path(_RULE, rules.rule, name="rule"),
    path(f"{_RULE}geste/", rules.gesture, name="rule_gesture"),
    path(f"{_RULE}condition/", rules.condition, name="rule_condition"),
    path(f"{_RULE}condition/nouvelle/", rules.test, name="rule_test"),
]
