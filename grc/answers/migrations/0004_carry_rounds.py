# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Give the rounds of before their circuit in today's form, and the open ones their turn."""

from django.db import migrations

# The owner passes its own tables' row security and triggers for the length of this transaction.
LIFT = """
ALTER TABLE answers_round NO FORCE ROW LEVEL SECURITY;
ALTER TABLE answers_visa NO FORCE ROW LEVEL SECURITY;
ALTER TABLE answers_turn NO FORCE ROW LEVEL SECURITY;
ALTER TABLE answers_answer NO FORCE ROW LEVEL SECURITY;
ALTER TABLE service_requests_servicerequest NO FORCE ROW LEVEL SECURITY;
ALTER TABLE catalog_service NO FORCE ROW LEVEL SECURITY;
ALTER TABLE answers_round DISABLE TRIGGER USER;
ALTER TABLE answers_visa DISABLE TRIGGER USER;
"""
# What waits for the end of the transaction is judged first: nobody alters a table meanwhile.
RESTORE = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE answers_visa ENABLE TRIGGER USER;
ALTER TABLE answers_round ENABLE TRIGGER USER;
ALTER TABLE catalog_service FORCE ROW LEVEL SECURITY;
ALTER TABLE service_requests_servicerequest FORCE ROW LEVEL SECURITY;
ALTER TABLE answers_answer FORCE ROW LEVEL SECURITY;
ALTER TABLE answers_turn FORCE ROW LEVEL SECURITY;
ALTER TABLE answers_visa FORCE ROW LEVEL SECURITY;
ALTER TABLE answers_round FORCE ROW LEVEL SECURITY;
"""
FORWARD = """
UPDATE answers_round SET validates = jsonb_array_length(circuit) > 0;
UPDATE answers_round SET circuit = jsonb_build_object('format', 1, 'stages', CASE WHEN validates THEN
    '[{"code": "validation", "kind": "validation",
       "who": [{"whose": "function", "function": "validator"}]}]'::jsonb ELSE '[]'::jsonb END);
UPDATE answers_visa SET stage = 'validation';
INSERT INTO answers_turn (municipality_id, round_id, stage, kind, seat, team_id, role, delegable,
    service, answer_kind, due_on, asked_at, timer, ended_by)
SELECT round.municipality_id, round.id, 'validation', 'validation', 0, round.team_id, 'supervisor',
    true, service.code, 'information', coalesce(request.due_on, '9999-12-31'), round.submitted_at,
    '', ''
FROM answers_round round
JOIN answers_answer answer ON answer.id = round.answer_id
JOIN service_requests_servicerequest request ON request.id = answer.service_request_id
JOIN catalog_service service ON service.id = request.service_id
WHERE round.state = 'open' AND round.validates;
"""
BACKWARD = """
UPDATE answers_round SET circuit = CASE WHEN validates
    THEN '[{"kind": "validation", "function": "validator"}]'::jsonb ELSE '[]'::jsonb END;
UPDATE answers_visa SET stage = '1';
DELETE FROM answers_turn;
"""


class Migration(migrations.Migration):
    dependencies = [("answers", "0003_circuits")]

    operations = [
        migrations.RunSQL(LIFT + FORWARD + RESTORE, LIFT + BACKWARD + RESTORE),
    ]
