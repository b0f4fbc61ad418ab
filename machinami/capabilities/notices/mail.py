"""E-mail over SMTP (RFC 5321), or into ``VAR/mail`` where no server is set."""

from __future__ import annotations

import contextlib
import os
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from machinami.capabilities.notices.ports import Away, Channel, Deferred, Failed, Message, Result, Sent
from machinami.foundation.i18n import HTML_LANG
from machinami.foundation.tracing import span

BAD_ADDRESS = "メールアドレスの形が合っていません。本人に確かめてください"


class Mail(Channel):
    code = "email"

    def send(self, message: Message) -> Result:
        try:
            validate_email(message.address)
        except ValidationError:  # also a line break, which would make a second header
            return Failed(BAD_ADDRESS)
        letter = _letter(message)
        if not settings.SMTP_URL:
            return _into_folder(letter, message.identifier)
        with span("SMTP", kind="client", attributes={"server.address": urlsplit(settings.SMTP_URL).hostname or ""}) as step:
            result = _over_smtp(letter)
            step.note({"machinami.outcome": type(result).__name__}, failed=not isinstance(result, Sent))
        return result


def _letter(message: Message) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = settings.MAIL_FROM
    letter["To"] = message.address
    letter["Subject"] = message.title
    letter["Message-ID"] = f"<{message.identifier}>"
    letter["Date"] = formatdate(localtime=True)
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = HTML_LANG.get(message.language, "ja")
    if message.stop_url:
        letter["List-Unsubscribe"] = f"<{message.stop_url}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    end = "\n".join(("", "--", message.footer, *filter(None, [message.stop_url]), "")) if message.footer else ""
    letter.set_content(f"{message.body}\n\n{message.url}\n{end}")
    return letter


def _over_smtp(letter: EmailMessage) -> Result:
    try:
        server = _connect()
    except (OSError, smtplib.SMTPException) as error:
        # Also a wrong password or a refusal to talk: the office can mend it, so the letter waits.
        return Away(f"メールサーバにつながりません（{type(error).__name__}）")
    try:
        server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return _answer(code, words)
    except smtplib.SMTPSenderRefused as error:
        return Away(f"メールサーバが差出人を受け付けません（{error.smtp_code}）")
    except smtplib.SMTPResponseException as error:
        return _answer(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError:
        return Failed(BAD_ADDRESS)
    except (OSError, smtplib.SMTPException) as error:
        return Deferred(f"メールサーバとの通信が途中で切れました（{type(error).__name__}）")
    finally:
        # What the server says to our goodbye changes nothing: the letter is taken or it is not.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
    return Sent()


def _connect() -> smtplib.SMTP:
    """Signed in; over TLS the server's certificate is checked (own authorities by SSL_CERT_FILE)."""
    url = urlsplit(settings.SMTP_URL)
    host = url.hostname or "127.0.0.1"
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, url.port or 465, timeout=20, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=20)
    try:
        if "starttls=1" in url.query:
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


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
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
    return Sent()
