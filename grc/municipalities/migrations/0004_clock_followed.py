# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0003_legal_texts_and_letterheads'),
    ]

    operations = [
        migrations.AddField(
            model_name='municipality',
            name='clock_followed',
            field=models.CharField(db_default='', default='', editable=False, max_length=64),
        ),
    ]
