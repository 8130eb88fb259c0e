# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever the edit: a workflow or a refusal, and the way back."""

import json

from hypothesis import given, settings

from tests.figures import examples
from tests.workflows.edits import edits
from tests.workflows.strategies import definitions, patient
from workflows.editing import (
    EditRefused,
    apply,
    difference,
    edit_from_data,
    edit_to_data,
    patched,
    told,
    told_from_data,
    told_to_data,
    touched,
)
from workflows.parsing import definition_to_data, parse_definition
from workflows.soundness import check

many = settings(patient, max_examples=examples(1000))


def written(data):
    return json.dumps(data, sort_keys=True).encode()


@many
@given(definitions, edits)
def test_an_edit_gives_a_workflow_or_a_refusal_in_words(definition, edit):
    """Nothing but a refusal is ever raised; a result is a workflow, written in one form."""
    data = definition_to_data(definition)
    before = written(data)

    try:
        result = apply(data, edit)
        check(parse_definition(result))
        sentence = told(data, edit, result)
        said, result_again = sentence.sentence, definition_to_data(parse_definition(result))
        stored = told_from_data(json.loads(json.dumps(told_to_data(sentence)))).sentence
    except EditRefused as refused:
        result = result_again = None
        said = stored = " ".join(finding.sentence for finding in refused.findings)

    assert (written(data), result_again, stored) == (before, result, said)
    assert said


@many
@given(definitions, edits)
def test_taking_an_edit_back_restores_every_byte(definition, edit):
    """The way back leads exactly where the edit came from, and doing it again leads there again."""
    data = definition_to_data(definition)
    try:
        result = apply(data, edit)
    except EditRefused:
        return
    back = json.loads(json.dumps(difference(result, data)))
    onward = difference(data, result)

    assert written(patched(result, back)) == written(data)
    assert written(patched(data, onward)) == written(result)
    # Order alone is nobody's: it is taken back without being a thing that was touched.
    assert bool(touched(data, result)) <= bool(back)


@many
@given(definitions, edits)
def test_an_edit_is_kept_as_data(definition, edit):
    """Written down and read again, an edit does the same."""
    data = definition_to_data(definition)
    again = edit_from_data(json.loads(json.dumps(edit_to_data(edit))))

    def outcome(one):
        try:
            return written(apply(data, one))
        except EditRefused as refused:
            return str(refused)

    assert outcome(again) == outcome(edit)
