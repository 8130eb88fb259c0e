# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from workflows.fields import FieldKind, parse_fields, to_open311

FIELDS = parse_fields(
    [
        {"code": kind.value, "kind": kind.value, "label": {"fr": f"{kind} ?", "en": f"{kind}?"}}
        | (
            {"choices": [{"code": "red", "label": {"fr": "rouge", "en": "red"}}]}
            if kind in (FieldKind.CHOICE, FieldKind.CHOICES)
            else {}
        )
        for kind in FieldKind
    ]
)


def test_each_kind_has_a_datatype_of_open311():
    """Open311 knows six datatypes; files are left out."""
    attributes = to_open311(FIELDS, "en")["attributes"]

    assert {attribute["code"]: attribute["datatype"] for attribute in attributes} == {
        "short_text": "string",
        "long_text": "text",
        "email": "string",
        "phone": "string",
        "number": "number",
        "date": "datetime",
        "boolean": "singlevaluelist",
        "choice": "singlevaluelist",
        "choices": "multivaluelist",
        "address": "string",
    }


def test_orders_are_positive_and_follow_the_page():
    """The order of attributes is 1, 2, 3… whatever was left out."""
    attributes = to_open311(FIELDS, "en")["attributes"]

    assert [attribute["order"] for attribute in attributes] == list(range(1, 11))


ASKED = parse_fields(
    [
        {
            "code": "colour",
            "kind": "choice",
            "label": {"fr": "Quelle couleur ?", "en": "Which colour?"},
            "help": {"fr": "Celle du bac.", "en": "The bin's."},
            "required": True,
            "choices": [{"code": "red", "label": {"fr": "rouge", "en": "red"}}],
        },
        {"code": "again", "kind": "boolean", "label": {"fr": "Encore ?", "en": "Again?"}},
        {"code": "name", "kind": "short_text", "label": "Nom"},
    ]
)

IN_FRENCH = {
    "attributes": [
        {
            "variable": True,
            "code": "colour",
            "datatype": "singlevaluelist",
            "required": True,
            "datatype_description": "Celle du bac.",
            "order": 1,
            "description": "Quelle couleur ?",
            "values": [{"key": "red", "name": "rouge"}],
        },
        {
            "variable": True,
            "code": "again",
            "datatype": "singlevaluelist",
            "required": False,
            "datatype_description": None,
            "order": 2,
            "description": "Encore ?",
            "values": [{"key": "true", "name": "Oui"}, {"key": "false", "name": "Non"}],
        },
        {
            "variable": True,
            "code": "name",
            "datatype": "string",
            "required": False,
            "datatype_description": None,
            "order": 3,
            "description": "Nom",
        },
    ]
}


def test_an_attribute_reads_in_the_language_asked_for():
    """Labels, helps and values are in the reader's language."""
    assert to_open311(ASKED, "fr") == IN_FRENCH
