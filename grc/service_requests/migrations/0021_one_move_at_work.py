# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One move of a workflow is under way at most, on or back."""

from django.db import migrations, models

# The owner passes its own table's row security for the length of this transaction.
LIFT = "ALTER TABLE service_requests_versionmove NO FORCE ROW LEVEL SECURITY;"
RESTORE = "ALTER TABLE service_requests_versionmove FORCE ROW LEVEL SECURITY;"
# Where a move is being taken back beside another, it waits: what is back stays back, and the rest
# can be taken back as before once the other is done.
ONE_WAITS = """
UPDATE service_requests_versionmove one SET undo_begun_at = NULL, undone_by_id = NULL
WHERE one.undo_begun_at IS NOT NULL AND one.undone_at IS NULL AND EXISTS (
    SELECT FROM service_requests_versionmove other
    WHERE other.workflow_id = one.workflow_id AND other.id > one.id
    AND (other.done_at IS NULL OR other.undo_begun_at IS NOT NULL AND other.undone_at IS NULL));
UPDATE service_requests_versionmove one SET undo_begun_at = NULL, undone_by_id = NULL
WHERE one.undo_begun_at IS NOT NULL AND one.undone_at IS NULL AND EXISTS (
    SELECT FROM service_requests_versionmove other
    WHERE other.workflow_id = one.workflow_id AND other.id <> one.id AND other.done_at IS NULL);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0020_legal_indexes'),
    ]

    operations = [
        migrations.RunSQL(LIFT + ONE_WAITS + RESTORE, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='versionmove',
            name='service_requests_versionmove_one',
        ),
        migrations.AddConstraint(
            model_name='versionmove',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('undo_begun_at__isnull', False), ('undone_at__isnull', True)), _connector='OR'), fields=('workflow',), name='service_requests_versionmove_one_at_work', violation_error_message='Requests of this workflow are being moved.'),
        ),
    ]
