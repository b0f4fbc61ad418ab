"""Tokens for partner systems: a secret shown once, kept as a hash, with scopes, sections and an end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity.models import PartnerToken
from machinami.capabilities.identity.types import TokenRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound, Refused

#: What a partner system may be allowed, in words. Nothing of the resident register is among it.
SCOPES = {
    "cases.view": "案件を見る", "cases.handle": "案件を処理する（補正、メッセージ）", "cases.decide": "案件を決定する",
    "documents.view": "文書と添付を見る", "payments.view": "収納を見る",
    "notices.own_webhooks": "出来事を自動で受け取る（webhook）",
}
#: The longest life of a token.
LONGEST = timedelta(days=366)
PREFIX = "mch_"


@action("identity.manage_tokens")
def create_token(*, actor: Actor, name: str, scopes: Sequence[str], sections: Sequence[str], expires_on: date) -> tuple[TokenRow, str]:
    """A new token and its secret, which is never shown again. :raises Refused: ``fields``: name, scopes, sections, expires_on."""
    actor.require("identity.manage_tokens")
    today, faults = timezone.localdate(), {}
    if not name.strip():
        faults["name"] = "連携先の名前を入力してください"
    if not scopes or not set(scopes) <= set(SCOPES):
        faults["scopes"] = "できることを1つ以上選んでください"
    if not sections:
        faults["sections"] = "課を1つ以上選んでください"
    if not today < expires_on <= today + LONGEST:
        faults["expires_on"] = "有効期限は明日から1年以内の日にしてください"
    if faults:
        raise Refused("入力内容を確認してください", code="fields", fields=faults)  # type: ignore[arg-type]
    secret = PREFIX + secrets.token_urlsafe(32)
    row = PartnerToken.objects.create(name=name.strip()[:80], digest=_digest(secret), scopes=sorted(scopes), sections=sorted(sections),
                                      expires_on=expires_on, created_by=actor.label, hint=secret[-4:])
    record(actor=actor, verb="identity.create_token", subject=f"identity.PartnerToken:{row.pk}",
           detail={"name": row.name, "scopes": row.scopes, "sections": row.sections})
    return token_row(row), secret


@action("identity.manage_tokens")
def revoke_token(*, actor: Actor, token_id: Any) -> None:
    """It stops working at once."""
    actor.require("identity.manage_tokens")
    if not PartnerToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=timezone.now()):
        raise NotFound("token")
    record(actor=actor, verb="identity.revoke_token", subject=f"identity.PartnerToken:{token_id}")


def tokens(*, actor: Actor) -> list[TokenRow]:
    """All tokens, the newest first; never their secrets."""
    actor.require("identity.manage_tokens")
    return [token_row(r) for r in PartnerToken.objects.order_by("-created_at")[:200]]


def partner(secret: str) -> Actor | None:
    """Who comes with this secret, or None: unknown, revoked or run out."""
    if not secret.startswith(PREFIX):
        return None
    row = PartnerToken.objects.filter(digest=_digest(secret), revoked_at=None, expires_on__gt=timezone.localdate()).first()
    if row is None:
        return None
    if row.last_used_on != timezone.localdate():
        PartnerToken.objects.filter(pk=row.pk).update(last_used_on=timezone.localdate())
    return _actor(row)


def partner_of(token_id: Any) -> Actor | None:
    """Whose token this is, or None when it is revoked or has run out. For what the platform does in a partner's name."""
    row = PartnerToken.objects.filter(pk=token_id, revoked_at=None, expires_on__gt=timezone.localdate()).first()
    return _actor(row) if row else None


def partner_name(token_id: Any) -> str:
    return PartnerToken.objects.filter(pk=token_id).values_list("name", flat=True).first() or ""


def _actor(row: PartnerToken) -> Actor:
    return Actor(kind="partner", id=str(row.pk), name=row.name, grants=frozenset(row.scopes) & frozenset(SCOPES),
                 sections=frozenset(row.sections) - {"*"}, all_sections="*" in row.sections)


def _digest(secret: str) -> str:
    """A plain hash is enough: the secret has 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_row(row: PartnerToken) -> TokenRow:
    return TokenRow(str(row.pk), row.name, row.hint, tuple(row.scopes), tuple(row.sections), row.expires_on, row.revoked_at,
                    row.last_used_on, row.created_by, row.created_at)
