# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Requests in every state and people in each other's place, made by the verbs that pages use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tests.answers.texts import a_text
from tests.cast import file_request

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = "Bonjour,\n\nLe trou est **rebouché**.\n\nBien à vous"
LONG_WORD = "https://chalons.example/arretes/2026/" + "voirie-et-circulation-" * 6


@dataclass(frozen=True)
class World:
    """Requests by the state that they are in, and the rounds of answers by theirs."""

    requests: Mapping[str, Any]
    rounds: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    check: int = 0
    team: int = 0
    person: int = 0
    circuit: tuple[str, str] = ("", "")
    rule: int = 0

    def tracking(self, name: str, more: str = "") -> str:
        """The address of the requester's page."""
        return f"{self.requests[name].tracking_path}{more}"

    def desk(self, name: str, more: str = "") -> str:
        """The address of the agents' page, or of what stands below it."""
        return f"/bureau/demandes/{self.requests[name].display_reference}/{more}"


def build(service: Any, agent: Any, colleague: Any, supervisor: Any) -> World:
    """Make one request for each state; in the scope of the town."""
    told = _answered(service, agent, supervisor)
    _system(service.municipality)
    return World(
        {
            "new": file_request(service),
            "anonymous": file_request(service, requester=_nobody()),
            "talking": _talking(service, agent),
            "waiting": _waiting(service, agent),
            "begun": _begun(service, agent),
            "two-texts": _two_texts(service, agent, colleague),
            "returned": _returned(service, agent, supervisor),
            "submitted": _submitted(service, agent, supervisor),
            "to-tell": _approved(service, agent, supervisor),
            "answered": told,
            "closed": _closed(service, agent),
        },
        {"open": _round(2, "submitted"), "decided": _round(1, "sent")},
        f"/bureau/textes/{_text(service, supervisor).pk}/",
        _check(service, agent, colleague, supervisor),
        team=service.team_id,
        person=colleague.pk,
        circuit=("usual", "heads"),
        rule=_first_rule(),
    )


def _system(town: Any) -> None:
    """Another system with a call that waits."""
    from grc.webhooks.calling import call
    from grc.webhooks.models import Webhook
    from grc.webhooks.secrets import make

    erp = {"code": "erp", "name": "ERP", "url": LONG_WORD, "secret": make()}
    webhook = Webhook.objects.create(municipality=town, **erp)
    call("erp", "trial", {}, subject=webhook, by=None)


def _check(service: Any, agent: Any, colleague: Any, supervisor: Any) -> int:
    """Who is away, who acts for whom; circuits; last, an answer that left without a visa."""
    from grc.accounts.models import Absence
    from grc.answers.delegating import Terms
    from grc.answers.models import Delegation, SpotCheck
    from tests.answers.circuits import circuit, person, role, signatory, stage, submitted

    town, day = service.municipality, date(2100, 1, 4)
    for who in (agent, supervisor):
        Absence.objects.record(who, starts_on=day, ends_on=day, substitute=colleague, by=who)
    terms = Terms(
        power="signature",
        starts_on=day,
        act_number=f"{day:%Y}-{LONG_WORD[-40:]}",
        kinds=("refusal",),
        services=(service.code,),
    )
    Delegation.objects.give(supervisor, agent, terms, by=supervisor)
    signatory(town, supervisor, "Adjointe à la voirie")
    refusals = {"fact": "outcome", "op": "is", "value": "refused"}
    opinion = stage("opinion", person(colleague), kind="opinion", hours=8, then="go_on")
    heads = stage("heads", role(service.team, each=True), need=0, skip_when=refusals)
    circuit(town, opinion, heads, condition=refusals)
    circuit(town, code="none", sample_percent=100)
    submitted(file_request(service), agent)
    return int(SpotCheck.objects.get().pk)


def _first_rule() -> int:
    from grc.answers.models import CircuitRule

    return int(CircuitRule.objects.order_by("position")[0].pk)


def _text(service: Any, supervisor: Any) -> Any:
    """A standard text with a long word, which was changed once and soon must be read again."""
    from grc.answers.models import StandardText

    soon = timezone.localdate() + timedelta(days=7)
    content = a_text(supervisor, body=f"À {{request.place}} : {LONG_WORD}", review_on=soon)
    text = StandardText.objects.begin(content, by=supervisor)
    content = a_text(supervisor, body="Voyez {values.photo}.", services=[service], review_on=soon)
    return text.rewrite(content, based_on=1, by=supervisor)


def _round(number: int, state: str) -> str:
    from grc.answers.models import Round

    found = Round.objects.filter(number=number, answer__state=state).first()
    assert found is not None
    return f"/bureau/a-valider/{found.answer_id}/{found.number}/"


def _nobody() -> Any:
    from grc.service_requests.submission import Requester

    return Requester(phone="06 00 00 00 00")


def _taken(service: Any, agent: Any, **fields: Any) -> Any:
    return file_request(service, **fields).take(by=agent)


def _talking(service: Any, agent: Any) -> Any:
    """A request with messages, a note, pictures, and a word too long for a narrow screen."""
    from django.contrib.auth.models import AnonymousUser

    from grc.service_requests.enums import Priority

    service_request = file_request(service)
    service_request.attach(_picture("trou.png"), field="photo", by=AnonymousUser())
    service_request = service_request.take(by=agent).set_priority(Priority.HIGH, by=agent)
    message = service_request.write(f"Voyez {LONG_WORD}", by=agent)
    service_request.attach(_picture("plan.png"), message=message, by=agent)
    service_request.note("Vu sur place.", by=agent)
    service_request.reply(f"Merci.\n{LONG_WORD}")
    return service_request


def _waiting(service: Any, agent: Any) -> Any:
    service_request = _taken(service, agent)
    return service_request.perform("ask_citizen", by=agent, message="À quelle hauteur ?")


def _begun(service: Any, agent: Any) -> Any:
    service_request = _taken(service, agent)
    _draft(service_request, agent)
    return service_request


def _two_texts(service: Any, agent: Any, colleague: Any) -> Any:
    service_request = _taken(service, agent)
    answer = _draft(service_request, agent)
    answer.save_draft("La rue est fermée.", based_on=0, by=colleague)
    return service_request


def _returned(service: Any, agent: Any, supervisor: Any) -> Any:
    service_request = _taken(service, agent)
    answer = _draft(service_request, agent)
    answer.submit(based_on=1, by=agent)
    answer.return_to_author(round_number=1, reason="Dites quel jour.", by=supervisor)
    return service_request


def _submitted(service: Any, agent: Any, supervisor: Any) -> Any:
    from grc.answers.models import Answer

    service_request = _returned(service, agent, supervisor)
    answer = Answer.objects.get(service_request=service_request)
    answer.save_draft(f"{TEXT}\n\nMardi 3 mars.", based_on=1, by=agent)
    answer.submit(based_on=2, by=agent)
    return service_request


def _approved(service: Any, agent: Any, supervisor: Any) -> Any:
    """An answer that somebody must tell: no address was given."""
    service_request = _taken(service, agent, requester=_nobody())
    answer = _draft(service_request, agent)
    answer.submit(based_on=1, by=agent)
    answer.approve(round_number=1, by=supervisor)
    return service_request


def _answered(service: Any, agent: Any, supervisor: Any) -> Any:
    from grc.answers.models import Answer

    service_request = _approved(service, agent, supervisor)
    Answer.objects.get(service_request=service_request).tell("phone", by=agent)
    return service_request


def _closed(service: Any, agent: Any) -> Any:
    service_request = _taken(service, agent)
    return service_request.perform("close", by=agent, outcome="done", message="Déjà réparé.")


def _draft(service_request: Any, agent: Any) -> Any:
    from grc.answers.models import Answer

    answer = Answer.objects.draft_for(service_request, by=agent)
    answer.save_draft(TEXT, based_on=0, by=agent)
    return answer


def _picture(name: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    content = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")
