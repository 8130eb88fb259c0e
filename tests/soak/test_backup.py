# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A backup of 100,000 requests while people write, put back elsewhere: the copy is equal."""

from __future__ import annotations

import hashlib
import os
import secrets
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.utils import timezone

from grc.answers.models import Answer, Round
from grc.core.canonical import content_hash
from grc.intake.inserting import insert_all
from grc.journal.models import Event
from grc.service_requests.models import Attachment
from notifications.models import Delivery
from tests.cast import file_request, make_member, make_service, make_team, make_town, make_workflow
from tests.conftest import empty_database, owner_connection
from tests.figures import scaled
from tests.schema import PRIVILEGES
from tests.soak.multiplying import multiply

pytestmark = [pytest.mark.soak, pytest.mark.usefixtures("django_db_setup")]

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = scaled(100_000)
WRITERS = 3
FILE_BYTES = 20_000
ROLES = {"": "catalaune", "OWNER_": "catalaune_owner", "BACKUP_": "catalaune_backup"}
TEXT = "'Un trou devant le ' || n || ', ' || repeat(md5(n::text) || ' ', 14)"
# What the writers only ever add to: the copy holds nothing else than the original.
ADDED = {
    "journal_event": "SELECT * FROM journal_event WHERE id = ANY(%s) ORDER BY id",
    "answers_round": (
        "SELECT id, answer_id, number, body, content, content_hash, circuit, author_id"
        " FROM answers_round WHERE id = ANY(%s) ORDER BY id"
    ),
    "service_requests_attachment": (
        "SELECT * FROM service_requests_attachment WHERE id = ANY(%s) ORDER BY id"
    ),
}
# A request without its event or its acknowledgement was cut in the middle.
HALF_DONE = """
    SELECT count(*) FROM service_requests_servicerequest AS r
    WHERE 1 <> (SELECT count(*) FROM journal_event AS e
                WHERE (e.municipality_id, e.subject_id) = (r.municipality_id, r.id)
                AND e.subject_type = 'service_requests.servicerequest' AND e.name = 'submitted')
       OR 1 <> (SELECT count(*) FROM notifications_delivery AS d
                WHERE (d.municipality_id, d.subject_id) = (r.municipality_id, r.id)
                AND d.subject_type = 'service_requests.servicerequest'
                AND d.notification = 'acknowledgement')
"""


class Writers:
    """People who go on working: they file, take, attach, answer; what was confirmed is known."""

    def __init__(self, service: Any, agent: Any) -> None:
        self.service, self.agent = service, agent
        self.confirmed: list[tuple[str, float]] = []
        self.seconds: list[float] = []
        self.errors: list[BaseException] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work) for _ in range(WRITERS)]

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _work(self) -> None:
        try:
            while not self._over.is_set():
                begun = time.monotonic()
                service_request = file_request(self.service)
                now = time.monotonic()
                self.confirmed.append((service_request.reference, now))
                self.seconds.append(now - begun)
                self._answer(service_request)
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self.errors.append(error)
        finally:
            connection.close()

    def _answer(self, service_request: Any) -> None:
        upload = SimpleUploadedFile("trou.txt", secrets.token_hex(2000).encode())
        with self.service.municipality.scope():
            taken = service_request.take(by=self.agent)
            taken.attach(upload, by=self.agent)
            answer = Answer.objects.draft_for(taken, by=self.agent)
            answer.save_draft("Nous passerons mardi.", based_on=0, by=self.agent)
            answer.submit(based_on=1, by=self.agent)


@pytest.fixture
def town(django_db_blocker: Any, settings: Any, tmp_path: Path) -> Iterator[Any]:
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    with django_db_blocker.unblock():
        empty_database()
        yield make_town("chalons", "testserver", "Châlons")
        for alias in ("default", "owner"):
            connections[alias].close()
        empty_database()


@pytest.fixture
def service(town: Any) -> Any:
    return make_service(town, make_team(town, "Voirie"), make_workflow(town))


@pytest.fixture
def agent(town: Any, service: Any) -> Any:
    make_member(town, None, "administrator", "admin@chalons.example", "Adam Admin")
    return make_member(town, service.team, "agent", "agent@chalons.example", "Alice Agent")


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """An empty database of another machine."""
    name = f"test_elsewhere_{secrets.token_hex(4)}"
    with owner_connection() as owner:
        owner.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    with connect("OWNER_", name) as owner:
        owner.execute(PRIVILEGES.read_bytes())
    yield name
    with owner_connection() as owner:
        owner.execute(f"DROP DATABASE {name}")


def test_the_copy_is_equal(
    service: Any, agent: Any, elsewhere: str, tmp_path: Path, figure: Any
) -> None:
    """What was confirmed before the backup is in the copy, whole, and all in it is as it was."""
    here, archive = connections["owner"].settings_dict["NAME"], tmp_path / "backup.tar"
    populate(service, agent, tmp_path / "data" / "files")
    before = count_all(here)
    with Writers(service, agent) as writers:
        await_some(writers)
        begun = time.monotonic()
        manage("backup", archive, database=here, data=tmp_path / "data")
        ended = time.monotonic()
        await_some(writers)
    assert writers.errors == []
    restored_in = manage("restore", archive, database=elsewhere, data=tmp_path / "elsewhere")
    told = [
        seconds
        for (_, at), seconds in zip(writers.confirmed, writers.seconds, strict=True)
        if begun < at < ended
    ]
    compare_counts(before, count_all(elsewhere), count_all(here))
    compare(here, elsewhere, [ref for ref, at in writers.confirmed if at < begun])
    compare_files(elsewhere, tmp_path / "elsewhere" / "files")
    checks = ("roles", "separation", "history", "migrations", "files", "live")
    manage("doctor", *checks, database=elsewhere, data=tmp_path / "elsewhere")
    figure("requests", REQUESTS)
    figure("rows", sum(count_all(elsewhere).values()))
    figure("archive MiB", round(archive.stat().st_size / 2**20, 1))
    figure("backup s", round(ended - begun, 1))
    figure("restore s", round(restored_in, 1))
    figure("filed meanwhile per s", round(len(told) / (ended - begun), 1))
    figure("filing p95 ms", round(statistics.quantiles(told, n=20)[-1] * 1000))


def populate(service: Any, agent: Any, files: Path) -> None:
    """Make many of what the verbs made once: requests, events, thread, mail, rounds, files."""
    first = file_request(service)
    with service.municipality.scope():
        taken = first.take(by=agent)
        taken.note("Vu sur place.", by=agent)
        taken.attach(SimpleUploadedFile("trou.txt", b"Un trou."), by=agent)
        answer = Answer.objects.draft_for(taken, by=agent)
        answer.save_draft("Nous passerons mardi.", based_on=0, by=agent)
        answer.submit(based_on=1, by=agent)
    with service.municipality.scope():
        start = multiply(
            taken,
            REQUESTS,
            reference="to_char(n, 'FM00000000')",
            tracking_key="left(md5(n::text), 22)",
            form_token="NULL",
            values=f"jsonb_build_object('what', {TEXT}, 'place', NULL)",
            summary=f"left({TEXT}, 200)",
        )
        of_request = f"{start} + n - 1"
        for event in Event.objects.about(first):
            multiply(event, REQUESTS, subject_id=of_request)
        multiply(taken.messages.get(), REQUESTS, service_request_id=of_request, body=TEXT)
        multiply(
            Delivery.objects.about(first).get(),
            REQUESTS,
            subject_id=of_request,
            message_id="'<' || n || '@chalons.example>'",
            dedupe_key="'acknowledgement:copy:' || n",
            state="'sent'",
            next_attempt_at="NULL",
            accepted_at="now()",
            sent_at="now()",
        )
        add_rounds(multiply(answer, REQUESTS // 10, service_request_id=of_request))
        add_files(Attachment.objects.get(), start, files)


def add_rounds(first_answer: int) -> None:
    """One round for each answer, with texts and hashes of its own."""
    made = Round.objects.get()
    columns = {field.column: getattr(made, field.attname) for field in Round._meta.concrete_fields}
    del columns["id"]
    rounds = []
    for number in range(REQUESTS // 10):
        body = f"Nous passerons le {number}."
        content = made.content | {"answer": first_answer + number, "body": body}
        varied = {"answer_id": first_answer + number, "body": body, "content": content}
        rounds.append(columns | varied | {"content_hash": content_hash(content)})
    insert_all(Round, rounds)


def add_files(made: Attachment, first_request: int, files: Path) -> None:
    rows = []
    for number in range(REQUESTS // 100):
        content = secrets.token_bytes(FILE_BYTES)
        name = f"{made.municipality_id}/{secrets.token_hex(16)}"
        (files / name).write_bytes(content)
        rows.append(
            {
                "municipality_id": made.municipality_id,
                "service_request_id": first_request + number,
                "field": "",
                "name": "trou.jpg",
                "content_type": "image/jpeg",
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "file": name,
                "internal": False,
                "created_at": timezone.now(),
            }
        )
    insert_all(Attachment, rows)


def await_some(writers: Writers) -> None:
    """Wait until each writer, on average, has filed three more requests."""
    wanted, deadline = len(writers.confirmed) + 3 * WRITERS, time.monotonic() + 60
    while len(writers.confirmed) < wanted and not writers.errors:
        assert time.monotonic() < deadline, "Nobody can write."
        time.sleep(0.01)


def compare_counts(before: dict[str, int], copy: dict[str, int], after: dict[str, int]) -> None:
    """Each table is there, with all rows from before the backup and none that never were.

    Nobody deletes anything meanwhile: no worker runs.
    """
    assert copy.keys() == before.keys()
    for table, rows in copy.items():
        # The original's workers do not live in the copy: restore forgets them.
        if table == "procrastinate_workers":
            assert rows == 0
            continue
        assert before[table] <= rows <= after[table], table
    for table in ADDED:
        assert before[table] < copy[table], f"{table}: nobody wrote"
    assert copy["service_requests_servicerequest"] < after["service_requests_servicerequest"]


def compare(here: str, there: str, confirmed: list[str]) -> None:
    """Ask both databases, past everything that the commands themselves compared."""
    with connect("BACKUP_", here) as original, connect("BACKUP_", there) as copy:
        found = copy.execute("SELECT reference FROM service_requests_servicerequest").fetchall()
        assert len(confirmed) > 0
        assert set(confirmed) <= {reference for (reference,) in found}
        assert len(found) > REQUESTS
        assert copy.execute(HALF_DONE).fetchone() == (0,)
        for table, query in ADDED.items():
            ids = [key for (key,) in copy.execute(f"SELECT id FROM {table}")]
            assert ids
            assert digest(copy, query, ids) == digest(original, query, ids), table
        rounds = copy.execute("SELECT content, content_hash FROM answers_round").fetchall()
        assert [content_hash(content) for content, _ in rounds] == [known for _, known in rounds]


def compare_files(database: str, files: Path) -> None:
    """Each attachment of the copy has its file, byte for byte."""
    with connect("BACKUP_", database) as copy:
        rows = copy.execute("SELECT file, sha256 FROM service_requests_attachment").fetchall()
    assert len(rows) > REQUESTS // 100
    for name, sha256 in rows:
        assert hashlib.sha256((files / name).read_bytes()).hexdigest() == sha256


def digest(database: psycopg.Connection[Any], query: str, ids: list[int]) -> tuple[int, str]:
    found, count = hashlib.sha256(), 0
    with database.cursor() as cursor:
        for row in cursor.execute(query.encode(), [ids]):
            found.update(repr(row).encode())
            count += 1
    return count, found.hexdigest()


def count_all(database: str) -> dict[str, int]:
    with connect("BACKUP_", database) as copy:
        tables = copy.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in tables]
        return {name: copy.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}  # type: ignore[index]


def manage(*words: Any, database: str, data: Path) -> float:
    """Run a command of manage.py on a database; return the seconds that it took."""
    data.mkdir(exist_ok=True)
    urls = {f"DATABASE_{part}URL": url(part, database) for part in ROLES}
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT,
        env=os.environ | urls | {"DATA_DIR": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return time.monotonic() - begun


def url(part: str, database: str) -> str:
    known = connections["owner"].settings_dict
    return f"postgresql://{ROLES[part]}@:{known['PORT'] or 5432}/{database}?host={known['HOST']}"


def connect(part: str, database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url(part, database), autocommit=True)
