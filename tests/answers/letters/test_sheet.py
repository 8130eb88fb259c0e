# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A sheet of facts: values with their labels, tables with their headings, exact lines."""

from __future__ import annotations

import hashlib

import pytest

from grc.answers.letters import Section, Sheet, Table, proof_pdf

pytestmark = pytest.mark.usefixtures("press")

HASH = hashlib.sha256(b"content").hexdigest()


def sheet(*sections: Section) -> Sheet:
    return Sheet(
        title="Proof of the answer",
        language="en",
        town="Ville de Châlons",
        reference="CH-2026-004217",
        introduction="What was written, who validated it, how it left.",
        sections=sections,
    )


def test_facts_are_never_markup(read):
    """What people wrote is printed sign by sign, in every place."""
    evil = "<script>1</script>&amp;"
    printed = read(
        proof_pdf(
            sheet(
                Section(
                    heading=evil,
                    text=evil,
                    rows=((evil, evil),),
                    table=Table(columns=(evil,), rows=((evil,),)),
                    exact=(evil,),
                )
            )
        )
    )
    assert printed.text.replace(" ", "").count(evil) == 7


def test_values_keep_their_labels(read):
    """Each value is a cell whose heading is its label (law R3.14)."""
    printed = read(proof_pdf(sheet(Section(heading="Answer", rows=(("Outcome", "Refused"),)))))
    assert "Outcome Refused" in printed.text
    (value,) = [tag.element for tag in printed.tags if tag.kind == "TD"]
    (label,) = [tag.element for tag in printed.tags if tag.kind == "TH"]
    assert label["/ID"] in value["/A"]["/Headers"]


def test_a_long_table_repeats_its_headings(read):
    """On each page one sees what a column is; each row is there once (law R1.35)."""
    rows = tuple((f"visa-{number}.", "Sophie Lambert", "approved") for number in range(120))
    table = Table(columns=("Stage", "Person", "Decision"), rows=rows)
    printed = read(proof_pdf(sheet(Section(heading="Visas", table=table))))
    assert len(printed.pages) > 2
    for number, page in enumerate(printed.pages, start=1):
        assert "Stage Person Decision" in page
        assert "Ref. CH-2026-004217" in page
        assert f"Page {number}/{len(printed.pages)}" in page
    for name, *_rest in rows:
        assert printed.text.count(name) == 1
    cells = [tag.element for tag in printed.tags if tag.kind == "TD"]
    assert len(cells) == 240
    assert all(len(cell["/A"]["/Headers"]) == 2 for cell in cells)


def test_a_hash_is_printed_whole(read):
    """Sixty-four signs on one line: it can be compared and copied (law R1.35)."""
    line = f"round 1  {HASH}"
    page = read(proof_pdf(sheet(Section(heading="Hashes", exact=(line,))))).reader.pages[0]
    assert HASH in page.extract_text()


def test_lines_and_spaces_of_a_text_are_kept(read):
    """A frozen text looks as it was frozen."""
    exact = "Bonjour,\n\n    en retrait\nà bientôt"
    printed = read(proof_pdf(sheet(Section(heading="Text", exact=(exact,)))))
    lines = [line.strip() for line in printed.reader.pages[0].extract_text().splitlines()]
    assert [line for line in lines if line in exact.replace("    ", "").splitlines() and line] == [
        "Bonjour,",
        "en retrait",
        "à bientôt",
    ]


def test_it_is_tagged_and_says_so(read):
    """As a letter is (law R3.14)."""
    printed = read(proof_pdf(sheet(Section(heading="Answer", text="Words"))))
    assert printed.root["/MarkInfo"]["/Marked"]
    assert printed.root["/Lang"] == "en"
    assert printed.title == "Proof of the answer · CH-2026-004217"
    assert (printed.kinds.count("H1"), printed.kinds.count("H2")) == (1, 1)
