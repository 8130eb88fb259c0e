# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The queue goes on being read and written while the indexes are made."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('service_requests', '0015_entrusted_functions'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('assignee__isnull', False), ('ended_at__isnull', True)), fields=['municipality', 'assignee'], name='request_open_assignee'),
        ),
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['municipality', 'service', 'step'], name='request_turn'),
        ),
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('proposed_to__isnull', False)), fields=['municipality', 'proposed_to', '-submitted_at', '-id'], name='request_proposed'),
        ),
    ]
