# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Writing a circuit as a draft, several people at once; publishing it, retiring it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.guards import refusal_to_configure
from grc.answers.circuits import editing
from grc.answers.circuits.definition import Definition, Stage, StageKind, Who, Whose
from grc.answers.configuring.loading import check_definition
from grc.answers.models import Circuit, CircuitDraft
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import on_one_line
from grc.journal.models import Event
from invariants import take_turns

if TYPE_CHECKING:
    from grc.accounts.models import User

Change = Callable[[Definition], Definition]
#: Edits that can be undone; older ones are forgotten.
MOST_KEPT: Final = 50
LONGEST_NAME: Final = 160
LONGEST_CODE: Final = 30
#: What a new circuit begins with: the head of the team in charge validates.
FIRST_STAGE: Final = Stage(
    code="validation",
    kind=StageKind.VALIDATION,
    who=(Who(whose=Whose.ROLE, role=Role.SUPERVISOR),),
)


@transaction.atomic
def begin_circuit(name: Mapping[str, str], *, by: User) -> CircuitDraft:
    """Begin a circuit, that nothing takes before it is published. Raises NotAllowed, NotValid."""
    _refuse(by)
    texts = _name(name)
    town = by.memberships_here[0].municipality_id
    take_turns("circuit_drafted", town)
    draft = CircuitDraft.objects.create(
        municipality_id=town,
        code=_free_code(next(iter(texts.values()))),
        name=texts,
        definition=Definition((FIRST_STAGE,)).to_data(),
    )
    Event.objects.record("circuit_drafted", draft, by=by)
    return draft


def draft_of(code: str) -> CircuitDraft | None:
    """Return the draft of a circuit, or what one would begin with; None for no such circuit."""
    found = CircuitDraft.objects.select_related("circuit").filter(code=code).first()
    if found is not None:
        return found
    circuit = Circuit.objects.filter(code=code).first()
    return None if circuit is None else _begun(circuit)


def edit(code: str, verb: str, stage: str, change: Change, *, based_on: str = "", by: User) -> None:
    """Change the stages of a draft, begun if there is none.

    ``based_on`` is what was seen of the stage. Raises NotAllowed, NotValid with the sentences, and
    NotNow when somebody else changed or removed the stage.
    """
    with transaction.atomic():
        draft = _open(code, by)
        before = draft.parsed
        try:
            if based_on and editing.fingerprint(editing.stage_of(before, stage)) != based_on:
                raise NotNow(
                    _("Somebody changed this stage meanwhile. Compare with yours, then save again.")
                )
            after = change(before)
        except editing.NoSuchStage as missing:
            raise NotNow(_("Somebody removed this stage meanwhile.")) from missing
        if after != before:
            _keep(draft, verb, stage, by)
            draft.definition = _checked(after)
            draft.save()


def rename(code: str, name: Mapping[str, str], *, by: User) -> None:
    """Change the name of a circuit, in its draft."""
    with transaction.atomic():
        draft = _open(code, by)
        texts = _name(name)
        if texts != draft.name:
            _keep(draft, "renamed", "", by)
            draft.name = texts
            draft.save()


@transaction.atomic
def undo(draft: CircuitDraft, *, based_on: int, by: User) -> None:
    """Take the newest edit back, whoever made it. Raises NotNow when it is not the one seen."""
    fresh = _locked(draft, based_on, by)
    if not fresh.past:
        raise NotNow(_("There is nothing to undo."))
    *fresh.past, last = fresh.past
    fresh.definition, fresh.name = last["definition"], last["name"]
    fresh.revision += 1
    fresh.save()


@transaction.atomic
def discard(draft: CircuitDraft, *, based_on: int, by: User) -> None:
    """Give the draft up; what is published stays."""
    fresh = _locked(draft, based_on, by)
    Event.objects.record("circuit_draft_discarded", fresh.circuit or fresh, by=by)
    fresh.delete()


@transaction.atomic
def publish(draft: CircuitDraft, *, based_on: int, by: User) -> Circuit:
    """Let answers take the circuit from now on; those that run on it keep their copy.

    Raises NotAllowed, NotValid, and NotNow when the draft changed since it was looked at.
    """
    fresh = _locked(draft, based_on, by)
    circuit = fresh.circuit or Circuit(municipality_id=fresh.municipality_id, code=fresh.code)
    circuit.name, circuit.definition = fresh.name, _checked(fresh.parsed)
    if circuit.pk and fresh.parsed.stages:
        _refuse_samples(circuit)
    circuit.save()
    fresh.delete()
    Event.objects.record("circuit_published", circuit, by=by)
    return circuit


@transaction.atomic
def retire(circuit: Circuit, *, by: User) -> None:
    """Let no answer take the circuit any more. Raises NotNow while a rule leads to it."""
    _refuse(by)
    fresh = Circuit.objects.select_for_update(of=("self",), no_key=True).get(pk=circuit.pk)
    rule = fresh.rules.order_by("position").first()
    if rule is not None:
        raise NotNow(
            _("The rule “%(rule)s” leads to this circuit: change or remove that rule first.")
            % {"rule": rule}
        )
    if fresh.retired_at is None:
        fresh.retired_at = timezone.now()
        fresh.save(update_fields=["retired_at"])
        Event.objects.record("circuit_retired", fresh, by=by)


@transaction.atomic
def restore(circuit: Circuit, *, by: User) -> None:
    """Let rules lead to a retired circuit again."""
    _refuse(by)
    fresh = Circuit.objects.select_for_update(of=("self",), no_key=True).get(pk=circuit.pk)
    if fresh.retired_at is not None:
        fresh.retired_at = None
        fresh.save(update_fields=["retired_at"])
        Event.objects.record("circuit_restored", fresh, by=by)


def _refuse_samples(circuit: Circuit) -> None:
    sampled = circuit.rules.filter(sample_percent__gt=0).first()
    if sampled is not None:
        raise NotValid(
            _(
                "The rule “%(rule)s” looks at a part of what leaves by this circuit without a visa:"
                " set its percentage to 0 first."
            )
            % {"rule": sampled}
        )


def _begun(circuit: Circuit) -> CircuitDraft:
    return CircuitDraft(
        municipality_id=circuit.municipality_id,
        code=circuit.code,
        circuit=circuit,
        name=circuit.name,
        definition=circuit.definition,
    )


def _open(code: str, by: User) -> CircuitDraft:
    _refuse(by)
    circuit = Circuit.objects.select_for_update(of=("self",), no_key=True).filter(code=code).first()
    drafts = CircuitDraft.objects.select_for_update(of=("self",)).filter(code=code)
    if (found := drafts.first()) is not None:
        return found
    if circuit is None:
        raise NotNow(_("Somebody gave this draft up meanwhile."))
    draft = _begun(circuit)
    draft.save()
    Event.objects.record("circuit_drafted", circuit, by=by)
    return draft


def _locked(draft: CircuitDraft, based_on: int, by: User) -> CircuitDraft:
    _refuse(by)
    found = CircuitDraft.objects.select_for_update(of=("self",)).select_related("circuit")
    fresh = found.filter(pk=draft.pk).first()
    if fresh is None:
        raise NotNow(_("There is no draft: somebody published it or gave it up meanwhile."))
    if fresh.revision != based_on:
        raise NotNow(_("Somebody changed this circuit meanwhile. Look at it, then try again."))
    return fresh


def _keep(draft: CircuitDraft, verb: str, stage: str, by: User) -> None:
    kept: dict[str, Any] = {
        "verb": verb,
        "stage": stage,
        "by": by.pk,
        "at": timezone.now().isoformat(),
        "definition": draft.definition,
        "name": draft.name,
    }
    draft.past = [*draft.past, kept][-MOST_KEPT:]
    draft.revision += 1


def _checked(definition: Definition) -> dict[str, Any]:
    data = definition.to_data()
    try:
        check_definition(data)
    except ValidationError as error:
        raise NotValid(" ".join(error.messages)) from error
    return data


def _name(name: Mapping[str, str]) -> dict[str, str]:
    texts = {one: on_one_line(text)[:LONGEST_NAME] for one, text in name.items()}
    texts = {language: text for language, text in texts.items() if text}
    if not texts:
        raise NotValid(_("Give the circuit a name."))
    return texts


def _free_code(name: str) -> str:
    stem = slugify(name)[:LONGEST_CODE].strip("-") or "circuit"
    stem = stem if stem[0].isalpha() else f"circuit-{stem}"[:LONGEST_CODE]
    taken = {*Circuit.objects.filter(code__startswith=stem).values_list("code", flat=True)}
    taken |= {*CircuitDraft.objects.filter(code__startswith=stem).values_list("code", flat=True)}
    number, code = 2, stem
    while code in taken:
        number, code = number + 1, f"{stem}-{number}"
    return code


def _refuse(by: User) -> None:
    if refusal := refusal_to_configure(by):
        raise NotAllowed(refusal)
