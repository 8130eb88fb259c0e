# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A letter is a tagged PDF that says all that the law wants, in the order in which it is read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.safestring import SafeString

from grc.answers.letters import Signature, letter_pdf
from grc.core.markup import to_html
from grc.core.refusals import NotValid
from tests.answers.letters.conftest import SENDER

pytestmark = pytest.mark.usefixtures("press")

LONG = "\n\n".join(["Les travaux commenceront au printemps et dureront six semaines. " * 9] * 14)


def in_order(text: str, *words: str) -> bool:
    """Return whether all words are there, each after the one before."""
    at = 0
    for word in words:
        at = text.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


def test_words_are_never_markup(letter, read):
    """What a citizen or an agent typed as a line is printed sign by sign."""
    evil = '<b>x</b> & "<img src=http://127.0.0.1/>" {{ settings }}'
    changed = letter(
        subject=evil,
        recipient=(evil, evil),
        reference="R<1>&",
        attachments=(evil,),
        contact=evil,
        place=evil,
        signature=Signature(formula=evil, name=evil, capacity=evil, act=evil, note=evil),
    )
    printed = read(letter_pdf(changed))
    assert printed.text.replace(" ", "").count(evil.replace(" ", "")) == 11
    assert printed.title == f"{evil} · R<1>&"


def test_a_body_that_is_no_safe_html_is_escaped(letter, read):
    """A ``str`` never becomes markup by accident."""
    assert "<p>Non</p>" in read(letter_pdf(letter(body="<p>Non</p>"))).text


def test_an_endless_letter_is_refused(letter):
    """A sentence, in place of a minute and a gigabyte."""
    with pytest.raises(NotValid, match="more than 5000 lines"):
        letter_pdf(letter(body=to_html("a\n" * 5_001)))


def test_nothing_is_fetched(letter, read, monkeypatch, tmp_path):
    """Neither network nor disk: a letter shows its own picture and no other."""
    reached = []
    monkeypatch.setattr("socket.socket.connect", lambda *args: reached.append(args))
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    body = SafeString(
        f'<p>avant</p><img alt="a" src="http://127.0.0.1:9/x.png"><img alt="a" src="file://{secret}">'
        f'<img alt="a" src="data:image/png;base64,iVBORw0KGgo="><object data="file://{secret}">'
        f'</object><link rel="stylesheet" href="http://127.0.0.1:9/x.css">'
        f'<link rel="attachment" href="file://{secret}"><style>@import "http://127.0.0.1:9/y";'
        f"</style><p>après</p>"
    )
    printed = read(letter_pdf(letter(body=body)))
    assert in_order(printed.text, "avant", "après")
    assert not reached
    assert not printed.reader.attachments


def test_it_is_tagged_and_says_so(letter, read):
    """PDF/UA-1: marked, a structure, a language, a title that the reader shows (law R3.14)."""
    printed = read(letter_pdf(letter(language="fr")))
    assert printed.root["/MarkInfo"]["/Marked"]
    assert printed.root["/Lang"] == "fr"
    assert printed.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert printed.title == "Trou dans la chaussée · CH-2026-004217"
    assert b"pdfuaid:part" in printed.root["/Metadata"].get_object().get_data()
    assert {"Document", "Div", "P", "H1", "Figure"} <= set(printed.kinds)
    assert printed.kinds.count("H1") == 1


def test_a_picture_has_words_in_its_place(letter, read):
    """A logo is read out (law R3.14)."""
    figures = [tag for tag in read(letter_pdf(letter())).tags if tag.kind == "Figure"]
    assert [tag.element["/Alt"] for tag in figures] == ["Logo of Ville de Châlons"]
    bare = read(letter_pdf(letter(sender=replace(SENDER, logo=b""))))
    assert "Figure" not in bare.kinds


def test_lists_and_headings_keep_their_nature(letter, read):
    """What the agent set as a list or a heading is announced as such (law R3.14)."""
    kinds = read(letter_pdf(letter(body=to_html("## Ensuite\n\n- un\n- deux")))).kinds
    assert (kinds.count("L"), kinds.count("LI"), kinds.count("LBody")) == (1, 2, 2)
    assert "H2" in kinds


def test_it_reads_in_order(letter, read):
    """Sender, recipient, date, reference, subject, text, grounds, signature, enclosures, appeal."""
    printed = read(
        letter_pdf(
            letter(
                contact="Alice Moreau, Voirie",
                grounds_of_law=to_html("Article L. 113-2."),
                grounds_of_fact=to_html("Le trottoir mesure 1,95 m."),
                recourse=to_html("Deux mois."),
                attachments=("plan.pdf (PDF, 240 kB, French)",),
            )
        )
    )
    assert in_order(
        printed.text,
        "Ville de Châlons",
        "1 place Foch",
        "03 26 00 00 00 · mairie@chalons.example",
        "Madame Jeanne Leclerc 14 rue de la Bruyère 51000 CHÂLONS",
        "Châlons, Nov. 22, 2026",
        "Our reference: CH-2026-004217",
        "Handled by: Alice Moreau, Voirie",
        "Subject: Trou dans la chaussée",
        "Madame,",
        "Le trou est rebouché.",
        "Grounds of law",
        "Article L. 113-2.",
        "Grounds of fact",
        "Le trottoir mesure 1,95 m.",
        "La maire,",
        "Hélène Marchand",
        "Attached",
        "plan.pdf (PDF, 240 kB, French)",
        "Means and time of appeal",
        "Deux mois.",
    )


def test_what_is_not_said_leaves_no_heading(letter, read):
    """An information has no grounds, no enclosure, no means of appeal."""
    text = read(letter_pdf(letter())).text
    for heading in ("Grounds", "Attached", "appeal", "Handled by", "Delegation"):
        assert heading not in text


def test_every_page_bears_reference_and_number(letter, read):
    """A page that fell out finds its letter again."""
    pages = read(letter_pdf(letter(body=to_html(LONG)))).pages
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert "Ref. CH-2026-004217" in page
        assert f"Page {number}/3" in page
        assert "Ville de Châlons, place Foch" in page


def test_a_signature_by_delegation_names_its_act(letter, read):
    """First name, name, capacity, service, and the act that delegates (law R1.30, R1.31)."""
    signature = Signature(
        formula="Pour la maire et par délégation,",
        name="Paul Garnier",
        capacity="Deuxième adjoint",
        service="Voirie",
        act="arrêté n° 2026-114 du 12 mars 2026",
        for_hand=False,
        note="Notifié par le téléservice (CRPA L212-2)",
    )
    assert in_order(
        read(letter_pdf(letter(signature=signature))).text,
        "Pour la maire et par délégation,",
        "Deuxième adjoint",
        "Voirie",
        "Paul Garnier",
        "Delegation of signature: arrêté n° 2026-114 du 12 mars 2026",
        "Notifié par le téléservice (CRPA L212-2)",
    )


def test_a_signature_is_never_alone_on_its_page(letter, read):
    """The last words stay above it: a signature under nothing signs anything."""
    for lines in range(14, 26):
        body = to_html("\n\n".join(f"Ligne {number}" for number in range(lines)))
        for page in read(letter_pdf(letter(body=body))).pages:
            assert "Marchand" not in page or "Ligne" in page, lines


def test_the_recipient_shows_in_the_window(letter, read):
    """Whichever way the sheet slides, 54 to 79 mm from the top are seen (NF Z 10-011)."""
    lines = tuple(f"Destinataire{number}" for number in range(6))
    found: dict[str, tuple[float, float]] = {}

    def visit(text, user, matrix, _font, _size):
        (a, b, c, d, e, f), (x, y) = user, matrix[4:]
        for word in (*lines, "Foch", "Châlons, N"):
            if word in text:
                found.setdefault(word, (x * a + y * c + e, x * b + y * d + f))

    page = read(letter_pdf(letter(recipient=lines))).reader.pages[0]
    page.extract_text(visitor_text=visit)
    in_mm = {word: (x / 72 * 25.4, 297 - y / 72 * 25.4) for word, (x, y) in found.items()}
    for word in lines:
        across, down = in_mm[word]
        assert 104.5 < across < 190
        assert 54 < down < 80.5
    assert in_mm["Foch"][1] < 44
    assert in_mm["Châlons, N"][1] > 90


def test_a_link_says_where_it_leads(letter, read):
    """Paper cannot be clicked; an address that is written already is not repeated."""
    body = to_html(
        "[le plan](https://chalons.example/plan), [chalons.example](https://chalons.example/), "
        "[écrivez](mailto:a@chalons.example)"
    )
    text = read(letter_pdf(letter(body=body))).text
    assert "le plan (chalons.example/plan)" in text
    assert "écrivez (a@chalons.example)" in text
    assert text.count("chalons.example/)") == 0
    assert "plan), chalons.example, écrivez" in text


def test_the_letter_speaks_its_language_not_the_readers(letter, read, settings):
    """An agent who reads French prints an English letter."""
    from django.utils import translation

    with translation.override("fr"):
        printed = read(letter_pdf(letter(language="en")))
    assert "Subject: Trou" in printed.text
    assert printed.root["/Lang"] == "en"


def test_the_same_letter_is_the_same_file(letter):
    """Printed twice, it has one hash: a proof can name it (law R1.35)."""
    assert letter_pdf(letter()) == letter_pdf(letter())
