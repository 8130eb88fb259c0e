# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where an answer would go if it were submitted now: its author sees it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grc.accounts.models import Team, User
from grc.answers.choosing import Choice, choose, said_because
from grc.answers.rounds.line import Naming, stage_label, who_words
from grc.core.line import LinePoint
from grc.core.refusals import Refusal

if TYPE_CHECKING:
    from grc.answers.models import Answer


@dataclass(frozen=True)
class Ahead:
    """The stages that would be asked, and why this circuit; empty where no rule chose it."""

    points: list[LinePoint]
    because: str


def circuit_ahead(answer: Answer) -> Ahead | None:
    """Return the circuit of the next round; None where nothing can be submitted."""
    try:
        choice = choose(answer)
    except Refusal:
        return None
    return Ahead(_points(answer, choice), said_because(choice.why, answer.service_request))


def _points(answer: Answer, choice: Choice) -> list[LinePoint]:
    asked = [who for stage in choice.definition for who in stage.who]
    people = User.objects.filter(pk__in={who.person for who in asked if who.person})
    teams = Team.objects.filter(pk__in={who.team for who in asked if who.team})
    naming = Naming(
        answer=answer,
        people={user.pk: str(user) for user in people},
        teams={team.pk: str(team) for team in teams},
    )
    return [
        LinePoint(
            state="next",
            label=stage_label(stage),
            who=", ".join(filter(None, (who_words(naming, who) for who in stage.who))),
        )
        for stage in choice.definition
        if not stage.skipped
    ]
