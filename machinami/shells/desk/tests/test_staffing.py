"""Monday at a new ward: the first administrator by command, everybody else at the desk; a lost telephone; a farewell."""

from __future__ import annotations

import re
from io import StringIO

import pyotp
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from machinami.capabilities.audit.models import PendingWrite
from machinami.capabilities.identity import actions
from machinami.capabilities.identity.models import StaffMember
from machinami.foundation.actors import system

pytestmark = pytest.mark.django_db


def command(*words):
    out = StringIO()
    call_command("staff", *words, stdout=out)
    return out.getvalue()


def enter(username, password, seed):
    """A browser of their own; None where they are not let in."""
    browser = Client()
    browser.post("/desk/signin/", {"username": username, "password": password, "code": pyotp.TOTP(seed).now()})
    return browser if browser.get("/desk/staff/").status_code in (200, 403) else None


def secrets_of(page):
    return re.findall(r"<code>([^<]+)</code>", page)


@pytest.fixture
def admin():
    told = command("add", "manabu", "永福 学", "*:admin")
    password, seed = re.search(r"パスワード (\S+)", told).group(1), re.search(r"secret=(\w+)", told).group(1)
    return enter("manabu", password, seed)


def test_the_first_administrator_takes_the_others_on(admin):
    page = admin.post("/desk/staff/", {"username": "megumi", "name": "荻窪 恵", "email": "", "roles": ["child_family:clerk"]}).content.decode()
    password, seed = secrets_of(page)
    assert enter("megumi", password, seed) is not None
    assert password not in admin.get("/desk/staff/").content.decode() and seed not in str(list(PendingWrite.objects.values_list("body", flat=True)))
    assert "子ども家庭部管理課：担当" in admin.get("/desk/staff/?q=meg").content.decode()


def test_who_lost_the_telephone_gets_new_ones_and_the_old_ones_open_nothing(admin):
    old = actions.add_staff(actor=system("test"), username="megumi", name="荻窪 恵", email="", memberships=[("child_family", "clerk")])
    before = enter("megumi", old.password, old.seed)
    password, seed = secrets_of(admin.post(f"/desk/staff/{old.id}/renew/").content.decode())
    assert before.get("/desk/staff/").status_code == 302, "the session of the lost telephone ends"
    assert enter("megumi", old.password, old.seed) is None and enter("megumi", password, seed) is not None


def test_retired_and_their_session_ends(admin):
    gone = actions.add_staff(actor=system("test"), username="megumi", name="荻窪 恵", email="", memberships=[("child_family", "clerk")])
    session = enter("megumi", gone.password, gone.seed)
    admin.post(f"/desk/staff/{gone.id}/retire/")
    assert session.get("/desk/staff/").status_code == 302 and enter("megumi", gone.password, gone.seed) is None
    assert admin.post(f"/desk/staff/{gone.id}/renew/").status_code == 404 and "退職" in admin.get(f"/desk/staff/{gone.id}/").content.decode()


@pytest.mark.parametrize(("given", "words"), [
    ({"username": "Me", "roles": ["child_family:clerk"]}, "英小文字"), ({"username": "manabu", "roles": ["child_family:clerk"]}, "使われています"),
    ({"username": "megumi", "roles": []}, "1つ以上"), ({"username": "megumi", "roles": ["moon:clerk"]}, "moon:clerk"),
    ({"username": "megumi", "roles": ["child_family:king"]}, "king"), ({"username": "megumi", "name": " ", "roles": ["child_family:clerk"]}, "氏名を")])
def test_what_does_not_fit_takes_nobody_on(admin, given, words):
    page = admin.post("/desk/staff/", {"name": "荻窪 恵", "email": ""} | given)
    assert page.status_code == 422 and words in page.content.decode() and StaffMember.objects.count() == 1


def test_nobody_locks_the_ward_out_of_itself(admin):
    own = get_user_model().objects.get(username="manabu").pk
    assert admin.post(f"/desk/staff/{own}/retire/").status_code >= 400 and admin.post(f"/desk/staff/{own}/roles/", {"roles": ["child_family:clerk"]}).status_code >= 400
    assert admin.get("/desk/staff/").status_code == 200


def test_only_administrators(admin):
    clerk = actions.add_staff(actor=system("test"), username="megumi", name="荻窪 恵", email="", memberships=[("*", "manager")])
    browser = enter("megumi", clerk.password, clerk.seed)
    assert browser.get("/desk/staff/").status_code == 403 and browser.post(f"/desk/staff/{clerk.id}/roles/", {"roles": ["*:admin"]}).status_code == 403


def test_the_command_says_what_is_wrong():
    with pytest.raises(CommandError, match="役割"):
        command("add", "manabu", "永福 学", "*:emperor")
    with pytest.raises(CommandError, match="という職員はいません"):
        command("retire", "nobody")
    assert '"staff": 0' in command("list")
