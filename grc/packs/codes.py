# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a starter calls its circuits and texts, and what the town that takes it calls them.

Two services of a town may come from one starter: each has circuits and texts of its own, and its
workflow names those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from grc.catalog.models import Service

LONGEST_CIRCUIT: Final = 40
LONGEST_TEXT: Final = 60
# Under which keys effects name them.
_NAMED: Final = {"circuit": LONGEST_CIRCUIT, "text": LONGEST_TEXT, "library": LONGEST_TEXT}


def code_here(service: Service, own: str, *, longest: int) -> str:
    """Return the code in this town of what a starter calls ``own``."""
    own = own.replace("_", "-")
    return f"{service.code[: longest - len(own) - 1].rstrip('-')}-{own}"


def named_here(workflow: dict[str, Any], service: Service) -> dict[str, Any]:
    """Return the workflow of a starter with the codes that circuits and texts have in this town."""
    data = dict(workflow)
    data["transitions"] = [_of_holder(way, service) for way in workflow["transitions"]]
    if shared := workflow.get("parts", {}).get("effects"):
        data["parts"] = workflow["parts"] | {"effects": [_of_holder(s, service) for s in shared]}
    return data


def _of_holder(holder: dict[str, Any], service: Service) -> dict[str, Any]:
    if "effects" not in holder:
        return holder
    return holder | {"effects": [_of_effect(effect, service) for effect in holder["effects"]]}


def _of_effect(effect: dict[str, Any], service: Service) -> dict[str, Any]:
    """Words of an effect's own stand under ``text`` too, but in languages."""
    codes = {
        key: code_here(service, effect[key], longest=longest)
        for key, longest in _NAMED.items()
        if isinstance(effect.get(key), str) and _names(effect, key)
    }
    return effect | codes


def _names(effect: dict[str, Any], key: str) -> bool:
    return key != "text" or effect["do"] == "begin_answer"
