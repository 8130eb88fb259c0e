# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How faults are planted in a healthy installation, and mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import override_settings
from django.utils import timezone

from grc.operation.doctor import code, disk, live
from grc.operation.doctor.installation import Installation
from notifications.models import Delivery
from notifications.registry import Notification, Recipient
from tests.cast import file_request
from tests.conftest import owner_connection

MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
Undo = Callable[[], object]


@dataclass(frozen=True)
class Scene:
    """What a fault may touch. What goes through ``patch`` is mended by the test."""

    town: Any
    service: Any
    patch: pytest.MonkeyPatch
    folder: Path
    relay: Any


@dataclass(frozen=True)
class Fault:
    """``plant`` may return how to mend; ``words`` must be in what is said."""

    check: str
    code: str
    words: str
    plant: Callable[[Scene], Undo | None]


def as_owner(statement: str, mend: str = "") -> Callable[[Scene], Undo | None]:
    """Plant by a statement of the owner, and mend by another."""

    def plant(scene: Scene) -> Undo | None:
        _run(statement)
        return (lambda: _run(mend)) if mend else None

    return plant


def setting(**values: Any) -> Callable[[Scene], Undo]:
    """Plant by settings, given as values or as functions of the scene."""

    def plant(scene: Scene) -> Undo:
        given = {name: made(scene) if callable(made) else made for name, made in values.items()}
        override = override_settings(**given)
        override.enable()
        return override.disable

    return plant


def role(name: str) -> Callable[[Scene], None]:
    """Give pages another role."""

    def plant(scene: Scene) -> None:
        scene.patch.setitem(connections["default"].settings_dict, "USER", name)

    return plant


def _run(statement: str) -> None:
    with owner_connection() as connection:
        connection.execute(statement)


def blind(scene: Scene) -> dict[str, Any]:
    return {**django_settings.BACKUP_DATABASE, "USER": "catalaune"}


def mighty(scene: Scene) -> dict[str, Any]:
    return {**django_settings.BACKUP_DATABASE, "USER": "postgres"}


def unreachable(scene: Scene) -> None:
    for alias in ("default", "owner"):
        scene.patch.setitem(connections[alias].settings_dict, "HOST", str(scene.folder))


def closed(scene: Scene) -> Undo:
    name = connections["default"].settings_dict["NAME"]
    _run(f"REVOKE CONNECT ON DATABASE {name} FROM catalaune")
    return lambda: _run(f"GRANT CONNECT ON DATABASE {name} TO catalaune")


def late(scene: Scene, **changes: Any) -> Undo:
    """A message that waits; at the end it is withheld, because it can never be deleted."""
    with scene.town.scope():
        delivery = _Word().defer(municipality=scene.town, subject=scene.town)
        assert delivery is not None
        changes = {"next_attempt_at": timezone.now() - timedelta(hours=1)} | changes
        Delivery.objects.filter(pk=delivery.pk).update(**changes)
    _run("DELETE FROM procrastinate_jobs")
    return lambda: _forget(scene, delivery.pk)


def _forget(scene: Scene, pk: int) -> None:
    with scene.town.scope():
        Delivery.objects.filter(pk=pk).update(
            state="withheld", next_attempt_at=None, claimed_at=None, claimed_by=""
        )


def abandoned(scene: Scene) -> Undo:
    long_ago = timezone.now() - timedelta(hours=1)
    return late(
        scene, state="sending", claimed_at=long_ago, claimed_by="dead", next_attempt_at=None
    )


def on_hold(scene: Scene) -> Undo:
    return late(scene, state="on_hold", next_attempt_at=None)


class _Word(Notification):
    code = "acknowledgement"

    def recipient(self) -> Recipient:
        return Recipient(address="marie@example.org", name="Marie Dupont")

    def defer(self, **parts: Any) -> Delivery | None:
        from notifications import registry

        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(registry._registry, self.code, type(self))
            return super().defer(**parts)

    subject_line = text = html = lambda self: "Bonjour Marie"


def lost_file(scene: Scene) -> Undo:
    service_request = file_request(scene.service)
    with scene.town.scope():
        kept = service_request.attach(SimpleUploadedFile("a.txt", b"a"), by=None)
    path = Path(kept.file.path)
    content = path.read_bytes()
    path.unlink()
    return lambda: path.write_bytes(content)


def full(scene: Scene) -> None:
    usage = disk.shutil._ntuple_diskusage(10**12, 10**12 - 5, 5)
    scene.patch.setattr(disk.shutil, "disk_usage", lambda path: usage)


def below_a_file(scene: Scene) -> Path:
    (scene.folder / "file").write_text("")
    return scene.folder / "file" / "files"


def with_manifest(scene: Scene) -> dict[str, Any]:
    return {**django_settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}


def uncompiled(scene: Scene) -> list[Path]:
    folder = scene.folder / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text("")
    return [scene.folder]


def town(**values: Any) -> Callable[[Scene], Undo]:
    def plant(scene: Scene) -> Undo:
        rows = type(scene.town).objects.filter(pk=scene.town.pk)
        before = rows.values(*values).get()
        rows.update(**values)
        return lambda: rows.update(**before)

    return plant


def no_town(scene: Scene) -> None:
    scene.patch.setattr(Installation, "towns", lambda self: [])


def no_host(scene: Scene) -> Undo:
    scene.town.hosts.all().delete()
    return lambda: scene.town.hosts.create(name="testserver")


def deaf(scene: Scene) -> None:
    """A pooler that gives each question another session, as far away as can be."""
    connect = live.connect
    scene.patch.setattr(live, "connect", lambda known: connect(known, dbname="postgres"))
    scene.patch.setattr(live, "PATIENCE", 0.2)


def backup_of(name: str) -> Callable[[Scene], str]:
    def folder(scene: Scene) -> str:
        if name:
            (scene.folder / name).touch()
        return str(scene.folder)

    return folder


def bad_code(scene: Scene) -> None:
    error = checks.Error("Two services bear one name.", hint="Rename one.", id="house.E001")
    scene.patch.setattr(code.checks, "run_checks", lambda: [error])


def late_clock(scene: Scene) -> Undo:
    travel = time_machine.travel(timezone.now() + timedelta(hours=1))
    travel.start()
    return travel.stop


def refusing(answer: str) -> Callable[[Scene], None]:
    def plant(scene: Scene) -> None:
        scene.patch.setattr(scene.relay, "to_sender", answer)

    return plant


def broken_chain(scene: Scene) -> Undo:
    """An answer whose last event is not the one that it knows."""
    from grc.accounts.models import User
    from grc.answers.models import Answer

    with scene.town.scope():
        clerk = User.objects.get(email="admin@chalons.example")
        answer = Answer.objects.draft_for(file_request(scene.service), by=clerk)

    def know(head: str) -> None:
        with scene.town.scope():
            Answer.objects.filter(pk=answer.pk).update(chain_head=head)

    know("0" * 64)
    return lambda: know(answer.chain_head)
