# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Structured conditions over typed facts: read, checked, asked, explained, said in words."""

import json
from importlib import resources
from typing import Any as AnyData

from workflows.rules.checking import check, check_facts
from workflows.rules.conditions import All, Any, Condition, Not, Op, Test, each_test, facts_of
from workflows.rules.contradictions import contradictions
from workflows.rules.forms import form_facts, form_values
from workflows.rules.holding import holds, reasons
from workflows.rules.parsing import condition_to_data, parse_condition, read_condition
from workflows.rules.saying import say
from workflows.rules.vocabulary import OPERATORS, Fact, FactType, Vocabulary

# The published form of the data, JSON Schema 2020-12.
CONDITION_SCHEMA: dict[str, AnyData] = json.loads(
    resources.files("workflows").joinpath("schema/condition-1.schema.json").read_text("utf-8")
)

__all__ = [
    "CONDITION_SCHEMA",
    "OPERATORS",
    "All",
    "Any",
    "Condition",
    "Fact",
    "FactType",
    "Not",
    "Op",
    "Test",
    "Vocabulary",
    "check",
    "check_facts",
    "condition_to_data",
    "contradictions",
    "each_test",
    "facts_of",
    "form_facts",
    "form_values",
    "holds",
    "parse_condition",
    "read_condition",
    "reasons",
    "say",
]
