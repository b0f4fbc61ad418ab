"""People type what they know: a reading, a synonym, half a word, another language, a slip."""

from __future__ import annotations

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.searching import one_slip

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("typed", "code"), [
    ("きっずてあて", "child_allowance"), ("児童手当", "child_allowance"), ("じどうてあて", "child_allowance"),
    ("ジドウテアテ", "child_allowance"), ("ｷｯｽﾞ手当", "child_allowance"), ("手当", "child_allowance"),
    ("子ども手当をもらいたい", "child_allowance"), ("きっすてあて", "child_allowance"), ("じどてあて", "child_allowance"),
    ("child allowance", "child_allowance"), ("chlid benefit", "child_allowance"), ("儿童津贴", "child_allowance"),
    ("아동수당", "child_allowance"), ("住民票", "residence_certificate"), ("じゅうみんひょう", "residence_certificate"),
    ("じゆうみんひよう", "residence_certificate"), ("じゅうみんひよ", "residence_certificate"), ("juminhyo", "residence_certificate"),
    ("juminyo", "residence_certificate"), ("住民票がほしい", "residence_certificate"), ("居住证明", "residence_certificate"),
    ("proof of address", "residence_certificate"), ("주민표", "residence_certificate"), ("ＪＵＭＩＮＨＹＯ", "residence_certificate"),
    ("犬が死んだ", "dog_changes"), ("狗死了", "dog_changes"), ("原付", "moped_registration"), ("バイク 廃車", "moped_scrapping"),
    ("かりなんばー", "temporary_operation_permit"), ("車の税金", "light_vehicle_tax_reduction"), ("じょうほうこうかい", "public_document_disclosure"),
    ("自分の記録を見たい", "personal_data_disclosure"), ("公園 撮影", "park_use"), ("シングルマザー", "child_rearing_allowance"), ("离婚", "child_rearing_allowance"),
])
def test_found_first(typed, code):
    found = [d.code for d in queries.search(typed, "ja")]
    assert found and found[0] == code, found


@pytest.mark.parametrize("typed", ["", "   ", "申請", "zzzzzz", "?"])
def test_nothing_for_nothing(typed):
    assert queries.search(typed, "ja") == []


def test_one_slip():
    assert one_slip("キツズテアテ", "キツステアテ") and one_slip("abcd", "abdc") and one_slip("abcd", "abc")
    assert not one_slip("abcd", "dcba") and not one_slip("abcd", "ab")
