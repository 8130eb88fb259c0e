# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Are style sheets collected and translations compiled?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.utils.translation import gettext as _

from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation

_SHOWN: Final = 3


def check(installation: Installation) -> Iterator[Finding]:
    """Pages find their style sheets, and words are in the reader's language."""
    missing = list(_uncollected())
    if missing:
        yield Finding(
            "assets.static",
            _("Style sheets and scripts are not collected: %(names)s.")
            % {"names": ", ".join(missing[:_SHOWN])},
            _("Run manage.py collectstatic, then start the web server again."),
        )
    stale = [path for path in _catalogues() if _is_stale(path)]
    if stale:
        yield Finding(
            "assets.messages",
            _("Translations are not compiled: %(files)s.") % {"files": ", ".join(map(str, stale))},
            _("Run python -m grc.dev.messages, then start the processes again."),
        )


def _uncollected() -> Iterator[str]:
    """Give what the apps bring and the list of collected files lacks."""
    storage = staticfiles_storage
    if not isinstance(storage, ManifestFilesMixin):
        return
    collected, _hash = storage.load_manifest()
    for finder in get_finders():
        for path, source in finder.list([]):
            prefix = getattr(source, "prefix", None)
            name = f"{prefix}/{path}" if prefix else path
            if name not in collected:
                yield name


def _catalogues() -> Iterator[Path]:
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
