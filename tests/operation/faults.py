# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Faults of an installation: who must find each, and what must be said of it."""

from __future__ import annotations

from grc.operation.doctor import database, letters
from tests.operation.planting import (
    Fault,
    abandoned,
    as_owner,
    backup_of,
    bad_code,
    below_a_file,
    blind,
    broken_chain,
    closed,
    deaf,
    full,
    late,
    late_clock,
    lost_file,
    mighty,
    no_host,
    no_town,
    on_hold,
    refusing,
    role,
    setting,
    town,
    uncompiled,
    unreachable,
    with_manifest,
)

JOB = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
    " VALUES ('deliveries', 'notifications.tasks.sweep', 'failed')"
)
ALIVE = "INSERT INTO procrastinate_workers DEFAULT VALUES"
HISTORY = "ALTER TABLE journal_event {} TRIGGER journal_event_append_only"
GUARD = (
    "CREATE OR REPLACE TRIGGER journal_event_append_only {} ON journal_event"
    " FOR EACH ROW EXECUTE FUNCTION {}()"
)
TEAM = "ALTER TABLE accounts_team {} ROW LEVEL SECURITY"
NEVER = "'2999-01-01'"
FAULTS = [
    Fault("database", "database.unreachable", "Start PostgreSQL", unreachable),
    Fault("database", "database.unreachable", "A restore closes", closed),
    Fault(
        "database",
        "database.version",
        "Upgrade it: 99",
        lambda scene: scene.patch.setattr(database, "OLDEST", 99),
    ),
    Fault("roles", "roles.superuser", "is a superuser", role("postgres")),
    Fault("roles", "roles.bypass", "past row security", role("catalaune_backup")),
    Fault("roles", "roles.owner", "owns tables", role("catalaune_owner")),
    Fault(
        "roles",
        "roles.changes",
        "deploy/roles.sql",
        as_owner(
            "GRANT CREATE ON SCHEMA public TO catalaune",
            "REVOKE CREATE ON SCHEMA public FROM catalaune",
        ),
    ),
    Fault(
        "roles",
        "roles.changes",
        "empty them",
        as_owner(
            "GRANT TRUNCATE ON journal_event TO catalaune",
            "REVOKE TRUNCATE ON journal_event FROM catalaune",
        ),
    ),
    Fault(
        "roles",
        "roles.rights",
        "cannot read: answers_visa",
        as_owner(
            "REVOKE SELECT ON answers_visa FROM catalaune",
            "GRANT SELECT ON answers_visa TO catalaune",
        ),
    ),
    Fault("backup role", "roles.backup", "backups fail", setting(BACKUP_DATABASE=blind)),
    Fault(
        "backup role",
        "roles.backup-writes",
        "can change what it should only read",
        as_owner(
            "GRANT DELETE ON journal_event TO catalaune_backup",
            "REVOKE DELETE ON journal_event FROM catalaune_backup",
        ),
    ),
    Fault(
        "backup role",
        "roles.backup-writes",
        "can change what it should only read",
        setting(BACKUP_DATABASE=mighty),
    ),
    Fault(
        "separation",
        "separation.off",
        "accounts_team",
        as_owner(TEAM.format("DISABLE"), TEAM.format("ENABLE")),
    ),
    Fault(
        "separation",
        "separation.unforced",
        "accounts_team",
        as_owner(TEAM.format("NO FORCE"), TEAM.format("FORCE")),
    ),
    Fault(
        "separation",
        "separation.policy",
        "accounts_team",
        as_owner(
            "CREATE POLICY wide ON accounts_team USING (true)", "DROP POLICY wide ON accounts_team"
        ),
    ),
    Fault(
        "separation",
        "separation.policy",
        "accounts_team",
        as_owner(
            "ALTER POLICY accounts_team_row_security ON accounts_team USING (true)",
            "ALTER POLICY accounts_team_row_security ON accounts_team USING"
            " (municipality_id = current_setting('grc.municipality')::bigint)",
        ),
    ),
    Fault(
        "separation",
        "separation.off",
        "stranger",
        as_owner("CREATE TABLE stranger (municipality_id bigint)", "DROP TABLE stranger"),
    ),
    Fault(
        "history",
        "history.open",
        "journal_event_append_only",
        as_owner(HISTORY.format("DISABLE"), HISTORY.format("ENABLE")),
    ),
    Fault(
        "history",
        "history.open",
        "journal_event_append_only",
        as_owner(
            GUARD.format("BEFORE DELETE", "journal_event_append_only"),
            GUARD.format("BEFORE UPDATE OR DELETE", "journal_event_append_only"),
        ),
    ),
    Fault(
        "history",
        "history.open",
        "journal_event_append_only",
        as_owner(
            GUARD.format("BEFORE UPDATE OR DELETE", "answers_round_frozen"),
            GUARD.format("BEFORE UPDATE OR DELETE", "journal_event_append_only"),
        ),
    ),
    Fault(
        "history",
        "history.open",
        "answers_round_frozen",
        as_owner(
            "ALTER TRIGGER answers_round_frozen ON answers_round RENAME TO other",
            "ALTER TRIGGER other ON answers_round RENAME TO answers_round_frozen",
        ),
    ),
    Fault(
        "migrations",
        "migrations.pending",
        "notifications.0004_cancelled",
        as_owner(
            "UPDATE django_migrations SET app = 'gone' WHERE name = '0004_cancelled'",
            "UPDATE django_migrations SET app = 'notifications' WHERE name = '0004_cancelled'",
        ),
    ),
    Fault(
        "migrations",
        "migrations.unknown",
        "answers.9999_later",
        as_owner(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('answers', '9999_later', now())",
            "DELETE FROM django_migrations WHERE name = '9999_later'",
        ),
    ),
    Fault("clock", "clock.apart", "3600 seconds apart", late_clock),
    Fault(
        "clock",
        "clock.behind",
        "Set the clock",
        as_owner(
            f"INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', {NEVER})",
            "DELETE FROM django_migrations WHERE app = 'x'",
        ),
    ),
    Fault("clock", "clock.zone", "Europe/Atlantis", town(time_zone="Europe/Atlantis")),
    Fault("towns", "towns.none", "create_town", no_town),
    Fault("towns", "towns.host", "chalons", no_host),
    Fault(
        "towns", "towns.host-refused", "testserver", setting(ALLOWED_HOSTS=["elsewhere.example"])
    ),
    Fault(
        "towns",
        "towns.administrator",
        "chalons",
        as_owner(
            "UPDATE accounts_user SET is_active = false",
            "UPDATE accounts_user SET is_active = true",
        ),
    ),
    Fault("towns", "towns.sender", "chalons", town(sender_address="mairie")),
    Fault("towns", "towns.sender", "chalons", town(sender_address="mairie@localhost")),
    Fault("mail", "mail.unreachable", "does not answer", setting(EMAIL_PORT=1)),
    Fault("mail", "mail.encryption", "EMAIL_STARTTLS", setting(EMAIL_USE_TLS=True)),
    Fault("mail", "mail.encryption", "EMAIL_TLS", setting(EMAIL_USE_SSL=True)),
    Fault("mail", "mail.settings", "both", setting(EMAIL_USE_TLS=True, EMAIL_USE_SSL=True)),
    Fault(
        "mail",
        "mail.sign-in",
        "EMAIL_PASSWORD",
        setting(EMAIL_HOST_USER="chalons", EMAIL_HOST_PASSWORD="s3cret"),
    ),
    Fault("mail", "mail.sender", "553 not yours", refusing("553 not yours")),
    Fault(
        "worker",
        "worker.silent",
        "systemctl start catalaune-worker@1",
        as_owner("DELETE FROM procrastinate_workers", ALIVE),
    ),
    Fault(
        "worker",
        "worker.silent",
        "for 7",
        as_owner(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '75 s'",
            "UPDATE procrastinate_workers SET last_heartbeat = now()",
        ),
    ),
    Fault(
        "worker",
        "worker.failed",
        "1 job failed: notifications.tasks.sweep",
        as_owner(JOB, "DELETE FROM procrastinate_jobs"),
    ),
    Fault("outbox", "outbox.late", "chalons: 1 message", late),
    Fault("outbox", "outbox.abandoned", "a worker died", abandoned),
    Fault("outbox", "outbox.on-hold", "mail_on_hold", on_hold),
    Fault("room", "disk.full", "Make room", full),
    Fault("room", "disk.read-only", "cannot be written", setting(MEDIA_ROOT=below_a_file)),
    Fault("files", "disk.files-missing", "Mount the disk", lost_file),
    Fault(
        "assets",
        "assets.static",
        "collectstatic",
        setting(STATIC_ROOT=lambda scene: str(scene.folder), STORAGES=with_manifest),
    ),
    Fault("assets", "assets.messages", "grc.dev.messages", setting(LOCALE_PATHS=uncompiled)),
    Fault("settings", "hardening.secret", "SECRET_KEY", setting(SECRET_KEY="short")),
    Fault("settings", "hardening.secret", "SECRET_KEY", setting(SECRET_KEY="ab" * 50)),
    Fault("settings", "hardening.debug", "DEBUG is on", setting(DEBUG=True)),
    Fault("settings", "hardening.cookies", "by HTTPS only", setting(SESSION_COOKIE_SECURE=False)),
    Fault(
        "live",
        "live.silent",
        "ENABLE TRIGGER",
        as_owner(
            "ALTER TABLE journal_event DISABLE TRIGGER journal_event_announce",
            "ALTER TABLE journal_event ENABLE TRIGGER journal_event_announce",
        ),
    ),
    Fault("live", "live.deaf", "pooler", deaf),
    Fault("backups", "backups.folder", "BACKUP_DIR", setting(BACKUP_DIR="/nowhere/at/all")),
    Fault("backups", "backups.none", "no backup", setting(BACKUP_DIR=backup_of(""))),
    Fault(
        "backups",
        "backups.old",
        "hours old",
        setting(BACKUP_DIR=backup_of("catalaune-20260101T030000Z.tar")),
    ),
    Fault("answers", "answers.defect", "verify_answers", broken_chain),
    Fault("code", "code.house.E001", "Rename one", bad_code),
    Fault(
        "letters",
        "letters.missing",
        "apt install libpango-1.0-0",
        lambda scene: scene.patch.setattr(letters, "missing_packages", lambda: ["libpango-1.0-0"]),
    ),
]
