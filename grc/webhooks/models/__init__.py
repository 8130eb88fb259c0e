# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from grc.webhooks.models.webhook import DisabledWhy, Webhook, WebhookQuerySet

__all__ = ["DisabledWhy", "Webhook", "WebhookQuerySet"]
