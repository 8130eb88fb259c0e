# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Other systems: who may add them, what is refused, secrets that a database alone does not give."""

from __future__ import annotations

import json

import pytest
from django.core.serializers import serialize
from django.db import IntegrityError, transaction

from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.webhooks import configuring, secrets
from grc.webhooks.configuring import WebhookContent, secret_mark
from grc.webhooks.models import Webhook
from grc.webhooks.secrets import SecretLost
from notifications.models import Delivery

pytestmark = pytest.mark.django_db
CONTENT = WebhookContent(name="ERP", url="https://erp.example/hook")
COMMANDS = {
    "change": lambda webhook, by: configuring.change_webhook(
        webhook, CONTENT, based_on=CONTENT.fingerprint, by=by
    ),
    "rotate": lambda webhook, by: configuring.rotate_secret(
        webhook, based_on=secret_mark(webhook), by=by
    ),
    "end": lambda webhook, by: configuring.end_former_secret(webhook, by=by),
    "disable": lambda webhook, by: configuring.disable(webhook, by=by),
    "enable": lambda webhook, by: configuring.enable(webhook, by=by),
    "try": lambda webhook, by: configuring.send_trial(webhook, by=by),
    "again": lambda webhook, by: configuring.send_again(webhook, Delivery(), by=by),
}


def names(webhook):
    return list(Event.objects.about(webhook).in_order().values_list("name", flat=True))


def test_only_administrators_add_one(supervisor):
    """The command refuses by itself whoever does not administer the town."""
    with pytest.raises(NotAllowed):
        configuring.add_webhook("erp", CONTENT, by=supervisor)


@pytest.mark.parametrize("command", COMMANDS)
def test_only_administrators_touch_one(command, erp, supervisor):
    """Every command asks for itself."""
    with pytest.raises(NotAllowed):
        COMMANDS[command](erp, supervisor)
    assert names(erp) == ["webhook_added"]


@pytest.mark.parametrize("code", ["", "ERP", "1erp", "e-rp", "é", "a" * 41, "erp\n\n?"])
def test_a_code_is_one_that_workflows_can_name(code, administrator):
    """Small letters, digits and _."""
    with pytest.raises(NotValid, match="code"):
        configuring.add_webhook(code, CONTENT, by=administrator)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("", CONTENT.url),
        ("ERP", ""),
        ("ERP", "https://user:word@erp.example/"),
        ("ERP", "https://10.0.0.1/"),
        ("ERP", "ftp://erp.example/"),
    ],
)
def test_what_cannot_be_called_is_not_saved(name, url, erp, administrator):
    """A name is needed, and an address that may be called."""
    content = WebhookContent(name=name, url=url)
    with pytest.raises(NotValid):
        configuring.add_webhook("gis", content, by=administrator)
    with pytest.raises(NotValid):
        configuring.change_webhook(erp, content, based_on=CONTENT.fingerprint, by=administrator)


def test_a_code_is_taken_once(erp, administrator):
    """By whoever was first; nothing of the second is left."""
    with pytest.raises(NotValid, match="already"):
        configuring.add_webhook("erp", CONTENT, by=administrator)
    assert Webhook.objects.get().secret == erp.secret


def test_what_another_saved_is_not_written_over(erp, administrator):
    """The second of two reads first what is there now."""
    first = WebhookContent(name="Finances", url=CONTENT.url)
    configuring.change_webhook(erp, first, based_on=CONTENT.fingerprint, by=administrator)
    with pytest.raises(NotNow, match="meanwhile"):
        configuring.change_webhook(erp, CONTENT, based_on=CONTENT.fingerprint, by=administrator)
    assert str(Webhook.objects.get()) == "Finances"
    assert Event.objects.about(erp).get(name="webhook_changed").data == {"changed": ["name"]}


@pytest.mark.parametrize(
    "faults",
    [
        {"code": "ERP"},
        {"name": ""},
        {"url": "ftp://erp.example"},
        {"secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"},
        {"former_secret": "plain"},
        {"disabled_why": "person"},
    ],
)
def test_the_database_refuses_what_must_never_be(erp, faults):
    """A key in plain, a reason without a moment, a name for nobody."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Webhook.objects.update(**faults)


def test_a_copy_of_the_database_signs_nothing(erp, settings):
    """What is stored is not the key, nor does it give it without SECRET_KEY."""
    key = secrets.key_of(erp.secret)
    stored = serialize("json", [erp])
    assert len(key) == 32
    assert key.hex() not in stored
    assert secrets.shown(erp.secret).removeprefix("whsec_") not in stored
    assert secrets.shown(erp.secret) not in json.dumps(
        list(Event.objects.about(erp).values_list("data", flat=True))
    )
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(SecretLost):
        secrets.key_of(erp.secret)


def test_a_former_secret_key_still_gives_it(erp, settings):
    """An operator who changes SECRET_KEY keeps the former one beside it, and nobody notices."""
    key = secrets.key_of(erp.secret)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert secrets.key_of(erp.secret) == key


def test_two_secrets_sign_until_one_is_ended(erp, administrator):
    """The newest first; no third one; sent twice, none is lost."""
    mark = secret_mark(erp)
    rotated = configuring.rotate_secret(erp, based_on=mark, by=administrator)
    with pytest.raises(NotNow, match="meanwhile"):
        configuring.rotate_secret(erp, based_on=mark, by=administrator)
    with pytest.raises(NotNow, match="former"):
        configuring.rotate_secret(erp, based_on=secret_mark(rotated), by=administrator)
    both = rotated.endpoint.keys
    assert both == (secrets.key_of(rotated.secret), secrets.key_of(erp.secret))
    assert len(set(both)) == 2

    configuring.end_former_secret(erp, by=administrator)
    configuring.end_former_secret(erp, by=administrator)
    assert Webhook.objects.get().endpoint.keys == both[:1]
    assert names(erp) == ["webhook_added", "webhook_secret_made", "webhook_secret_ended"]


def test_disabled_and_enabled(erp, administrator):
    """Each once; a disabled system is not tried out."""
    for _ in range(2):
        configuring.disable(erp, by=administrator)
    with pytest.raises(NotNow, match="Enable"):
        configuring.send_trial(erp, by=administrator)
    for _ in range(2):
        configuring.enable(erp, by=administrator)
    assert Webhook.objects.get().is_enabled
    assert names(erp) == ["webhook_added", "webhook_disabled", "webhook_enabled"]


def test_towns_know_nothing_of_each_other(erp, other_town):
    """The same code is another system there."""
    with other_town.scope():
        assert not Webhook.objects.exists()
