# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The 311 file of Montréal, read by a plain reader and counted by other means than the mapping's.

What each word must become is written here a second time, as sentences of the publisher say it.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

CHANNELS = {
    "": "unknown",
    "Téléphone": "phone",
    "Mobile": "mobile",
    "Site internet": "portal",
    "Courriel": "email",
    "En personne": "counter",
    "Courrier": "letter",
    "Médias sociaux": "social",
}
# Step, then outcome of requests that ended.
STATES = {
    "Acceptée": ("new", ""),
    "Transmise pour traitement": ("new", ""),
    "Urgente": ("new", ""),
    "Prise en charge": ("in_progress", ""),
    "Réactivée": ("in_progress", ""),
    "Terminée": ("closed", "done"),
    "Refusée": ("closed", "refused"),
    "Annulée": ("closed", "cancelled"),
    "Supprimée": ("closed", "cancelled"),
}
NATURES = {"Commentaire": "Comment", "Plainte": "Complaint", "Requete": "Request"}
DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
CODES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = dict(zip(DAYS, CODES, strict=True))

Record = dict[str, str]


def file_in(shared_data: Path) -> Path:
    return shared_data / "01-requests/montreal-311-plateau/montreal-311-plateau-dev.csv.gz"


def records_of(path: Path, most: int | None = None) -> list[Record]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[:most]


def write(path: Path, records: list[Record]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, records[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    return path


def expected(records: list[Record]) -> dict[str, Counter[Any]]:
    """Count, column by column, what the town must hold once these rows are imported."""
    return {
        "channel": Counter(CHANNELS[row["provenances"].split("|")[0]] for row in records),
        "channels": Counter(
            tuple(sorted(CHANNELS[word] for word in row["provenances"].split("|") if word))
            for row in records
        ),
        "state": Counter(STATES[row["dernier_statut"]] for row in records),
        "status": Counter(row["dernier_statut"] for row in records),
        "nature": Counter(NATURES[row["nature"]].lower() for row in records),
        "weekday": Counter(WEEKDAYS[row["jour_semaine"]] for row in records),
        "hour": Counter(row["heure"] for row in records),
        "service": Counter(row["activite"] for row in records),
        "month": Counter(row["mois"] for row in records),
    }


def held(town: Any) -> dict[str, Counter[Any]]:
    """Count the same in the town in scope, from the requests alone."""
    from grc.service_requests.models import ServiceRequest

    counts: dict[str, Counter[Any]] = {name: Counter() for name in expected([])}
    rows = ServiceRequest.objects.order_by().values_list(
        *("channel", "step", "outcome", "values", "service__name__fr", "submitted_at"),
        "origin__record__dernier_statut",
    )
    for channel, step, outcome, values, service, submitted_at, status in rows.iterator():
        counts["channel"][channel] += 1
        counts["channels"][tuple(sorted(values.get("channels", [])))] += 1
        counts["state"][step, outcome] += 1
        counts["status"][status] += 1
        counts["nature"][values["nature"]] += 1
        counts["weekday"][values["weekday"]] += 1
        counts["hour"][values["hour"]] += 1
        counts["service"][service] += 1
        counts["month"][f"{submitted_at.astimezone(town.zone):%Y-%m}"] += 1
    return counts
