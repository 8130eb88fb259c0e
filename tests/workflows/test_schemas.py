# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The published schemas and the parsers refuse the same data."""

import copy
import json
from functools import reduce
from operator import getitem
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.figures import scaled
from tests.workflows.strategies import damaged, definitions, field_lists
from workflows.fields import FIELDS_SCHEMA, fields_to_data, parse_fields
from workflows.findings import DefinitionError
from workflows.library import NAMES, load
from workflows.parsing import WORKFLOW_SCHEMA, definition_to_data, parse_definition

ROOT = Path(__file__).resolve().parents[2]
STARTERS, LIBRARY = ROOT / "grc/packs/starters", ROOT / "workflows/library"
# What a schema cannot say: one item compared to another.
BEYOND_SCHEMAS = {"duplicate_code", "crossed_bounds", "bad_default", "no_such_day"} | {
    *("unknown_part", "part_in_itself", "parts_too_large", "too_deep", "too_large"),
}
thorough = settings(
    max_examples=scaled(1000), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def accepts(schema, data):
    return Draft202012Validator(schema).is_valid(data)


def faults_of_form(parse, data):
    try:
        parse(data)
    except DefinitionError as refusal:
        return {finding.code for finding in refusal.findings} - BEYOND_SCHEMAS
    return set()


@pytest.mark.parametrize("schema", [WORKFLOW_SCHEMA, FIELDS_SCHEMA])
def test_a_published_schema_is_one(schema):
    """The schemas are valid JSON Schema 2020-12."""
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", NAMES)
def test_the_library_follows_the_schema(name):
    """Ready-made workflows can be checked by anybody's tools."""
    assert accepts(WORKFLOW_SCHEMA, load(name))


def shapes():
    """Yield each key that ready-made workflows use, once: its names, and where it stands."""
    known = set()
    files = [*STARTERS.glob("*/workflow.json"), *LIBRARY.glob("*.json")]
    for file in sorted(files, key=lambda one: one.stat().st_size):
        whole = json.loads(file.read_bytes())
        for path in paths(whole):
            shape = ".".join("*" if isinstance(key, int) else key for key in path)
            if shape not in known:
                known.add(shape)
                yield shape, whole, path


def paths(holder, path=()):
    for key in holder if isinstance(holder, dict) else range(len(holder)):
        yield (*path, key)
        if isinstance(holder[key], dict | list):
            yield from paths(holder[key], (*path, key))


@pytest.mark.parametrize(
    ("whole", "path"), [pytest.param(*rest, id=shape) for shape, *rest in shapes()]
)
def test_a_key_is_needed_by_both_or_by_none(whole, path):
    """Left out, or said to be nothing: the schema and the parser agree about every key."""
    *way, last = path
    for is_left_out in (True, False):
        broken = copy.deepcopy(whole)
        holder = reduce(getitem, way, broken)
        holder[last] = None
        if is_left_out:
            del holder[last]
        assert accepts(WORKFLOW_SCHEMA, broken) == (not faults_of_form(parse_definition, broken))


@thorough
@given(st.data())
def test_workflows_are_refused_by_both_or_by_none(data):
    """The schema of workflows and the parser refuse the same data."""
    whole = definition_to_data(data.draw(definitions))
    assert accepts(WORKFLOW_SCHEMA, whole)
    broken = data.draw(damaged(whole))

    assert accepts(WORKFLOW_SCHEMA, broken) == (not faults_of_form(parse_definition, broken))


@thorough
@given(st.data())
def test_fields_are_refused_by_both_or_by_none(data):
    """The schema of fields and the parser refuse the same data."""
    whole = fields_to_data(data.draw(field_lists))
    assert accepts(FIELDS_SCHEMA, whole)
    broken = data.draw(damaged(whole))

    assert accepts(FIELDS_SCHEMA, broken) == (not faults_of_form(parse_fields, broken))
