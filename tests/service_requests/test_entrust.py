# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A function of the workflow, held otherwise for one request."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grc.accounts.models import User
from grc.accounts.people import deactivate
from grc.accounts.ties import reasons_to_keep
from grc.catalog.holders import Holder
from grc.catalog.models import FunctionMapping
from grc.catalog.turns import turns_of
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.live.audience import REQUEST, audience, queue_group
from grc.service_requests.holders import holders_of
from grc.service_requests.models import EntrustedFunction, ServiceRequest
from notifications.models import Delivery
from tests.cast import file_request, make_member, make_service, make_team, make_workflow
from workflows.library import load

pytestmark = pytest.mark.django_db

WORDS = {"fr": "Expertiser", "en": "Judge"}


@pytest.fixture(autouse=True)
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def dispatched(town, team, agent):
    """A request under way whose workflow has a button of the expert, held by nobody."""
    data = load("report")
    for code in ("expert", "north"):
        data["functions"].append({"code": code, "label": {"fr": code, "en": code}})
    dispatch = {"do": "entrust", "function": "expert", "to": "north"}
    data["transitions"] += [
        {"code": "judge", "from": ["in_progress"], "trigger": "button", "label": WORDS,
         "functions": ["expert"], "effects": [{"do": "set_priority", "priority": "high"}]},
        {"code": "dispatch", "from": ["in_progress"], "trigger": "button", "label": WORDS,
         "functions": ["agent"], "effects": [dispatch]},
        {"code": "send_north", "from": ["in_progress"], "trigger": "button", "label": WORDS,
         "functions": ["agent"], "effects": [{"do": "pass_on", "function": "north"}]},
        {"code": "dispatch_late", "from": ["closed"], "trigger": "button", "label": WORDS,
         "functions": ["agent"], "effects": [dispatch]},
    ]  # fmt: skip
    workflow = make_workflow(town, "report")
    workflow.draft(data, by=None).publish(by=None)
    return file_request(make_service(town, team, workflow)).take(by=agent)


def sees(user, service_request):
    # Each page reads its person anew.
    user = User.objects.get(pk=user.pk)
    return ServiceRequest.objects.visible_to(user).filter(pk=service_request.pk).exists()


@pytest.mark.parametrize("who", ["agent", "outsider", "stranger"])
def test_only_a_supervisor_of_the_team_does(who, dispatched, request, outsider):
    """Dispatching is theirs, as giving a request to somebody is."""
    user = request.getfixturevalue(who)
    with pytest.raises(NotAllowed, match="supervisor"):
        dispatched.entrust("expert", Holder(person=outsider.pk), by=user)
    assert not EntrustedFunction.objects.exists()


def test_what_cannot_be_is_refused(dispatched, supervisor, stranger, other_team):
    """An unknown function, somebody of another town, a request that has ended."""
    with pytest.raises(NotValid, match="function"):
        dispatched.entrust("mayor", Holder(person=supervisor.pk), by=supervisor)
    with pytest.raises(NotValid, match="works here"):
        dispatched.entrust("expert", Holder(person=stranger.pk), by=supervisor)
    with pytest.raises(NotValid):
        dispatched.entrust("expert", Holder(team=other_team.pk), by=supervisor)
    ended = dispatched.perform("close", by=supervisor, message="Fait.", outcome="done")
    with pytest.raises(NotNow, match="ended"):
        ended.entrust("expert", Holder(team=other_team.pk, role="agent"), by=supervisor)


def test_whoever_holds_it_sees_and_presses(dispatched, supervisor, outsider):
    """And nobody else does; the button asks the same function as the list."""
    assert not sees(outsider, dispatched)
    done = dispatched.entrust("expert", Holder(person=outsider.pk), by=supervisor)
    assert done.functions_entrusted == 1
    assert sees(outsider, done)
    (button,) = [one for one in done.available_to(outsider) if one.allowed]
    assert button.transition.code == "judge"
    assert holders_of(done, ["expert"]) == [outsider]
    done.perform("judge", by=outsider)
    with pytest.raises(NotAllowed):
        done.note("Pour nous.", by=outsider)


def test_it_is_for_this_request_alone(dispatched, supervisor, outsider):
    """What the service says counts for the others, and again once it is taken back."""
    other = file_request(dispatched.service)
    done = dispatched.entrust("expert", Holder(person=outsider.pk), by=supervisor)
    assert not sees(outsider, other)
    back = done.entrust("expert", None, by=supervisor)
    assert (back.functions_entrusted, sees(outsider, back)) == (0, False)
    with pytest.raises(NotNow):
        back.entrust("expert", None, by=supervisor)


def test_it_replaces_what_the_service_says(dispatched, supervisor, agent, outsider, other_team):
    """Whoever held the function by the service does not hold it here any more."""
    FunctionMapping.objects.create(
        municipality=dispatched.municipality, service=dispatched.service, function="expert",
        team=dispatched.team, role="agent",
    )  # fmt: skip
    holder = Holder(team=other_team.pk, role="agent")
    done = dispatched.entrust("expert", holder, by=supervisor)
    allowed = {one.transition.code for one in done.available_to(agent) if one.allowed}
    assert "judge" not in allowed
    assert holders_of(done, ["expert"]) == [outsider]


def test_who_is_named_is_told_once(dispatched, supervisor, outsider):
    """By mail, with the name of the function; said twice, it is refused."""
    before = Delivery.objects.count()
    done = dispatched.entrust("expert", Holder(person=outsider.pk), by=supervisor)
    with pytest.raises(NotNow):
        done.entrust("expert", Holder(person=outsider.pk), by=supervisor)
    assert Delivery.objects.count() == before + 1
    told = Delivery.objects.latest("pk")
    assert told.address == outsider.email
    assert "expert" in told.text
    event = Event.objects.about(done).filter(name="entrusted").get()
    assert event.data == {"function": "expert", "teams": [], "people": [outsider.pk]}


def test_a_workflow_entrusts_to_whoever_holds_another(dispatched, agent, outsider, other_team):
    """“The expert is whoever holds the north”; without anybody there, nothing changes."""
    same = dispatched.perform("dispatch", by=agent)
    assert same.functions_entrusted == 0
    FunctionMapping.objects.create(
        municipality=same.municipality, service=same.service, function="north", team=other_team,
        role="agent",
    )  # fmt: skip
    done = same.perform("dispatch", by=agent)
    assert holders_of(done, ["expert"]) == [outsider]
    assert sees(outsider, done)


def test_the_end_closes_their_eyes(dispatched, supervisor, outsider):
    """What has ended is seen no more by who was entrusted with a function; reopened, it is."""
    done = dispatched.entrust("expert", Holder(person=outsider.pk), by=supervisor)
    ended = done.perform("close", by=supervisor, message="Fait.", outcome="done")
    assert not sees(outsider, ended)
    ended.reply("Ce n’est pas fait.")
    assert sees(outsider, ServiceRequest.objects.get(pk=ended.pk))


def test_a_role_or_a_person_never_both(dispatched, other_team, outsider):
    """The table refuses what no page could show."""
    with pytest.raises(IntegrityError), transaction.atomic():
        EntrustedFunction.objects.create(
            municipality=dispatched.municipality, service_request=dispatched, function="expert",
            team=other_team, role="agent", person=outsider,
        )  # fmt: skip


def test_a_function_of_the_service_opens_where_its_button_stands(
    dispatched, outsider, other_team, agent, town, team
):
    """Need to know (law R5.26): at the step of the button, for that service, and nowhere else."""
    elsewhere = file_request(make_service(town, team, make_workflow(town, "simple"), code="other"))
    FunctionMapping.objects.create(
        municipality=town, service=dispatched.service, function="expert", team=other_team,
        role="agent",
    )  # fmt: skip
    waiting = file_request(dispatched.service)
    assert waiting.step == "new"
    assert [one for one in (dispatched, waiting, elsewhere) if sees(outsider, one)] == [dispatched]
    waiting.take(by=agent)
    assert sees(outsider, waiting)
    assert not sees(outsider, elsewhere)
    asked = dispatched.perform("ask_citizen", by=agent, message="Où ?")
    assert not sees(outsider, asked)


def test_by_name_as_by_role(dispatched, outsider, town, other_team):
    """A role that somebody does not have shows them nothing."""
    mapping = FunctionMapping.objects.create(
        municipality=town, service=dispatched.service, function="expert", team=other_team,
        role="supervisor",
    )  # fmt: skip
    assert not sees(outsider, dispatched)
    chief = make_member(town, other_team, "supervisor", "chief@chalons.example", "Chloé Cheffe")
    assert sees(chief, dispatched)
    mapping.delete()
    FunctionMapping.objects.create(
        municipality=town, service=dispatched.service, function="expert", person=outsider
    )
    assert sees(outsider, dispatched)


def test_a_list_costs_one_statement(dispatched, outsider, supervisor, django_assert_num_queries):
    """However somebody comes to see a request."""
    dispatched.entrust("expert", Holder(person=outsider.pk), by=supervisor)
    assert outsider.is_member
    assert not turns_of(outsider)
    with django_assert_num_queries(1):
        assert len(ServiceRequest.objects.visible_to(outsider)) == 1


def test_whoever_it_was_taken_from_sees_it_no_more(dispatched, outsider, supervisor, town):
    """What the service says does not count here once the function is entrusted to others."""
    team = make_team(town, "Parcs")
    gardener = make_member(town, team, "agent", "parcs@chalons.example", "Paul Parc")
    FunctionMapping.objects.create(
        municipality=town, service=dispatched.service, function="expert", person=outsider
    )
    other = file_request(dispatched.service).take(by=supervisor)
    done = dispatched.entrust("expert", Holder(person=gardener.pk), by=supervisor)
    assert sees(gardener, done)
    assert not sees(outsider, done)
    assert sees(outsider, other)
    assert sees(outsider, done.entrust("expert", None, by=supervisor))


def test_who_left_is_entrusted_with_nothing(dispatched, agent, outsider, administrator):
    """A workflow passes over people who work here no more, and writes to none of them."""
    FunctionMapping.objects.create(
        municipality=dispatched.municipality, service=dispatched.service, function="north",
        person=outsider,
    )  # fmt: skip
    deactivate(outsider, by=administrator)
    before = Delivery.objects.count()
    done = dispatched.perform("dispatch", by=agent)
    assert done.functions_entrusted == 0
    assert Delivery.objects.count() == before


def test_what_happens_after_the_end_opens_no_eyes(dispatched, agent, supervisor, outsider):
    """A gesture that stays at an end entrusts nobody with the sight of the request."""
    FunctionMapping.objects.create(
        municipality=dispatched.municipality, service=dispatched.service, function="north",
        person=outsider,
    )  # fmt: skip
    ended = dispatched.perform("close", by=supervisor, message="Fait.", outcome="done")
    late = ended.perform("dispatch_late", by=agent)
    assert late.functions_entrusted == 1
    assert not sees(outsider, late)


def test_a_function_that_its_version_lost_can_be_taken_back(dispatched, supervisor, outsider):
    """Moved to a version without the function, the request is not shown for ever."""
    done = dispatched.entrust("expert", Holder(person=outsider.pk), by=supervisor)
    done.entrusted_functions.update(function="gone")
    back = done.entrust("gone", None, by=supervisor)
    assert (back.functions_entrusted, sees(outsider, back)) == (0, False)
    with pytest.raises(NotValid, match="function"):
        back.entrust("gone", Holder(person=outsider.pk), by=supervisor)


def test_a_team_that_holds_a_function_here_is_not_retired(
    dispatched, supervisor, other_team, outsider, administrator
):
    """Else nobody is left to press the button; once the request has ended, it may be."""
    role = Holder(team=other_team.pk, role="agent")
    done = dispatched.entrust("expert", role, by=supervisor)
    assert [said for said in reasons_to_keep(other_team) if "function" in said]
    done.perform("close", by=supervisor, message="Fait.", outcome="done")
    assert not [said for said in reasons_to_keep(other_team) if "function" in said]


def test_no_workflow_passes_a_request_on_to_a_team_that_is_gone(dispatched, agent, other_team):
    """Nobody would see it there: it stays where it is."""
    FunctionMapping.objects.create(
        municipality=dispatched.municipality, service=dispatched.service, function="north",
        team=other_team, role="agent",
    )  # fmt: skip
    other_team.retired_at = timezone.now()
    other_team.save()
    assert dispatched.perform("send_north", by=agent).team == dispatched.team


def test_the_team_of_whom_it_was_taken_from_hears_of_it(dispatched, supervisor, outsider):
    """Their list shows the request still: it is as stale as the others."""
    done = dispatched.entrust("expert", Holder(person=outsider.pk), by=supervisor)
    done.entrust("expert", None, by=supervisor)
    (team,) = outsider.team_ids()
    town = done.municipality_id
    assert queue_group(town, team) in audience(town, [f"{REQUEST}:{done.pk}"])


def test_who_held_it_already_is_not_told_again(dispatched, agent, colleague, outsider):
    """Dispatched once more, with somebody beside them: one mail, to who is new."""
    for person in (outsider, colleague):
        FunctionMapping.objects.create(
            municipality=dispatched.municipality, service=dispatched.service, function="north",
            person=person,
        )  # fmt: skip
        before = Delivery.objects.count()
        dispatched.perform("dispatch", by=agent)
        (told,) = Delivery.objects.order_by("pk")[before:]
        assert told.address == person.email
