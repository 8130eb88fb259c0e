# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0017_asked_items'),
    ]

    operations = [
        migrations.AddField(
            model_name='servicerequest',
            name='silence',
            field=models.CharField(blank=True, choices=[('rejection', 'a rejection'), ('acceptance', 'an acceptance')], db_default='', default='', editable=False, max_length=10),
        ),
    ]
