# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""After the keys: adding a key reads its tables, which row security refuses outside a town."""

from django.db import migrations

import invariants.row_security


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="workflow",
            constraint=invariants.row_security.RowSecurity(name="workflows_workflow_row_security"),
        ),
        migrations.AddConstraint(
            model_name="workflowversion",
            constraint=invariants.row_security.RowSecurity(
                name="workflows_workflowversion_row_security"
            ),
        ),
    ]
