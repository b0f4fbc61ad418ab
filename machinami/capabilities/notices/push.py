"""Push notifications over the browsers' own services (RFC 8030, 8291, 8292)."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from joserfc import jwt
from joserfc.jwk import ECKey

from machinami.capabilities.notices import outside, push_keys
from machinami.capabilities.notices.models import Device
from machinami.capabilities.notices.ports import Deferred, Failed, Gone, Message, Result, Sent
from machinami.capabilities.notices.push_sealing import sealed

#: How long a service keeps a message for a device that is off, in seconds; how long our word to it is good for.
KEEP, WORD = 3 * 86_400, 12 * 3600


def send(device: Device, message: Message) -> Result:
    """Tell one device that there is something of a kind, and where; nothing else, neither title nor number."""
    body = json.dumps({"kind": message.topic, "link": urlsplit(message.url).path}).encode()
    held = device.subscription
    try:
        content = sealed(body, opened(held["p256dh"]), opened(held["auth"]))
        answer = outside.post(held["endpoint"], content, _headers(held["endpoint"], message.identifier))
    except (ValueError, outside.Forbidden) as wrong:
        return Gone(f"端末の登録が使えません（{wrong}）"[:200])
    except outside.Unreachable as away:
        return Deferred(f"プッシュサービスに{away}")
    return _judged(answer)


def _judged(answer: outside.Answer) -> Result:
    """RFC 8030 §5: 201 is taken; 404 and 410: the subscription is no more; 429 and 5xx: later."""
    if 200 <= answer.status < 300:
        return Sent()
    if answer.status in (404, 410):
        return Gone("端末のほうで、受け取りをやめています")
    if answer.status == 429 or answer.status >= 500:
        return Deferred(f"プッシュサービスが、あとで送るよう答えました（{answer.status}）", timedelta(seconds=answer.retry_after))
    return Failed(f"プッシュサービスが受け取りませんでした（{answer.status} {answer.excerpt[:80]}）")


def _headers(endpoint: str, identifier: str) -> dict[str, str]:
    """``Topic``: a repeat of the same delivery takes the place of the first."""
    topic = push_keys.base64url(UUID(identifier.split("@")[0]).bytes)
    return {"Content-Type": "application/octet-stream", "Content-Encoding": "aes128gcm", "TTL": str(KEEP), "Urgency": "normal",
            "Topic": topic, "Authorization": _vapid(endpoint)}


def _vapid(endpoint: str) -> str:
    """Who sends, signed for this service alone (RFC 8292 §2)."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + WORD, "sub": settings.PUSH_CONTACT}
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(push_keys.private_key()))
    return f"vapid t={token}, k={push_keys.public_key()}"


def opened(value: str) -> bytes:
    """Base64url with or without its padding. :raises ValueError: for what is none."""
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
