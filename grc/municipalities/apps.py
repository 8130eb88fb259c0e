# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    name = "grc.municipalities"
    label = "municipalities"
    verbose_name = _("Municipalities")

    def ready(self) -> None:
        from grc.municipalities.hosts import forget

        for model in self.get_models():
            for changed in (post_save, post_delete):
                changed.connect(forget, sender=model, dispatch_uid=f"forget {model.__name__}")
