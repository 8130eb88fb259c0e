# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of other systems."""

from django.urls import path

from grc.studio.views import systems

_SYSTEM = "autres-systemes/<slug:code>/"
urlpatterns = [
    path("autres-systemes/", systems.systems, name="systems"),
    path("nouveau-systeme/", systems.begin, name="system_begin"),
    path(_SYSTEM, systems.system, name="system"),
    path(f"{_SYSTEM}secret/", systems.rotate, name="system_rotate"),
    path(f"{_SYSTEM}ancien-secret/", systems.end_former, name="system_end_former"),
    path(f"{_SYSTEM}desactiver/", systems.disable, name="system_disable"),
    path(f"{_SYSTEM}activer/", systems.enable, name="system_enable"),
    path(f"{_SYSTEM}essai/", systems.trial, name="system_trial"),
    path(f"{_SYSTEM}appels/<int:pk>/", systems.again, name="system_again"),
]
