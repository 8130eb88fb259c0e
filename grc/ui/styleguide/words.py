# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The short texts of the style guide."""

from __future__ import annotations

from typing import Any, NamedTuple

from grc.ui.styleguide.said import said


class Row(NamedTuple):
    """A request of the sample queue."""

    title: str
    who: str
    service: str
    tag: dict[str, Any]
    hours_ago: int
    days_left: int | None


WORDS = {
    "submit": said("Soumettre à validation", "Submit for validation"),
    "pass_on": said("Transmettre", "Pass on"),
    "return": said("Renvoyer", "Return"),
    "return_title": said("Renvoyer avec un motif", "Return with a reason"),
    "reason": said("Motif", "Reason"),
    "reason_help": said(
        "Claire Fontaine le lira ; l’usager, non.",
        "Claire Fontaine reads it; the citizen does not.",
    ),
    "later": said("Plus tard", "Later"),
    "cancel": said("Revenir sans rien changer", "Go back without changes"),
    "approve": said("Valider", "Approve"),
    "why": said(
        "Vous avez rédigé cette réponse : une autre personne doit la valider.",
        "You wrote this answer: somebody else must approve it.",
    ),
    "amend": said("Corriger le texte", "Amend the text"),
    "suggest": said("Proposer une modification", "Suggest a change"),
    "more_short": said("Plus", "More"),
    "more": said("Autres actions", "More"),
    "send": said("Envoyer ma demande", "Send my request"),
    "send_message": said("Envoyer le message", "Send the message"),
    "where": said("Lieu", "Place"),
    "citizen": said("Usager", "Citizen"),
    "you": said("vous", "you"),
    "town": said("Mairie de Catalaune-sur-Marne", "Catalaune-sur-Marne town hall"),
    "roads": said("Voirie", "Roads"),
    "parks": said("Espaces verts", "Parks"),
    "note": said(
        "J’ai demandé une barrière à l’équipe de nuit. À vérifier demain avant de répondre.",
        "I asked the night team for a barrier. To be checked tomorrow before answering.",
    ),
    "town_message": said(
        "Bonjour, une barrière sera posée aujourd’hui. Nous revenons vers vous pour la date des"
        " travaux.",
        "Hello, a barrier will be put up today. We will come back to you with the date of the"
        " repair.",
    ),
    "letter": said(
        "Madame,\n\nUne barrière a été posée ce matin devant le 14 rue des Lavandières. Nos équipes"
        " répareront le trottoir avant le 12 décembre.\n\nMerci de nous avoir prévenus.\n\nPour le"
        " maire, la directrice de la voirie\nIsabelle Marchand",
        "Dear Ms Benali,\n\nA barrier was put up this morning in front of 14 rue des Lavandières."
        " Our teams will repair the pavement before 12 December.\n\nThank you for telling us."
        "\n\nFor the mayor, the head of roads\nIsabelle Marchand",
    ),
    "count": said("128 demandes", "128 requests"),
    "empty": said("Rien à traiter", "Nothing to do"),
    "empty_text": said(
        "Les demandes qui arrivent pour votre service apparaîtront ici. Vous pouvez aussi en"
        " enregistrer une reçue au guichet.",
        "Requests that arrive for your team will appear here. You can also record one received at"
        " the counter.",
    ),
    "empty_action": said("Enregistrer une demande", "Record a request"),
    "export": said("Préparation de l’export", "Preparing the export"),
    "exported": said("12 sur 40", "12 of 40"),
    "upload": said("Envoi du fichier", "Sending the file"),
    "request_title": said("Trottoir affaissé", "Sunken pavement"),
    "report_title": said("Signaler un problème dans la rue", "Report a problem in the street"),
    "report_lede": said(
        "Trottoir, chaussée, éclairage, propreté : dites-nous ce qui ne va pas. Cela prend trois"
        " minutes.",
        "Pavement, road, lighting, cleanliness: tell us what is wrong. It takes three minutes.",
    ),
    "services": said("Toutes les démarches", "All services"),
    "my_requests": said("Mes demandes", "My requests"),
    "reference": said("Référence", "Reference"),
    "thread": said("Échanges", "Messages"),
    "reply": said("Ajouter un message", "Add a message"),
    "sent_title": said("Votre demande est envoyée", "Your request has been sent"),
    "sent_lede": said(
        "Un accusé de réception part à nadia@exemple.fr.",
        "An acknowledgement is on its way to nadia@example.org.",
    ),
    "next_title": said("Et maintenant", "What happens next"),
    "next_text": said(
        "Vous recevrez un message à chaque étape. Vous n’avez rien d’autre à faire.",
        "You will get a message at each step. There is nothing else for you to do.",
    ),
    "follow": said("Suivre ma demande", "Follow my request"),
    "queue": said("File", "Queue"),
    "queue_count": said("128 dans la file", "128 in the queue"),
    "mine": said("À traiter", "To do"),
    "mine_count": said("12 à traiter", "12 to do"),
    "to_validate": said("À valider", "To validate"),
    "validate_count": said("3 à valider", "3 to validate"),
    "all": said("Toutes les demandes", "All requests"),
    "teams": said("Services", "Teams"),
    "due": said("Délai", "Time left"),
    "in_charge": said("Agent", "Agent"),
    "requester": said("Usager", "Requester"),
    "history": said("Historique", "History"),
    "facts": said("Informations", "Facts"),
    "position": said("2 sur 5", "2 of 5"),
    "inbox_title": said("Réponse à Nadia Benali", "Answer to Nadia Benali"),
    "inbox_why": said(
        "Elle est ici parce que votre visa est requis pour toute réponse de la voirie.",
        "It is here because your visa is required for every answer of the roads team.",
    ),
    "question": said("La demande", "The question"),
    "answer": said("La réponse telle qu’elle sera reçue", "The answer as it will be received"),
    "changes": said("Ce qui a changé depuis votre visa", "What changed since your visa"),
    "stands": said("Où en est la réponse", "Where the answer stands"),
}
NOTICES = [
    {
        "kind": "info",
        "text": said("Le guichet est fermé demain.", "The counter is closed tomorrow."),
    },
    {
        "kind": "success",
        "text": said(
            "Réponse soumise à Isabelle Marchand.", "Answer submitted to Isabelle Marchand."
        ),
    },
    {
        "kind": "warning",
        "text": said(
            "Une autre personne lit cette demande.", "Somebody else is reading this request."
        ),
    },
    {
        "kind": "error",
        "text": said(
            "Le fichier dépasse 10 Mo. Il n’a pas été joint ; le reste est gardé.",
            "The file is larger than 10 MB. It was not attached; everything else is kept.",
        ),
    },
]
TAGS = [
    {"label": said("Nouvelle", "New"), "kind": "accent"},
    {"label": said("En cours", "In progress"), "kind": ""},
    {"label": said("En attente de l’usager", "Waiting for the citizen"), "kind": "info"},
    {"label": said("Répondue", "Answered"), "kind": "ok", "icon": "check"},
    {"label": said("Prioritaire", "Urgent"), "kind": "warn", "icon": "bolt"},
    {"label": said("En retard", "Overdue"), "kind": "danger", "icon": "exclamation-triangle"},
]
ACTIVE = [{"label": said("Service : Voirie", "Team: Roads"), "href": "#list"}]
REASON = said(
    "Deux mois après la réception : passé cette date, le silence vaut accord.",
    "Two months after receipt: after that, silence means acceptance.",
)
PAUSED = said(
    "Depuis lundi, en attente d’une pièce de l’usager", "Since Monday, waiting for a document"
)
AWAY = said("absent jusqu’au 2 décembre", "away until 2 December")

WAITING = {"label": said("En attente de l’usager", "Waiting for the citizen"), "kind": "info"}
CHECKING = {"label": said("À valider", "To validate"), "kind": "accent", "icon": "check-badge"}
PROGRESS = {"label": said("En cours", "In progress"), "kind": ""}
ROADS = said("Voirie", "Roads")
PARKS = said("Arbres et jardins", "Trees and gardens")
LIGHTING = said("Éclairage", "Lighting")
WASTE = said("Déchets", "Waste")
SUNKEN = said("Trottoir affaissé", "Sunken pavement")
BRANCH = said(
    "Platane dont une branche menace de tomber sur l’aire de jeux de l’école",
    "Plane tree with a branch about to fall on the school playground",
)
LAMP = said("Lampadaire éteint", "Street light out")
COMPOST = said("Demande de composteur", "Request for a compost bin")
ROWS = [
    Row(SUNKEN, "Nadia Benali", ROADS, PROGRESS, 2, 2),
    Row(BRANCH, "Jean-Pierre Thiébaut", PARKS, CHECKING, 26, -3),
    Row(LAMP, "Lê Thị Minh", LIGHTING, WAITING, 74, 12),
    Row(COMPOST, "Françoise d’Hérouville", WASTE, PROGRESS, 150, None),
]
