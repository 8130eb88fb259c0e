# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The queue goes on being read and written while the indexes are made."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('service_requests', '0019_acknowledge_by'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('acknowledge_by__isnull', False)), fields=['municipality', 'acknowledge_by'], name='request_to_acknowledge'),
        ),
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), ('legal_on__isnull', False)), fields=['municipality', 'legal_on'], name='request_open_legal'),
        ),
    ]
