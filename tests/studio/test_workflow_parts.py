# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What stands inside a transition: conditions by lists, effects, and the questions of a button."""

from __future__ import annotations

import pytest
from django.utils import timezone

from grc.answers.models import Circuit, StandardText
from tests.answers.texts import a_text
from tests.studio.conftest import page
from tests.workflows.making import transition
from workflows.editing import Change, Thing

pytestmark = pytest.mark.django_db
HOME = "/studio/circuits-de-traitement/report/"
WAY = f"{HOME}transitions/take/"
PHONE = {"fact": "channel", "op": "is", "value": "phone"}
OLD = {"fact": "days.open", "op": "more_than", "value": 3}


@pytest.fixture
def browser(studio, administrator, workflow):
    return studio(administrator)


@pytest.fixture
def save(browser):
    """Return a function that opens a form, fills it, and sends it."""

    def fill(address, **typed):
        token = browser.get(address).context["form"]["based_on"].value()
        return browser.post(address, typed | {"based_on": token})

    return fill


@pytest.fixture
def press(browser):
    """Return a function that presses a button beside a part."""

    def pressed(do, at):
        token = browser.get(WAY).context["token"]
        return browser.post(f"{WAY}parties/", {"do": do, "at": at, "based_on": token})

    return pressed


def way(workflow):
    return transition(workflow.pending_draft.definition, "take")


@pytest.mark.parametrize(
    "address",
    [
        "condition/?add=1&at=/when&fact=nothing",
        "condition/?at=/when/all/7",
        "effets/?do=fly",
        "effets/?at=/label",
        "questions/?kind=wish",
        "questions/?at=/effects/0",
    ],
)
def test_what_is_not_there_is_not_found(browser, address):
    """A part, a fact, a sort of effect or a kind of question that does not exist answers 404."""
    assert browser.get(WAY + address).status_code == 404


def test_a_test_without_a_value_comes_back(save, workflow):
    """Where an operator compares, one says with what."""
    response = save(f"{WAY}condition/?add=1&at=/when&fact=channel", op="one_of")

    assert response.status_code == 422
    assert "Say with what it is compared." in page(response)


def test_a_part_that_a_colleague_moved_is_refused(browser, workflow, save):
    """A button that was drawn before somebody else changed the transition does nothing."""
    seen = browser.get(WAY).context["token"]
    save(f"{WAY}effets/?do=assign", to="actor")

    response = browser.post(
        f"{WAY}parties/", {"do": "remove", "at": "/effects/0", "based_on": seen}
    )
    assert response.status_code == 409
    assert "What happens with “Start the work” changed" in page(response)
    assert way(workflow)["effects"] == [{"do": "assign", "to": "actor"}]


def test_a_condition_is_written_with_lists(save, press, workflow, browser):
    """Tests are added into groups, turned round, and taken away again, each as a sentence."""
    save(f"{WAY}condition/?add=1&at=/when&fact=channel", op="one_of", value=["phone"])
    assert way(workflow)["when"] == PHONE
    save(f"{WAY}condition/?add=1&at=/when&fact=days.open", op="more_than", value="3")
    assert way(workflow)["when"] == {"all": [PHONE, OLD]}
    said = page(browser.get(WAY))
    assert "Only if the channel is “Telephone” and the number of days since" in said

    press("any", "/when")
    press("not", "/when/any/0")
    assert way(workflow)["when"] == {"any": [{"not": PHONE}, OLD]}
    save(f"{WAY}condition/?at=/when/any/1", op="at_least", value="5")
    assert way(workflow)["when"]["any"][1] == {"fact": "days.open", "op": "at_least", "value": 5}
    press("remove", "/when/any/1")
    press("remove", "/when/not")
    assert "when" not in way(workflow)


@pytest.mark.parametrize(
    ("fact", "typed", "written"),
    [
        ("channel", {"op": "none_of", "value": ["phone", "email"]}, ["phone", "email"]),
        ("channel", {"op": "is_filled"}, None),
        (
            "place",
            {"op": "contains_any", "value": "la gare\r\n\r\nle pont"},
            ["la gare", "le pont"],
        ),
        ("requester.email", {"op": "one_of", "value": "a@b.example"}, "a@b.example"),
        ("due.on", {"op": "before", "value": "2026-03-31"}, "2026-03-31"),
        ("assigned", {"op": "is_true"}, None),
    ],
)
def test_every_sort_of_fact_has_its_form(save, browser, workflow, fact, typed, written):
    """What was typed is what is written, and what the form shows again."""
    save(f"{WAY}condition/?add=1&at=/when&fact={fact}", **typed)
    assert way(workflow)["when"].get("value") == written

    before = way(workflow)
    again = {k: v for k, v in typed.items() if k != "op"} | {"op": typed["op"]}
    save(f"{WAY}condition/?at=/when", **again)
    assert way(workflow) == before
    shown = browser.get(f"{WAY}condition/?at=/when").context["form"]
    assert shown["op"].value() == typed["op"]


@pytest.mark.parametrize(
    ("do", "typed", "effect"),
    [
        ("assign", {"to": "nobody"}, {"to": "nobody"}),
        ("pass_on", {"function": "validator"}, {"function": "validator"}),
        ("set_priority", {"priority": "urgent"}, {"priority": "urgent"}),
        ("set_due", {"amount": "5", "unit": "working_days"}, {"working_days": 5}),
        ("set_due", {"amount": "", "unit": "days"}, {}),
        ("tell", {"text_fr": "Bonjour.", "text_en": ""}, {"text": "Bonjour."}),
        ("tell", {"text_fr": "", "text_en": "", "library": "soon"}, {"library": "soon"}),
        (
            "begin_answer",
            {"kind": "refusal", "circuit": "direction", "text": "soon"},
            {"kind": "refusal", "circuit": "direction", "text": "soon"},
        ),
        (
            "begin_answer",
            {"kind": "information", "circuit": "", "text": ""},
            {"kind": "information"},
        ),
        (
            "notify",
            {"functions": ["agent"], "text_fr": "Vu.", "text_en": "Seen."},
            {"functions": ["agent"], "text": {"fr": "Vu.", "en": "Seen."}},
        ),
        (
            "ask",
            {"item_0_fr": "Justificatif", "item_0_en": "Proof", "item_0_indispensable": "on"}
            | {"item_2_fr": "Photo", "item_2_help_fr": "De jour.", "amount": "15", "unit": "days"},
            {
                "items": [
                    {
                        "code": "justificatif",
                        "label": {"fr": "Justificatif", "en": "Proof"},
                        "indispensable": True,
                    },
                    {"code": "photo", "label": "Photo", "help": "De jour.", "indispensable": False},
                ],
                "days": 15,
            },
        ),
    ],
)
@pytest.mark.usefixtures("kept_for_answers")
def test_every_effect_has_its_form(save, browser, workflow, do, typed, effect):
    """An effect is added with its own keys, read again, and saved as it was."""
    save(f"{WAY}effets/?do={do}", **typed)
    assert way(workflow)["effects"] == [{"do": do} | effect]

    address = f"{WAY}effets/?at=/effects/0"
    form = browser.get(address).context["form"]
    again = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
    save(address, **again)
    assert way(workflow)["effects"] == [{"do": do} | effect]


def test_a_list_of_nothing_comes_back(save, browser, workflow):
    """What asks for something names it; a line whose name is taken away goes with it."""
    response = save(f"{WAY}effets/?do=ask", amount="15", unit="days")
    assert response.status_code == 422
    assert not workflow.pending_draft
    asked = {"item_0_fr": "Bail", "item_1_fr": "Plan", "amount": "15", "unit": "days"}
    save(f"{WAY}effets/?do=ask", **asked)
    kept = {"item_0_code": "bail", "item_1_code": "plan"}
    save(f"{WAY}effets/?at=/effects/0", **asked | kept | {"item_0_fr": ""})
    assert [item["code"] for item in way(workflow)["effects"][0]["items"]] == ["plan"]


@pytest.fixture
def kept_for_answers(town, administrator):
    """A circuit and a standard text, which workflows may name."""
    Circuit.objects.create(
        municipality=town,
        code="direction",
        name={"fr": "Direction", "en": "Director"},
        definition={"format": 1, "stages": []},
    )
    for language, title in (("fr", "Bientôt"), ("en", "Soon")):
        content = a_text(administrator, code="soon", title=title, language=language)
        StandardText.objects.begin(content, by=administrator)


@pytest.mark.usefixtures("kept_for_answers")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text_fr": "Bonjour.", "library": "soon"}, "not both"),
        ({"text_fr": "", "library": ""}, "or choose a text of the library"),
        ({"text_fr": "", "library": "never-there"}, "is not one of the available choices"),
    ],
)
def test_words_are_written_or_chosen(browser, workflow, typed, said):
    """Both or none come back as typed, with the sentence at their field."""
    address = f"{WAY}effets/?do=tell"
    seen = browser.get(address).context["form"]["based_on"].value()
    answer = browser.post(address, {"based_on": seen, **typed})
    assert answer.status_code == 422
    assert said in page(answer)
    assert typed["text_fr"] in page(answer)


@pytest.mark.usefixtures("kept_for_answers")
def test_what_the_town_keeps_is_chosen_by_name(browser, save, workflow):
    """In the reader's language, each text once; and told so in the sentence of the effect."""
    address = f"{WAY}effets/?do=begin_answer"
    form = browser.get(address).context["form"]
    assert dict(form["circuit"].field.choices)["direction"] == "Director"
    assert list(dict(form["text"].field.choices)) == ["", "soon"]
    save(address, kind="refusal", circuit="direction", text="soon")
    shown = page(browser.get(WAY))
    assert "Begin an answer: refusal · circuit “Director” · the standard text “Soon”" in shown


@pytest.mark.usefixtures("kept_for_answers")
def test_what_is_gone_stays_until_somebody_chooses(browser, save, workflow):
    """A circuit that was retired is still named by the effect: saving it again changes nothing."""
    save(f"{WAY}effets/?do=begin_answer", kind="refusal", circuit="direction", text="")
    Circuit.objects.update(retired_at=timezone.now())
    address = f"{WAY}effets/?at=/effects/0"
    assert "direction (not there today)" in page(browser.get(address))
    save(address, kind="information", circuit="direction", text="")
    (effect,) = way(workflow)["effects"]
    assert effect == {"do": "begin_answer", "kind": "information", "circuit": "direction"}
    assert "There is no circuit of validation “direction” today" in page(browser.get(WAY))


def test_only_what_the_town_has_can_be_gone(browser, workflow, administrator):
    """Whom a request is given to is no name of the town's."""
    draft = workflow.open_draft(by=administrator)
    given = [{"do": "assign", "to": "least_busy", "function": "agent"}]
    draft.edit(Change(Thing.TRANSITION, "take", {"effects": given}), by=administrator)
    assert "not there today" not in page(browser.get(f"{WAY}effets/?at=/effects/0"))


def test_every_effect_of_the_language_is_in_the_table():
    """An effect that the studio cannot write would be a gap that only files could fill."""
    from grc.studio.workflows.effects import SORTS
    from workflows.effects import NAMES

    assert set(SORTS) >= set(NAMES.values())


def test_effects_have_an_order(save, press, workflow):
    """Up, down and away by buttons."""
    save(f"{WAY}effets/?do=assign", to="actor")
    save(f"{WAY}effets/?do=set_priority", priority="high")
    press("up", "/effects/1")
    assert [effect["do"] for effect in way(workflow)["effects"]] == ["set_priority", "assign"]
    press("remove", "/effects/0")
    assert [effect["do"] for effect in way(workflow)["effects"]] == ["assign"]


def test_a_button_asks_questions(save, press, workflow, browser):
    """Questions are those of forms; without a question there is no form."""
    save(f"{WAY}questions/?kind=number", label_fr="Combien d’arbres ?", label_en="How many trees?")
    save(f"{WAY}questions/?kind=choice", label_fr="Où ?", choices_fr="Rue\r\nParc")
    asked = way(workflow)["form"]["fields"]
    assert [(one["code"], one["kind"]) for one in asked] == [
        ("combien_d_arbres", "number"),
        ("ou", "choice"),
    ]
    assert "asks 2 questions" in page(browser.get(HOME))

    save(f"{WAY}questions/?at=/form/fields/0", label_fr="Combien ?", label_en="", required="on")
    assert way(workflow)["form"]["fields"][0]["code"] == "combien_d_arbres"
    assert way(workflow)["form"]["fields"][0]["required"] is True
    press("remove", "/form/fields/1")
    press("remove", "/form/fields/0")
    assert "form" not in way(workflow)


def test_what_is_shared_is_read_and_used(save, workflow, browser, administrator):
    """A workflow with shared conditions and effects reads in words, and new uses are made of it."""
    data = workflow.published.definition | {
        "parts": {
            "conditions": [{"code": "by_phone", "label": "par téléphone", "when": PHONE}],
            "effects": [
                {
                    "code": "dear",
                    "label": "urgence",
                    "effects": [{"do": "set_priority", "priority": "urgent"}],
                }
            ],
        }
    }
    workflow.draft(data, by=administrator)
    save(f"{WAY}condition/?add=1&at=/when&fact=part:by_phone")
    save(f"{WAY}condition/?add=1&at=/when&fact=days.open", op="more_than", value="3")
    save(f"{WAY}effets/?do=part", part="dear")

    assert way(workflow)["when"] == {"all": [{"part": "by_phone"}, OLD]}
    assert way(workflow)["effects"] == [{"do": "part", "part": "dear"}]
    said = page(browser.get(WAY))
    assert "“par téléphone”: the channel is “Telephone”" in said
    assert "Do what is shared: urgence" in said
    assert "Do what is shared: urgence" in page(browser.get(HOME))
    assert browser.get(f"{WAY}condition/?add=1&at=/when&fact=part:none").status_code == 404


def test_the_history_keeps_answers_or_not(save, browser, workflow):
    """One button says it, another takes it back; without a question there is nothing to keep."""
    keep = f"{WAY}questions/garder/"
    assert browser.post(keep, {}).status_code == 404
    save(f"{WAY}questions/?kind=number", label_fr="Combien ?", label_en="How many?")

    browser.post(keep, {})
    assert way(workflow)["form"]["kept"] is False
    assert "its history keeps none" in page(browser.get(WAY))
    browser.post(keep, {"kept": "1"})
    assert "kept" not in way(workflow)["form"]


def test_a_transition_moves_past_the_one_beside_it(browser, workflow):
    """Wherever they stand in the whole list: the order within a step decides which is taken."""

    def from_progress():
        shown = browser.get(HOME).context["steps"]
        return next(one.ways for one in shown if one.code == "in_progress")

    second = from_progress()[1]
    assert from_progress()[0].up == 0
    assert from_progress()[-1].down == 0
    browser.post(f"{HOME}transitions/{second.code}/placer/", {"by": str(second.up)})

    assert from_progress()[0].code == second.code
    again = from_progress()[0]
    browser.post(f"{HOME}transitions/{again.code}/placer/", {"by": str(again.down)})
    assert from_progress()[1].code == second.code
