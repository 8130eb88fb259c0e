# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The queue goes on being read and written while the index is made."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('service_requests', '0013_linked_requests'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('linked_from__isnull', False)), fields=['municipality', 'linked_from'], name='request_linked_from'),
        ),
    ]
