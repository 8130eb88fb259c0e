# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Small exports in the form of Publik's, in words of our own."""

from __future__ import annotations

from html import escape

SUBMITTER = '<item role_id="_submitter">_submitter</item>'
RECEIVER = '<item role_id="_receiver">_receiver</item>'


def item(kind: str, inside: str = "") -> str:
    return f'<item id="1" type="{kind}">{inside}</item>'


def status(*items: str, before: str = "") -> str:
    return f"<status><id>1</id><name>Step</name>{before}<items>{''.join(items)}</items></status>"


def workflow(*statuses: str, after: str = "") -> str:
    return (
        f'<workflow id="1"><name>Ours</name><possible_status>{"".join(statuses)}</possible_status>'
        f"{after}</workflow>"
    )


def global_action(trigger: str, *items: str) -> str:
    return (
        f"<global_actions><action><id>1</id><items>{''.join(items)}</items>"
        f"<triggers>{trigger}</triggers></action></global_actions>"
    )


def condition(expression: str, language: str = "django") -> str:
    return f"<condition><type>{language}</type><value>{escape(expression)}</value></condition>"
