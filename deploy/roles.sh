#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
#
# Run once by PostgreSQL's container, in an empty database: the three roles and the database.
set -eu
psql --username "${POSTGRES_USER:-postgres}" --quiet \
  --set owner_password="$OWNER_PASSWORD" --set application_password="$APPLICATION_PASSWORD" \
  --set backup_password="$BACKUP_PASSWORD" \
  --file /catalaune/roles.sql postgres
