"""E-mail over SMTP (RFC 5321), or into ``VAR/mail`` where no server is set."""

from __future__ import annotations

import os
import smtplib
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from machinami.capabilities.notices.ports import Channel, Deferred, Failed, Message, Result, Sent
from machinami.foundation.i18n import HTML_LANG


class Mail(Channel):
    code = "email"

    def send(self, message: Message) -> Result:
        letter = _letter(message)
        return _over_smtp(letter) if settings.SMTP_URL else _into_folder(letter, message.identifier)


def _letter(message: Message) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = settings.MAIL_FROM
    letter["To"] = message.address
    letter["Subject"] = message.title
    letter["Message-ID"] = f"<{message.identifier}>"
    letter["Date"] = formatdate(localtime=True)
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = HTML_LANG.get(message.language, "ja")
    letter.set_content(f"{message.body}\n\n{message.url}\n")
    return letter


def _over_smtp(letter: EmailMessage) -> Result:
    url = urlsplit(settings.SMTP_URL)
    kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(url.hostname or "127.0.0.1", url.port or 25, timeout=20) as server:
            if "starttls=1" in url.query:
                server.starttls()
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return _answer(code, words)
    except smtplib.SMTPResponseException as error:
        return _answer(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return Deferred(f"メールサーバにつながりません（{type(error).__name__}）")
    return Sent()


def _answer(code: int, words: bytes | str) -> Result:
    """4xx is for later, 5xx for never (RFC 5321 §4.2.1)."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    if code < 500:
        return Deferred(f"メールサーバが、あとで送るよう答えました（{code} {text[:80]}）")
    return Failed(f"メールサーバが受け取りませんでした（{code} {text[:80]}）")


def _into_folder(letter: EmailMessage, identifier: str) -> Result:
    folder = Path(settings.VAR) / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{identifier.split('@')[0]}.eml"
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(letter.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return Sent()
