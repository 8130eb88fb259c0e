# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The desk, under /bureau/. Paths are French whatever the reader's language."""

from __future__ import annotations

from django.urls import URLPattern, path

from grc.desk.views import (
    answer,
    answer_after,
    assignment,
    entry,
    inbox,
    inbox_list,
    letters,
    lifecycle,
    papers,
    queue,
    request,
    text_insert,
    texts,
    thread,
    validating,
)

app_name = "desk"
_ONE = "demandes/<str:reference>/"
_PAPER = f"{_ONE}reponse/<int:answer>/"
_ROUND = "a-valider/<int:answer>/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("vivant/", queue.queue_live, name="queue_live"),
    path("nouvelle/", entry.choose_service, name="entry"),
    path("nouvelle/<slug:code>/", entry.entry, name="entry_form"),
    path("a-valider/", inbox.inbox, name="inbox"),
    path("a-valider/liste/", inbox_list.inbox_list, name="inbox_list"),
    path(_ROUND, inbox.round_page, name="round"),
    path(f"{_ROUND}valider/", inbox.approve, name="approve"),
    path(f"{_ROUND}renvoyer/", inbox.send_back, name="send_back"),
    path(f"{_ROUND}avis/", validating.opine, name="opine"),
    path(f"{_ROUND}confier/", validating.hand_over, name="hand_over"),
    path(f"{_ROUND}corriger/", validating.amend, name="amend"),
    path(f"{_ROUND}proposer/", validating.suggest, name="suggest"),
    path(f"{_ROUND}consulter/", validating.consult, name="consult"),
    path(f"{_ROUND}circuit/", validating.change_circuit, name="change_circuit"),
    path(f"{_ROUND}annuler/", validating.undo, name="undo"),
    path("textes/", texts.library, name="texts"),
    path("textes/nouveau/", texts.begin, name="text_begin"),
    path("textes/verifier/", texts.check, name="text_check"),
    path("textes/<int:pk>/", texts.edit, name="text"),
    path("textes/<int:pk>/retirer/", texts.retire, name="text_retire"),
    path("textes/<int:pk>/proposer/", texts.restore, name="text_restore"),
    path(_ONE, request.service_request, name="request"),
    path(f"{_ONE}vivant/", request.service_request_live, name="request_live"),
    path(f"{_ONE}file/", request.queue_beside, name="queue_beside"),
    path(f"{_ONE}fichiers/<int:pk>/", request.file, name="file"),
    path(f"{_ONE}prendre/", assignment.take, name="take"),
    path(f"{_ONE}remettre/", assignment.release, name="release"),
    path(f"{_ONE}attribuer/", assignment.assign, name="assign"),
    path(f"{_ONE}transmettre/", assignment.pass_on, name="pass_on"),
    path(f"{_ONE}priorite/", assignment.priority, name="priority"),
    path(f"{_ONE}etapes/<slug:code>/", lifecycle.perform, name="perform"),
    path(f"{_ONE}ecrire/", thread.write, name="write"),
    path(f"{_ONE}noter/", thread.note, name="note"),
    path(f"{_ONE}reponse/", answer.answer, name="answer"),
    path(f"{_ONE}reponse/enregistrer/", answer.save, name="save"),
    path(f"{_ONE}reponse/textes/", text_insert.search, name="texts_search"),
    path(f"{_ONE}reponse/texte/", text_insert.insert, name="text_insert"),
    path(f"{_ONE}reponse/soumettre/", answer.submit, name="submit"),
    path(f"{_ONE}reponse/concilier/", answer_after.settle, name="settle"),
    path(
        f"{_ONE}reponse/propositions/<int:key>/",
        answer_after.settle_annotation,
        name="settle_annotation",
    ),
    path(f"{_ONE}reponse/reprendre/", answer_after.recall, name="recall"),
    path(f"{_ONE}reponse/abandonner/", answer_after.withdraw, name="withdraw"),
    path(f"{_ONE}reponse/transmise/", answer_after.tell, name="tell"),
    path("courriers/", letters.letters, name="letters"),
    path("courriers/imprimer/", letters.print_chosen, name="print_letters"),
    path("courriers/postes/", letters.posted, name="posted"),
    path(f"{_PAPER}courrier.pdf", papers.letter, name="letter"),
    path(f"{_PAPER}preuve.pdf", papers.proof_sheet_pdf, name="proof_pdf"),
    path(f"{_PAPER}preuve.zip", papers.proof_archive, name="proof_zip"),
    path(f"{_PAPER}signee/", papers.signed, name="signed"),
    path(f"{_PAPER}signee.pdf", papers.signed_file, name="signed_file"),
]
