# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The letter of a round: what was approved, under the law and the powers of that day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from grc.answers.letters import letter_pdf
from grc.answers.letters.rounds import letter_of_draft, letter_of_round
from grc.answers.letters.town import LetterheadMissing
from grc.answers.models.drafting import Decided
from grc.core.refusals import NotNow
from grc.municipalities.models import Letterhead
from tests.answers.circuits import circuit, delegate, draft, signatory
from tests.cast import make_member
from tests.municipalities.law import PARTS, enact

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def letterhead(town):
    return Letterhead.objects.create(
        municipality=town,
        address="Hôtel de ville",
        place="Châlons",
        mayor_name="Hélène Marchand",
        mayor_title={"fr": "La maire", "en": "The mayor"},
        delegation_formula={"fr": "Pour la maire et par délégation", "en": "For the mayor"},
        footer={},
    )


@pytest.fixture
def mayor(town, team):
    return make_member(town, team, "agent", "maire@chalons.example", "Hélène Marchand")


@pytest.fixture
def refused(town, service_request, agent, deputy, mayor):
    """A refusal that a deputy signs by hand, by delegation of the mayor, approved on a Monday."""
    signatory(town, mayor, "Maire", holds_office=True)
    own = signatory(town, deputy, "Adjoint à la voirie")
    enact(town)
    circuit(town)
    decided = Decided(
        kind="refusal",
        grounds_law="Article **L113-2**.",
        grounds_fact="Le trottoir est étroit.",
        signatory_id=own.pk,
        signature_mode="handwritten",
    )
    with time_machine.travel(MONDAY, tick=False):
        delegate(town, mayor, deputy, "signature", act_number="2026-114")
        answer = draft(service_request, agent, "Madame, non.", decided=decided)
        answer.submit(based_on=answer.revision, by=agent)
    return answer.lock()


def test_without_a_letterhead_nothing_is_printed(refused):
    """The sentence says who must write it."""
    with pytest.raises(LetterheadMissing):
        letter_of_round(refused.approved_round)


def test_a_draft_says_so_on_every_page(letterhead, service_request, agent, press, read):
    """Nobody prints an unapproved letter as if it were final."""
    answer = draft(service_request, agent, "\n\n".join(["Longtemps."] * 80))
    printed = read(letter_pdf(letter_of_draft(answer)))
    assert len(printed.pages) > 1
    assert all("PROJET" in page for page in printed.pages)


def test_an_altered_text_is_not_printed_as_approved(letterhead, refused):
    """Whoever got past the triggers gets no letter with the town's head on it."""
    round_ = refused.approved_round
    round_.body = "Madame, oui."
    with pytest.raises(NotNow):
        letter_of_round(round_)


def test_a_round_that_waits_is_a_draft(letterhead, service_request, agent, supervisor):
    """Submitted is not approved."""
    answer = draft(service_request, agent)
    round_ = answer.submit(based_on=1, by=agent)
    assert letter_of_round(round_).is_draft
    answer.lock().approve(round_number=1, by=supervisor)
    assert not letter_of_round(answer.lock().approved_round).is_draft


def test_an_information_is_signed_by_its_author(letterhead, service_request, agent, supervisor):
    """As the mail is: by name, with the team, without a formula."""
    answer = draft(service_request, agent)
    signature = letter_of_round(answer.submit(based_on=1, by=agent)).signature
    assert (signature.formula, signature.name, signature.service) == ("", "Alice Agent", "Voirie")
    assert not signature.for_hand


def test_a_refusal_prints_grounds_act_and_appeal(letterhead, refused, press, read):
    """First name, name, capacity, the act of delegation, both grounds, the means of appeal."""
    letter = letter_of_round(refused.approved_round)
    assert letter.written_on == MONDAY.date()
    printed = read(letter_pdf(letter)).text
    for part in (
        "Pour la maire et par délégation,",
        "Adjoint à la voirie",
        "Denis Adjoint",
        "2026-114",
        "Article L113-2.",
        "Le trottoir est étroit.",
        "Tribunal administratif",
        "Marie Dupont",
        "Madame, non.",
    ):
        assert part in printed, part
    assert "PROJET" not in printed


def test_a_letter_printed_again_bears_the_law_of_its_day(letterhead, refused, town):
    """A new address of appeal changes nothing of what was decided before."""
    before = letter_of_round(refused.approved_round)
    moved = PARTS | {"gracious_address": "Ailleurs"}
    enact(town, parts=moved, valid_from=timezone.now().date() + timedelta(days=9))
    with time_machine.travel(MONDAY + timedelta(days=30)):
        assert letter_of_round(refused.approved_round) == before


def test_a_delegation_revoked_since_still_stands_on_the_letter(letterhead, refused, town, mayor):
    """What was signed under it was signed lawfully."""
    from grc.answers.models import Delegation

    Delegation.objects.update(revoked_at=MONDAY + timedelta(days=3))
    assert letter_of_round(refused.approved_round).signature.act == "2026-114"


def test_powers_are_judged_at_the_moment_of_approval(letterhead, refused, agent):
    """Revoked an hour after, on that very day, it still stands; an hour before, it never did."""
    from grc.answers.legality import refusal_to_sign
    from grc.answers.models import Delegation

    Delegation.objects.update(revoked_at=MONDAY + timedelta(hours=1))
    assert letter_of_round(refused.approved_round).signature.act == "2026-114"
    with time_machine.travel(MONDAY + timedelta(hours=2), tick=False):
        assert letter_of_round(refused.approved_round).signature.act == "2026-114"
        assert "no delegation" in refusal_to_sign(refused, refused.signatory, at=timezone.now())
    Delegation.objects.update(revoked_at=MONDAY - timedelta(hours=1))
    with pytest.raises(NotNow, match="Denis Adjoint"):
        letter_of_round(refused.approved_round)


def test_a_decision_whose_signatory_had_no_power_is_not_printed(letterhead, refused):
    """A lapsed delegation makes the act void (law R1.31): nothing looks as if it were lawful."""
    from grc.answers.models import Delegation

    Delegation.objects.update(ends_on=date(2026, 11, 1))
    with pytest.raises(NotNow, match="Denis Adjoint"):
        letter_of_round(refused.approved_round)


@pytest.mark.parametrize(
    ("mode", "for_hand", "words"),
    [("handwritten", True, ""), ("portal", False, "L212-2"), ("electronic", False, "lectroni")],
)
def test_the_mayor_signs_by_herself(
    mode, for_hand, words, letterhead, town, mayor, service_request, agent, supervisor
):
    """Her title and her name; how it is signed is said, and room is left for a pen alone."""
    own = signatory(town, mayor, "Maire", holds_office=True)
    decided = Decided(kind="favourable", signatory_id=own.pk, signature_mode=mode)
    answer = draft(service_request, agent, decided=decided)
    signature = letter_of_round(answer.submit(based_on=answer.revision, by=agent)).signature
    assert (signature.formula, signature.name) == ("La maire,", "Hélène Marchand")
    assert (signature.for_hand, words in signature.note) == (for_hand, True)
