# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""People: invited, given places, sent away and taken back; the last administrator stays."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grc.accounts.models import Membership, User
from grc.accounts.people import (
    Spot,
    add_spot,
    change_spot,
    deactivate,
    invite,
    remove_spot,
    rename,
)
from grc.accounts.teams import retire_team
from grc.core.refusals import NotAllowed, NotNow, NotValid, Refusal
from grc.journal.models import Event
from notifications.models import Delivery
from tests.cast import make_member, make_user
from tests.studio.conftest import page
from tests.threads import losers, together, winners

pytestmark = pytest.mark.django_db
NEW = {"email": "nina@chalons.example", "first_name": "Nina", "last_name": "Nouvelle"}


def test_a_supervisor_invites_nobody(town, team, supervisor):
    """The command refuses by itself whoever does not administer the town."""
    with pytest.raises(NotAllowed):
        invite("n@chalons.example", "N", "N", Spot(team=team), by=supervisor)
    assert not User.objects.filter(email="n@chalons.example").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "nina"}, "E-mail"),
        ({"role": "agent", "team": ""}, "only administrators span the town"),
        ({"email": "agent@chalons.example"}, "is already in the list of people"),
    ],
)
def test_what_cannot_be_comes_back_as_typed(data, words, studio, town, team, agent, administrator):
    """The form says what to mend and keeps the rest."""
    typed = NEW | {"team": team.pk, "role": "agent"} | data
    response = studio(administrator).post("/studio/personnes/inviter/", typed)
    assert response.status_code in (409, 422)
    assert words in page(response)
    assert 'value="Nina"' in page(response)
    assert not Delivery.objects.exists()


def test_whoever_is_invited_chooses_a_password_and_works(studio, town, team, administrator):
    """The mail leaves by the outbox; its link opens the page where a password is set."""
    typed = NEW | {"team": team.pk, "role": "supervisor", "capacity": "Cheffe de la voirie"}
    assert studio(administrator).post("/studio/personnes/inviter/", typed).status_code == 303
    place = Membership.objects.get(user__email=NEW["email"])
    assert (place.team, place.role, place.capacity) == (team, "supervisor", "Cheffe de la voirie")
    names = Event.objects.about(place).in_order().values_list("name", flat=True)
    assert list(names) == ["place_given", "invited"]
    delivery = Delivery.objects.get(notification="invited")
    assert delivery.address == NEW["email"]
    link = re.search(r"https?://[^/]+(/compte/password/reset/key/\S+)", delivery.text)
    visitor = Client()
    form = visitor.get(link[1], follow=True)
    words = {"password1": "un long secret 42", "password2": "un long secret 42"}
    assert visitor.post(form.request["PATH_INFO"], words).status_code == 302
    assert User.objects.get(email=NEW["email"]).has_usable_password()


def test_somebody_of_another_town_keeps_name_and_password(town, team, stranger, administrator):
    """An account is one person's: a town that invites them changes nothing of it."""
    before = stranger.password
    person = invite(stranger.email.upper(), "X", "Y", Spot(team=team), by=administrator)
    person.refresh_from_db()
    assert (person.pk, str(person), person.password) == (stranger.pk, "Stella Ailleurs", before)
    assert "/compte/password/reset/" not in Delivery.objects.get().text


def test_the_last_administrator_stays(town, team, agent, administrator):
    """Neither another role, nor leaving a team, nor being sent away; nor counts who never came."""
    place = administrator.memberships_here[0]
    invite("n@chalons.example", "N", "N", Spot(team=None, role="administrator"), by=administrator)
    with pytest.raises(NotNow, match="Nobody else could administer"):
        deactivate(administrator, by=administrator)
    add_spot(administrator, Spot(team=team), by=administrator)
    with pytest.raises(NotNow, match="Nobody else could administer"):
        remove_spot(place, by=administrator)
    with pytest.raises(NotValid, match="Choose a team"):
        change_spot(place, "agent", "", by=administrator)


def test_the_only_place_is_not_taken(town, agent, administrator):
    """Somebody without a place would vanish from the list: say that they left instead."""
    with pytest.raises(NotNow, match="only place"):
        remove_spot(agent.memberships.get(), by=administrator)


def test_whoever_leaves_has_no_right_left(studio, town, agent, administrator, service_request):
    """From the next page on; taken back, they have the places they had."""
    browser = studio(administrator)
    assert studio(agent).get("/bureau/").status_code == 200
    assert browser.post(reverse("studio:deactivate", args=[agent.pk])).status_code == 303
    assert studio(agent).get("/bureau/").status_code == 404
    assert not agent.memberships.exists()
    browser.get("/studio/")  # what was said once is said there
    assert "Alice Agent" not in page(browser.get("/studio/personnes/"))
    assert "Alice Agent" in page(browser.get("/studio/personnes/?state=left"))
    assert browser.post(reverse("studio:reactivate", args=[agent.pk])).status_code == 303
    assert studio(agent).get("/bureau/").status_code == 200
    place = Membership.objects.get(user=agent)
    names = Event.objects.about(place).in_order().values_list("name", flat=True)
    assert list(names) == ["deactivated", "reactivated"]


def test_a_role_is_changed_where_it_stands(studio, town, team, agent, administrator):
    """One list and one button for each place."""
    place = agent.memberships.get()
    address = reverse("studio:change_spot", args=[agent.pk, place.pk])
    typed = {f"place-{place.pk}-role": "supervisor", f"place-{place.pk}-capacity": "Chef"}
    assert studio(administrator).post(address, typed).status_code == 303
    place.refresh_from_db()
    assert (place.role, place.capacity) == ("supervisor", "Chef")
    told = Event.objects.about(place).get()
    assert told.data == {"person": agent.pk, "before": "agent", "after": "supervisor"}


def test_another_link_only_without_a_password(studio, town, team, agent, administrator):
    """Whoever has a password asks for a new one on the sign-in page."""
    browser = studio(administrator)
    response = browser.post(reverse("studio:invite_again", args=[agent.pk]))
    assert response.status_code == 409
    person = invite("n@chalons.example", "N", "N", Spot(team=team), by=administrator)
    assert browser.post(reverse("studio:invite_again", args=[person.pk])).status_code == 303
    assert Delivery.objects.filter(notification="invited").count() == 2


def test_people_of_other_towns_are_not_found(studio, town, administrator, stranger):
    """Their page and every gesture answer 404."""
    browser = studio(administrator)
    for name in ("person", "rename", "deactivate", "add_spot"):
        assert browser.get(reverse(f"studio:{name}", args=[stranger.pk])).status_code == 404


def test_the_list_costs_the_same_however_long(studio, town, team, administrator):
    """Its queries do not grow with the people; one page after the other shows everybody once."""
    browser = studio(administrator)
    browser.get("/studio/personnes/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/studio/personnes/")
    for number in range(60):
        user = User(email=f"p{number}@chalons.example", first_name="P", last_name=f"{number % 7}")
        user.set_unusable_password()
        user.save()
        Membership.objects.create(municipality=town, user=user, team=team)
    with CaptureQueriesContext(connection) as many:
        first = browser.get("/studio/personnes/")
    assert len(few) == len(many) <= 10
    second = browser.get(f"/studio/personnes/{first.context['page'].next}")
    shown = [one.pk for part in (first, second) for one in part.context["page"].rows]
    assert len(shown) == len(set(shown)) == 61


@pytest.mark.django_db(transaction=True)
def test_two_administrators_do_not_send_each_other_away(town, administrator):
    """At the same moment, one of the two stays."""
    other = make_member(town, None, "administrator", "eve@chalons.example", "Eve Autre")
    results = together(
        town,
        lambda: deactivate(User.objects.get(pk=other.pk), by=administrator),
        lambda: deactivate(User.objects.get(pk=administrator.pk), by=other),
    )
    assert len(winners(results)) == 1, results
    assert isinstance(losers(results)[0], Refusal)


def test_an_ended_place_is_not_given_twice(town, team, agent, administrator):
    """Whoever left is taken back, not invited again."""
    deactivate(agent, by=administrator)
    with pytest.raises(NotNow, match="already in the list"):
        invite(agent.email, "A", "B", Spot(team=team), by=administrator)
    with pytest.raises(NotNow, match="Take them back first"):
        add_spot(agent, Spot(team=team), by=administrator)
    assert make_user("solo@chalons.example", "S", "O").memberships.count() == 0


def test_a_town_does_not_rename_who_works_for_another(town, team, stranger, administrator):
    """An account is one person's: what they are called elsewhere is not this town's to say."""
    invite(stranger.email, "", "", Spot(team=team), by=administrator)
    with pytest.raises(NotNow, match="also works for another town"):
        rename(stranger, "Nom", "Volé", by=administrator)
    stranger.refresh_from_db()
    assert str(stranger) == "Stella Ailleurs"


@pytest.mark.parametrize("after", ["²", "٣", "9" * 18, "-1"])
def test_an_address_that_nobody_wrote_leads_to_the_first_page(after, studio, agent, administrator):
    """Signs that look like digits are no key; neither is that of somebody of another town."""
    assert "Alice Agent" in page(studio(administrator).get("/studio/personnes/", {"after": after}))


def test_whoever_works_elsewhere_is_no_place_in_the_list(studio, agent, stranger, administrator):
    """From where a page begins, nothing is to be learnt about people of other towns."""
    last = User.objects.filter(pk=stranger.pk)
    last.update(last_name="Zzz")
    said = page(studio(administrator).get("/studio/personnes/", {"after": stranger.pk}))
    assert "Alice Agent" in said


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_the_same_person_at_once(town, team, administrator):
    """One mail leaves; the other reads that they are in the list."""
    results = together(
        town,
        *(
            lambda: invite("n@chalons.example", "N", "N", Spot(team=team), by=administrator)
            for _ in range(2)
        ),
    )
    assert len(winners(results)) == 1, results
    assert isinstance(losers(results)[0], NotNow), results


@pytest.mark.django_db(transaction=True)
def test_nobody_is_put_into_a_team_while_it_is_retired(town, team, other_team, administrator):
    """Of the two gestures at the same moment, one is refused."""
    with town.scope():
        person = invite("n@chalons.example", "N", "N", Spot(team=other_team), by=administrator)
        administrator.memberships_here  # noqa: B018 - read before, as a page does
    results = together(
        town,
        lambda: add_spot(person, Spot(team=team), by=administrator),
        lambda: retire_team(team, by=administrator),
    )
    assert len(winners(results)) == 1, results
