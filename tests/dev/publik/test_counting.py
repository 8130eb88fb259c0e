# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import time

import pytest

from grc.dev.publik.counting import Counts, count
from grc.dev.publik.opening import parse
from tests.dev.publik.exports import (
    RECEIVER,
    SUBMITTER,
    condition,
    global_action,
    item,
    status,
    workflow,
)


def counted(*statuses: str, after: str = "") -> Counts:
    return count(parse(workflow(*statuses, after=after).encode()))


def names(counts: Counts, kind: str) -> dict[str, int]:
    return {name: number for (its, name), number in counts.items() if its == kind}


def test_texts_of_an_export_are_never_kept() -> None:
    """What stands where a code should be is counted, and not repeated."""
    counts = counted(
        status(
            item("Madame Dupont &lt;d@example.org&gt;"),
            item("sendmail", "<to><item>d@example.org</item></to><body>Chère Madame</body>"),
            before="<visibility><role>Madame Dupont</role></visibility>",
        ),
        after=global_action('<trigger type="timeout"><anchor>le jour dit</anchor></trigger>'),
    )
    assert names(counts, "action") == {"unreadable": 1, "sendmail": 1}
    assert not [name for _kind, name in counts if "adame" in name or "@" in name or "dit" in name]


@pytest.mark.parametrize(
    ("items", "trigger"),
    [
        ([item("choice")], "button"),
        ([item("jump")], "on arrival, always"),
        ([item("jump", f"<mode>immediate</mode>{condition('a')}")], "on arrival, on a condition"),
        ([item("jump", "<mode>timeout</mode><timeout>60</timeout>")], "delay, fixed"),
        (
            [item("jump", "<mode>timeout</mode><timeout>{{ form_option_x }} jours</timeout>")],
            "delay, from an option",
        ),
        (
            [item("jump", "<mode>timeout</mode><timeout>{{ form_var_x }}</timeout>")],
            "delay, computed",
        ),
        ([item("jump", "<mode>trigger</mode>")], "call from another system"),
        ([item("jump", "<timeout>60</timeout>")], "delay, fixed"),
        ([item("jump", "<trigger>paid</trigger>")], "call from another system"),
        ([item("jump", "<mode>sideways</mode>")], "unreadable"),
        ([item("commentable"), item("jumponsubmit")], "word sent"),
        ([item("form"), item("commentable"), item("jumponsubmit")], "form sent"),
        ([item("addattachment"), item("jumponsubmit")], "file sent"),
        ([item("editable", "<status>2</status>")], "request edited"),
        (
            [item("webservice_call", "<action_on_4xx>7</action_on_4xx>")],
            "failure of a web service",
        ),
    ],
)
def test_trigger_of_a_status(items: list[str], trigger: str) -> None:
    """What moves a request is told by the kind of move, not by the kind of item alone."""
    assert names(counted(status(*items)), "trigger") == {trigger: 1}


def test_jump_behind_a_web_service_is_told_apart() -> None:
    """Where a call stands in the way, its failure stops the jump: that is no plain arrival."""
    counts = counted(status(item("webservice_call"), item("jump")))
    assert names(counts, "trigger") == {"on arrival, behind a web service call": 1}


@pytest.mark.parametrize(
    ("trigger", "items", "name"),
    [
        ('<trigger type="manual"/>', "", "global button, anywhere"),
        (
            '<trigger type="manual"><statuses><statuse>1</statuse></statuses></trigger>',
            "",
            "global button, in some steps",
        ),
        (
            '<trigger type="timeout"><anchor>1st-arrival</anchor></trigger>',
            "",
            "global delay from 1st-arrival",
        ),
        (
            '<trigger type="timeout"><anchor>finalized</anchor></trigger>',
            item("anonymise"),
            "global delay from finalized, to erase",
        ),
        ('<trigger type="webservice"/>', "", "global call from another system"),
        ('<trigger type="moon"/>', "", "global moon"),
    ],
)
def test_trigger_of_a_global_action(trigger: str, items: str, name: str) -> None:
    """A global action counts by what sets it off, and from when its delay runs."""
    counts = counted(after=global_action(trigger, *([items] if items else [])))
    assert names(counts, "trigger") == {name: 1}


def test_web_service_whose_answer_is_read_is_told_apart() -> None:
    """To send and to ask are two things: only the first can be an effect."""
    sends = item("webservice_call", "<varname>one</varname>")
    asks = item("webservice_call", "<varname>two</varname>")
    reads = item("sendmail", "<body>{{ form_workflow_data_two_response }}</body>")
    actions = names(counted(status(sends, asks, reads)), "action")
    assert actions["webservice_call, answer not read"] == 1
    assert actions["webservice_call, answer read"] == 1


def test_who_acts_and_who_is_told() -> None:
    """People are named by their part, never by the name a town gave them."""
    by = f'<by>{SUBMITTER}{RECEIVER}<item role_id="_own">_own</item><item>Voirie</item></by>'
    to = (
        "<to><item>{{ form_var_mail }}</item><item>{% if a %}b{% endif %}</item>"
        "<item>a@example.org</item></to>"
    )
    counts = counted(status(item("choice", by), item("choice"), item("sendmail", to)))
    assert names(counts, "who may act") == {
        "the citizen (_submitter), by choice": 1,
        "the agents in charge (_receiver)": 1,
        "a function of its own": 1,
        "a team by its name": 1,
        "nobody": 1,
    }
    assert names(counts, "who is told") == {
        "sent to: an address from the form": 1,
        "sent to: a computed address": 1,
        "sent to: a fixed address": 1,
    }


def test_features() -> None:
    """A feature counts where it is used, not where it is only mentioned as off."""
    on = "<require_confirmation>True</require_confirmation>" + condition("form_user")
    off = "<require_confirmation>False</require_confirmation>"
    back = "<status>_previous</status><set_marker_on_status>True</set_marker_on_status>"
    counts = counted(status(item("choice", on), item("choice", off), item("jump", back)))
    assert names(counts, "feature") == {
        "confirmation asked": 1,
        "button on a condition": 1,
        "back to the marked step": 1,
        "marker set, to come back to": 1,
    }


def test_text_that_a_shared_template_replaces_is_not_counted() -> None:
    """A mail with a shared template keeps its old words in the export; nobody reads them."""
    inside = "<mail_template>ours</mail_template><subject>{{ a }}</subject><body>{{ b }}</body>"
    counts = counted(status(item("sendmail", inside)))
    assert names(counts, "text for people") == {}
    assert names(counts, "feature") == {"mail from a shared template": 1}


def test_templates_are_counted_by_what_they_do() -> None:
    """Tags and filters count; quoted text is not taken for a filter, nor an end for a tag."""
    body = '{% if a %}{{ b|default:"x|y" }}{% else %}-{% endif %}[form_name]'
    value = "<post_data><item><name>a</name><value>={{ no }}</value></item></post_data>"
    counts = counted(status(item("sendmail", f"<body>{body}</body>"), item("x", value)))
    assert names(counts, "text for people") == {
        "tag if": 1,
        "placeholder, site variable": 1,
        "filter default": 1,
        "placeholder, which service": 1,
    }
    assert names(counts, "computed value") == {"Python expression": 1}


@pytest.mark.parametrize(
    "items",
    [
        [item("sendmail", f"<body>{'{% a ' * 300_000}</body>")],
        [item("sendmail", f"<body>{'{{ a ' * 300_000}</body>")],
        [item("webservice_call", f"<varname>n{number}</varname>") for number in range(20_000)]
        + [item("sendmail", f"<body>{'a_b ' * 300_000}</body>")],
        [item("jump", condition(f"n{number}_x == 1")) for number in range(20_000)],
        [item("form", f"<varname>n{number}</varname>") for number in range(20_000)]
        + [item("jump", condition("a_b")) for _number in range(10_000)],
    ],
    ids=["tags", "placeholders", "calls", "jumps", "names"],
)
def test_time_grows_with_the_size_only(items: list[str]) -> None:
    """No text and no number of items makes counting take the square of its size."""
    root = parse(workflow(status(*items)).encode())
    before = time.process_time()
    count(root)
    assert time.process_time() - before < 20
