# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction
from django.db.models import Model
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from invariants import town_scope
from notifications.exceptions import NotRegistered, OutsideTransaction, ReservedHeader
from notifications.models import Delivery
from notifications.registry import Notification
from tests.notifications.town import Hello, Town, waiting_jobs


def test_refused_outside_a_transaction(chalons: Town) -> None:
    """A notification without a transaction around it is refused."""
    with pytest.raises(OutsideTransaction):
        Hello().defer(municipality=chalons.row, subject=chalons.row)


def test_refused_when_unregistered(town: Model) -> None:
    """A notification whose hooks could not be found again is refused."""

    class Stranger(Hello):
        code = "stranger"

    with pytest.raises(NotRegistered):
        Stranger().defer(municipality=town, subject=town)


@pytest.mark.parametrize("name", ["Bcc", "from", "MESSAGE-ID"])
def test_reserved_headers_are_refused(town: Model, name: str) -> None:
    """A notification does not write the headers of the transport, whatever their case."""
    with pytest.raises(ReservedHeader):
        Hello(headers={name: "x"}).defer(municipality=town, subject=town)


@pytest.mark.parametrize("address", [None, ""])
def test_nobody_to_tell(town: Model, address: str | None) -> None:
    """Without a recipient nothing is written."""
    assert Hello(address=address).defer(municipality=town, subject=town) is None
    assert not Delivery.objects.exists()


def test_rollback_leaves_neither_row_nor_job(chalons: Town) -> None:
    """The delivery and its job share the fate of the change that caused them."""
    with town_scope(chalons.pk):
        Hello().defer(municipality=chalons.row, subject=chalons.row)
        assert ProcrastinateJob.objects.exists()
        transaction.set_rollback(True)
    assert chalons.count() == 0
    assert not ProcrastinateJob.objects.exists()


def test_job_holds_ids_only(chalons: Town) -> None:
    """What waits in the queue names a town and a delivery, and nobody."""
    delivery = chalons.defer()
    job = ProcrastinateJob.objects.get()
    assert job.args == {"municipality_id": chalons.pk, "delivery_id": delivery.pk}
    assert (job.queue_name, job.scheduled_at) == ("deliveries", None)


def test_rendered_in_the_language_of_the_recipient(town: Model) -> None:
    """The words are those of the recipient, whatever language the agent works in."""
    with translation.override("en"):
        delivery = Hello(language="fr").defer(municipality=town, subject=town)
    assert delivery is not None
    assert (delivery.language, delivery.text) == ("fr", "Oui, Zoé")


def test_only_html_is_escaped(town: Model) -> None:
    """A reader of plain text never sees an entity; a reader of HTML never runs a tag."""
    delivery = Hello(name="O'Brien <b>").defer(municipality=town, subject=town)
    assert delivery is not None
    assert delivery.text == "Yes, O'Brien <b>"
    assert delivery.html == "<p>Yes, O&#x27;Brien &lt;b&gt;</p>"


def test_subject_and_name_are_one_line(town: Model) -> None:
    """White space of a template or of a form does not break a header."""
    delivery = Hello(name="Zoé\r\n Dupont").defer(municipality=town, subject=town)
    assert delivery is not None
    assert (delivery.subject_line, delivery.name) == ("Hello Zoé Dupont", "Zoé Dupont")


def test_message_id_bears_the_domain_of_the_sender(town: Model) -> None:
    """Each message has its own identifier, in the domain that sends it, in ASCII."""
    ids = set()
    for _ in range(2):
        delivery = Hello(sender="Châlons <a@châlons.example>").defer(
            municipality=town, subject=town
        )
        assert delivery is not None
        ids.add(delivery.message_id)
    assert len(ids) == 2
    assert all(i.startswith("<") and i.endswith("@xn--chlons-xta.example>") for i in ids)


def test_says_that_a_machine_wrote_it(town: Model) -> None:
    """Automatic messages say so (RFC 3834), and keep the headers the notification adds."""
    delivery = Hello(headers={"X-Reference": "A-1"}).defer(municipality=town, subject=town)
    assert delivery is not None
    assert delivery.headers == {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Reference": "A-1",
    }


def test_found_again_by_what_it_is_about(town: Model) -> None:
    """The deliveries about a row are found by the row."""
    first = Hello().defer(municipality=town, subject=town)
    Hello().defer(municipality=town, subject=type(town)(pk=town.pk + 1))
    assert [d.pk for d in Delivery.objects.about(town)] == [first.pk if first else None]


def test_same_key_gives_the_first_delivery(chalons: Town, reims: Town) -> None:
    """Deferring twice under one key writes and wakes once; another town has keys of its own."""
    first = chalons.defer(dedupe_key="reminder 1")
    again = chalons.defer(dedupe_key="reminder 1", name="Max")
    elsewhere = reims.defer(dedupe_key="reminder 1")
    assert again.pk == first.pk != elsewhere.pk
    assert [delivery for delivery, _ in waiting_jobs()] == [first.pk, elsewhere.pk]


def test_same_key_in_two_transactions_at_once(chalons: Town) -> None:
    """Of two transactions that write one key, the second waits and gets the first's delivery."""
    written, seen = threading.Event(), []

    def second() -> None:
        try:
            written.wait(10)
            seen.append(chalons.defer(dedupe_key="k"))
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    thread.start()
    with town_scope(chalons.pk):
        first = Hello(dedupe_key="k").defer(municipality=chalons.row, subject=chalons.row)
        written.set()
        _wait_for_a_blocked_insert()
    thread.join(10)
    assert [delivery.pk for delivery in seen] == [first.pk if first else None]
    assert len(waiting_jobs()) == 1


def test_base_class_has_no_recipient(town: Model) -> None:
    """Who receives it is the one thing every notification must say."""
    with pytest.raises(NotImplementedError):
        Notification().recipient()


def _wait_for_a_blocked_insert() -> None:
    assert transaction.get_connection().in_atomic_block
    with connection.cursor() as cursor:
        for _ in range(2000):
            cursor.execute(
                "SELECT pg_stat_clear_snapshot(), count(*) FROM pg_locks WHERE NOT granted"
            )
            row = cursor.fetchone()
            if row and row[1]:
                return
            cursor.execute("SELECT pg_sleep(0.005)")
    raise AssertionError("The second transaction did not wait.")
