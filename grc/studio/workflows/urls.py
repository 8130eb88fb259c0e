# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the workflow editor, below the studio's own."""

from django.urls import path

from grc.studio.views.workflows import moving as workflow_moving
from grc.studio.views.workflows import options as workflow_options
from grc.studio.views.workflows import pages as workflows
from grc.studio.views.workflows import parts as workflow_parts
from grc.studio.views.workflows import publish as workflow_publish
from grc.studio.views.workflows import sandbox as workflow_sandbox
from grc.studio.views.workflows import shared as workflow_shared
from grc.studio.views.workflows import things as workflow_things
from grc.studio.views.workflows import trying as workflow_trying
from workflows.editing import Thing

_ONE = "circuits-de-traitement/<slug:slug>/"
_WAY = f"{_ONE}transitions/<slug:code>/"
_STEP = f"{_ONE}etapes/<slug:code>/"
_FUNCTION = f"{_ONE}fonctions/<slug:code>/"
_CONDITION = f"{_ONE}conditions/<slug:code>/"
_EFFECTS = f"{_ONE}effets/<slug:code>/"
_OF_WAY = {"thing": Thing.TRANSITION}
_OF_CONDITION = {"thing": Thing.SHARED_CONDITION}
_OF_EFFECTS = {"thing": Thing.SHARED_EFFECTS}
urlpatterns = [
    path("circuits-de-traitement/", workflows.workflows, name="workflows"),
    path("circuits-de-traitement/nouveau/", workflows.begin, name="workflow_begin"),
    path(_ONE, workflows.workflow, name="workflow"),
    path(f"{_ONE}nom/", workflows.rename, name="workflow_rename"),
    path(f"{_ONE}diagramme/", workflows.drawn, name="workflow_diagram"),
    path(f"{_ONE}completer/", workflows.complete, name="workflow_complete"),
    path(f"{_ONE}annuler/", workflows.undo, name="workflow_undo"),
    path(f"{_ONE}retablir/", workflows.redo, name="workflow_redo"),
    path(f"{_ONE}choix/", workflow_options.option, name="workflow_option"),
    path(f"{_ONE}choix/retirer/", workflow_options.remove_option, name="workflow_remove_option"),
    path(f"{_ONE}essayer/", workflow_trying.trying, name="workflow_trying"),
    path(f"{_ONE}essayer/enregistrer/", workflow_trying.record, name="workflow_record"),
    path(f"{_ONE}essayer/a-la-main/", workflow_sandbox.sandbox, name="workflow_sandbox"),
    path(f"{_ONE}essayer/a-la-main/garder/", workflow_sandbox.keep, name="workflow_keep"),
    path(f"{_ONE}essayer/<slug:code>/oublier/", workflow_trying.forget, name="workflow_forget"),
    path(f"{_ONE}demandes/", workflow_moving.moving, name="workflow_moving"),
    path(
        f"{_ONE}demandes/<int:pk>/reprendre/", workflow_moving.take_back, name="workflow_take_back"
    ),
    path(f"{_ONE}publier/", workflow_publish.publish, name="workflow_publish"),
    path(f"{_ONE}abandonner/", workflow_publish.discard, name="workflow_discard"),
    path(f"{_ONE}etapes/nouvelle/", workflow_things.new_step, name="workflow_new_step"),
    path(_STEP, workflow_things.step, name="workflow_step"),
    path(f"{_STEP}placer/", workflow_things.move_step, name="workflow_move_step"),
    path(f"{_STEP}debut/", workflow_things.start, name="workflow_start"),
    path(f"{_STEP}retirer/", workflow_things.remove_step, name="workflow_remove_step"),
    path(f"{_ONE}fonctions/nouvelle/", workflow_things.new_function, name="workflow_new_function"),
    path(_FUNCTION, workflow_things.function, name="workflow_function"),
    path(f"{_FUNCTION}retirer/", workflow_things.remove_function, name="workflow_remove_function"),
    path(f"{_ONE}transitions/nouvelle/", workflow_things.new_way, name="workflow_new_way"),
    path(_WAY, workflow_things.way, name="workflow_way"),
    path(f"{_WAY}placer/", workflow_things.move_way, name="workflow_move_way"),
    path(f"{_WAY}retirer/", workflow_things.remove_way, name="workflow_remove_way"),
    path(f"{_WAY}condition/", workflow_parts.test, _OF_WAY, name="workflow_test"),
    path(f"{_WAY}parties/", workflow_parts.change_part, _OF_WAY, name="workflow_part"),
    path(f"{_WAY}questions/", workflow_parts.question, name="workflow_question"),
    path(f"{_WAY}questions/garder/", workflow_parts.keep_answers, name="workflow_keep_answers"),
    path(f"{_WAY}effets/", workflow_parts.effect, _OF_WAY, name="workflow_effect"),
    path(f"{_WAY}partager/", workflow_shared.share, name="workflow_share"),
    path(
        f"{_ONE}conditions/nouvelle/",
        workflow_shared.new_condition,
        name="workflow_new_shared_condition",
    ),
    path(_CONDITION, workflow_things.shared, _OF_CONDITION, name="workflow_shared_condition"),
    path(
        f"{_CONDITION}condition/",
        workflow_parts.test,
        _OF_CONDITION,
        name="workflow_shared_condition_test",
    ),
    path(
        f"{_CONDITION}parties/",
        workflow_parts.change_part,
        _OF_CONDITION,
        name="workflow_shared_condition_part",
    ),
    path(
        f"{_CONDITION}retirer/",
        workflow_things.remove_shared,
        _OF_CONDITION,
        name="workflow_remove_shared_condition",
    ),
    path(
        f"{_ONE}effets/nouveaux/", workflow_shared.new_effects, name="workflow_new_shared_effects"
    ),
    path(_EFFECTS, workflow_things.shared, _OF_EFFECTS, name="workflow_shared_effects"),
    path(
        f"{_EFFECTS}effets/",
        workflow_parts.effect,
        _OF_EFFECTS,
        name="workflow_shared_effects_effect",
    ),
    path(
        f"{_EFFECTS}parties/",
        workflow_parts.change_part,
        _OF_EFFECTS,
        name="workflow_shared_effects_part",
    ),
    path(
        f"{_EFFECTS}retirer/",
        workflow_things.remove_shared,
        _OF_EFFECTS,
        name="workflow_remove_shared_effects",
    ),
]
