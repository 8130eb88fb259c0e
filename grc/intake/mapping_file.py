# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Mappings are files: read here, checked whole, every fault said with its place.

Whether the columns exist is asked from the file of requests, whether the steps exist from the
town's workflow; all else is decided here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext as _

from grc.catalog.enums import ContactNeed
from grc.core.precision import Precision
from grc.intake.mapping import (
    EARTH,
    Bounds,
    FileShape,
    Lookup,
    MappedField,
    MomentColumns,
    PlaceColumns,
    RequesterColumns,
    ServiceColumns,
    SourceMapping,
    Undated,
    WorkflowChoice,
)
from grc.intake.refusals import CannotImport
from grc.intake.tables import Table
from grc.service_requests.enums import Channel, Outcome, Priority
from workflows.fields import Field, FieldKind, parse_fields
from workflows.findings import DefinitionError, gettext_noop
from workflows.reading import LANGUAGE, Reader, below
from workflows.sentences import sentence

FOLDER = Path(__file__).resolve().parent / "mappings"
FORMAT = 1
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
# Rows are told apart by line breaks before they are decoded: ASCII must mean ASCII.
ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "iso-8859-15")
_SAMPLE = datetime(2003, 11, 22, 13, 45)
_TOLD = {
    Precision.INSTANT: ("year", "month", "day", "hour", "minute"),
    Precision.DAY: ("year", "month", "day"),
    Precision.MONTH: ("year", "month"),
}
_REQUIRED = (
    *("format", "source", "language", "external_id", "file"),
    *("workflow", "service", "team", "channel", "step", "priority", "submitted"),
)
# What a mapping adds to a field as the engine knows it.
_OURS = ("column", "values", "separator")
_OPTIONAL = ("outcome", "ended", "place", "requester", "fields")


def mapping_names() -> list[str]:
    """Return the names of the mappings that come with Catalaune."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_mapping(name: str) -> SourceMapping:
    """Return the mapping of this name, or the one in this file when it ends in .toml.

    Raises CannotImport with every fault.
    """
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not name.endswith(".toml") and name not in mapping_names():
        raise CannotImport(
            _("No mapping is called “%(name)s”. Choose one of: %(known)s; or give a .toml file.")
            % {"name": name, "known": ", ".join(mapping_names())}
        )
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return parse_mapping(data, name=path.stem)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CannotImport(
            _("The mapping %(path)s cannot be read: %(error)s") % {"path": path, "error": error}
        ) from error
    except DefinitionError as error:
        faults = [f"{finding.place or '/'}: {sentence(finding)}" for finding in error.findings]
        raise CannotImport("\n".join([_("Mend the mapping first."), *faults])) from error


def parse_mapping(data: object, *, name: str) -> SourceMapping:
    """Read a mapping; raises ``DefinitionError`` with all faults at once."""
    reader = Reader()
    root = Table(reader, data, "", required=_REQUIRED, optional=_OPTIONAL)
    if "format" in root and (root.data["format"] != FORMAT or root.data["format"] is True):
        message = gettext_noop("This format is not known: write %(format)s.")
        root.refuse("unknown_format", message, "format", format=str(FORMAT))
    language = root.matching("language", LANGUAGE, 10)
    mapping = SourceMapping(
        name=name,
        source=root.matching("source", _SLUG, 60),
        language=language,
        external_id=root.texts("external_id"),
        file=_file(root),
        workflow=_workflow(root),
        service=_service(root),
        team=_lookup(root, "team", None, verbatim=True),
        channel=_lookup(root, "channel", Channel.values),
        step=_lookup(root, "step", None),
        outcome=_lookup(root, "outcome", Outcome.values),
        priority=_lookup(root, "priority", [name.lower() for name in Priority.names]),
        submitted=_moment(root.table("submitted", required=("columns", "format", "precision"))),
        ended=_ended(root),
        place=_place(root),
        requester=_requester(root),
        fields=_fields(root, language),
    )
    reader.finish()
    return mapping


def _file(root: Table) -> FileShape:
    table = root.table("file", required=("encodings", "delimiter"))
    encodings = table.texts("encodings")
    for encoding in encodings:
        table.known(encoding, "encodings", ENCODINGS)
    return FileShape(encodings=encodings, delimiter=table.character("delimiter"))


def _workflow(root: Table) -> WorkflowChoice:
    table = root.table("workflow", required=("slug", "name"))
    name = table.data.get("name", "-")
    return WorkflowChoice(
        slug=table.matching("slug", _SLUG, 80),
        name=root.reader.text(name, below(table.place, "name")),
    )


def _service(root: Table) -> ServiceColumns:
    table = root.table("service", required=("code", "name", "contact"), optional=("group",))
    return ServiceColumns(
        code=table.texts("code"),
        name=table.text("name"),
        group=table.text("group"),
        contact=table.one_of("contact", ContactNeed.values),
    )


def _lookup(
    root: Table, key: str, allowed: Collection[str] | None, *, verbatim: bool = False
) -> Lookup:
    table = root.table(key, optional=("column", "values", "default", "unknown", "separator"))
    if key in root and "column" not in table and "default" not in table:
        message = gettext_noop("Name a column, or declare a default for every row.")
        table.refuse("nothing_to_read", message)
    if "column" not in table and set(table.data) - {"default"}:
        message = gettext_noop("Name the column that this is about.")
        table.refuse("missing_column", message)
    return Lookup(
        column=table.text("column"),
        values=table.words("values", allowed),
        default=table.text("default") if allowed is None else table.one_of("default", allowed),
        unknown=table.text("unknown") if allowed is None else table.one_of("unknown", allowed),
        separator=table.character("separator"),
        verbatim=verbatim,
    )


def _moment(table: Table) -> MomentColumns:
    precision = table.one_of("precision", [precision.value for precision in _TOLD])
    moment = MomentColumns(
        columns=table.texts("columns"),
        format=table.text("format"),
        precision=Precision(precision or Precision.INSTANT),
    )
    if moment.format and precision and not _tells(moment):
        message = gettext_noop("This format does not tell the date with the precision declared.")
        table.refuse("vague_format", message, "format")
    return moment


def _tells(moment: MomentColumns) -> bool:
    try:
        told = datetime.strptime(_SAMPLE.strftime(moment.format), moment.format)
    except ValueError:
        return False
    return all(getattr(told, part) == getattr(_SAMPLE, part) for part in _TOLD[moment.precision])


def _ended(root: Table) -> MomentColumns | Undated | None:
    if "ended" not in root:
        return None
    for undated in Undated:
        if root.data["ended"] == {undated.value: True}:
            return undated
    return _moment(root.table("ended", required=("columns", "format", "precision")))


def _place(root: Table) -> PlaceColumns:
    table = root.table("place", optional=("text", "latitude", "longitude", "bounds"))
    if ("latitude" in table) != ("longitude" in table):
        table.refuse("half_a_position", gettext_noop("Latitude and longitude go together."))
    return PlaceColumns(
        text=table.text("text"),
        latitude=table.text("latitude"),
        longitude=table.text("longitude"),
        bounds=_bounds(table),
    )


def _bounds(place: Table) -> Bounds:
    sides = ("south", "north", "west", "east")
    table = place.table("bounds", required=sides)
    bounds = Bounds(**{side: table.number(side, getattr(EARTH, side)) for side in sides})
    if bounds.south >= bounds.north or bounds.west >= bounds.east:
        table.refuse("crossed_bounds", gettext_noop("The minimum is above the maximum: lower it."))
    return bounds


def _requester(root: Table) -> RequesterColumns:
    table = root.table("requester", optional=("name", "email", "phone"))
    return RequesterColumns(
        name=table.text("name"), email=table.text("email"), phone=table.text("phone")
    )


def _fields(root: Table, language: str) -> tuple[MappedField, ...]:
    tables = root.data.get("fields", [])
    try:
        fields = parse_fields(_bare(tables), languages=(language,) if language else ())
    except DefinitionError as error:
        for finding in error.findings:
            place = f"/fields{finding.place}"
            root.reader.refuse(finding.code, finding.message, place, **finding.params)
        return ()
    places = [below("/fields", index) for index in range(len(fields))]
    return tuple(
        _mapped(root.reader, field, item, place)
        for field, item, place in zip(fields, cast("list[Any]", tables), places, strict=True)
    )


def _bare(tables: object) -> object:
    """Return the fields as the engine knows them, without what is ours."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return tables
    return [{key: value for key, value in table.items() if key not in _OURS} for table in tables]


def _mapped(reader: Reader, field: Field, item: dict[str, Any], place: str) -> MappedField:
    table = Table(reader, item, place, optional=tuple(item))
    if "column" not in table or field.kind == FieldKind.FILE:
        message = gettext_noop("Name the column that fills this field; it cannot be a file.")
        table.refuse("missing_column", message)
    if "separator" in table and field.kind != FieldKind.CHOICES:
        message = gettext_noop("Only a field of kind “choices” holds several words.")
        table.refuse("not_several", message, "separator")
    codes = [choice.code for choice in field.choices] or None
    return MappedField(
        field=field,
        column=table.text("column"),
        values=table.words("values", codes),
        separator=table.character("separator"),
    )
