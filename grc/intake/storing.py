# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts become requests, a batch at a time: whole or not at all, and never twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, DataError, IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.intake.inserting import insert_all
from grc.intake.reading import Row
from grc.intake.retrying import retried
from grc.journal.models import Event
from grc.journal.models.event import event_fields
from grc.service_requests.models import Origin, ServiceRequest

if TYPE_CHECKING:
    from grc.intake.catalogue import Catalogue
    from grc.intake.converting import Draft
    from grc.intake.mapping import SourceMapping
    from grc.municipalities.models import Municipality

Pair = tuple[Row, "Draft"]


@dataclass(frozen=True)
class Stored:
    """What became of a batch; every draft is in one of the three."""

    imported: int = 0
    present: int = 0
    refused: tuple[tuple[Row, str], ...] = ()

    def __add__(self, other: Stored) -> Stored:
        return Stored(
            self.imported + other.imported,
            self.present + other.present,
            self.refused + other.refused,
        )


class Store:
    """Writes the requests of one source into one town."""

    def __init__(
        self, municipality: Municipality, mapping: SourceMapping, catalogue: Catalogue
    ) -> None:
        self.municipality, self.mapping, self.catalogue = municipality, mapping, catalogue

    def brought(self, external_ids: Collection[str]) -> dict[str, dict[str, str]]:
        """Return the records of those of these numbers that are imported already."""
        if not external_ids:
            return {}
        with self.municipality.scope():
            return self._records(external_ids)

    def keep(self, pairs: Sequence[Pair]) -> Stored:
        """Import what is not there yet, in one transaction.

        A row that the database itself refuses is looked for by halves, so that it goes alone.
        """
        if not pairs:
            return Stored()
        try:
            self.catalogue.prepare(draft for _row, draft in pairs)
            return retried(self.municipality, lambda: self._keep(pairs))
        except (DataError, IntegrityError) as error:
            if len(pairs) == 1:
                return Stored(refused=((pairs[0][0], _database_refusal(error)),))
        half = len(pairs) // 2
        return self.keep(pairs[:half]) + self.keep(pairs[half:])

    def _keep(self, pairs: Sequence[Pair]) -> Stored:
        known = self._records({draft.external_id for _row, draft in pairs})
        fresh: list[Draft] = []
        present, refused = 0, []
        for row, draft in pairs:
            if draft.external_id not in known:
                known[draft.external_id] = draft.record
                fresh.append(draft)
            elif known[draft.external_id] == draft.record:
                present += 1
            else:
                refused.append((row, _other_content(draft)))
        self._insert(fresh)
        return Stored(len(fresh), present, tuple(refused))

    def _records(self, external_ids: Collection[str]) -> dict[str, dict[str, str]]:
        origins = Origin.objects.filter(source=self.mapping.source, external_id__in=external_ids)
        return dict(origins.values_list("external_id", "record"))

    def _insert(self, drafts: Sequence[Draft]) -> None:
        service_requests = [self._service_request(draft) for draft in drafts]
        keys = insert_all(ServiceRequest, map(_columns, service_requests))
        now, town = timezone.now(), self.municipality.pk
        origins = insert_all(
            Origin,
            (
                {
                    "municipality_id": town,
                    "service_request_id": key,
                    "source": self.mapping.source,
                    "external_id": draft.external_id,
                    "record": draft.record,
                    "imported_at": now,
                }
                for key, draft in zip(keys, drafts, strict=True)
            ),
        )
        events = []
        for service_request, key, origin in zip(service_requests, keys, origins, strict=True):
            service_request.pk = key
            events.append(
                event_fields("imported", service_request, by=None, at=now, data={"origin": origin})
            )
        insert_all(Event, events)

    def _service_request(self, draft: Draft) -> ServiceRequest:
        service, form_version = self.catalogue.service(draft.service)
        service_request = ServiceRequest(
            municipality_id=self.municipality.pk,
            service=service,
            form_version=form_version,
            workflow_version_id=self.catalogue.version.pk,
            step=draft.step.code,
            step_kind=draft.step.kind,
            step_since=draft.step_since,
            step_since_precision=draft.step_since_precision,
            team_id=self.catalogue.team(draft.team).pk,
            channel=draft.channel,
            language=self.mapping.language,
            priority=draft.priority,
            values=draft.values,
            place=draft.place,
            latitude=draft.latitude,
            longitude=draft.longitude,
            submitted_at=draft.submitted_at,
            submitted_precision=self.mapping.submitted.precision,
            outcome=draft.outcome,
            ended_at=draft.ended_at,
            **draft.requester,
        )
        service_request.summary = service_request.describe()[:200]
        service_request.set_name_keys()
        return service_request


_COLUMNS = [
    str(field.attname) for field in ServiceRequest._meta.concrete_fields if not field.primary_key
]


def _columns(service_request: ServiceRequest) -> dict[str, Any]:
    return {column: getattr(service_request, column) for column in _COLUMNS}


def _other_content(draft: Draft) -> str:
    return _(
        "Number %(number)s is already imported with another content; it was left as it is."
    ) % {"number": draft.external_id}


def _database_refusal(error: DatabaseError) -> str:
    reason = " ".join(str(error).split())
    return _("The database refuses this row: %(reason)s") % {"reason": reason}
