# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever gets past the triggers is found out: each kind of defect is one line in words."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grc.answers.models import Answer, Visa
from grc.answers.verifying import Tally, verify
from grc.journal.models import Event
from notifications.models import Delivery
from tests.answers.circuits import circuit, submitted
from tests.cast import file_request
from tests.conftest import owner_connection

pytestmark = pytest.mark.django_db(transaction=True)

EVENT, ROUND, VISA = "journal_event", "answers_round", "answers_visa"
FILE = "answers_answerfile"
AT = "UPDATE journal_event SET {} WHERE chain_position = {}"
SWAP = (AT.format("chain_position = 999", 3), AT.format("chain_position = 3", 4))
HASH = "encode(sha256('x'), 'hex')"
PLANTED = {
    "altered": (EVENT, [AT.format("actor_id = NULL, actor_kind = 'system'", 3)],
        "event 3 (returned) was altered, or does not follow the one before.  [chain.altered]"),
    "another's hash": (EVENT, [AT.format(f"chain_hash = {HASH}", 1)],
        "event 1 (drafted) was altered, or does not follow the one before.  [chain.altered]"),
    "missing": (EVENT, ["DELETE FROM journal_event WHERE chain_position = 10"],
        "event 10 is missing.  [chain.missing]"),
    "several missing": (EVENT, ["DELETE FROM journal_event WHERE chain_position IN (10, 11, 12)"],
        "events 10 to 12 are missing.  [chain.missing]"),
    "cut off": (EVENT, ["DELETE FROM journal_event WHERE chain_position >= 12"],
        "events 12 to {length} are missing.  [chain.missing]"),
    "reordered": (EVENT, [*SWAP, AT.format("chain_position = 4", 999)],
        "event 3 (returned) was moved to place 4 of the chain.  [chain.reordered]"),
    "unlinked": (EVENT, [
        "INSERT INTO journal_event (municipality_id, name, subject_type, subject_id, actor_kind,"
        " at, data) SELECT municipality_id, 'sent', subject_type, subject_id, 'system', at, '{}'"
        " FROM journal_event WHERE chain_position = 2"],
        "event {newest} (sent) stands outside the chain.  [chain.outside]"),
    "head": ("answers_answer", [f"UPDATE answers_answer SET chain_head = {HASH}"],
        "the last event is not the one that the answer knows.  [chain.head]"),
    "text": (ROUND, ["UPDATE answers_round SET body = 'Non.' WHERE number = 3"],
        "the text of version 3 is not the one that it froze.  [version.body]"),
    "content": (ROUND, [
        "UPDATE answers_round SET content = content || '{\"outcome\": \"refused\"}'"
        " WHERE number = 1"],
        "the content of version 1 was altered: it no longer has its hash.  [version.content]"),
    "no visa": (VISA, ["DELETE FROM answers_visa WHERE reason = 'Bien.'"],
        "version 3 was approved without a visa at stage “director”.  [visa.missing]"),
    "a returned visa gone": (VISA, ["DELETE FROM answers_visa WHERE decision = 'returned'"],
        "a visa on version 1 is missing, of which an event tells (returned).  [visa.lost]"),
    "a forged visa": (VISA, [
        "INSERT INTO answers_visa (municipality_id, round_id, stage, seat, kind, decision, by_id,"
        " author_id, capacity, chain, is_amendment, content_hash, reason, decided_at)"
        " SELECT municipality_id, round_id, stage, seat, kind, 'approved', by_id, author_id, '',"
        " '[]', is_amendment, content_hash, '', now() FROM answers_visa"
        " WHERE decision = 'returned'"],
        "no event tells of a visa on version 1 (approved).  [visa.untold]"),
    "not foreign": (ROUND, [
        "UPDATE answers_round SET writers = writers || to_jsonb(visa.by_id)"
        " FROM answers_visa visa WHERE visa.reason = 'Bien.' AND number = 3"],
        "version 3 was approved by nobody but those who wrote it.  [visa.not-foreign]"),
    "a lighter circuit": (ROUND, [
        "UPDATE answers_round SET circuit = jsonb_set(circuit, '{stages}',"
        " (circuit->'stages') - 1) WHERE number = 3"],
        "the circuit of version 3 is not the one that was pinned.  [version.circuit]"),
    "another mail": ("notifications_delivery", [
        "UPDATE notifications_delivery SET text = 'Non.' WHERE state = 'sent'"],
        "mail {mail} left with another text than the approved one.  [mail.text]"),
    "a mail without its file": ("notifications_delivery", [
        "UPDATE notifications_delivery SET enclosures = '[]' WHERE state = 'sent'"],
        "mail {mail} left without the approved file plan.pdf.  [mail.file]"),
    "another file": (FILE, [f"UPDATE answers_answerfile SET sha256 = {HASH}"],
        "attached file {file} is not the one that was frozen.  [file.other]"),
    "no file": (FILE, ["DELETE FROM answers_answerfile"],
        "attached file {file} is missing.  [file.missing]"),
    "other bytes": (FILE, ["UPDATE answers_answerfile SET file = 'nowhere'"],
        "the bytes of file {file} are gone.  [file.gone]"),
    "no mail": ("notifications_delivery", [
        "DELETE FROM notifications_delivery WHERE state = 'sent'"],
        "it was sent by e-mail, and no mail left.  [mail.missing]"),
    "back to a draft": ("answers_answer", [
        "UPDATE answers_answer SET state = 'draft', sent_at = NULL"],
        "version 3 is approved, and the answer is “draft”.  [answer.approved]"),
    "never approved": (ROUND, ["UPDATE answers_round SET state = 'recalled' WHERE number = 3"],
        "it is “sent”, and no version of it was approved.  [answer.unapproved]"),
    "a version gone": (ROUND, ["UPDATE answers_round SET number = 7 WHERE number = 3"],
        "version 3 is missing.  [version.missing]"),
}  # fmt: skip


def test_a_long_and_healthy_story_holds(story, town, other_town, verified):
    """Nothing to say of it: the command counts what it looked at in each town, and exits with 0."""
    code, lines = verified()
    assert lines == [
        "chalons: 1 answers, 14 events (14 in chains), 3 versions, 7 visas, 2 mails looked at.",
        "reims: 0 answers, 0 events (0 in chains), 0 versions, 0 visas, 0 mails looked at.",
        "Everything holds.",
    ]
    assert code == 0


@pytest.mark.parametrize(("table", "changes", "line"), PLANTED.values(), ids=PLANTED)
def test_what_the_owner_did_behind_the_triggers_is_found(
    table, changes, line, story, town, plant, verified
):
    """The line names the answer, what is wrong and where; the command exits with 1."""
    plant(table, *changes)
    with town.scope():
        mail = Delivery.objects.filter(state="sent").first()
        newest = Event.objects.about(story).in_order().last()
        (frozen,) = story.rounds.last().content["files"]
        named = {"mail": mail and mail.pk, "newest": newest.pk, "length": story.chain_length}
        named["file"] = frozen["id"]
        where = f"chalons {story.service_request} ({story.pk})"
    code, lines = verified()
    assert f"{where}: {line.format(**named)}" in lines
    assert code == 1
    assert lines[-1] != "Everything holds."


def test_one_defect_is_one_line(story, plant, verified):
    """What is altered breaks no other line: whoever reads knows where to look."""
    plant(EVENT, AT.format("data = '{}'", 8))
    code, lines = verified()
    assert (code, len(lines), lines[-1]) == (1, 3, "1 defect.")


def test_a_visa_on_another_text_is_found(story, plant, town, verified):
    """A key of the database refuses it; without the key, the command still finds it."""
    key = "answers_visa_content_of_round"
    with town.scope():
        visa = Visa.objects.order_by("pk").first()
    with owner_connection() as owner:
        (rule,) = owner.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [key]
        ).fetchone()
    plant(
        VISA,
        f"ALTER TABLE answers_visa DROP CONSTRAINT {key}",
        f"UPDATE answers_visa SET content_hash = {HASH} WHERE id = {visa.pk}",
    )
    try:
        _code, lines = verified()
    finally:
        plant(
            VISA,
            f"UPDATE answers_visa SET content_hash = '{visa.content_hash}' WHERE id = {visa.pk}",
            f"ALTER TABLE answers_visa ADD CONSTRAINT {key} {rule}",
        )
    words = f"visa {visa.pk} is bound to another text than that of version 1.  [visa.other-text]"
    assert any(line.endswith(words) for line in lines)


def test_a_text_rewritten_with_all_its_hashes_is_found(story, plant, town, verified):
    """Round and hash changed together: the chain recorded the hash that was submitted."""
    from grc.core.canonical import content_hash

    with town.scope():
        round_ = story.rounds.get(number=1)
        round_.content["body"] = "Non."
        again = content_hash(round_.content)
    plant(
        ROUND,
        "ALTER TABLE answers_visa DISABLE TRIGGER USER",
        "ALTER TABLE answers_visa NO FORCE ROW LEVEL SECURITY",
        f"DELETE FROM answers_visa WHERE round_id = {round_.pk}",
        "UPDATE answers_round SET body = 'Non.',"
        " content = jsonb_set(content, '{body}', '\"Non.\"'),"
        f" content_hash = '{again}' WHERE id = {round_.pk}",
        "ALTER TABLE answers_visa FORCE ROW LEVEL SECURITY",
        "ALTER TABLE answers_visa ENABLE TRIGGER USER",
    )
    _code, lines = verified()
    words = "version 1 is not the one submitted: its event has another hash."
    assert any(words in line for line in lines)


def test_an_answer_from_before_the_chain_holds(story, plant, verified):
    """Events of before stand outside the chain, where nothing is linked yet."""
    plant(
        EVENT,
        "ALTER TABLE answers_answer DISABLE TRIGGER USER",
        "ALTER TABLE answers_answer NO FORCE ROW LEVEL SECURITY",
        "UPDATE journal_event SET chain_position = NULL, chain_hash = '', data = data - 'content'"
        " - 'circuit'",
        "UPDATE answers_answer SET chain_length = 0, chain_head = ''",
        "ALTER TABLE answers_answer FORCE ROW LEVEL SECURITY",
        "ALTER TABLE answers_answer ENABLE TRIGGER USER",
    )
    assert verified()[0] == 0


def test_a_town_that_does_not_exist_is_said(town, verified):
    """A mistyped name is not a town in which everything holds."""
    with pytest.raises(CommandError, match="nowhere"):
        verified("--municipality", "nowhere")


def test_the_newest_alone_can_be_looked_at(town, service, agent, verified):
    """A bounded look for the doctor and the impatient."""
    with town.scope():
        circuit(town)
        for _ in range(3):
            submitted(file_request(service), agent)
    assert verified("--newest", 2)[1][0].startswith("chalons: 2 answers, ")
    assert verified("--newest", 9)[1][0].startswith("chalons: 3 answers, ")


def test_a_batch_costs_the_same_whatever_it_holds(town, service, agent):
    """Nine statements a batch, with one answer and with six."""
    with town.scope():
        circuit(town)
        submitted(file_request(service), agent)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert list(verify(town, Tally())) == []
        frame = ("BEGIN", "COMMIT", "SELECT set_config", "SAVEPOINT", "RELEASE")
        return sum(not query["sql"].startswith(frame) for query in captured)

    one = cost()
    with town.scope():
        for _ in range(5):
            submitted(file_request(service), agent)
        assert Answer.objects.count() == 6
    assert one == cost() <= 11
