# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The queue goes on being read and written while its indexes are made, and has one at any moment."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('accounts', '0001_initial'),
        ('catalog', '0001_initial'),
        ('service_requests', '0002_precision_and_channels'),
        ('workflows', '0002_row_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.MUNICIPALITY_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['municipality', '-submitted_at', '-id', 'team', 'service', 'step_kind', 'priority', 'channel', 'assignee', 'due_on'], name='request_open'),
        ),
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(fields=['municipality', 'team', '-submitted_at', '-id', 'service', 'step_kind', 'priority', 'channel'], name='request_by_team'),
        ),
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(fields=['municipality', 'service', '-submitted_at', '-id', 'team', 'step_kind', 'priority', 'channel'], name='request_by_service'),
        ),
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(fields=['municipality', 'priority', '-submitted_at', '-id', 'team', 'service', 'step_kind', 'channel'], name='request_by_priority'),
        ),
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(fields=['municipality', 'channel', '-submitted_at', '-id', 'team', 'service', 'step_kind', 'priority'], name='request_by_channel'),
        ),
        RemoveIndexConcurrently(
            model_name='servicerequest',
            name='request_team_newest',
        ),
        RemoveIndexConcurrently(
            model_name='servicerequest',
            name='request_service_newest',
        ),
    ]
