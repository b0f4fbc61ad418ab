"""WebAuthn ceremonies (Web Authentication Level 3, §7.1 and §7.2): a challenge asked of a browser, and what it answers, checked.

The library (python-fido2) reads the structures and checks type, origin, challenge, relying party, presence, verification and
signature. Here: the challenge is the server's, of this browser, young and used once, whatever comes of it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.identity.models import PasskeyChallenge
from machinami.foundation.actors import ANONYMOUS
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text

logging.getLogger("fido2").setLevel(logging.WARNING)  # it tells credential ids otherwise
LIFETIME = timedelta(minutes=5)
#: COSE names of ES256, EdDSA and RS256; between them every authenticator on sale.
ALGORITHMS = (-7, -8, -257)
AGAIN = Text(
    ja="パスキーを確かめられませんでした。もう一度試すか、ほかの方法でサインインしてください",
    en="We could not check the passkey. Please try again, or sign in another way.",
    zh="无法验证通行密钥。请重试，或使用其他方式登录。",
    ko="패스키를 확인할 수 없었습니다. 다시 시도하거나 다른 방법으로 로그인해 주세요.",
    easy="パスキーを たしかめられませんでした。もういちど やるか、ほかの やりかたで サインインしてください")


@dataclass(frozen=True, slots=True)
class Made:
    """A new credential: its id's digest, what is kept of it, and the count it begins with."""

    digest: str
    credential: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Which credential a browser says it has; nothing is proven yet."""

    digest: str
    user_handle: bytes | None
    challenge: str
    response: AuthenticationResponse


def refuse(code: str) -> Refused:
    """The same words whatever it was; what it was is on record."""
    record_read(actor=ANONYMOUS, verb="identity.passkey_refused", subject="identity.Passkey", purpose="サインイン", kind="refusal",
                detail={"code": code})
    return Refused(AGAIN, code=code)


def rp_id() -> str:
    """The host that passkeys belong to. Browsers make none for an address in figures: on this machine it is ``localhost``."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    try:
        return "localhost" if ip_address(host).is_loopback else host
    except ValueError:
        return host


def origins() -> frozenset[str]:
    """Pages that may ask: those of BASE_URL, exactly, not those of hosts beside it."""
    parts = urlsplit(settings.BASE_URL)
    port = f":{parts.port}" if parts.port else ""
    return frozenset({f"{parts.scheme}://{parts.netloc}", f"{parts.scheme}://{rp_id()}{port}"})


def _server() -> Fido2Server:
    server = Fido2Server(PublicKeyCredentialRpEntity(name="杉並区デジタル区役所", id=rp_id()), verify_origin=origins().__contains__)
    server.allowed_algorithms = [PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=alg) for alg in ALGORITHMS]
    server.timeout = int(LIFETIME.total_seconds() * 1000)
    return server


def ask_new(*, owner: str, handle: bytes, name: str, known: Collection[bytes]) -> tuple[dict[str, Any], str]:
    """Options for ``navigator.credentials.create`` and their challenge. ``known``: what is kept of the owner's other passkeys."""
    others = [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=AttestedCredentialData(k).credential_id) for k in known]
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=name, display_name=name), credentials=others,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), _keep(state["challenge"], owner)


def ask_sign_in() -> tuple[dict[str, Any], str]:
    """Options for ``navigator.credentials.get`` and their challenge. No credential is named: nobody learns who has some."""
    options, state = _server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), _keep(state["challenge"], "")


def _keep(challenge: str, owner: str) -> str:
    PasskeyChallenge.objects.filter(created_at__lt=timezone.now() - LIFETIME).delete()
    PasskeyChallenge.objects.create(challenge=challenge, owner=owner)
    return challenge


def _redeem(challenge: str, owner: str, begun: Collection[str]) -> dict[str, Any]:
    """Use the challenge up. Call outside a transaction that a refusal would undo."""
    if challenge not in begun:
        raise refuse("passkey_browser")
    rows = PasskeyChallenge.objects.filter(challenge=challenge, owner=owner, created_at__gt=timezone.now() - LIFETIME)
    if not rows.delete()[0]:
        raise refuse("passkey_challenge")
    return {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}


def made(*, owner: str, said: Any, begun: Collection[str]) -> Made:
    """A new credential, from what the browser answered (``PublicKeyCredential.toJSON()``). :raises Refused: for anything amiss."""
    try:
        answer = RegistrationResponse.from_dict(said)
        client = answer.response.client_data
        challenge = websafe_encode(client.challenge)
    except Exception as wrong:  # whatever its parsers trip over: it comes from outside
        raise refuse("passkey_unreadable") from wrong
    state = _redeem(challenge, owner, begun)
    try:
        data = _server().register_complete(state, answer)
        kept = data.credential_data
        if kept is None or client.cross_origin or kept.public_key.get(3) not in ALGORITHMS or len(kept.credential_id) > 1023:
            raise ValueError("no credential that was asked for")
        _flags(data)
    except Exception as wrong:
        raise refuse("passkey_wrong") from wrong
    return Made(hashlib.sha256(kept.credential_id).hexdigest(), bytes(kept), data.counter)


def shown(said: Any) -> Shown:
    """Reads an answer to :func:`ask_sign_in`. :raises Refused: where there is none."""
    try:
        answer = AuthenticationResponse.from_dict(said)
        return Shown(hashlib.sha256(answer.raw_id).hexdigest(), answer.response.user_handle,
                     websafe_encode(answer.response.client_data.challenge), answer)
    except Exception as wrong:
        raise refuse("passkey_unreadable") from wrong


def use_up(answer: Shown, begun: Collection[str]) -> dict[str, Any]:
    """The state to prove an answer against; its challenge is gone with it."""
    return _redeem(answer.challenge, "", begun)


def prove(answer: Shown, state: dict[str, Any], *, credential: bytes, sign_count: int) -> int:
    """The new count, when the answer is signed by the credential.

    :raises Refused: also for a count that does not rise, the sign of a copied authenticator (§6.1.1); zero counts nothing.
    """
    data = answer.response.response.authenticator_data
    try:
        _server().authenticate_complete(state, [AttestedCredentialData(credential)], answer.response)
        if answer.response.response.client_data.cross_origin:
            raise ValueError("asked for within a page of somebody else")
        _flags(data)
    except Exception as wrong:
        raise refuse("passkey_wrong") from wrong
    if (data.counter or sign_count) and data.counter <= sign_count:
        raise refuse("passkey_count")
    return data.counter


def _flags(data: AuthenticatorData) -> None:
    """A credential that is said to be copied elsewhere, but not to be one that may be (§7.1 step 16)."""
    if data.flags & AuthenticatorData.FLAG.BS and not data.flags & AuthenticatorData.FLAG.BE:
        raise ValueError("backed up, but not eligible")
