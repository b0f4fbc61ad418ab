"""Who is let in: an attacker with somebody else's link, token, password or chair gets nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from machinami.capabilities.audit.models import PendingRead, PendingWrite
from machinami.capabilities.identity import actions, oidc, passwords, queries, staff
from machinami.capabilities.identity.middleware import RESIDENT_KEY
from machinami.capabilities.identity.models import Account, StaffMember
from machinami.capabilities.identity.testing import resident
from machinami.foundation.actors import system
from machinami.foundation.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
ISSUER = settings.OIDC["issuer"]
KEY = ECKey.generate_key("P-256", {"kid": "provider"}, auto_kid=False)
STRANGE = ECKey.generate_key("P-256", {"kid": "provider"}, auto_kid=False)
PASSWORD, SEED = "みどりの-かえる-7ひき-とぶ-quietly", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def claims(nonce: str, **more) -> dict:
    now = int(time.time())
    return {"iss": ISSUER, "sub": "hanako", "aud": settings.OIDC["client_id"], "iat": now, "exp": now + 300, "nonce": nonce,
            "acr": "aal3 crl"} | more


def keyed_by_what_everybody_knows(said: dict) -> str:
    """HS256 with the provider's public key as the secret (key confusion)."""
    head, body = ({"alg": "HS256", "kid": "provider"}, said)
    written = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body))
    mac = hmac.new(KEY.as_pem(private=False), written.encode(), hashlib.sha256).digest()
    return f"{written}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


@pytest.fixture
def provider(monkeypatch):
    """The identity provider; ``token(nonce)`` may be replaced by a test."""

    class Provider:
        token = staticmethod(lambda nonce: jwt.encode({"alg": "ES256", "kid": "provider"}, claims(nonce), KEY))
        nonce, asked = "", 0

    def post(url, **_):
        Provider.asked += 1
        return httpx.Response(200, json={"id_token": Provider.token(Provider.nonce), "access_token": "x"}, request=httpx.Request("POST", url))

    def get(url, **_):
        body = {"keys": [KEY.as_dict(private=False)]} if url.endswith("certs") else {"sub": "hanako", "name": "杉並 花子"}
        return httpx.Response(200, json=body, request=httpx.Request("GET", url))

    cache.set(f"oidc:{ISSUER}", {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token",
                                 "userinfo_endpoint": f"{ISSUER}/userinfo", "jwks_uri": f"{ISSUER}/certs"}, 60)
    monkeypatch.setattr(oidc.httpx, "post", post)
    monkeypatch.setattr(oidc.httpx, "get", get)
    yield Provider
    cache.delete(f"oidc:{ISSUER}")


def begun(browser: Client, provider) -> str:
    """The browser presses "sign in"; the state it leaves with."""
    asked = parse_qs(urlsplit(browser.post("/signin/begin", {"next": "/ja/my/"})["Location"]).query)
    provider.nonce = asked["nonce"][0]
    assert asked["code_challenge_method"] == ["S256"]
    return asked["state"][0]


def back(browser: Client, state: str):
    return browser.get("/signin/callback", {"state": state, "code": "c"})


def test_a_link_of_somebody_elses_sign_in_signs_nobody_in(provider):
    """An attacker signs in halfway and mails the address to Hanako: she would write her bank account into his pages."""
    attacker, hanako = Client(), Client()
    state = begun(attacker, provider)
    assert back(hanako, state).status_code == 422
    assert RESIDENT_KEY not in hanako.session and provider.asked == 0
    assert PendingRead.objects.using("audit").filter(body__detail__code="oidc_browser").exists()
    assert back(attacker, state)["Location"] == "/ja/my/"


def test_two_windows_of_one_browser_may_both_sign_in_and_each_link_works_once(provider):
    hanako = Client()
    first, second = begun(hanako, provider), begun(hanako, provider)
    assert back(hanako, second)["Location"] == "/ja/my/" and hanako.session[RESIDENT_KEY]["level"] == 3
    assert back(hanako, second).status_code == back(hanako, first).status_code == 422


def test_the_session_gets_a_new_key_at_sign_in(provider):
    """Whoever planted a session key in her browser is left with an empty one."""
    hanako = Client()
    state = begun(hanako, provider)
    planted = hanako.session.session_key
    back(hanako, state)
    assert hanako.session.session_key != planted and not hanako.session.__class__(planted).load()


@pytest.mark.parametrize("forged", [
    lambda nonce: jwt.encode({"alg": "ES256", "kid": "provider"}, claims("another"), KEY),
    lambda nonce: jwt.encode({"alg": "ES256", "kid": "provider"}, claims(nonce, aud="another"), KEY),
    lambda nonce: jwt.encode({"alg": "ES256", "kid": "provider"}, claims(nonce, iss="https://another.example"), KEY),
    lambda nonce: jwt.encode({"alg": "ES256", "kid": "provider"}, claims(nonce, exp=int(time.time()) - 3600), KEY),
    lambda nonce: jwt.encode({"alg": "ES256", "kid": "provider"}, claims(nonce), STRANGE),
    lambda nonce: jwt.encode({"alg": "ES256", "kid": "provider", "jwk": STRANGE.as_dict(private=False)}, claims(nonce), STRANGE),
    lambda nonce: keyed_by_what_everybody_knows(claims(nonce)),
    lambda nonce: jwt.encode({"alg": "RS256", "kid": "provider"}, claims(nonce), RSAKey.generate_key(2048)),
    lambda nonce: "eyJhbGciOiJub25lIn0." + jwt.encode({"alg": "ES256"}, claims(nonce), KEY).split(".")[1] + ".",
], ids=["nonce", "audience", "issuer", "expired", "key", "key-in-header", "public-key-as-secret", "other-algorithm", "none"])
def test_a_token_that_is_not_for_this_sign_in_is_refused(provider, forged):
    provider.token = forged
    hanako = Client()
    assert back(hanako, begun(hanako, provider)).status_code == 422
    assert RESIDENT_KEY not in hanako.session and not Account.objects.filter(subject="hanako").exists()


@pytest.fixture
def clerk():
    return actions.add_staff(actor=system("test"), username="ogikubo", name="荻窪 恵", password=PASSWORD, email="",
                             memberships=[("*", "auditor")], seed=SEED)


def enter(browser: Client, password: str = PASSWORD, code: str = "", username: str = "ogikubo"):
    return browser.post("/desk/signin/", {"username": username, "password": password, "code": code or pyotp.TOTP(SEED).now()})


def test_staff_need_both_and_a_code_works_once(clerk):
    desk = Client()
    assert enter(desk, code="000000").status_code == enter(desk, password="x").status_code == 422
    code = pyotp.TOTP(SEED).now()
    assert enter(desk, code=code)["Location"] == "/desk/"
    assert PendingWrite.objects.filter(body__verb="identity.staff_sign_in", body__detail__factors=["password", "totp"]).exists()
    assert enter(Client(), code=code).status_code == 422


def test_after_five_wrong_ones_even_the_right_one_waits(clerk):
    for _ in range(5):
        enter(Client(), password="guess")
    refused = enter(Client())
    assert refused.status_code == 422 and "分たってから" in refused.content.decode()
    StaffMember.objects.update(locked_until=None)
    assert enter(Client()).status_code == 302


def test_a_name_that_does_not_exist_is_told_like_a_wrong_password(clerk):
    said = [enter(Client(), password="x", username=name).content.decode().split('role="alert"')[1].split("</p>")[0] for name in ("ogikubo", "nobody")]
    assert said[0] == said[1]


def aged(browser: Client, **seconds: int) -> Client:
    session = browser.session
    session.update({name: int(time.time()) - ago for name, ago in seconds.items()})
    session.save()
    return browser


@pytest.mark.parametrize("ages", [{"seen": 31 * 60}, {"began": 12 * 3600 + 5}], ids=["nobody-there", "too-long"])
@pytest.mark.parametrize("who", ["staff", "resident"])
def test_a_desk_that_was_left_and_a_day_that_was_too_long_end_the_session(clerk, who, ages):
    """A clerk goes to lunch with the desk open: the next at the machine, and the event stream, get nothing."""
    browser = Client()
    if who == "staff":
        enter(browser)
    else:
        session = browser.session
        session.update({RESIDENT_KEY: {"account": resident().id, "level": 3}, "seen": int(time.time()), "began": int(time.time())})
        session.save()
        browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    page = "/desk/audit/" if who == "staff" else "/ja/my/"
    assert browser.get(page).status_code == 200
    key = aged(browser, **ages).session.session_key
    assert not queries.signed_in({key})
    assert browser.get(page).status_code == 302 and not browser.session.__class__(key).load()


def test_signing_out_ends_the_session_at_the_server_and_empties_the_browsers_cache(clerk):
    desk = Client()
    enter(desk)
    stolen = desk.session.session_key
    assert desk.get("/desk/audit/")["Cache-Control"] == "no-store"
    assert desk.post("/signout/")["Clear-Site-Data"] == '"cache"'
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get("/desk/audit/").status_code == 302


def test_who_left_the_office_is_out_at_once(clerk):
    desk = Client()
    enter(desk)
    actions.retire_staff(actor=system("test"), staff_id=clerk.id)
    assert desk.get("/desk/audit/").status_code == 302 and enter(Client()).status_code == 422


def test_what_was_made_for_somebody_is_kept_by_no_cache():
    browser, session = Client(), Client().session
    session.update({RESIDENT_KEY: {"account": resident().id, "level": 3}, "seen": int(time.time())})
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    answer = browser.get("/api/v1/cases")
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    assert "no-store" not in Client().get("/api/v1/plan").headers.get("Cache-Control", "")


@pytest.mark.parametrize("password", ["short-one", "1q2w3e4r5t6y7u8i9o0p", "ogikubo-ogikubo-ogikubo"])
def test_a_password_that_is_easily_guessed_is_not_given_to_anybody(password):
    """Short, known from other people's leaks, or the person's own name."""
    with pytest.raises(Refused):
        actions.add_staff(actor=system("test"), username="ogikubo-ogikubo-ogikubo", name="荻窪", password=password, email="", memberships=[("*", "auditor")])
    assert not StaffMember.objects.exists()


def test_the_offices_own_words_make_no_password_and_anything_long_does():
    own = passwords.OwnWords()
    for easy in ("machinami-demo-2026", "Suginami-Kuyakusho-2026!", "TokyoCityOffice2025"):
        with pytest.raises(Exception, match="言葉"):
            own.validate(easy)
    for good in (PASSWORD, "correct horse battery staple", "すぎなみの-ねこは-やねのうえ", "x1" * 32 + "後"):
        own.validate(good)


def test_what_is_typed_comes_back_as_text(clerk):
    """Somebody is made to send a form whose name is a script."""
    page = enter(Client(), username='"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page and 'value="&quot;&gt;&lt;script&gt;' in page


def test_a_clerk_changes_the_password_and_whoever_had_the_old_one_is_out(clerk):
    """She has typed it where a colleague could see it."""
    mine, colleague, new = Client(), Client(), "さんびきの-やぎ-と-quiet-rivers"
    enter(mine)
    StaffMember.objects.update(last_step=0)
    enter(colleague)

    def change(**posted: str):
        StaffMember.objects.update(last_step=0)
        return mine.post("/desk/password/", {"current": PASSWORD, "code": pyotp.TOTP(SEED).now(), "new": new, "again": new} | posted)

    assert mine.get("/desk/password/").status_code == 200
    for wrong in ({"current": "x"}, {"code": "000000"}, {"again": "other"}, {"new": "short", "again": "short"}, {"new": PASSWORD, "again": PASSWORD}):
        assert change(**wrong).status_code == 422, wrong
    assert StaffMember.objects.get().failures == 2 and colleague.get("/desk/audit/").status_code == 200
    assert change()["Location"] == "/desk/"
    assert mine.get("/desk/audit/").status_code == 200 and colleague.get("/desk/audit/").status_code == 302
    StaffMember.objects.update(last_step=0)
    assert enter(Client()).status_code == 422 and enter(Client(), password=new).status_code == 302
    assert PendingWrite.objects.filter(body__verb="identity.change_password").exists()


def test_nobody_else_changes_a_password(clerk):
    assert Client().get("/desk/password/")["Location"].startswith("/desk/signin/")
    assert Client().post("/desk/password/", {"new": "x"}).status_code == 403
    with pytest.raises(NotAllowed):
        staff.change_password(actor=resident(), current="", code="", new="", again="")
