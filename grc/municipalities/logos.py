# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The logo of a letterhead: a PNG, decoded and written again, so that nothing else comes along."""

from __future__ import annotations

import io
import warnings
from typing import Final

from django.utils.translation import gettext as _

from grc.core.refusals import NotValid

LARGEST: Final = 500_000
LONGEST_EDGE: Final = 1_200
_MOST_PIXELS: Final = 16_000_000


def rewritten(content: bytes) -> bytes:
    """Return the picture as it is kept.

    Raises NotValid for anything but a PNG: an SVG can hold programs and addresses.
    """
    if len(content) > LARGEST:
        raise NotValid(_("The logo is larger than 500 kB. Choose a smaller picture."))
    # Read with the first picture: most processes need neither it nor its memory.
    from PIL import Image

    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(content), formats=("PNG",))
            if image.width * image.height > _MOST_PIXELS:
                raise NotValid(_("The logo has too many pixels. Choose a smaller picture."))
            bare = image.convert("RGBA")
            bare.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            clean = Image.new("RGBA", bare.size)
            clean.paste(bare)
            clean.save(out, format="PNG", optimize=True)
    except NotValid:
        raise
    except Exception as error:
        raise NotValid(_("The logo must be a PNG picture. Save it as PNG and retry.")) from error
    return out.getvalue()
