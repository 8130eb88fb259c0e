# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The three roles and their rights, as `deploy/roles.sql` and `deploy/privileges.sql` make them."""

from pathlib import Path

import psycopg
import pytest

from grc.dev.cluster import run, tool
from grc.dev.postgres import DEPLOY, Urls, provide
from tests.dev.people import postmaster


@pytest.fixture
def urls(data_dir: Path) -> Urls:
    return provide(data_dir)


def _roles_sql(data_dir: Path, **variables: str) -> None:
    running = postmaster(data_dir)
    assert running
    options = [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
    psql = [tool("psql"), "-X", "-h", str(running.socket_folder), "-U", "postgres", *options]
    done = run([*psql, "-f", str(DEPLOY / "roles.sql"), "postgres"])
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SET ROLE catalaune_owner",
        "TRUNCATE word",
        "DROP TABLE word",
        "ALTER TABLE word ADD COLUMN more text",
        "CREATE TRIGGER mine BEFORE INSERT ON word EXECUTE FUNCTION twice(1)",
    ],
)
def test_application_is_refused(urls: Urls, statement: str) -> None:
    """The application role cannot make, change, empty or become anything."""
    _make_word(urls.owner)
    with (
        psycopg.connect(urls.application, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_who_escapes_row_security(urls: Urls) -> None:
    """Nobody is superuser, the backup alone sees every town, the owner alone makes databases."""
    with psycopg.connect(urls.application) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin"
            " FROM pg_roles WHERE rolname LIKE 'catalaune%' ORDER BY rolname"
        ).fetchall()
    assert rows == [
        ("catalaune", False, False, False, False, True),
        ("catalaune_backup", False, True, False, False, True),
        ("catalaune_owner", False, False, True, False, True),
    ]


def test_application_works_with_what_the_owner_makes(urls: Urls) -> None:
    """Tables, sequences and functions made later by the owner are open to the application."""
    _make_word(urls.owner)
    with psycopg.connect(urls.application) as connection:
        connection.execute("INSERT INTO word (text) VALUES ('un'), ('deux')")
        connection.execute("UPDATE word SET text = 'trois' WHERE text = 'deux'")
        connection.execute("DELETE FROM word WHERE text = 'un'")
        row = connection.execute("SELECT text, twice(21) FROM word").fetchone()
    assert row == ("trois", 42)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO word (text) VALUES ('un')",
        "UPDATE word SET text = 'deux'",
        "DELETE FROM word",
        "SELECT nextval('word_id_seq')",
        "CREATE TABLE mine ()",
        "SET ROLE catalaune",
        "SET ROLE catalaune_owner",
    ],
)
def test_backup_writes_nothing(urls: Urls, statement: str) -> None:
    """The backup role reads, even when it asks for a transaction that may write."""
    _make_word(urls.owner)
    with psycopg.connect(urls.backup, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_backup_reads_past_row_security(urls: Urls) -> None:
    """The backup role reads what the policies hide from everybody else, the owner included."""
    _make_word(urls.owner)
    with psycopg.connect(urls.owner) as connection:
        connection.execute("INSERT INTO word (text) VALUES ('un')")
        connection.execute("ALTER TABLE word ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE word FORCE ROW LEVEL SECURITY")
        assert connection.execute("SELECT count(*) FROM word").fetchone() == (0,)
    with psycopg.connect(urls.backup) as connection:
        connection.execute("SET row_security = off")
        assert connection.execute("SELECT count(*) FROM word").fetchone() == (1,)


def test_second_run_changes_nothing(urls: Urls, data_dir: Path) -> None:
    """The script may be run again over a living database, without a word."""
    _make_word(urls.owner)
    _roles_sql(data_dir, owner_createdb="on")
    with psycopg.connect(urls.application) as connection:
        connection.execute("INSERT INTO word (text) VALUES ('un')")


def test_second_run_takes_membership_away(urls: Urls, data_dir: Path) -> None:
    """A role that somebody made a member of a mightier one is put back in its place."""
    superuser = urls.owner.replace("catalaune_owner@", "postgres@")
    memberships = [
        ("catalaune_owner", "catalaune"),
        ("catalaune_backup", "catalaune"),
        ("catalaune_owner", "catalaune_backup"),
    ]
    with psycopg.connect(superuser, autocommit=True) as connection:
        for mightier, role in memberships:
            connection.execute(f"GRANT {mightier} TO {role}")
        _roles_sql(data_dir)
        row = connection.execute(
            "SELECT count(*) FROM pg_auth_members WHERE member IN"
            " (SELECT oid FROM pg_roles WHERE rolname LIKE 'catalaune%')"
        ).fetchone()
    assert row == (0,)


def test_variables(urls: Urls, data_dir: Path) -> None:
    """Passwords, the right to create databases and the database's name come from variables."""
    word = 'l\'été "2026"'
    passwords = {f"{role}_password": word for role in ("owner", "application", "backup")}
    _roles_sql(data_dir, database="Ma Ville", **passwords)
    superuser = urls.owner.replace("catalaune_owner@", "postgres@")
    with psycopg.connect(superuser) as connection:
        rows = connection.execute(
            "SELECT rolcreatedb, rolpassword LIKE 'SCRAM-SHA-256%' FROM pg_authid"
            " WHERE rolname LIKE 'catalaune%'"
        ).fetchall()
    assert rows == [(False, True)] * 3
    with psycopg.connect(urls.application, dbname="Ma Ville") as connection:
        connection.execute("SELECT 1")


def test_privileges_in_a_database_of_the_owner(urls: Urls) -> None:
    """The owner opens a database it created itself, such as the test suite's."""
    with psycopg.connect(urls.owner, dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE test_catalaune")
    with psycopg.connect(urls.owner, dbname="test_catalaune") as connection:
        connection.execute((DEPLOY / "privileges.sql").read_bytes())
        connection.execute("CREATE TABLE word (text text)")
    with psycopg.connect(urls.application, dbname="test_catalaune") as connection:
        connection.execute("INSERT INTO word VALUES ('un')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine ()")


def _make_word(owner: str) -> None:
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE word (id bigserial, text text)")
        connection.execute(
            "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql RETURN 2 * n"
        )
