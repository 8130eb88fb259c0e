# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The proof in a ZIP: data, sheet, letter, and each hashed content as its own file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.translation import gettext as _

from grc.answers.letters import letter_pdf, proof_pdf
from grc.answers.letters.rounds import letter_of_round
from grc.answers.proving.sheet import proof_sheet
from grc.core.canonical import canonical_json
from grc.core.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.answers.models import AnswerFile, SignedFile
    from grc.answers.proving.record import Proof

#: Nothing in the archive tells when it was made: that would be all that differs between two.
NEVER: Final = (1980, 1, 1, 0, 0, 0)
SUMS: Final = "SHA256SUMS"


def proof_zip(proof: Proof) -> bytes:
    """Return the proof as a ZIP. Raises LettersUnavailable where no PDF can be made.

    A letter that the law forbids to print (a signatory without power) is left out, and said to be.
    """
    files, sums = dict(_hashed(proof)), dict(_sums(proof))
    files["proof.json"] = proof.json
    files["proof.pdf"] = proof_pdf(proof_sheet(proof))
    if (letter := _letter(proof)) is not None:
        files["letter.pdf"] = letter
    files["README.txt"] = _readme(proof, has_letter=letter is not None).encode()
    sums["proof.json"] = hashlib.sha256(files["proof.json"]).hexdigest()
    files[SUMS] = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
    return _zipped(files)


def _hashed(proof: Proof) -> Iterator[tuple[str, bytes]]:
    """Every content that has a hash, byte for byte as it was hashed."""
    for version in proof.case.versions:
        yield _version(version.round.number), canonical_json(version.round.content)
    for event, content in proof.linked_contents():
        yield _event(event.chain_position or 0), content
    for delivery in proof.case.deliveries:
        yield f"mails/{delivery.pk}.txt", delivery.text.encode()
    for name, kept in _files(proof):
        with suppress(OSError), kept.file.open("rb") as file:
            yield name, file.read()


def _files(proof: Proof) -> Iterator[tuple[str, AnswerFile | SignedFile]]:
    """Every file that a version froze, under its id and its kind; every letter that was signed."""
    versions = (version.round.content for version in proof.case.versions)
    named = {file["id"] for content in versions for file in content.get("files", [])}
    for key in sorted(named & proof.case.files.keys()):
        kept = proof.case.files[key]
        yield f"files/{key}{PurePath(kept.name).suffix.lower()}", kept
    for signed in proof.case.signed_files:
        yield f"signed/{signed.pk}.pdf", signed


def _sums(proof: Proof) -> Iterator[tuple[str, str]]:
    """The hashes as they were kept, not as they come out now: checking them is the point."""
    for version in proof.case.versions:
        yield _version(version.round.number), version.round.content_hash
    for event, _content in proof.linked_contents():
        yield _event(event.chain_position or 0), event.chain_hash
    for name, kept in _files(proof):
        yield name, kept.sha256


def _letter(proof: Proof) -> bytes | None:
    approved = proof.case.approved
    if approved is None:
        return None
    approved.round.answer = proof.case.answer
    with suppress(Refusal):
        letter = letter_of_round(approved.round)
        return letter_pdf(letter)
    return None


def _readme(proof: Proof, *, has_letter: bool) -> str:
    with translation.override(proof.municipality.default_language):
        parts = [
            _("Proof of the answer to request %(reference)s, %(town)s")
            % {"reference": proof.case.reference, "town": proof.municipality.name},
            _(
                "proof.pdf\tfor people: who wrote, who decided in whose place, what left\n"
                "proof.json\tthe same, whole, for machines: canonical JSON (RFC 8259, sorted keys, "
                "no spaces)\n"
                "versions/\tthe frozen content of each version, byte for byte as it was hashed\n"
                "events/\teach event of the chain, byte for byte as it was hashed\n"
                "mails/\tthe text of each e-mail\n"
                "files/\tthe files that versions froze, if any\n"
                "signed/\tletters as they were signed, if any\n"
                "SHA256SUMS\tthe hashes as they were kept at the time"
            ),
            _(
                "To check it by hand, unpack it, open a terminal in its folder and type:\n\n"
                "    sha256sum -c SHA256SUMS\n\n"
                "Each line must end with OK. Then compare by eye: in each file of events/, "
                "“previous” is the hash of the event before it in SHA256SUMS; “content” in the "
                "event “submitted” of a version is the hash of that version; and the visas in "
                "proof.json bear the hash of the version that they approve."
            ),
        ]
        if proof.case.approved is not None:
            parts.append(
                _("letter.pdf is the approved version as a letter, under the law of that day.")
                if has_letter
                else _("The approved version cannot be printed as a letter here.")
            )
        return "\n\n".join(parts) + "\n"


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, NEVER)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def _version(number: int) -> str:
    return f"versions/{number}.json"


def _event(position: int) -> str:
    return f"events/{position:04}.json"
