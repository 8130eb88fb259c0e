# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Answers under way in each circuit of the demo town: one scene each, played by its people.

They happen in the last days, by the same verbs as on screen. The ten circuits are those of
``circuits.toml``; a town without circuits has no scenes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from grc.accounts.models import Membership
from grc.answers.models import Answer, Circuit, Signatory, spot_check
from grc.answers.models.drafting import Decided
from grc.catalog.models import Service
from grc.dev.town.deciding import decide_next
from grc.dev.town.services import SERVICES
from grc.dev.town.story import clock_at, filing_of
from grc.service_requests.submission import submit

if TYPE_CHECKING:
    from collections.abc import Callable

    from grc.accounts.models import User
    from grc.dev.town.story import Clock
    from grc.municipalities.models import Municipality

LAW = "Article L2122-21 du code général des collectivités territoriales."


@dataclass
class Stage:
    """The people of the town by the first part of their e-mail, and the clock of one scene."""

    people: dict[str, User]
    clock: Clock
    chance: random.Random

    def draft(self, code: str, author: str, body: str = "", **fields: Any) -> Answer:
        """Let somebody file a request and the author draft its answer."""
        demo = next(one for one in SERVICES if one.code == code)
        service = Service.objects.select_related(
            "municipality", "team", "form_version", "workflow"
        ).get(code=code)
        filing = filing_of(demo, self.chance)
        if "amount" in fields:
            filing = replace(filing, values=dict(filing.values) | {"amount": fields.pop("amount")})
        service_request = submit(service, filing, by=AnonymousUser())
        self.clock.later(hours=3)
        by = self.people[author]
        answer = Answer.objects.draft_for(service_request.take(by=by), by=by)
        answer.save_draft(body or demo.answer, based_on=0, by=by, **fields)
        self.clock.later(hours=1)
        return answer.lock()

    def submitted(self, code: str, author: str, body: str = "", **fields: Any) -> Answer:
        answer = self.draft(code, author, body, **fields)
        answer.submit(based_on=answer.revision, by=self.people[author])
        self.clock.later(hours=2)
        return answer.lock()

    def again(self, answer: Answer, body: str) -> Answer:
        """Let the author write again, and submit."""
        fresh = answer.lock()
        saved = fresh.save_draft(body, based_on=fresh.revision, by=fresh.author)
        fresh.submit(based_on=saved.revision, by=fresh.author)
        self.clock.later(hours=2)
        return fresh.lock()


def play_scenes(municipality: Municipality) -> None:
    """Play every scene in a town that has circuits."""
    with municipality.scope():
        if not Circuit.objects.exists():
            return
    chance = random.Random(f"{municipality.slug} scenes")  # noqa: S311 - the same every time
    for number, (hours, scene) in enumerate(SCENES):
        start = timezone.now() - timedelta(hours=hours, minutes=7 * number)
        with municipality.scope(), clock_at(start) as clock:
            members = Membership.objects.select_related("user")
            people = {m.user.email.partition("@")[0]: m.user for m in members}
            scene(Stage(people, clock, chance))


def waits_for_the_elected_member(stage: Stage) -> None:
    stage.submitted("lettre-maire", "jeanne")


def approved_by_a_substitute(stage: Stage) -> None:
    """The head of the parks is away: the head of cleaning decides in his place."""
    answer = stage.submitted("arbre", "lucie")
    answer.approve(round_number=1, by=stage.people["nadia"])


def returned_twice(stage: Stage) -> None:
    answer = stage.submitted("trou-chaussee", "alice", "Bonjour,\n\nNous passerons.\n\nBien à vous")
    sophie = stage.people["sophie"]
    answer.return_to_author(round_number=1, reason="Dites quel jour.", by=sophie)
    stage.clock.later(hours=3)
    second = "Bonjour,\n\nNous passerons mardi.\n\nBien à vous"
    answer = stage.again(answer, second)
    answer.return_to_author(
        round_number=2, reason="Ajoutez que la rue sera fermée le matin.", by=sophie
    )
    stage.clock.later(hours=3)
    third = "Bonjour,\n\nNous passerons mardi. La rue sera fermée le matin.\n\nBien à vous"
    stage.again(answer, third)


def amended_and_waiting_for_the_author(stage: Stage) -> None:
    """Who corrected the text can never be its only approver: the author is asked to agree."""
    answer = stage.submitted("trou-chaussee", "karim")
    body = answer.body.replace("Bonjour,", "Madame, Monsieur,")
    answer.amend(body, round_number=1, by=stage.people["sophie"], remark="Plus formel.")


def changed_on_one_case(stage: Stage) -> None:
    """Somebody is asked for an opinion whom the circuit does not name."""
    answer = stage.submitted("domaine-public", "alice", decided=_favourable())
    answer.consult(
        stage.people["lea"],
        round_number=1,
        reason="L'échafaudage touche une façade classée.",
        by=stage.people["sophie"],
    )


def waits_for_the_signature(stage: Stage) -> None:
    answer = stage.submitted("domaine-public", "karim", decided=_favourable())
    for _visa in range(2):
        decide_next(answer)
        stage.clock.later(hours=2)


def signed_by_delegation(stage: Stage) -> None:
    """The head of the administration signs for the mayor, by two delegations."""
    answer = stage.submitted("domaine-public", "karim", decided=_favourable())
    for visa in ("sophie", "philippe", "philippe"):
        decide_next(answer, by=stage.people[visa])
        stage.clock.later(hours=2)
    answer.tell("letter", by=stage.people["karim"])


def waits_for_the_lawyer(stage: Stage) -> None:
    """A refusal of more than 500 euros."""
    answer = stage.submitted(
        "indemnisation",
        "alice",
        "Bonjour,\n\nNous ne pouvons pas prendre ces frais en charge.\n\nBien à vous",
        amount="2300",
        outcome="refused",
        decided=_decided("refusal"),
    )
    decide_next(answer)


def leaves_the_lawyer_out(stage: Stage) -> None:
    """A refusal of a small amount goes straight to the general management."""
    answer = stage.submitted(
        "indemnisation",
        "karim",
        "Bonjour,\n\nNous ne pouvons pas prendre ces frais en charge.\n\nBien à vous",
        amount="180",
        outcome="refused",
        decided=_decided("refusal"),
    )
    decide_next(answer)


def one_of_the_committee(stage: Stage) -> None:
    answer = stage.submitted(
        "indemnisation",
        "alice",
        "Bonjour,\n\nNous prenons en charge la moitié du devis.\n\nBien à vous",
        amount="850",
        decided=_decided("partly"),
    )
    decide_next(answer, by=stage.people["claire"])


def either_of_two_heads(stage: Stage) -> None:
    stage.submitted("depot-sauvage", "hugo")


def read_by_a_colleague(stage: Stage) -> None:
    stage.submitted("graffiti", "hugo")


def sensitive(stage: Stage) -> None:
    answer = stage.submitted(
        "trou-chaussee",
        "karim",
        "Bonjour,\n\nVotre avocat peut consulter le dossier au service de la voirie."
        "\n\nBien à vous",
    )
    decide_next(answer)


def without_a_visa(stage: Stage) -> None:
    """Left by the rule, drawn to be looked at; somebody still has to tell it by telephone."""
    with mock.patch.object(spot_check, "is_drawn", return_value=True):
        stage.submitted("acte-naissance", "ines")


def _favourable() -> Decided:
    mayor = Signatory.objects.filter(holds_office=True).get()
    return Decided(kind="favourable", signatory_id=mayor.pk, signature_mode="handwritten")


def _decided(kind: str) -> Decided:
    deputy = Signatory.objects.filter(person__email__startswith="stephane@").get()
    fact = "Le dommage n'est pas établi par les pièces que vous avez jointes."
    return Decided(
        kind=kind,
        grounds_law=LAW,
        grounds_fact=fact,
        signatory_id=deputy.pk,
        signature_mode="handwritten",
    )


#: How many hours ago each scene begins. The elected member has hardly been asked yet.
SCENES: tuple[tuple[float, Callable[[Stage], None]], ...] = (
    (6.2, waits_for_the_elected_member),
    (30, approved_by_a_substitute),
    (80, returned_twice),
    (12, amended_and_waiting_for_the_author),
    (20, changed_on_one_case),
    (26, waits_for_the_signature),
    (70, signed_by_delegation),
    (28, waits_for_the_lawyer),
    (44, leaves_the_lawyer_out),
    (32, one_of_the_committee),
    (10, either_of_two_heads),
    (9, read_by_a_colleague),
    (14, sensitive),
    (8, without_a_visa),
)
