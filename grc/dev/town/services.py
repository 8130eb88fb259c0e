# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What can be asked of the demo towns, and words that people would type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STREET = {"fr": "Rue et espace public", "en": "Street and public space"}
PAPERS = {"fr": "Papiers et démarches", "en": "Papers and procedures"}
TOWN_HALL = {"fr": "La mairie et vous", "en": "The town hall and you"}

_WHERE = {
    "code": "place",
    "kind": "address",
    "label": {"fr": "Où est-ce ?", "en": "Where is it?"},
    "help": {
        "fr": "Le numéro et la rue, ou ce qu'il y a à côté.",
        "en": "The number and the street, or what stands next to it.",
    },
    "required": True,
}
_PHOTO = {
    "code": "photo",
    "kind": "file",
    "label": {"fr": "Photo", "en": "Photo"},
    "help": {
        "fr": "Facultative. Évitez les visages et les plaques.",
        "en": "Optional. Leave out faces and number plates.",
    },
    "required": False,
}


def _question(fr: str, en: str, code: str = "what") -> dict[str, Any]:
    return {"code": code, "kind": "long_text", "label": {"fr": fr, "en": en}, "required": True}


def _choice(code: str, fr: str, en: str, *choices: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "code": code,
        "kind": "choice",
        "label": {"fr": fr, "en": en},
        "required": True,
        "choices": [{"code": c, "label": {"fr": f, "en": e}} for c, f, e in choices],
    }


@dataclass(frozen=True, kw_only=True)
class DemoService:
    """One service: who works it, how, what is asked, and requests as people write them."""

    code: str
    fr: str
    en: str
    group: dict[str, str]
    team: str
    workflow: str = "report"
    contact: str = "optional"
    target_days: int = 10
    keywords: str = ""
    fields: tuple[dict[str, Any], ...]
    texts: tuple[str, ...]
    answer: str


SERVICES = (
    DemoService(
        code="trou-chaussee",
        fr="Trou ou bosse dans la chaussée",
        en="Hole or bump in the road",
        group=STREET,
        team="Voirie et éclairage",
        keywords="nid-de-poule route trottoir pothole pavement",
        fields=(
            _question("Que voyez-vous ?", "What do you see?"),
            _WHERE,
            _choice(
                "danger",
                "Est-ce dangereux ?",
                "Is it dangerous?",
                ("no", "Non, c'est gênant", "No, it is a nuisance"),
                ("bikes", "Pour les vélos et les piétons", "For bicycles and walkers"),
                ("everyone", "Pour tout le monde", "For everyone"),
            ),
            _PHOTO,
        ),
        texts=(
            "Un gros trou s'est formé après la pluie, les voitures font un écart dangereux.",
            "Le pavé est descellé devant le passage piéton, ma mère a failli tomber.",
            "La plaque d'égout bascule quand on roule dessus, cela claque toute la nuit.",
            "Deux nids-de-poule de suite, juste avant le dos-d'âne.",
            "La bordure du trottoir est cassée, impossible de passer avec un fauteuil.",
        ),
        answer="Bonjour,\n\nNotre équipe a rebouché le trou et contrôlé les abords. Si la chaussée"
        " se creuse de nouveau, répondez sur votre page de suivi.\n\nBien à vous",
    ),
    DemoService(
        code="eclairage",
        fr="Éclairage public en panne",
        en="Street light out of order",
        group=STREET,
        team="Voirie et éclairage",
        target_days=5,
        keywords="lampadaire lumière réverbère lamp",
        fields=(_question("Que se passe-t-il ?", "What is the matter?"), _WHERE, _PHOTO),
        texts=(
            "Le lampadaire devant le numéro 8 clignote depuis une semaine.",
            "Toute la rue est dans le noir depuis hier soir, jusqu'au rond-point.",
            "Deux réverbères restent allumés en plein jour.",
            "Le mât penche depuis qu'un camion l'a accroché.",
        ),
        answer="Bonjour,\n\nL'éclairage a été réparé par notre prestataire. Merci de nous avoir"
        " prévenus.\n\nBien à vous",
    ),
    DemoService(
        code="depot-sauvage",
        fr="Dépôt sauvage, encombrants abandonnés",
        en="Fly-tipping, abandoned bulky waste",
        group=STREET,
        team="Propreté urbaine",
        target_days=3,
        keywords="matelas gravats déchets poubelle waste rubbish",
        fields=(
            _question("Que faut-il enlever ?", "What is to be removed?"),
            _WHERE,
            {
                "code": "kinds",
                "kind": "choices",
                "label": {"fr": "De quoi s'agit-il ?", "en": "What is it?"},
                "required": False,
                "choices": [
                    {"code": "furniture", "label": {"fr": "Meubles", "en": "Furniture"}},
                    {"code": "rubble", "label": {"fr": "Gravats", "en": "Rubble"}},
                    {
                        "code": "chemicals",
                        "label": {"fr": "Produits dangereux", "en": "Dangerous products"},
                    },
                ],
            },
            _PHOTO,
        ),
        texts=(
            "Un canapé et trois sacs de gravats au pied de l'immeuble.",
            "Des pneus ont été jetés dans le fossé derrière l'école.",
            "Matelas et frigo laissés contre le conteneur à verre depuis dimanche.",
            "Des bidons qui sentent le solvant, à côté de l'aire de jeux.",
        ),
        answer="Bonjour,\n\nLe dépôt a été enlevé ce matin. Nous avons renforcé les passages dans"
        " ce secteur.\n\nBien à vous",
    ),
    DemoService(
        code="graffiti",
        fr="Graffiti, affiche sauvage",
        en="Graffiti, illegal poster",
        group=STREET,
        team="Propreté urbaine",
        keywords="tag mur",
        fields=(_question("Que faut-il effacer ?", "What is to be cleaned?"), _WHERE, _PHOTO),
        texts=(
            "Insultes peintes sur le mur du gymnase.",
            "La fontaine a été taguée dans la nuit de samedi.",
            "Affiches collées sur tous les panneaux de l'arrêt de bus.",
        ),
        answer="Bonjour,\n\nLe mur a été nettoyé. Merci de votre vigilance.\n\nBien à vous",
    ),
    DemoService(
        code="arbre",
        fr="Arbre dangereux, branche tombée",
        en="Dangerous tree, fallen branch",
        group=STREET,
        team="Espaces verts",
        keywords="élagage haie tree",
        fields=(_question("Que voyez-vous ?", "What do you see?"), _WHERE, _PHOTO),
        texts=(
            "Une grosse branche menace de tomber sur l'aire de jeux.",
            "Les racines ont soulevé le trottoir sur trois mètres.",
            "Le platane cache le feu tricolore quand on vient du pont.",
        ),
        answer="Bonjour,\n\nNos jardiniers ont élagué l'arbre et sécurisé le passage."
        "\n\nBien à vous",
    ),
    DemoService(
        code="acte-naissance",
        fr="Copie d'acte de naissance",
        en="Copy of a birth certificate",
        group=PAPERS,
        team="État civil",
        workflow="simple",
        contact="required",
        target_days=5,
        keywords="état civil extrait certificate",
        fields=(
            {
                "code": "full_name",
                "kind": "short_text",
                "required": True,
                "label": {"fr": "Nom et prénoms sur l'acte", "en": "Names on the certificate"},
            },
            {
                "code": "birth_date",
                "kind": "date",
                "required": True,
                "label": {"fr": "Date de naissance", "en": "Date of birth"},
            },
            {
                "code": "copies",
                "kind": "number",
                "required": False,
                "label": {"fr": "Nombre de copies", "en": "Number of copies"},
            },
        ),
        texts=(
            "Acte pour un mariage.",
            "Copie intégrale pour un passeport.",
            "Extrait plurilingue.",
        ),
        answer="Bonjour,\n\nVotre copie est prête. Elle part aujourd'hui à l'adresse que vous avez"
        " indiquée.\n\nBien à vous",
    ),
    DemoService(
        code="domaine-public",
        fr="Occuper le domaine public",
        en="Use of public space",
        group=PAPERS,
        team="Voirie et éclairage",
        contact="required",
        target_days=15,
        keywords="échafaudage benne terrasse déménagement",
        fields=(
            _question("Pour quoi faire ?", "What for?"),
            _WHERE,
            {
                "code": "from",
                "kind": "date",
                "required": True,
                "label": {"fr": "À partir du", "en": "From"},
            },
            {
                "code": "until",
                "kind": "date",
                "required": True,
                "label": {"fr": "Jusqu'au", "en": "Until"},
            },
        ),
        texts=(
            "Échafaudage de 6 mètres pour ravaler la façade.",
            "Camion de déménagement, trois places de stationnement.",
            "Une benne devant la maison pendant les travaux.",
        ),
        answer="Bonjour,\n\nVotre demande est accordée pour les dates indiquées. Affichez l'arrêté"
        " joint à votre suivi 48 heures avant.\n\nBien à vous",
    ),
    DemoService(
        code="lettre-maire",
        fr="Écrire à la maire",
        en="Write to the mayor",
        group=TOWN_HALL,
        team="Cabinet de la maire",
        contact="required",
        target_days=20,
        keywords="réclamation courrier élu complaint",
        fields=(
            {
                "code": "subject",
                "kind": "short_text",
                "required": True,
                "label": {"fr": "Objet", "en": "Subject"},
            },
            _question("Votre message", "Your message"),
        ),
        texts=(
            "Le bus 4 ne passe plus le samedi, comment aller au marché ?",
            "Nous aimerions un banc à mi-chemin du cimetière, la côte est rude.",
            "Le bruit de la salle des fêtes dépasse minuit chaque semaine.",
            "Merci aux agents qui ont déneigé l'école avant l'ouverture.",
        ),
        answer="Bonjour,\n\nVotre courrier a retenu toute mon attention. J'ai demandé au service"
        " concerné de vous rencontrer sur place.\n\nBien à vous",
    ),
    DemoService(
        code="indemnisation",
        fr="Demande d'indemnisation",
        en="Claim for damages",
        group=TOWN_HALL,
        team="Voirie et éclairage",
        contact="required",
        target_days=30,
        keywords="dégât sinistre accident assurance jante damage",
        fields=(
            _question("Que s'est-il passé ?", "What happened?"),
            _WHERE,
            {
                "code": "amount",
                "kind": "number",
                "required": True,
                "label": {"fr": "Montant demandé, en euros", "en": "Amount claimed, in euros"},
            },
        ),
        texts=(
            "Ma jante s'est fendue dans un trou de la chaussée, devis du garage à l'appui.",
            "Une branche de la place est tombée sur mon pare-brise pendant la tempête.",
            "La barrière du marché a rayé toute la portière de ma voiture.",
        ),
        answer="Bonjour,\n\nVotre dossier est complet. Notre assureur vous écrit sous quinze jours"
        " pour fixer le montant.\n\nBien à vous",
    ),
)
