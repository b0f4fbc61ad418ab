"""A demonstration OpenID provider with the profile of デジタル認証アプリ.

It behaves like an outside service: discovery, authorization code with PKCE S256 only, private_key_jwt at
the token endpoint (each assertion once), ES256 ID tokens with acr, pairwise subjects, userinfo by bearer token. Instead
of a card it offers the synthetic residents to choose from.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from machinami.capabilities.identity import demo_keys
from machinami.capabilities.identity.models import Person, SpentAssertion
from machinami.foundation.ids import new_code
from machinami.foundation.text import kana_key, search_form

_SALT = "demo-idp"
#: Those not in the register: somebody about to move in.
NEWCOMER = {"sub": "newcomer", "name": "武蔵野 はるか", "birthdate": "1998-03-14", "gender": "2",
            "address": "東京都武蔵野市緑町2-2-28", "email": "haruka@example.com"}


def _issuer() -> str:
    return f"{settings.DEMO_PROVIDERS_URL}/demo/idp"


def _key() -> ECKey:
    return ECKey.import_key(demo_keys.provider_key(), {"use": "sig", "alg": "ES256"})


@require_GET
def configuration(request: HttpRequest) -> HttpResponse:
    base = _issuer()
    return JsonResponse({
        "issuer": base, "authorization_endpoint": f"{base}/auth", "token_endpoint": f"{base}/token",
        "userinfo_endpoint": f"{base}/userinfo", "jwks_uri": f"{base}/certs",
        "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"], "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "name", "address", "birthdate", "gender", "email"],
        "acr_values_supported": ["aal3 crl", "aal2", "aal1"],
    })


@require_GET
def certs(request: HttpRequest) -> HttpResponse:
    key = _key()
    return JsonResponse({"keys": [{**key.as_dict(private=False), "kid": key.thumbprint()}]})


@never_cache
def authorize(request: HttpRequest) -> HttpResponse:
    """The page that stands for the card and its PIN. Public."""
    asked = request.GET
    problem = _problem(asked)
    if problem:
        return HttpResponse(problem, status=400, content_type="text/plain; charset=utf-8")
    if request.method == "POST":
        return _consented(request, asked)
    text = asked.get("q", "")
    people = Person.objects.select_related("household")
    if text:
        form, kana = search_form(text), kana_key(text)
        people = (people.filter(search_kana__gte=kana, search_kana__lt=kana + "\uffff")
                  | people.filter(search_name__gte=form, search_name__lt=form + "\uffff"))
    rows = [p for p in people.order_by("number")[:60]][:30]
    hidden = [(k, v) for k, v in asked.items() if k != "q"]
    return render(request, "identity/demo_provider.html", {"people": rows, "q": text, "hidden": hidden,
                                                           "newcomer": NEWCOMER["name"]})


def _problem(asked: Any) -> str:
    if asked.get("client_id") != settings.OIDC["client_id"]:
        return "unknown client_id"
    if asked.get("redirect_uri") != f"{settings.BASE_URL}/signin/callback":
        return "redirect_uri is not registered"
    if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
        return "only response_type=code with scope openid"
    if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
        return "PKCE with S256 is required"
    return "" if asked.get("state") and asked.get("nonce") else "state and nonce are required"


def _consented(request: HttpRequest, asked: Any) -> HttpResponse:
    if "decline" in request.POST:
        return HttpResponseRedirect(f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}")
    code = signing.dumps({"who": request.POST.get("person", ""), "nonce": asked["nonce"], "id": new_code(),
                          "challenge": asked["code_challenge"], "redirect_uri": asked["redirect_uri"],
                          "acr": request.POST.get("acr", "aal3 crl")}, salt=_SALT)
    query = urlencode({"code": code, "state": asked["state"], "session_state": new_code(8)})
    return HttpResponseRedirect(f"{asked['redirect_uri']}?{query}")


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    form = request.POST
    if form.get("grant_type") != "authorization_code":
        return _error("unsupported_grant_type")
    if not _client_is_right(form.get("client_assertion", "")):
        return _error("invalid_client", 401)
    try:
        grant = signing.loads(form.get("code", ""), salt=_SALT, max_age=120)
    except signing.BadSignature:
        return _error("invalid_grant")
    challenge = create_s256_code_challenge(form.get("code_verifier", ""))
    if challenge != grant["challenge"] or form.get("redirect_uri") != grant["redirect_uri"] or not _spend(grant["id"]):
        return _error("invalid_grant")
    claims, now = _claims(grant["who"]), int(time.time())
    key = _key()
    id_token = jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, {
        "iss": _issuer(), "sub": claims["sub"], "aud": settings.OIDC["client_id"], "iat": now, "exp": now + 300,
        "nonce": grant["nonce"], "acr": grant["acr"], "auth_time": now}, key)
    return JsonResponse({"access_token": signing.dumps(grant["who"], salt=_SALT + "-access"), "token_type": "Bearer",
                         "expires_in": 300, "id_token": id_token})


def _client_is_right(assertion: str) -> bool:
    """private_key_jwt (RFC 7523): signature, iss = sub = client, aud = token endpoint, exp, jti once."""
    client = {"essential": True, "value": settings.OIDC["client_id"]}
    rules = jwt.JWTClaimsRegistry(leeway=30, iss=client, sub=client, exp={"essential": True}, jti={"essential": True},
                                  aud={"essential": True, "value": f"{_issuer()}/token"})
    try:
        claims = jwt.decode(assertion, RSAKey.import_key(demo_keys.client_key()), algorithms=["RS256"]).claims
        rules.validate(claims)
    except Exception:  # joserfc raises a family of errors; each means no
        return False
    return _spend(str(claims["jti"]))


def _spend(identifier: str) -> bool:
    """True the first time only."""
    try:
        with transaction.atomic():
            SpentAssertion.objects.create(id=hashlib.sha256(identifier.encode()).hexdigest())
    except IntegrityError:
        return False
    return True


@require_GET
def userinfo(request: HttpRequest) -> HttpResponse:
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        return JsonResponse(_claims(signing.loads(bearer, salt=_SALT + "-access", max_age=300)))
    except signing.BadSignature:
        return _error("invalid_token", 401)


def _claims(who: str) -> dict[str, Any]:
    if who == NEWCOMER["sub"]:
        return {**NEWCOMER, "sub": _pairwise("newcomer")}
    p = Person.objects.select_related("household").get(number=who)
    h = p.household
    return {"sub": _pairwise(p.number), "name": p.full_name, "birthdate": p.birth_date.isoformat(),
            "gender": {"male": "1", "female": "2"}.get(p.sex, "9"), "email": p.email, "resident_number": p.number,
            "address": f"東京都杉並区{h.town}{h.block} {h.building}{h.room}".strip()}


def _pairwise(who: str) -> str:
    host = urlsplit(settings.BASE_URL).netloc
    return hashlib.sha256(f"{settings.SECRET_KEY}|{host}|{who}".encode()).hexdigest()[:32]


def _error(code: str, status: int = 400) -> HttpResponse:
    return HttpResponse(json.dumps({"error": code}), status=status, content_type="application/json")
