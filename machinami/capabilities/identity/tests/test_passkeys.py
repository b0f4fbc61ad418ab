"""A clerk signs in with her telephone's passkey; whoever has a copy of it, a page like ours or somebody else's key gets nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from fido2.cose import ES384

from machinami.capabilities.audit.models import PendingRead, PendingWrite
from machinami.capabilities.identity import actions
from machinami.capabilities.identity.middleware import RESIDENT_KEY
from machinami.capabilities.identity.models import Passkey, PasskeyChallenge, SessionOwner, StaffMember
from machinami.capabilities.identity.testing import staff
from machinami.capabilities.identity.tests.authenticator import Authenticator
from machinami.foundation.actors import system

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def desk(username: str = "ogikubo") -> Client:
    """The clerk, signed in a moment ago with password and code."""
    staff(("*", "auditor"), username=username)
    StaffMember.objects.filter(username=username, totp=None).update(totp={"seed": "JBSWY3DPEHPK3PXP"})
    browser = Client()
    browser.force_login(StaffMember.objects.get(username=username), backend=BACKEND)
    return browser


def register(browser: Client, key: Authenticator, name: str = "仕事の電話", **how):
    options = browser.post("/desk/account/passkey/").json()
    return browser.post("/desk/account/", {"do": "add", "name": name, "credential": key.make(options, **how)})


def ask(browser: Client) -> dict:
    return browser.post("/signin/passkey/options").json()


def enter(browser: Client, said: str, door: str = "/desk/signin/passkey/"):
    return browser.post(door, {"credential": said})


def refused(code: str) -> bool:
    return PendingRead.objects.using("audit").filter(body__verb="identity.passkey_refused", body__detail__code=code).exists()


@pytest.fixture
def key() -> Authenticator:
    made = Authenticator()
    assert register(desk(), made).status_code == 302
    return made


def test_a_clerk_registers_two_names_them_signs_in_and_removes_one(key):
    mine, second = desk(), Authenticator()
    options = mine.post("/desk/account/passkey/").json()["publicKey"]
    assert options["authenticatorSelection"]["userVerification"] == options["authenticatorSelection"]["residentKey"] == "required"
    assert len(options["excludeCredentials"]) == 1, "the same device makes no second one"
    register(mine, second, "セキュリティキー")
    browser = Client()
    asked = ask(browser)
    assert "allowCredentials" not in asked["publicKey"], "nobody learns who has passkeys"
    assert enter(browser, second.sign(asked))["Location"] == "/desk/" and browser.get("/desk/audit/").status_code == 200
    assert PendingWrite.objects.filter(body__verb="identity.staff_sign_in", body__detail__factors=["passkey"]).exists()
    row = Passkey.objects.get(name="セキュリティキー")
    mine.post("/desk/account/", {"do": "rename", "id": row.pk, "name": "金庫の鍵"})
    page = mine.get("/desk/account/").content.decode()
    assert "金庫の鍵" in page and "仕事の電話" in page
    mine.post("/desk/account/", {"do": "remove", "id": row.pk})
    again = Client()
    assert enter(again, second.sign(ask(again))).status_code == 422
    assert {"identity.add_passkey", "identity.rename_passkey", "identity.remove_passkey"} <= set(
        PendingWrite.objects.values_list("body__verb", flat=True))


@pytest.mark.parametrize(("how", "code"), [
    ({"origin": "https://machinami.example"}, "passkey_wrong"), ({"origin": "http://evil.localhost:8000"}, "passkey_wrong"),
    ({"crossOrigin": True}, "passkey_wrong"), ({"type": "webauthn.create"}, "passkey_wrong"), ({"flags": 0x01}, "passkey_wrong"),
    ({"flags": 0x04}, "passkey_wrong"), ({"flags": 0x15}, "passkey_wrong"), ({"handle": b"s-another"}, "passkey_owner"),
    ({"handle": b""}, "passkey_owner"),
], ids=["another-site", "a-host-beside-ours", "framed", "type", "not-verified", "not-present", "backup-flags", "owner", "no-owner"])
def test_an_answer_that_is_not_quite_right_signs_nobody_in(key, how, code):
    """A page that looks like ours passes the challenge on; a key that asks for no PIN lies on a desk."""
    browser = Client()
    assert enter(browser, key.sign(ask(browser), **how)).status_code == 422
    assert refused(code) and "_auth_user_id" not in browser.session


def test_a_challenge_works_once_soon_and_only_in_the_browser_it_was_asked_of(key):
    mine, thief = Client(), Client()
    asked = ask(mine)
    said = key.sign(asked)
    assert enter(thief, said).status_code == 422 and refused("passkey_browser")
    assert enter(mine, said).status_code == 302
    assert enter(mine, said).status_code == 422 and refused("passkey_challenge"), "replayed in the same browser"
    late = ask(mine)
    PasskeyChallenge.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    assert enter(mine, key.sign(late)).status_code == 422
    failed = ask(mine)
    assert enter(mine, key.sign(failed, flags=0x01)).status_code == 422
    assert enter(mine, key.sign(failed)).status_code == 422, "used up by the failure, too"


def test_a_question_for_a_new_passkey_answers_no_sign_in_and_is_nobody_elses(key):
    mine, colleague = desk(), desk("kugayama")
    options = mine.post("/desk/account/passkey/").json()
    assert enter(mine, key.sign(options)).status_code == 422
    session = colleague.session
    session["passkeys_asked"] = list(mine.session["passkeys_asked"])
    session.save()
    fresh = Authenticator()
    options = mine.post("/desk/account/passkey/").json()
    session["passkeys_asked"] = list(mine.session["passkeys_asked"])
    session.save()
    assert colleague.post("/desk/account/", {"do": "add", "name": "x", "credential": fresh.make(options)}).status_code == 422
    assert Passkey.objects.count() == 1


def test_a_count_that_goes_back_is_a_copied_key(key):
    browser = Client()
    assert enter(browser, key.sign(ask(browser), count=7)).status_code == 302
    for count in (7, 3, 0):
        other = Client()
        assert enter(other, key.sign(ask(other), count=count)).status_code == 422
    assert refused("passkey_count") and Passkey.objects.get().sign_count == 7
    assert enter(browser, key.sign(ask(browser), count=8)).status_code == 302


def test_somebody_elses_credential_is_not_mine_by_saying_so(key):
    """A colleague claims the clerk's credential id with a key of her own: to sign in, and to register it."""
    forger = Authenticator()
    forger.id, forger.handle = key.id, key.handle
    browser = Client()
    assert enter(browser, forger.sign(ask(browser))).status_code == 422 and refused("passkey_wrong")
    assert register(desk("kugayama"), forger).status_code == 422
    assert Passkey.objects.get().staff.username == "ogikubo"
    stranger = desk("kugayama")
    for do in ("rename", "remove"):
        assert stranger.post("/desk/account/", {"do": do, "id": Passkey.objects.get().pk, "name": "x"}).status_code == 404


@pytest.mark.parametrize("how", [{"flags": 0x41}, {"origin": "https://machinami.example"}, {"type": "webauthn.get"}, {"flags": 0x05}])
def test_a_passkey_that_verifies_nobody_or_was_made_elsewhere_is_not_kept(how):
    assert register(desk(), Authenticator(), **how).status_code == 422 and not Passkey.objects.exists()


def test_a_key_of_a_kind_that_was_not_asked_for_is_not_kept():
    assert register(desk(), Authenticator(curve=ec.SECP384R1(), form=ES384)).status_code == 422 and not Passkey.objects.exists()


def test_after_a_passkey_that_failed_password_and_code_still_open_the_door():
    """The page that says so stands at the passkey's own address."""
    page = enter(Client(), "{}", "/desk/signin/passkey/?next=/desk/audit/").content.decode()
    assert 'action="/desk/signin/?next=/desk/audit/" novalidate' in page


@pytest.mark.parametrize("said", ["", "{", "[]", "null", "7", '{"id":"x"}', '{"id":"eA","rawId":"eA","type":"public-key","response":{}}',
                                  '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"eA","signature":"eA"}}'])
def test_what_is_no_answer_at_all_is_refused_in_words(said):
    for door in ("/desk/signin/passkey/", "/signin/passkey/?lang=ko&next=/ko/my/"):
        assert enter(Client(), said, door).status_code == 422
    assert desk().post("/desk/account/", {"do": "add", "credential": said}).status_code == 422


def test_changing_passkeys_needs_a_sign_in_of_just_now(key):
    mine = desk()
    session = mine.session
    session["proven"] -= 11 * 60
    session.save()
    assert mine.post("/desk/account/passkey/").status_code == 403
    answer = mine.post("/desk/account/", {"do": "remove", "id": Passkey.objects.get().pk})
    assert answer.status_code == 422 and "もう一度サインインする" in answer.content.decode() and Passkey.objects.exists()
    other = desk()
    assert mine.post("/desk/account/", {"do": "end_others"}).status_code == 422
    assert mine.post("/desk/account/", {"do": "end", "id": SessionOwner.objects.get(session_key=other.session.session_key).pk}).status_code == 422
    assert other.get("/desk/audit/").status_code == 200


def test_the_last_way_in_is_not_removed(key):
    mine = desk()
    StaffMember.objects.update(totp=None)
    assert mine.post("/desk/account/", {"do": "remove", "id": Passkey.objects.get().pk}).status_code == 422
    assert Passkey.objects.exists()


@pytest.mark.parametrize("ends", [actions.renew_staff, actions.retire_staff])
def test_who_is_let_in_again_or_leaves_has_no_passkey_left(key, ends):
    """The telephone was lost with the passkey in it."""
    lost = Client()
    enter(lost, key.sign(ask(lost)))
    ends(actor=system("test"), staff_id=StaffMember.objects.get(username="ogikubo").pk)
    assert not Passkey.objects.exists() and lost.get("/desk/account/").status_code == 302
    assert enter(Client(), key.sign(ask(lost))).status_code == 422


def test_wrong_guesses_of_others_do_not_lock_out_who_has_a_passkey(key):
    StaffMember.objects.update(locked_until=timezone.now() + timedelta(hours=1), failures=9)
    browser = Client()
    assert enter(browser, key.sign(ask(browser))).status_code == 302


def test_a_staff_passkey_opens_no_residents_door_and_the_other_way_round(key):
    browser = Client()
    assert enter(browser, key.sign(ask(browser)), "/signin/passkey/").status_code == 422 and RESIDENT_KEY not in browser.session
