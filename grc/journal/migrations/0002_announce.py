# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Each statement that appends events announces their subjects with the commit, as ids only.

The payload is ``town subject_type:id …``; beyond twenty subjects (an import) it is ``town *``.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION journal_event_announce() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_notify('grc_events', municipality_id || ' ' || CASE
                    WHEN count(*) > 20 THEN '*' ELSE string_agg(subject, ' ') END)
                FROM (SELECT DISTINCT municipality_id, subject_type || ':' || subject_id AS subject
                      FROM appended) AS subjects
                GROUP BY municipality_id;
                RETURN NULL;
            END $$;
            CREATE TRIGGER journal_event_announce AFTER INSERT ON journal_event
                REFERENCING NEW TABLE AS appended
                FOR EACH STATEMENT EXECUTE FUNCTION journal_event_announce();
            """,
            """
            DROP TRIGGER journal_event_announce ON journal_event;
            DROP FUNCTION journal_event_announce();
            """,
        ),
    ]
