# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that people read is written in each of the town's languages."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.effects import Ask, own_words
from workflows.fields.kinds import Field
from workflows.findings import Finding, gettext_noop
from workflows.soundness.survey import Survey, named
from workflows.text import LocalisedText


def texts(survey: Survey) -> Iterator[Finding]:
    """No reader meets a text in another's language, nor a step without words for the citizen."""
    for place, text in _texts(survey):
        for language in survey.languages:
            if text and not text.speaks(language):
                message = gettext_noop("Write this text in the language “%(language)s” too.")
                yield Finding("missing_language", message, {"language": language}, place)
    for index, step in enumerate(survey.definition.steps):
        if not step.citizen_label:
            message = gettext_noop("Say to the citizen, in a few words, what “%(step)s” means.")
            place = f"/steps/{index}/citizen_label"
            yield Finding("missing_wording", message, {"step": named(step)}, place)


def _texts(survey: Survey) -> Iterator[tuple[str, LocalisedText]]:
    definition = survey.definition
    for index, function in enumerate(definition.functions):
        yield f"/functions/{index}/label", function.label
    for index, step in enumerate(definition.steps):
        yield f"/steps/{index}/label", step.label
        yield f"/steps/{index}/citizen_label", step.citizen_label
        yield f"/steps/{index}/citizen_help", step.citizen_help
    for index, option in enumerate(definition.options):
        yield from _of_field(option.field, f"/options/{index}/field")
    for transition, place in survey.transitions():
        yield f"{place}/label", transition.label
        for at, field in enumerate(transition.form.fields if transition.form else ()):
            yield from _of_field(field, f"{place}/form/fields/{at}")
        yield f"{place}/citizen_label", transition.citizen_label
        for at, effect in enumerate(transition.effects):
            if (text := own_words(effect)) is not None:
                yield f"{transition.effect_place(place, at)}/text", text
            for number, item in enumerate(effect.items if isinstance(effect, Ask) else ()):
                where = f"{transition.effect_place(place, at)}/items/{number}"
                yield f"{where}/label", item.label
                yield f"{where}/help", item.help


def _of_field(field: Field, place: str) -> Iterator[tuple[str, LocalisedText]]:
    yield f"{place}/label", field.label
    yield f"{place}/help", field.help
    for at, choice in enumerate(field.choices):
        yield f"{place}/choices/{at}/label", choice.label
