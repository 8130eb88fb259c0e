# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who works in the demo towns. All names are invented; every password is the same."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "catalaune-demo"  # noqa: S105 - printed at every start of the demo


@dataclass(frozen=True)
class Person:
    """Somebody who signs in: name, e-mail, role, team (empty for the whole town), capacity."""

    name: str
    email: str
    role: str
    team: str
    capacity: str


@dataclass(frozen=True)
class Town:
    """A town of the demo: its names, its hosts, its accent, its teams and its people.

    A team is its name, its telephone and the name of the team above it, if there is one.
    """

    slug: str
    name: str
    hosts: tuple[str, ...]
    accent: str
    phone: str
    address: str
    hours: str
    teams: tuple[tuple[str, str, str], ...]
    people: tuple[Person, ...]


FIRST = Town(
    slug="valbruyere",
    name="Valbruyère",
    hosts=("localhost", "127.0.0.1"),
    accent="#1f5f5b",
    phone="03 26 00 12 00",
    address="Hôtel de ville, 1 place du Marché, 51099 Valbruyère",
    hours="Du lundi au vendredi, de 8 h 30 à 17 h 30",
    teams=(
        ("Voirie et éclairage", "03 26 00 12 10", "Direction générale"),
        ("Propreté urbaine", "03 26 00 12 20", "Direction générale"),
        ("Espaces verts", "03 26 00 12 30", "Direction générale"),
        ("État civil", "03 26 00 12 40", "Direction générale"),
        ("Cabinet de la maire", "03 26 00 12 50", "Élus"),
        ("Affaires juridiques", "03 26 00 12 60", "Direction générale"),
        ("Direction générale", "03 26 00 12 70", "Élus"),
        ("Élus", "03 26 00 12 80", ""),
    ),
    people=(
        Person(
            "Alice Moreau",
            "alice@valbruyere.example",
            "agent",
            "Voirie et éclairage",
            "Technicienne de voirie",
        ),
        Person(
            "Karim Benali",
            "karim@valbruyere.example",
            "agent",
            "Voirie et éclairage",
            "Agent de voirie",
        ),
        Person(
            "Sophie Lambert",
            "sophie@valbruyere.example",
            "supervisor",
            "Voirie et éclairage",
            "Responsable de la voirie",
        ),
        Person(
            "Hugo Petit",
            "hugo@valbruyere.example",
            "agent",
            "Propreté urbaine",
            "Agent de propreté",
        ),
        Person(
            "Nadia Fournier",
            "nadia@valbruyere.example",
            "supervisor",
            "Propreté urbaine",
            "Responsable de la propreté",
        ),
        Person("Lucie Garnier", "lucie@valbruyere.example", "agent", "Espaces verts", "Jardinière"),
        Person(
            "Paul Roussel",
            "paul@valbruyere.example",
            "supervisor",
            "Espaces verts",
            "Chef des espaces verts",
        ),
        Person(
            "Inès Caron", "ines@valbruyere.example", "agent", "État civil", "Officière d'état civil"
        ),
        Person(
            "Marc Delorme",
            "marc@valbruyere.example",
            "supervisor",
            "État civil",
            "Directeur de la population",
        ),
        Person(
            "Jeanne Aubry",
            "jeanne@valbruyere.example",
            "agent",
            "Cabinet de la maire",
            "Chargée du courrier",
        ),
        Person(
            "Claire Vasseur",
            "claire@valbruyere.example",
            "supervisor",
            "Cabinet de la maire",
            "Directrice de cabinet",
        ),
        Person(
            "Léa Perrot",
            "lea@valbruyere.example",
            "agent",
            "Affaires juridiques",
            "Juriste",
        ),
        Person(
            "Philippe Aubert",
            "philippe@valbruyere.example",
            "supervisor",
            "Direction générale",
            "Directeur général des services",
        ),
        Person(
            "Stéphane Millot",
            "stephane@valbruyere.example",
            "agent",
            "Élus",
            "Adjoint à la voirie et à la propreté",
        ),
        Person(
            "Hélène Marchand",
            "helene@valbruyere.example",
            "supervisor",
            "Élus",
            "Maire de Valbruyère",
        ),
        Person(
            "Thomas Renard",
            "admin@valbruyere.example",
            "administrator",
            "",
            "Administrateur fonctionnel",
        ),
    ),
)

SECOND = Town(
    slug="rivehaute",
    name="Rivehaute",
    hosts=("rivehaute.localhost",),
    accent="#7a3b69",
    phone="03 26 99 10 00",
    address="Mairie, 4 rue de l'École, 51098 Rivehaute",
    hours="Mardi et vendredi, de 14 h à 18 h",
    teams=(("Secrétariat de mairie", "03 26 99 10 00", ""),),
    people=(
        Person(
            "Odile Masson",
            "odile@rivehaute.example",
            "supervisor",
            "Secrétariat de mairie",
            "Secrétaire générale",
        ),
        Person(
            "Yann Le Goff",
            "yann@rivehaute.example",
            "agent",
            "Secrétariat de mairie",
            "Agent d'accueil",
        ),
        Person(
            "Rémi Blanchet",
            "admin@rivehaute.example",
            "administrator",
            "",
            "Premier adjoint",
        ),
    ),
)

TOWNS = (FIRST, SECOND)

CITIZENS = (
    "Marie Dupont",
    "Jean-Pierre Lefèvre",
    "Fatima Haddad",
    "Émile Girard",
    "Chloé Marchand",
    "Antoine Noël",
    "Lê Thị Hoa",
    "Bernard Çelik",
    "Aïcha Diallo",
    "Gaëlle Le Bihan",
    "Loïc Hervé",
    "Solène Masson",
    "Víctor Ibáñez",
    "Élodie Brun",
    "Moussa Traoré",
    "Ghislaine Vidal",
    "René Colin",
    "Zoé Perrin",
    "Maëlys Roche",
    "Olivier de La Tour",
)

STREETS = (
    "rue des Tilleuls",
    "avenue de la Gare",
    "place du Marché",
    "rue du Moulin",
    "quai des Tanneurs",
    "rue Louise-Michel",
    "boulevard de la Marne",
    "impasse des Lilas",
    "rue de l'Abreuvoir",
    "chemin des Vignes",
    "rue Saint-Alpin",
    "allée des Platanes",
)
