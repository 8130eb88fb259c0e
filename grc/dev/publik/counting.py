# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Count what one workflow of Publik uses, under kinds and names of ours: none of its texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from grc.dev.publik.conditions import Names, prefixes, take_apart
from grc.dev.publik.texts import in_texts

Thing = tuple[str, str]
Counts = Counter[Thing]

_CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,39}")
_VARIABLE = re.compile(r"\b[A-Za-z_]\w{0,199}\b")
_STORED = re.compile(r"^form_workflow_(?:data|wscall)_")
_ON_ERROR = ("app_error", "4xx", "5xx", "bad_data", "network_errors")
_BY_SOMEBODY = ("choice", "commentable", "form", "editable", "addattachment")
_ERASING = ("remove", "anonymise")
_OWN_ROLES = {
    "_submitter": "the citizen (_submitter)",
    "_receiver": "the agents in charge (_receiver)",
    "_editor": "the editors of a card (_editor)",
    "_viewer": "the readers of a card (_viewer)",
    "logged-users": "anybody signed in (logged-users)",
}


def count(root: Element) -> Counts:
    """Count the uses of each thing in a workflow; the root is a ``workflow`` element."""
    counts = Counts()
    names = _names(root)
    used = _used_calls(root, names.calls)
    for status in root.findall("possible_status/status"):
        counts.update(_status(status))
        kinds = {item.get("type") for item in status.findall("items/item")}
        for item in status.findall("items/item"):
            counts.update([("action", _action(item, used))])
            counts.update(_item(item))
            counts.update(_step_trigger(item, kinds))
    for action in root.findall("global_actions/action"):
        counts.update(_global_action(action))
        for item in action.findall("items/item"):
            name = _action(item, used)
            jumps = name.startswith("jump,")
            counts.update([("action", "jump, in a global action" if jumps else name)])
            counts.update(_item(item))
    counts.update(_whole(root))
    for things in conditions(root, names):
        counts.update(things)
    counts.update(in_texts(root, names))
    return counts


def conditions(root: Element, names: Names | None = None) -> Iterator[list[Thing]]:
    """Yield what each condition of the workflow is made of."""
    names = names or _names(root)
    for condition in root.iter("condition"):
        if things := list(_condition(condition, names)):
            yield things


def _names(root: Element) -> Names:
    def own(elements: Iterable[Element]) -> frozenset[str]:
        names = (_text(each, "varname").replace("-", "_") for each in elements)
        return frozenset(name for name in names if name)

    items = [item for item in root.iter("item") if "type" in item.attrib]
    return Names(
        backoffice=own(root.findall("backoffice-fields//field")),
        calls=own(item for item in items if item.get("type") == "webservice_call"),
        forms=own(item for item in items if item.get("type") != "webservice_call"),
    )


def _status(status: Element) -> Iterator[Thing]:
    yield "status", "status"
    if _is_true(status, "forced_endpoint"):
        yield "status", "declared an end"
    if _text(status, "colour").upper() not in ("", "FFFFFF"):
        yield "status", "colour"
    if _text(status, "extra_css_class"):
        yield "status", "CSS class"
    if _text(status, "backoffice_info_text"):
        yield "status", "text for agents"
    if _text(status, "loop_items_template"):
        yield "status", "loop over items"
    roles = [(role.text or "").strip() for role in status.findall("visibility/role")]
    if "__restricted__" in roles:
        yield "status", "hidden from everybody but agents"
    elif roles:
        yield "status", "visible to some functions only"


def _used_calls(root: Element, calls: frozenset[str]) -> frozenset[str]:
    """The names of web service calls whose answer the workflow reads somewhere."""
    used = set[str]()
    for element in root.iter():
        for word in _VARIABLE.findall(element.text or ""):
            plain = _STORED.sub("", word)
            used |= {name for name in prefixes(plain) if name in calls}
    return frozenset(used)


def _action(item: Element, used: frozenset[str]) -> str:
    """The type of an item, with what decides whether it can be said."""
    kind = _code(item.get("type"))
    if kind == "jump":
        return f"jump, {_code(_mode(item))}"
    if kind == "displaymsg":
        told = [_role(whom) for whom in item.findall("to/item")]
        citizen = not told or _OWN_ROLES["_submitter"] in told
        return f"displaymsg, {'for the citizen' if citizen else 'for agents only'}"
    if kind == "webservice_call":
        read = _text(item, "varname").replace("-", "_") in used
        return f"webservice_call, {'answer read' if read else 'answer not read'}"
    return kind


def _item(item: Element) -> Iterator[Thing]:
    kind = _code(item.get("type"))
    yield from _actors(item)
    yield from _features(item, kind)
    for fields in item.findall("formdef/fields/field"):
        yield "field asked in a form", _code(_text(fields, "type"))
        if fields.find("condition") is not None:
            yield "feature", "field shown on a condition"
        if _text(fields, "prefill/type") not in ("", "none"):
            yield "feature", "field filled in advance"
        if _text(fields, "data_source/type"):
            yield "feature", "field with a data source"


def _actors(item: Element) -> Iterator[Thing]:
    kind = _code(item.get("type"))
    for who in item.findall("by/item"):
        yield "who may act", _by(_role(who), kind)
    if kind in _BY_SOMEBODY and item.find("by/item") is None:
        yield "who may act", "nobody"
    for whom in item.findall("to/item"):
        medium = {"displaymsg": "shown to", "register-comment": "history of"}.get(kind, "sent to")
        yield "who is told", f"{medium}: {_role(whom)}"


def _features(item: Element, kind: str) -> Iterator[Thing]:
    flags = {
        "require_confirmation": "confirmation asked",
        "allow_as_mass_action": "on many requests at once",
        "ignore_form_errors": "button that leaves the form behind",
        "set_marker_on_status": "marker set, to come back to",
        "include_in_form_history": "form kept in the history",
        "hide_submit_button": "form sent by the other buttons",
        "attach_to_history": "file kept in the history",
        "store_all_responses": "every answer of a web service kept",
    }
    for tag, name in flags.items():
        if _is_true(item, tag):
            yield "feature", name
    texts = {
        "mail_template": "mail from a shared template",
        "backoffice_info_text": "text for agents beside an action",
        "confirmation_text": "confirmation in words of one's own",
        "request_signature_key": "signed web service call",
    }
    for tag, name in texts.items():
        if _text(item, tag):
            yield "feature", name
    if item.find("attachments/attachment") is not None:
        yield "feature", "file of the request attached to a message"
    if _text(item, "status") == "_previous":
        yield "feature", "back to the marked step"
    if kind == "webservice_call" and _text(item, "response_type") == "attachment":
        yield "feature", "file fetched from a web service"
    if kind != "jump" and item.find("condition") is not None:
        yield "feature", "button on a condition" if kind == "choice" else "action on a condition"


def _step_trigger(item: Element, kinds: set[str | None]) -> Iterator[Thing]:
    """What would move a request because of this item of a status, which holds those kinds."""
    kind = item.get("type")
    if kind == "choice":
        yield "trigger", "button"
    elif kind == "jumponsubmit":
        yield "trigger", _sending(kinds)
    elif kind == "editable" and _text(item, "status"):
        yield "trigger", "request edited"
    elif kind == "jump":
        yield "trigger", _jump(item, kinds)
    elif kind == "webservice_call":
        ways = {_text(item, f"action_on_{error}") for error in _ON_ERROR}
        if any(way and not way.startswith(":") for way in ways):
            yield "trigger", "failure of a web service"


def _jump(item: Element, kinds: set[str | None]) -> str:
    mode = _mode(item)
    if mode == "timeout":
        return f"delay, {_delay(_text(item, 'timeout'))}"
    if mode == "trigger":
        return "call from another system"
    if mode != "immediate":
        return "unreadable"
    if "webservice_call" in kinds:
        return "on arrival, behind a web service call"
    return "on arrival, " + ("always" if item.find("condition") is None else "on a condition")


def _mode(jump: Element) -> str:
    """When a jump happens; exports of before the word existed say it by what else they hold."""
    if mode := _text(jump, "mode"):
        return mode
    return next((each for each in ("trigger", "timeout") if _text(jump, each)), "immediate")


def _sending(kinds: set[str | None]) -> str:
    if "form" in kinds:
        return "form sent"
    return "file sent" if "addattachment" in kinds and "commentable" not in kinds else "word sent"


def _delay(timeout: str) -> str:
    if re.fullmatch(r"\{\{\s*form_option_\w+\s*\}\}\s*\w*", timeout):
        return "from an option"
    return "computed" if "{" in timeout or timeout.startswith("=") else "fixed"


def _global_action(action: Element) -> Iterator[Thing]:
    yield "feature", "global action"
    if _text(action, "backoffice_info_text"):
        yield "feature", "text for agents beside an action"
    for trigger in action.findall("triggers/trigger"):
        kind = trigger.get("type")
        if kind == "manual":
            some = trigger.find("statuses/statuse") is not None
            yield "trigger", f"global button, {'in some steps' if some else 'anywhere'}"
            if _is_true(trigger, "require_confirmation"):
                yield "feature", "confirmation asked"
            if _is_true(trigger, "allow_as_mass_action"):
                yield "feature", "on many requests at once"
        elif kind == "timeout":
            anchor = _code(_text(trigger, "anchor"))
            erases = any(item.get("type") in _ERASING for item in action.findall("items/item"))
            yield "trigger", f"global delay from {anchor}{', to erase' if erases else ''}"
        elif kind == "webservice":
            yield "trigger", "global call from another system"
        else:
            yield "trigger", f"global {_code(kind)}"
        for who in trigger.findall("roles/item"):
            yield "who may act", _by(_role(who), "global action")


def _whole(root: Element) -> Iterator[Thing]:
    if len(root.findall("possible_status/status")) > 60:
        yield "feature", "more than 60 steps"
    for role in root.findall("roles/role"):
        yield "function", _OWN_ROLES.get((role.get("id") or "").strip(), "function of its own")
    for place, kind in (("variables", "option field"), ("backoffice-fields", "back-office field")):
        for field in root.findall(f"{place}//field"):
            yield kind, _code(_text(field, "type"))
    for _level in root.findall("criticality_levels/*"):
        yield "feature", "criticality level"
    if root.find("category") is not None:
        yield "feature", "category of workflows"
    for _remap in root.findall("status-remapping/remap"):
        yield "feature", "requests moved when a step went away"


def _condition(condition: Element, names: Names) -> Iterator[Thing]:
    expression = _text(condition, "value") or (condition.text or "").strip()
    if not expression:
        return
    # Before 2018 a condition was a bare Python expression.
    found = take_apart(_text(condition, "type") or "python", expression, names)
    yield from (("condition", test) for test in found.tests)
    yield from (("connective", word) for word in found.connectives)
    yield from (("filter in a condition", _code(name)) for name in found.filters)


def _role(element: Element) -> str:
    role = (element.get("role_id") or element.text or "").strip()
    if role in _OWN_ROLES:
        return _OWN_ROLES[role]
    if re.fullmatch(r"\{\{\s*form_var_\w+\s*\}\}", role):
        return "an address from the form"
    if "{" in role or role.startswith("="):
        return "a computed address"
    if "@" in role:
        return "a fixed address"
    return "a function of its own" if role.startswith("_") else "a team by its name"


def _by(role: str, kind: str) -> str:
    """What the citizen does matters: their word is a trigger, a button of theirs is not."""
    return f"{role}, by {kind}" if role == _OWN_ROLES["_submitter"] else role


def _code(text: str | None) -> str:
    """A name of a program, or nothing of it: texts of an export never leave it."""
    return text if text and _CODE.fullmatch(text) else "unreadable"


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _is_true(element: Element, tag: str) -> bool:
    return _text(element, tag).lower() == "true"
