# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Towns are kept apart by PostgreSQL, whatever the application forgets (design, section 7)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from grc.accounts.models import Team
from grc.catalog.models import Service
from grc.service_requests.models import ServiceRequest
from invariants import RowSecurity, SameTown, current_town, town_scope
from invariants.models import TownModel
from tests.cast import file_request, make_service, make_team, make_workflow

pytestmark = pytest.mark.django_db(transaction=True)


def town_models():
    return [model for model in apps.get_models() if issubclass(model, TownModel)]


def test_without_a_town_reading_is_an_error(team):
    """A missing scope raises; it never looks like an empty list."""
    with pytest.raises(DatabaseError):
        Team.objects.count()


def test_without_a_town_writing_is_an_error(town):
    """A row cannot be written outside a scope."""
    with pytest.raises(DatabaseError):
        Team.objects.create(municipality=town, name="Nowhere")


def test_after_a_scope_the_setting_of_its_transaction_is_gone(town, team):
    """A connection that served a town forgets it with the transaction."""
    with town.scope():
        assert Team.objects.count() == 1
    with pytest.raises(DatabaseError):
        Team.objects.count()


def test_rows_of_another_town_are_not_read(town, other_town, team):
    """In the scope of one town the other's rows do not exist."""
    theirs = make_team(other_town, "Voirie")
    with town.scope():
        assert list(Team.objects.values_list("pk", flat=True)) == [team.pk]
        assert not Team.objects.filter(pk=theirs.pk).exists()


def test_rows_of_another_town_are_not_changed(town, other_town, team):
    """Neither UPDATE nor DELETE reaches another town's row."""
    with other_town.scope():
        assert Team.objects.filter(pk=team.pk).update(name="Taken") == 0
        assert Team.objects.filter(pk=team.pk).delete()[0] == 0
    with town.scope():
        assert Team.objects.get().name == "Voirie"


def test_a_row_cannot_be_written_for_another_town(town, other_town):
    """WITH CHECK refuses a row that names a town out of scope."""
    with pytest.raises(ProgrammingError, match="row-level security"), other_town.scope():
        Team.objects.create(municipality=town, name="Smuggled")


def test_a_key_to_another_towns_row_is_refused(town, other_town, team):
    """Plain keys look past row security; composite ones do not."""
    workflow = make_workflow(other_town)
    with pytest.raises(IntegrityError, match="same_town_team"), other_town.scope():
        Service.objects.create(
            municipality=other_town,
            code="x",
            name={"fr": "x"},
            team_id=team.pk,
            workflow=workflow,
        )


def test_a_request_cannot_be_moved_to_another_towns_team(town, other_town, service):
    """UPDATE of a key is checked like INSERT."""
    theirs = make_team(other_town, "Voirie")
    service_request = file_request(service)
    with pytest.raises(IntegrityError), town.scope():
        ServiceRequest.objects.filter(pk=service_request.pk).update(team=theirs.pk)


def test_scopes_nest_and_restore(town, other_town, team):
    """Leaving an inner scope gives the outer town back; leaving the outer gives none."""
    with town.scope():
        with other_town.scope():
            assert current_town() == other_town.pk
            assert not Team.objects.exists()
        assert current_town() == town.pk
        assert Team.objects.exists()
    assert current_town() is None


def test_an_inner_scope_that_fails_restores_the_outer_town(town, other_town):
    """A rolled-back savepoint takes its setting with it."""
    with town.scope():
        with pytest.raises(ZeroDivisionError), other_town.scope():
            _ = 1 / 0
        assert current_town() == town.pk


def test_a_scope_in_its_own_town_asks_for_nothing_new(town, other_town, django_assert_num_queries):
    """It looks where it is and opens a savepoint; another town inside it is left as ever."""
    with town.scope():
        with django_assert_num_queries(3), town.scope():
            pass
        with town.scope(), other_town.scope():
            assert current_town() == other_town.pk
        with pytest.raises(ZeroDivisionError), town.scope(), other_town.scope():
            _ = 1 / 0
        assert current_town() == town.pk
    assert current_town() is None


def test_the_application_role_is_held_by_row_security():
    """The role of pages is neither superuser, nor owner, nor BYPASSRLS, and cannot truncate."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT has_table_privilege('accounts_team', 'TRUNCATE')")
        assert cursor.fetchone() == (False,)


def test_the_application_role_cannot_change_tables():
    """Data definition is the owner's."""
    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        connection.cursor().execute("ALTER TABLE accounts_team DISABLE ROW LEVEL SECURITY")


@pytest.mark.parametrize("model", town_models(), ids=lambda model: model._meta.label)
def test_every_table_of_a_town_forces_row_security(model):
    """No table with a municipality was forgotten, in the model and in the database."""
    assert any(isinstance(c, RowSecurity) for c in model._meta.constraints)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True)


def test_every_table_with_a_municipality_is_a_table_of_a_town():
    """Only TownModel gives a table its municipality; hosts, which find the town, are outside."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'municipality_id' AND table_schema = 'public'"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found - {model._meta.db_table for model in town_models()} == {"municipalities_host"}


@pytest.mark.parametrize("model", town_models(), ids=lambda model: model._meta.label)
def test_every_key_between_tables_of_a_town_carries_the_town(model):
    """A key to another town model is composite, and replaces the plain one."""
    guarded = {c.via for c in model._meta.constraints if isinstance(c, SameTown)}
    for field in model._meta.concrete_fields:
        target = field.related_model
        if target is not None and issubclass(target, TownModel):
            assert field.name in guarded, field
            assert not field.db_constraint, field


def test_a_scope_for_an_unknown_town_shows_nothing_and_takes_nothing(town, service):
    """A wrong id is no way in either."""
    with town_scope(999_999):
        assert not Service.objects.exists()
    with pytest.raises(IntegrityError), town_scope(999_999):
        Team.objects.create(municipality_id=999_999, name="Nowhere")


def test_two_towns_may_use_the_same_words(town, other_town, service):
    """Codes and names are unique within a town only."""
    team = make_team(other_town, "Voirie")
    theirs = make_service(other_town, team, make_workflow(other_town))
    assert theirs.code == service.code
