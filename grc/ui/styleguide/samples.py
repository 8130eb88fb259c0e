# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the style guide shows: invented people of an invented town, in French and in English."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from grc.core.line import LinePoint
from grc.core.precision import Precision
from grc.service_requests.versions.figures import Figure, Living
from grc.ui.diagram import Diagram, diagram
from grc.ui.styleguide import words
from grc.ui.styleguide.forms import QUESTION, FilterForm, PlaceForm, SampleForm, refused_form
from grc.ui.styleguide.said import said
from workflows.comparing import compare, marks
from workflows.library import load
from workflows.parsing import parse_definition


@dataclass(frozen=True)
class SampleTown:
    name: str = "Catalaune-sur-Marne"
    phone: str = "03 53 01 00 10"
    email: str = "mairie@catalaune.example"
    postal_address: str = "Place de l’Hôtel-de-Ville\n51000 Catalaune-sur-Marne"
    opening_hours: str = said(
        "Du lundi au vendredi, de 8 h 30 à 17 h 30", "Monday to Friday, 8:30 to 17:30"
    )
    languages: list[str] = field(default_factory=lambda: ["fr", "en"])


@dataclass(frozen=True)
class SampleAgent:
    is_authenticated: bool = True

    def __str__(self) -> str:
        return "Claire Fontaine"


TOWN = SampleTown()
REFERENCE = "2026-004-817"
BEFORE = said(
    "Madame, nous avons bien reçu votre demande. Nos équipes passeront dans les prochains jours.",
    "Dear Ms Benali, we have received your request. Our teams will come by in the coming days.",
)
AFTER = said(
    "Madame, une barrière a été posée ce matin. Nos équipes répareront le trottoir avant le"
    " 12 décembre.",
    "Dear Ms Benali, a barrier was put up this morning. Our teams will repair the pavement before"
    " 12 December.",
)


def citizen_line() -> list[LinePoint]:
    """Return the line as a citizen sees it: no agent is named."""
    now = timezone.now()
    return [
        LinePoint(
            state="done",
            label=said("Demande reçue", "Request received"),
            at=now - timedelta(days=6, hours=3),
        ),
        LinePoint(
            state="now",
            label=said("Étudiée par la voirie", "Being looked at by the roads team"),
            at=now - timedelta(days=5),
            precision=Precision.DAY,
        ),
        LinePoint(
            state="next",
            label=said("Réponse de la mairie", "Answer from the town hall"),
            by=timezone.localdate() + timedelta(days=9),
        ),
    ]


def answer_line() -> list[LinePoint]:
    """Return the line of an answer as agents see it."""
    now = timezone.now()
    return [
        LinePoint(
            state="done",
            label=said("Rédigée", "Drafted"),
            who="Claire Fontaine",
            at=now - timedelta(days=2, hours=5),
        ),
        LinePoint(
            state="done",
            label=said("Avis juridique", "Legal opinion"),
            who="Thomas Nguyen",
            at=now - timedelta(days=1, hours=2),
        ),
        LinePoint(
            state="now",
            label=said("Visa de la directrice", "Director’s visa"),
            who="Isabelle Marchand",
            at=now - timedelta(hours=20),
            by=timezone.localdate() + timedelta(days=1),
        ),
        LinePoint(state="next", label=said("Signature", "Signature"), who=said("Maire", "Mayor")),
        LinePoint(
            state="next",
            label=said("Envoi à Nadia Benali", "Sent to Nadia Benali"),
            by=timezone.localdate() + timedelta(days=4),
        ),
    ]


def rows() -> list[dict[str, Any]]:
    """Return the rows of a queue: calm, late, unread, without a due date."""
    now, today = timezone.now(), timezone.localdate()
    return [
        {
            "href": "",
            "title": row.title,
            "reference": f"2026-004-{817 - 6 * index}",
            "who": row.who,
            "service": row.service,
            "tags": [row.tag],
            "at": now - timedelta(hours=row.hours_ago),
            "due": None if row.days_left is None else today + timedelta(days=row.days_left),
            "assignee": "Claire Fontaine" if index else "",
            "current": index == 0,
            "unread": index == 2,
        }
        for index, row in enumerate(words.ROWS)
    ]


def events() -> list[dict[str, Any]]:
    """Return what happened to a request."""
    now = timezone.now()
    return [
        {
            "sentence": said("Demande déposée sur le portail", "Request filed on the portal"),
            "who": "Nadia Benali",
            "at": now - timedelta(days=6, hours=3),
        },
        {
            "sentence": said("Accusé de réception envoyé", "Acknowledgement sent"),
            "who": "",
            "at": now - timedelta(days=6, hours=3),
        },
        {
            "sentence": said("Prise en charge", "Taken"),
            "who": "Claire Fontaine",
            "at": now - timedelta(days=5),
        },
        {
            "sentence": said("Réponse soumise à validation", "Answer submitted for validation"),
            "who": "Claire Fontaine",
            "at": now - timedelta(hours=7),
        },
    ]


def files() -> list[dict[str, Any]]:
    """Return attached files: sound, in another language, being checked."""
    return [
        {"name": "trottoir-14-lavandieres.jpg", "href": "#", "kind": "JPEG", "size": 842_000},
        {
            "name": said("Avis du cabinet d’experts.pdf", "Expert opinion.pdf"),
            "href": "#",
            "kind": "PDF",
            "size": 2_400_000,
            "language": "en",
        },
        {
            "name": "IMG_4471.heic",
            "href": "",
            "kind": "HEIC",
            "size": 5_100_000,
            "note": said("vérification en cours", "being checked"),
        },
    ]


def workflow() -> Diagram:
    """Return a workflow with figures, and what changed in it."""
    before, after = (parse_definition(load(name)) for name in ("simple", "report"))
    return diagram(
        after,
        living=Living({"new": Figure(12, timedelta(hours=5))}),
        changes=marks(compare(before, after)),
        href=lambda place: "#diagram",
    )


def context() -> dict[str, Any]:
    """Return what every page of the style guide shows."""
    now, today = timezone.now(), timezone.localdate()
    return {
        "municipality": TOWN,
        "user": SampleAgent(),
        "reference": REFERENCE,
        "question": QUESTION,
        "before": BEFORE,
        "after": AFTER,
        "citizen_line": citizen_line(),
        "answer_line": answer_line(),
        "rows": rows(),
        "timeline": events(),
        "files": files(),
        "bare": SampleForm(prefix="bare"),
        "refused": refused_form(),
        "words": words.WORDS,
        "notices": words.NOTICES,
        "tags": words.TAGS,
        "active": words.ACTIVE,
        "diagram": workflow(),
        "reason": words.REASON,
        "paused": words.PAUSED,
        "away": words.AWAY,
        "place": PlaceForm(prefix="place"),
        "filters": FilterForm({"q": "", "team": "roads"}),
        "days": {"late": today - timedelta(days=3), "soon": today + timedelta(days=1)}
        | {"calm": today + timedelta(days=9), "today": today},
        "moments": [
            now - timedelta(minutes=4),
            now - timedelta(hours=5),
            now - timedelta(days=400),
        ],
    }
