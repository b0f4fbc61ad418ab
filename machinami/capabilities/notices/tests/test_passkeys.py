"""Somebody's passkeys changed: they are told, in case it was not them."""

from __future__ import annotations

import pytest

from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.events import PasskeyChanged
from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.notices import actions, queries
from machinami.capabilities.notices.subscribers import tell_resident, tell_staff_member
from machinami.capabilities.notices.topics import TOPICS

pytestmark = pytest.mark.django_db


def test_the_clerk_is_written_to_and_the_letter_names_no_device(monkeypatch):
    written = []
    monkeypatch.setattr("machinami.capabilities.notices.telling_staff.Mail.send", lambda _, message: written.append(message))
    clerk = people.staff(("*", "auditor"), username="ogikubo")
    StaffMember.objects.update(email="ogikubo@example.jp")
    tell_staff_member(PasskeyChanged("staff", clerk.id, "1", "仕事の電話", added=False))
    (letter,) = written
    assert letter.address == "ogikubo@example.jp" and "消されました" in letter.title and "仕事の電話" not in letter.body


def test_the_resident_is_told_once_and_can_not_switch_it_off():
    hanako = people.resident()
    actions.choose(actor=hanako, chosen={code: frozenset() for code in TOPICS})
    for _ in range(2):
        tell_resident(PasskeyChanged("resident", hanako.id, "1", "電話", added=True))
    (told,) = queries.inbox(actor=hanako).rows
    assert told.title.ja == "サインインに使う端末が登録されました" and told.link == "/ja/my/sign-in/"
