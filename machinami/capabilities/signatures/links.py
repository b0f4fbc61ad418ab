"""Mailed links: single-use, expiring, kept as hashes; each opens with a code that the applicant tells. Called by actions only."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from machinami.capabilities.notices import actions as notices
from machinami.capabilities.signatures import digests
from machinami.capabilities.signatures.models import Link, Request
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import dated
from machinami.foundation.i18n import Text
from machinami.foundation.text import digits

#: Wrong codes until the link is stopped; letters a day to one person; a second press within this sends nothing new.
MOST_WRONG, MOST_LETTERS, SAME_PRESS = 5, 5, timedelta(seconds=30)


def new_code() -> str:
    """Six figures, told by word of mouth. Guessing is stopped by ``MOST_WRONG``."""
    return f"{secrets.randbelow(10**6):06d}"


def mail(actor: Actor, row: Request, template: str, section: str, title: Text, key: str) -> None:
    """A letter with a new link, or without one where only an own sign-in counts."""
    if not row.email:
        return
    link = f"/ja/my/signing/{row.pk}/" if row.level > 1 else f"/ja/sign/{mint(row)}/"
    notices.send_letter(
        actor=actor, template=template if row.level > 1 else f"{template}_by_link", address=row.email, language=row.language,
        subject=f"signatures.Request:{row.pk}", section=section, due_on=row.due_on, link=link,
        params={"title": title, "due": dated(row.due_on)}, idempotency_key=key)


def mint(row: Request) -> str:
    """The token, which leaves with the letter; its hash stays. It holds to the end of the last day."""
    token = secrets.token_urlsafe(32)
    end = timezone.make_aware(datetime.combine(row.due_on, time.max))
    Link.objects.create(request=row, digest=digests.of_token(token), created_at=timezone.now(), expires_at=end)
    return token


def revoke(row: Request) -> None:
    Link.objects.filter(request=row, used_at=None, revoked_at=None).update(revoked_at=timezone.now())


def renew(row: Request) -> None:
    """All links so far stop, and so does the code."""
    revoke(row)
    row.code, row.attempts, row.locked_at = new_code(), 0, None


def just_sent(row: Request) -> bool:
    return Link.objects.filter(request=row, created_at__gt=timezone.now() - SAME_PRESS).exists()


def too_many(row: Request) -> bool:
    return Link.objects.filter(request=row, created_at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_LETTERS


def live(token: str) -> Link | None:
    """The link of a token, if it still opens; its request comes with it."""
    row = Link.objects.select_related("request__case").filter(digest=digests.of_token(token), used_at=None, revoked_at=None,
                                                              expires_at__gt=timezone.now()).first()
    return row if row is not None and row.request.locked_at is None else None


def try_code(row: Request, code: Any) -> bool:
    """True when it is the code; a wrong one is counted, and the last wrong one stops every link."""
    if constant_time_compare(digits(str(code))[:20], str(row.code or "-")):
        row.attempts = 0
        return True
    row.attempts += 1
    if row.attempts >= MOST_WRONG:
        row.locked_at = timezone.now()
    return False
