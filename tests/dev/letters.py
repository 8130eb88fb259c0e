# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Messages to send to the mailbox of these tests."""

import smtplib
from email.message import EmailMessage

from grc.dev.mailbox import Mailbox

HTML = """<!doctype html><html><head><title>x</title></head><body>
<h1>Votre demande</h1><a href="https://ville.test/suivi/1">Suivre</a>
<img alt="logo" src="cid:logo@ville"><script>top.location = "https://evil.test/"</script>
</body></html>"""


def letter(to: str = "camille@exemple.test", subject: str = "Votre demande") -> EmailMessage:
    """A message such as the town sends: text, HTML, a picture in it, a file beside it."""
    message = EmailMessage()
    message["From"] = "Ville de Châlons <ne-pas-repondre@ville.test>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = "<1@ville.test>"
    message["Date"] = "Tue, 03 Mar 2026 09:00:00 +0100"
    message.set_content("Bonjour,\n\nSuivi : https://ville.test/suivi/1\n")
    message.add_alternative(HTML, subtype="html")
    body = message.get_payload()[1]  # type: ignore[index]
    body.add_related(b"\x89PNG", "image", "png", cid="<logo@ville>")  # type: ignore[union-attr]
    message.add_attachment(
        b"%PDF-1.7", maintype="application", subtype="pdf", filename="Réponse signée.pdf"
    )
    return message


def send(mailbox: Mailbox, message: EmailMessage | None = None, **options: list[str]) -> None:
    with smtplib.SMTP("127.0.0.1", mailbox.smtp_port, timeout=10) as smtp:
        smtp.send_message(message or letter(), **options)  # type: ignore[arg-type]
