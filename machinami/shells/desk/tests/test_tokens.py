"""学さん gives the nursery system a key at the desk, once, and takes it away when the contract ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from machinami.capabilities.identity import testing as people
from machinami.shells.desk.menu import menu

pytestmark = pytest.mark.django_db


def signed_in(client, *roles, username):
    actor = people.staff(*roles, username=username)
    client.force_login(get_user_model().objects.get(pk=actor.id))
    return actor


def ask(secret):
    return Client().get("/api/v1/cases", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_made_once_used_and_withdrawn(client):
    signed_in(client, ("*", "admin"), username="keys")
    given = {"name": "保育システム", "scopes": ["cases.view"], "sections": ["child_family"],
             "expires_on": (timezone.localdate() + timedelta(days=90)).isoformat()}
    page = client.post("/desk/tokens/", given).content.decode()
    secret = re.search(r'value="(mch_[^"]+)"', page).group(1)
    assert ask(secret) == 200
    again = client.get("/desk/tokens/").content.decode()
    assert secret not in again and f"…{secret[-4:]}" in again and "案件を見る" in again
    client.post(re.search(r'action="(/desk/tokens/[0-9a-f-]+/revoke/)"', again).group(1))
    assert ask(secret) == 401 and "取り消し済み" in client.get("/desk/tokens/").content.decode()


def test_what_is_missing_is_told_at_its_place_and_nothing_is_made(client):
    signed_in(client, ("*", "admin"), username="keys")
    page = client.post("/desk/tokens/", {"name": "保育システム", "scopes": ["cases.view"], "expires_on": "いつか"})
    words = page.content.decode()
    assert page.status_code == 422 and "課を1つ以上選んでください" in words and "有効期限は" in words
    assert 'value="保育システム"' in words and 'value="cases.view" id="scope-1" checked' in words
    assert "トークンはまだありません" in client.get("/desk/tokens/").content.decode()


def test_the_menu_shows_what_each_may_open_and_each_of_it_opens(client):
    for username, roles in (("clerk", [("child_family", "clerk")]), ("auditor", [("*", "auditor")]), ("keys", [("*", "admin"), ("*", "engineer")])):
        actor = signed_in(client, *roles, username=username)
        entries = [address for address, _ in menu(actor)]
        assert entries and [client.get(a).status_code for a in entries] == [200] * len(entries), username
        assert client.get("/desk/", follow=True).status_code == 200
        assert ("/desk/tokens/" in entries) == (username == "keys")
