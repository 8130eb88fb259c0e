# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from notifications.models.delivery import Delivery
from notifications.models.enums import DeliveryState, Transport
from notifications.models.outbox import DeliveryQuerySet

__all__ = ["Delivery", "DeliveryQuerySet", "DeliveryState", "Transport"]
