# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
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

# What a schema cannot say: one item compared to another.
BEYOND_SCHEMAS = {"duplicate_code", "crossed_bounds", "bad_default", "no_such_day"} | {
    *("unknown_part", "part_in_itself", "parts_too_large", "too_deep", "too_large"),
}
thorough = settings(
    max_examples=scaled(2000), deadline=None, suppress_health_check=[HealthCheck.too_slow]
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
