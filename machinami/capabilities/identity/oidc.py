"""Residents' sign-in by OpenID Connect: authorization code, PKCE S256, private_key_jwt, acr.

The profile is that of デジタル認証アプリ (docs/adr/0005): the client authenticates with a signed
assertion, asks for ``openid name address birthdate gender`` and names the assurance it needs in ``acr_values``.
Everything about the token is checked here: signature (ES256 or RS256) against the provider's keys,
issuer, audience, expiry, nonce and acr.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7523 import private_key_jwt_sign
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.identity.models import SigningIn
from machinami.foundation.actors import ANONYMOUS
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text
from machinami.foundation.tracing import span

logger = logging.getLogger(__name__)
SCOPE = "openid name address birthdate gender email"
#: Assurance level of the session by what the provider says it did.
LEVEL_OF_ACR = {"aal3": 3, "aal2": 2, "aal1": 1}
LIFETIME = timedelta(minutes=15)

_AGAIN = Text(
    ja="サインインできませんでした。もう一度はじめから試してください",
    en="We could not sign you in. Please start again.",
    zh="未能登录。请从头再试一次。",
    ko="로그인할 수 없었습니다. 처음부터 다시 시도해 주세요.",
    easy="サインインできませんでした。もういちど はじめから やってください",
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the provider vouches for."""

    issuer: str
    subject: str
    level: int
    claims: dict[str, Any]


def origins() -> tuple[str, ...]:
    """``scheme://host[:port]`` of the provider's pages: the Content-Security-Policy lets the sign-in form lead there."""
    issuer = urlsplit(settings.OIDC["issuer"])
    return tuple(settings.OIDC["origins"]) or ((f"{issuer.scheme}://{issuer.netloc}",) if issuer.netloc else ())


def _discover() -> dict[str, Any]:
    issuer = settings.OIDC["issuer"]
    found = shared_cache.get(f"oidc:{issuer}")
    if found is None:
        found = _asked("GET", f"{issuer}/.well-known/openid-configuration", timeout=10).raise_for_status().json()
        if found["issuer"] != issuer:
            raise _refuse("oidc_issuer")
        if not found["authorization_endpoint"].startswith(tuple(f"{origin}/" for origin in origins())):
            logger.error("browsers will not follow to %s: name its origin in OIDC_ORIGINS", found["authorization_endpoint"])
        shared_cache.set(f"oidc:{issuer}", found, 600)
    return found


def _asked(method: Literal["GET", "POST"], url: str, **how: Any) -> httpx.Response:
    """The provider, as a step of the trace."""
    call = httpx.get if method == "GET" else httpx.post
    with span(method, kind="client", attributes={"http.request.method": method, "server.address": urlsplit(url).hostname or ""}) as step:
        answer = call(url, **how)
        step.note({"http.response.status_code": answer.status_code}, failed=answer.status_code >= 400)
    return answer


def _refuse(code: str) -> Refused:
    """The same words whatever it was; what it was is on record."""
    record_read(actor=ANONYMOUS, verb="identity.resident_refused", subject="identity.Account", purpose="サインイン",
                kind="refusal", detail={"code": code})
    return Refused(_AGAIN, code=code)


@cache
def _private_key() -> str:
    path = settings.OIDC["private_key_file"]
    if path:
        return Path(path).read_text()
    from machinami.capabilities.identity.demo_keys import client_key

    return client_key()


def begin(return_to: str) -> tuple[str, str]:
    """The address at the provider to send the browser to, and the state that the same browser must come back with."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    SigningIn.objects.filter(created_at__lt=timezone.now() - LIFETIME).delete()
    SigningIn.objects.create(state=state, nonce=nonce, verifier=verifier, return_to=return_to)
    query = {
        "response_type": "code", "client_id": settings.OIDC["client_id"], "redirect_uri": redirect_uri(),
        "scope": SCOPE, "state": state, "nonce": nonce, "acr_values": settings.OIDC["acr_values"],
        "code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256",
    }
    return f"{_discover()['authorization_endpoint']}?{urlencode(query)}", state


def redirect_uri() -> str:
    return f"{settings.BASE_URL}/signin/callback"


def finish(state: str, code: str, *, begun: Collection[str]) -> tuple[Identity, str]:
    """Redeem the code once. Returns the identity and where to go on. ``begun``: the states this browser was given.

    :raises Refused: when anything does not match; nothing is kept.
    """
    if state not in begun:
        raise _refuse("oidc_browser")
    row = SigningIn.objects.filter(state=state, created_at__gt=timezone.now() - LIFETIME).first()
    if row is None or not SigningIn.objects.filter(state=state).delete()[0]:
        raise _refuse("oidc_state")
    provider = _discover()
    endpoint = provider["token_endpoint"]
    assertion = private_key_jwt_sign(_private_key(), settings.OIDC["client_id"], endpoint, alg="RS256")
    answer = _asked("POST", endpoint, timeout=15, data={
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri(),
        "client_id": settings.OIDC["client_id"], "code_verifier": row.verifier, "client_assertion": assertion,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    })
    if answer.status_code != 200:
        raise _refuse("oidc_token")
    tokens = answer.json()
    claims = _check(provider, tokens["id_token"], row.nonce)
    info = _asked("GET", provider["userinfo_endpoint"], timeout=10,
                  headers={"Authorization": f"Bearer {tokens['access_token']}"}).raise_for_status().json()
    if info.get("sub") != claims["sub"]:
        raise _refuse("oidc_subject")
    level = max((LEVEL_OF_ACR.get(word, 0) for word in str(claims.get("acr", "")).split()), default=0)
    return Identity(claims["iss"], claims["sub"], level, info), row.return_to


def _check(provider: dict[str, Any], token: str, nonce: str) -> dict[str, Any]:
    keys = _asked("GET", provider["jwks_uri"], timeout=10).raise_for_status().json()
    rules = jwt.JWTClaimsRegistry(
        now=int(time.time()), leeway=60, iss={"essential": True, "value": provider["issuer"]},
        aud={"essential": True, "value": settings.OIDC["client_id"]}, nonce={"essential": True, "value": nonce},
        exp={"essential": True}, sub={"essential": True})
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=["ES256", "RS256"]).claims
        rules.validate(claims)
    except Exception as error:  # joserfc raises a family of JoseError and ValueError
        raise _refuse("oidc_token") from error
    return dict(claims)
