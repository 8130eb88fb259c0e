# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Words of templates are said as Django says them."""

from __future__ import annotations

import pytest
from django.template import Context, Engine
from django.utils import translation

from grc.ui.templatetags.words import PlainWords

DJANGO = Engine(libraries={"i18n": "django.templatetags.i18n"})
OURS = Engine(libraries={"i18n": "grc.ui.templatetags.words"})
TAGS = [
    '{% translate "Queue" %}',
    '{% trans "Queue" %}',
    "{% translate 'Queue' %}",
    '{% translate "Queue" as said %}[{{ said }}]',
    '{% translate "Not in any catalogue & <b>bold</b>" %}',
    '{% translate "100 % of it" %}',
    '{% translate "it\\"s" %}',
    '{% translate "Queue" noop %}',
    '{% translate "New" context "kind of step" %}',
    '{% translate "New" context "kind of step" as said %}[{{ said }}]',
    "{% translate word %}",
    '{% translate "Queue"|upper %}',
    "{% translate word as said %}[{{ said }}]",
    "{% translate missing %}",
    "{% blocktranslate trimmed with name=word %}Hello {{ name }}{% endblocktranslate %}",
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("tag", TAGS)
def test_every_tag_says_what_django_says(tag, language):
    source = "{% load i18n %}" + tag
    with translation.override(language):
        expected = DJANGO.from_string(source).render(Context({"word": "Queue <i>"}))
        assert OURS.from_string(source).render(Context({"word": "Queue <i>"})) == expected


def test_plain_words_are_said_quickly():
    """The common case alone has a node of ours."""
    quick = OURS.from_string('{% load i18n %}{% translate "Queue" %}{% translate word %}')
    kinds = [isinstance(node, PlainWords) for node in quick.nodelist]
    assert kinds.count(True) == 1


def test_pages_use_them(settings):
    (templates,) = settings.TEMPLATES
    assert templates["OPTIONS"]["libraries"] == {"i18n": "grc.ui.templatetags.words"}
