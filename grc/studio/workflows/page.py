# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One workflow as the studio shows it: steps in sentences, what is wrong beside its place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grc.service_requests.enums import Outcome
from grc.service_requests.models import ServiceRequest
from grc.service_requests.versions.rehearsing import Rehearsal
from grc.studio.workflows.effects import effect_sentence
from grc.studio.workflows.keys import Around, Data
from grc.studio.workflows.values import told
from grc.studio.workflows.words import (
    EVENTS,
    KIND_TINTS,
    KINDS,
    MESSAGE_SAID,
    OPTION_KINDS,
    REASON_SAID,
    TRIGGERS,
    said,
)
from grc.ui.diagram import diagram
from workflows.comparing import by_step, compare, delay_words, marks
from workflows.definition import Trigger
from workflows.editing import Remove, Thing, apply, consequences, things_in
from workflows.parsing import parse_definition
from workflows.rules import Vocabulary, parse_condition
from workflows.sentences import condition_sentence, sentence
from workflows.sentences import said as say_words
from workflows.soundness.survey import own_facts, own_placeholders
from workflows.text import resolve
from workflows.timers import delay_to_data
from workflows.vocabularies import Words, judge, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grc.ui.diagram import Diagram
    from workflows.definition import Definition, Transition
    from workflows.editing import Edit
    from workflows.findings import Finding
    from workflows.models import Workflow, WorkflowVersion
    from workflows.text import LocalisedText

# The address of each sort of thing, by its list in the data.
_ADDRESSES = {
    Thing.FUNCTION: "studio:workflow_function",
    Thing.STEP: "studio:workflow_step",
    Thing.TRANSITION: "studio:workflow_way",
    Thing.SHARED_CONDITION: "studio:workflow_shared_condition",
    Thing.SHARED_EFFECTS: "studio:workflow_shared_effects",
}
SHARED = (Thing.SHARED_CONDITION, Thing.SHARED_EFFECTS)
# Where on the page of a transition a key is edited.
SECTIONS = {"when": "#condition", "effects": "#effects", "form": "#questions"}


@dataclass(frozen=True)
class Said:
    """A finding in words, and where to mend it."""

    sentence: str
    href: str
    is_error: bool


@dataclass(frozen=True)
class ShownWay:
    """A way out: its words, where it leads, and everything else in a few points."""

    code: str
    label: str
    href: str
    target: str
    points: list[str]
    findings: list[Said] = field(default_factory=list)
    # How many places it moves in the whole list to stand before or after the one beside it here.
    up: int = 0
    down: int = 0


@dataclass(frozen=True)
class ShownStep:
    code: str
    label: str
    href: str
    kind: str
    tint: str
    citizen: str
    is_start: bool
    ways: list[ShownWay] = field(default_factory=list)
    findings: list[Said] = field(default_factory=list)


def address_of(thing: Thing, slug: str, code: str) -> str:
    """Return the address of a thing of a workflow."""
    return reverse(_ADDRESSES[thing], args=[slug, code])


class WorkflowPage:
    """What there is to say of one version of a workflow; ``version`` None: nothing yet."""

    def __init__(
        self, workflow: Workflow, version: WorkflowVersion, languages: Sequence[str]
    ) -> None:
        self.workflow, self.version = workflow, version
        self.data: Data = version.definition
        self.around = Around(self.data, languages, asked=self._asked)
        self.language = get_language() or "fr"

    @cached_property
    def definition(self) -> Definition:
        return parse_definition(self.data)

    @cached_property
    def words(self) -> Words | None:
        return words_of(self.workflow)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The facts that conditions may speak of, those of the workflow itself included."""
        own = Vocabulary(own_facts(self.definition))
        return own if self.words is None else self.words.facts | own

    def values(self) -> list[tuple[str, str]]:
        """Return the values that its texts may name, each with what it is."""
        if self.words is None:
            return []
        return told(self.words.placeholders | own_placeholders(self.definition), self.around)

    def _asked(self) -> dict[str, LocalisedText]:
        """Return the labels of what the forms of its services ask."""
        world = self.words.world(self.definition) if self.words and self.words.world else None
        fields = world.fields if isinstance(world, Rehearsal) else ()
        return {field.code: field.label for field in fields}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return judge(self.definition, self.words)

    def brought_by(self, edit: Edit) -> tuple[Finding, ...]:
        """Return what an edit would bring. Raises ``EditRefused``."""
        return consequences(self.data, edit, lambda definition: judge(definition, self.words))

    @cached_property
    def said(self) -> list[Said]:
        """Everything that is wrong, errors first, each with where to mend it."""
        ordered = sorted(self.findings, key=lambda finding: finding.severity != "error")
        return [self._say(finding) for finding in ordered]

    @property
    def has_errors(self) -> bool:
        return any(one.is_error for one in self.said)

    def changes_since(self, published: WorkflowVersion | None) -> list[tuple[str, list[str]]]:
        """Return what differs from the published version, in sentences under their steps."""
        if published is None:
            return []
        before = parse_definition(published.definition)
        labels = {one.code: resolve(one.label, self.language) for one in before.steps}
        labels |= dict(self.around.choices("steps"))
        return [
            (labels.get(code, code), list(dict.fromkeys(map(self._sentence, changes))))
            for code, changes in by_step(compare(before, self.definition)).items()
        ]

    def drawing(self, published: WorkflowVersion | None) -> Diagram:
        """Return the diagram, whose parts lead to their forms, with what a draft changes."""
        if published is None:
            return diagram(self.definition, href=self.place)
        if published == self.version:
            living = ServiceRequest.objects.figures_of(self.workflow)
            return diagram(self.definition, href=self.place, living=living)
        changes = compare(parse_definition(published.definition), self.definition)
        gone = [one for one in changes if one.nature == "removed" and one.subject]
        return diagram(
            self.definition,
            href=self.place,
            changes=marks(changes),
            removed=[sentence(change, self.vocabulary) for change in gone],
        )

    def steps(self) -> list[ShownStep]:
        """Return the steps with the ways out of each; those from several by kind come apart."""
        beside = self._beside()
        listed: dict[str, list[int]] = {}
        for at, way in enumerate(self.definition.transitions):
            for source in way.sources if way.origin is None else ():
                listed.setdefault(source, []).append(at)
        ways = {source: self._row(places, beside) for source, places in listed.items()}
        return [
            ShownStep(
                code=step.code,
                label=resolve(step.label, self.language),
                href=self.address(Thing.STEP, step.code),
                kind=said(KINDS, step.kind),
                tint=KIND_TINTS.get(step.kind, ""),
                citizen=resolve(step.citizen_label, self.language),
                is_start=step.code == self.definition.start,
                ways=ways.get(step.code, []),
                findings=beside.get(f"/steps/{at}", []),
            )
            for at, step in enumerate(self.definition.steps)
        ]

    def wide_ways(self) -> list[tuple[str, ShownWay]]:
        """Return the ways that begin at kinds of step or anywhere, each with from where."""
        ways = self.definition.transitions
        places = [at for at, way in enumerate(ways) if way.origin is not None]
        shown = self._row(places, self._beside())
        return [(self._whence(ways[at]), way) for at, way in zip(places, shown, strict=True)]

    def functions(self) -> list[tuple[str, str]]:
        """Return the functions with their addresses."""
        return [
            (resolve(one.label, self.language), self.address(Thing.FUNCTION, one.code))
            for one in self.definition.functions
        ]

    def shared(self, thing: Thing) -> list[tuple[str, str]]:
        """Return what transitions share of a sort, with the addresses."""
        return [
            (resolve(one["label"], self.language), self.address(thing, one["code"]))
            for one in things_in(self.data, thing)
        ]

    def users_of(self, thing: Thing, code: str) -> list[tuple[str, str]]:
        """Return what would change if it were written out: who uses what is shared."""
        after = apply(self.data, Remove(thing, code))
        found = []
        for other in (Thing.TRANSITION, *SHARED):
            now = {one["code"]: one for one in things_in(after, other)}
            found += [
                (resolve(one["label"], self.language), self.address(other, one["code"]))
                for one in things_in(self.data, other)
                if one["code"] in now and now[one["code"]] != one
            ]
        return found

    def options(self) -> list[tuple[str, str, str]]:
        """Return the code, the question and the sort of answer of what each service chooses."""
        return [
            (one.code, resolve(one.field.label, self.language), said(OPTION_KINDS, one.field.kind))
            for one in self.definition.options
        ]

    def address(self, thing: Thing, code: str) -> str:
        return address_of(thing, self.workflow.slug, code)

    def place(self, place: str) -> str:
        """Return the address of what stands at a JSON Pointer into the definition."""
        name, _slash, rest = place.removeprefix("/").partition("/")
        if name == "parts":
            listed, _slash, rest = rest.partition("/")
            name = f"{name}/{listed}"
        index, _slash, inside = rest.partition("/")
        items = things_in(self.data, Thing(name)) if name in set(Thing) else []
        if index.isdecimal() and int(index) < len(items):
            anchor = SECTIONS.get(inside.partition("/")[0], "")
            return self.address(Thing(name), items[int(index)]["code"]) + anchor
        if name == "scenarios":
            return reverse("studio:workflow_trying", args=[self.workflow.slug])
        anchors = {"start": "#steps", "options": "#options"}
        return reverse("studio:workflow", args=[self.workflow.slug]) + anchors.get(name, "#steps")

    def shown_way(self, way: Transition) -> ShownWay:
        return self._way(way, [])

    def condition(self, data: Data) -> str:
        """Return a condition in words; one that is shared begins with its name."""
        plain = condition_sentence(parse_condition(self._plain(data)), self.vocabulary)
        if "part" not in data:
            return plain
        label = dict(self.around.choices("shared_conditions")).get(data["part"], data["part"])
        return _("“%(name)s”: %(condition)s") % {"name": label, "condition": plain}

    def _plain(self, data: Any) -> Any:
        """Return a condition without uses of shared ones; the parser refused loops."""
        if isinstance(data, list):
            return [self._plain(one) for one in data]
        if not isinstance(data, dict):
            return data
        if "part" in data:
            shared = self.around.things("shared_conditions")
            return self._plain(next(one["when"] for one in shared if one["code"] == data["part"]))
        return {key: self._plain(value) for key, value in data.items()}

    def _row(self, places: list[int], beside: Mapping[str, list[Said]]) -> list[ShownWay]:
        """Return the ways at these places of the list, each able to change with its neighbours."""
        steps = [0, *(place - before for before, place in pairwise(places)), 0]
        return [
            replace(
                self._way(self.definition.transitions[at], beside.get(f"/transitions/{at}", [])),
                up=-steps[index],
                down=steps[index + 1],
            )
            for index, at in enumerate(places)
        ]

    def _way(self, way: Transition, findings: list[Said]) -> ShownWay:
        return ShownWay(
            code=way.code,
            label=resolve(way.label, self.language),
            href=self.address(Thing.TRANSITION, way.code),
            target=self._target(way),
            points=list(self._points(way)),
            findings=findings,
        )

    def _target(self, way: Transition) -> str:
        if way.returns:
            return _("back where it came from")
        if way.stays:
            return _("the request stays")
        return self.around.named("steps", [way.to])

    def _whence(self, way: Transition) -> str:
        origin = way.origin
        if origin is None:
            return self.around.named("steps", way.sources)
        kinds = ", ".join(said(KINDS, kind) for kind in origin.kinds)
        whence = (
            _("From any open step")
            if origin.anywhere
            else _("From every step “%(kinds)s”") % {"kinds": kinds}
        )
        if not origin.excepted:
            return whence
        excepted = self.around.named("steps", origin.excepted)
        return _("%(whence)s, except %(steps)s") % {"whence": whence, "steps": excepted}

    def _points(self, way: Transition) -> Iterable[str]:
        yield self._set_off(way)
        if way.when is not None:
            condition = condition_sentence(way.when, self.vocabulary)
            yield _("only if %(condition)s") % {"condition": condition}
        for words, word in ((MESSAGE_SAID, way.message), (REASON_SAID, way.reason)):
            if word in words:
                yield said(words, word)
        if way.form is not None:
            count = len(way.form.fields)
            asked = ngettext("asks %(count)d question", "asks %(count)d questions", count)
            yield asked % {"count": count}
        if way.outcomes:
            outcomes = ", ".join(str(Outcome(one.value).label) for one in way.outcomes)
            yield _("ends as: %(outcomes)s") % {"outcomes": outcomes}
        item = next(one for one in self.data["transitions"] if one["code"] == way.code)
        for effect in item.get("effects", ()):
            yield effect_sentence(effect, self.around)

    def _set_off(self, way: Transition) -> str:
        if way.trigger is Trigger.BUTTON:
            who = self.around.named("functions", way.functions) or _("nobody")
            return _("button of: %(who)s") % {"who": who}
        if way.trigger is Trigger.CITIZEN:
            return _("when the requester writes")
        if way.on is not None:
            return said(EVENTS, way.on)
        if way.after is None:
            return said(TRIGGERS, way.trigger)
        return say_words(delay_words(delay_to_data(way.after), self.definition.options))

    def _beside(self) -> dict[str, list[Said]]:
        """Return what is wrong by the place of its step or transition."""
        found: dict[str, list[Said]] = {}
        for finding in self.findings:
            place = "/".join(finding.place.split("/")[:3])
            found.setdefault(place, []).append(self._say(finding))
        return found

    def _sentence(self, finding: Finding) -> str:
        return sentence(finding, self.vocabulary)

    def _say(self, finding: Finding) -> Said:
        words = self._sentence(finding)
        return Said(words, self.place(finding.place), finding.severity == "error")
