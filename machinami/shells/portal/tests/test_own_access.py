"""Hanako signs in with her telephone, at a level that the facts allow, and sees where else she is signed in."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from fido2.utils import websafe_encode

from machinami.capabilities.identity import actions, queries
from machinami.capabilities.identity.middleware import RESIDENT_KEY, start_resident_session
from machinami.capabilities.identity.models import Account, Passkey, StaffMember
from machinami.capabilities.identity.testing import resident, signed_in_browser, staff
from machinami.capabilities.identity.tests.authenticator import Authenticator
from machinami.capabilities.procedures import actions as procedures
from machinami.foundation.actors import system

pytestmark = pytest.mark.django_db
OWN = "/ja/my/sign-in/"


def ask(browser: Client) -> dict:
    return browser.post("/signin/passkey/options").json()


def hanako(level: int = 3, way: str = "provider") -> Client:
    return signed_in_browser(resident(level=level), way=way)


def register_device(browser: Client, key: Authenticator, name: str = "わたしの電話"):
    return browser.post(OWN, {"do": "add", "name": name, "credential": key.make(browser.post(f"{OWN}passkey/").json())})


@pytest.mark.parametrize(("card", "opened"), [(3, 2), (2, 2), (1, 1)])
def test_hanako_signs_in_with_her_telephone_at_no_higher_level_than_before(card, opened):
    """The provider vouched for her when she registered it; nobody does now."""
    telephone, browser = Authenticator(), Client()
    assert register_device(hanako(card), telephone)["Location"] == OWN
    answer = browser.post("/signin/passkey/?lang=ko&next=/ko/my/", {"credential": telephone.sign(ask(browser))})
    assert answer["Location"] == "/ko/my/" and browser.session[RESIDENT_KEY] == {"account": resident().id, "level": opened}
    assert "わたしの電話" in browser.get(OWN).content.decode()


def test_a_passkey_makes_no_further_passkey_and_the_strongest_procedures_ask_for_the_card():
    by_passkey = hanako(2, way="passkey")
    assert by_passkey.post(f"{OWN}passkey/").status_code == 403 and 'data-passkey="create"' not in by_passkey.get(OWN).content.decode()
    procedures.publish_definitions(actor=system("test"))
    code = "seal_certificate"
    refused_page = by_passkey.post(f"/ja/procedures/{code}/apply/", {"for": "self"})
    assert refused_page.status_code == 422
    assert f'href="/signin/?card=1&amp;lang=ja&amp;next=/ja/procedures/{code}/"' in refused_page.content.decode()
    card = hanako(3)
    assert card.post(f"/ja/procedures/{code}/apply/", {"for": "self"}).status_code == 302
    assert "data-passkey" not in Client().get(f"/signin/?card=1&lang=ja&next=/ja/procedures/{code}/").content.decode()


def test_what_hanako_is_given_about_herself_holds_her_passkeys_and_no_key():
    telephone, browser = Authenticator(), hanako()
    register_device(browser, telephone)
    archive = zipfile.ZipFile(io.BytesIO(browser.post("/ja/my/data/").content)).read("data.json").decode()
    assert "わたしの電話" in archive and telephone.id.hex() not in archive and websafe_encode(telephone.id) not in archive
    assert set(json.loads(archive)["sign_in"]["passkeys"][0]) == {"id", "name", "level", "created_at", "last_used_at"}


def test_an_erased_account_keeps_neither_passkeys_nor_sessions():
    telephone, browser, other = Authenticator(), hanako(), Client()
    register_device(browser, telephone)
    actions.erase_account(actor=system("test"), account_id=resident().id)
    assert not Passkey.objects.exists() and browser.get(OWN).status_code == 302
    assert other.post("/signin/passkey/", {"credential": telephone.sign(ask(other))}).status_code == 422
    assert Account.objects.filter(subject__startswith="erased:").exists()


def test_hanako_left_herself_signed_in_at_the_library():
    library, here = hanako(), signed_in_browser(resident(), user_agent="Mozilla/5.0 (iPhone) Safari/604.1")
    page = here.get("/en/my/sign-in/").content.decode()
    assert "Safari, iPhone" in page and "Unknown device" in page and page.count('value="end"') == 1
    taro = signed_in_browser(resident("0000000002"))
    (other,) = [p for p in queries.places(actor=resident(), session_key=here.session.session_key) if not p.here]
    assert taro.post(OWN, {"do": "end", "id": other.id}).status_code == 404 and library.get(OWN).status_code == 200
    assert here.post(OWN, {"do": "end_others"}).status_code == 302
    assert library.get(OWN).status_code == 302 and here.get(OWN).status_code == 200 and taro.get(OWN).status_code == 200


def test_a_browser_is_one_persons_be_it_as_staff_or_as_a_resident():
    """A clerk applies for a certificate at lunch: her work is closed with it, and no session is left that she does not see."""
    staff(("*", "auditor"), username="ogikubo")
    browser, request = Client(), RequestFactory().get("/")
    browser.force_login(StaffMember.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    request.session = browser.session
    start_resident_session(request, Account.objects.get(pk=resident().id), 3)
    request.session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    assert browser.get(OWN).status_code == 200 and browser.get("/desk/account/").status_code == 403
    assert len(queries.places(actor=resident(), session_key="")) == 1
    browser.force_login(StaffMember.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/desk/account/").status_code == 200 and RESIDENT_KEY not in browser.session
    assert not queries.places(actor=resident(), session_key="")


def test_the_next_person_at_the_same_browser_finds_nothing_of_the_one_before():
    browser = hanako()
    request = RequestFactory().get("/")
    request.session = browser.session
    request.session["asked"] = "by Hanako"
    start_resident_session(request, Account.objects.get(pk=resident("0000000002").id), 3)
    assert "asked" not in request.session and [p.here for p in queries.places(actor=resident(), session_key="")] == []
