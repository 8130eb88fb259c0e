# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The queue goes on being read and written while the index is made."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('service_requests', '0010_version_moves'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['municipality', 'workflow_version', 'step'], name='request_by_version'),
        ),
    ]
