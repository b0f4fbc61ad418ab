"""What people type is taken as they type it: any width, any era, 髙 﨑 𠮷, long names, ゆうちょ accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.capabilities.procedures import fields as kinds
from machinami.capabilities.procedures.fields.bank import from_yucho, holder_name
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.fields.controls import Posted, input_name
from machinami.capabilities.procedures.fields.numbers import with_unit
from machinami.capabilities.procedures.testing import TODAY, registered
from machinami.foundation.i18n import RESIDENT_LANGUAGES, Text

CONTEXT = Context(today=TODAY)
OPTIONS = ({"value": "a", "label": "あ"}, {"value": "b", "label": "い"}, {"value": "c", "label": "う"})
SAMPLES = [
    kinds.TextField(code="f", label="もの"), kinds.TextField(code="f", label="チップ", pattern="^[0-9]{15}$", transform="digits",
                                                         examples=("392140000000001",)),
    kinds.TextareaField(code="f", label="理由"), kinds.TextareaField(code="f", label="理由", min_length=10), kinds.NameField(code="f", label="氏名"),
    kinds.NameField(code="f", label="氏名", kana=False), kinds.AddressField(code="f", label="住所"),
    kinds.DateField(code="f", label="日", latest="today"), kinds.DateField(code="f", label="日", earliest="today", latest="+30"),
    kinds.PhoneField(code="f", label="電話番号"), kinds.EmailField(code="f", label="メール"),
    kinds.BankAccountField(code="f", label="口座"), kinds.NumberField(code="f", label="数", min=-3, max=5),
    kinds.MoneyField(code="f", label="金額"), kinds.ChoiceField(code="f", label="選ぶ", options=OPTIONS),
    kinds.ChoicesField(code="f", label="選ぶ", options=OPTIONS), kinds.YesNoField(code="f", label="はいか"),
    kinds.DeclarationField(code="f", label="同意"), kinds.CountryField(code="f", label="国"),
    kinds.LanguageField(code="f", label="言葉"), kinds.FileField(code="f", label="写真"),
    kinds.MembersField(code="f", label="家族", fields=(
        kinds.NameField(code="n", label="氏名"), kinds.DateField(code="d", label="生年月日", latest="today"),
        kinds.AddressField(code="a", label="住所", required=False))),
]


@pytest.mark.parametrize("field", SAMPLES, ids=lambda f: f.kind)
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_value_typed_again_is_the_same_value(field, seed):
    value = field.sample(Random(seed), CONTEXT)
    jsonschema.Draft202012Validator(field.json_schema()).validate(value)
    again, errors = field.parse(Posted(field.raw(value, "f")), "f", CONTEXT)
    assert not errors and again == value
    for language in RESIDENT_LANGUAGES:
        assert field.display(value, language)
    view = field.view("f", Posted(field.raw(value, "f")), CONTEXT, {})
    names = [c.name for c in view.controls] + [c.name for r in view.rows for f in r.fields for c in f.controls]
    assert len(names) == len(set(names)) and names


@pytest.mark.parametrize("field", SAMPLES, ids=lambda f: f.kind)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_is_a_valid_value_or_words_at_an_input(field, data):
    """Nothing typed can break a page: it becomes a value of the schema, or errors that lead to inputs."""
    view = field.view("f", Posted({"f-count": ["2"]}), CONTEXT, {})
    names = [c.name for c in view.controls] + [c.name for r in view.rows for f in r.fields for c in f.controls]
    typed = {n: [data.draw(st.one_of(st.text(max_size=12), st.sampled_from(
        ["", "元", "２", "9900", "みずほ", "yes", "a", "2026", "13", "令和", "スギナミ", "10180", "166-0004"])))] for n in names}
    value, errors = field.parse(Posted(typed), "f", CONTEXT)
    if value is not None:
        jsonschema.Draft202012Validator(field.json_schema()).validate(value)
        assert field.check(value, "f", CONTEXT) == {}
    for path, words in errors.items():
        assert any(n == input_name(path) or n.startswith(input_name(path)) for n in [*names, "f"])
        assert words.en and words.zh and words.ko and words.easy
        assert "不正" not in words.ja and "無効" not in words.ja


def parse(field, **typed):
    return field.parse(Posted.of({f"f-{k}" if k != "f" else "f": v for k, v in typed.items()}), "f", CONTEXT)


class TestNames:
    def test_rare_letters_stay_as_typed_and_kana_may_be_any(self):
        value, _ = parse(kinds.NameField(code="f", label="氏名"), family="髙﨑", given="𠮷子", family_kana="たかさき", given_kana="ﾖｼｺ")
        assert value == {"family": "髙﨑", "given": "𠮷子", "family_kana": "タカサキ", "given_kana": "ヨシコ"}

    def test_a_long_name_without_a_split(self):
        long = "WOLFESCHLEGELSTEINHAUSENBERGERDORFF MARIA DE LOS ANGELES PILAR"
        assert parse(kinds.NameField(code="f", label="氏名"), full=long)[0] == {"full": long}

    def test_what_to_do_is_said_at_each_input(self):
        _, errors = parse(kinds.NameField(code="f", label="氏名"), family="山田", family_kana="YAMADA")
        assert errors["f.given"].ja == "名を入力してください"
        assert errors["f.family_kana"].ja.endswith("カタカナで入力してください")


class TestDates:
    @pytest.mark.parametrize(("era", "year", "month", "day", "iso"), [
        ("reiwa", "元", "5", "1", "2019-05-01"), ("heisei", "３１", "4", "30", "2019-04-30"),
        ("showa", "64年", "１月", "7日", "1989-01-07"), ("western", "2000", "2", "29", "2000-02-29"),
    ])
    def test_eras_to_their_very_days(self, era, year, month, day, iso):
        assert parse(kinds.DateField(code="f", label="日"), era=era, year=year, month=month, day=day)[0] == iso

    @pytest.mark.parametrize(("era", "year", "month", "day"), [
        ("reiwa", "元", "4", "30"), ("showa", "64", "1", "8"), ("western", "2023", "2", "29"), ("heisei", "0", "1", "1"),
        ("reiwa", "", "1", "1"), ("reiwa", "８", "ten", "1"), ("reiwa", "9" * 30, "1", "1"),
    ])
    def test_days_that_never_were(self, era, year, month, day):
        value, errors = parse(kinds.DateField(code="f", label="生年月日"), era=era, year=year, month=month, day=day)
        assert value is None
        assert next(iter(errors.values())).ja == "生年月日に、実際にある日付を入力してください"

    def test_not_after_today(self):
        _, errors = parse(kinds.DateField(code="f", label="転入日", latest="today"), era="western", year="2026", month="11", day="24")
        assert errors["f.year"].ja == "転入日は今日までの日付にしてください"


class TestNumbers:
    @pytest.mark.parametrize(("typed", "value"), [("１，２００円", 1200), ("¥300", 300), (" 7 ", 7), ("0", 0)])
    def test_as_people_write_money(self, typed, value):
        assert parse(kinds.MoneyField(code="f", label="金額"), f=typed)[0] == value

    @pytest.mark.parametrize("typed", ["1.5", "三百", "1e3", "--1", "9" * 40])
    def test_what_is_no_number(self, typed):
        assert parse(kinds.MoneyField(code="f", label="金額"), f=typed)[0] is None

    @pytest.mark.parametrize(("typed", "value"), [
        ("０９０－１２３４－５６７８", "09012345678"), ("+81 90 1234 5678", "09012345678"), ("03(3312)2111", "0333122111"),
        ("+86 10 1234 5678", "+861012345678")])
    def test_telephone_numbers(self, typed, value):
        assert parse(kinds.PhoneField(code="f", label="電話番号"), f=typed)[0] == value


class TestBankAccounts:
    field = kinds.BankAccountField(code="f", label="口座")

    def test_by_name_and_short_number(self):
        value, errors = parse(self.field, bank="みずほ銀行", branch="東京営業部", number="１２３", holder="すぎなみ　はなこ")
        assert not errors and (value["bank_code"], value["branch_code"], value["number"]) == ("0001", "001", "0000123")
        assert value["holder"] == "スギナミ ハナコ"

    def test_yucho_by_symbol_and_number(self):
        value, _ = parse(self.field, symbol="10180", symbol_number="12345671", holder="ヤマダ タロウ")
        assert (value["bank_code"], value["branch_code"], value["number"]) == ("9900", "018", "1234567")

    @pytest.mark.parametrize(("symbol", "number", "result"), [
        ("14040", "23456781", ("408", "ordinary", "2345678")), ("14040", "1", None), ("00120", "345678", ("019", "current", "0345678")),
        ("00120", "12345678", None), ("24040", "1234567", None), ("1404", "1234567", None)])
    def test_yucho_rules(self, symbol, number, result):
        found = from_yucho(symbol, number)
        assert found == (("" if result is None else result) or None)

    @given(st.text(max_size=30))
    @settings(max_examples=100)
    def test_a_holder_name_once_in_order_stays_so(self, typed):
        assert holder_name(holder_name(typed)) == holder_name(typed)

    def test_small_kana_and_long_vowels_as_the_transfer_file_wants(self):
        assert holder_name("ｼﾞｮｾﾞﾌｨｰﾇ・ﾏﾘｰ") == "ジヨゼフイ-ヌ マリ-"

    def test_an_unknown_bank_is_asked_again(self):
        assert set(parse(self.field, bank="そんな銀行", branch="x", number="1", holder="ヤマダ")[1]) == {"f.bank"}


class TestAddresses:
    def test_seven_digits_fill_the_rest(self):
        field = kinds.AddressField(code="f", label="住所")
        filled, errors = field.fill(Posted.of({"f-postal_code": "１６６－０００４", "f-block": "1-15-1"}), "f")
        assert not errors and (filled.one("f-city"), filled.one("f-town")) == ("杉並区", "阿佐谷南")
        assert filled.one("f-block") == "1-15-1", "what was typed stays"
        assert field.fill(Posted.of({"f-postal_code": "0000000"}), "f")[1]


class TestMembers:
    field = kinds.MembersField(code="f", label="家族", offer={"field": "age", "at_most": 18}, fields=(
        kinds.NameField(code="n", label="氏名", prefill="name"), kinds.YesNoField(code="y", label="同居")))
    context = replace(CONTEXT, facts=registered())

    def test_the_register_speaks_for_those_it_knows(self):
        child = registered().household[2]
        value, errors = self.field.parse(Posted.of({
            "f-count": "1", "f-0-person": child["person_id"], "f-0-include": "1", "f-0-n-family": "別人", "f-0-y": "yes"}), "f",
            self.context)
        assert not errors and value == [{"person_id": child["person_id"], "n": child["name"], "y": True}]

    def test_rows_grow_and_shrink_without_a_script(self):
        typed = {"f-count": "2", "f-0-n-family": "山田", "f-1-n-family": "鈴木", "f-1-n-given": "次郎"}
        grown = self.field.view("f", Posted.of({**typed, "f-add": "1"}), CONTEXT, {})
        assert len(grown.rows) == 3
        shrunk = self.field.view("f", Posted.of({**typed, "f-0-remove": "1"}), CONTEXT, {})
        assert len(shrunk.rows) == 1 and shrunk.rows[0].fields[0].controls[0].value == "鈴木"

    def test_the_household_is_offered(self):
        view = self.field.view("f", Posted(), self.context, {})
        assert [r.title.ja for r in view.rows if r.known] == ["見本 太郎"]

    @pytest.mark.parametrize(("noun", "ja", "en"), [
        (Text(ja="子ども", en="Child"), "子ども 2人目", "Child 2"), (Text(ja="支払い{n}", en="Payment {n}"), "支払い2", "Payment 2")])
    def test_people_are_counted_as_people_and_things_are_not(self, noun, ja, en):
        field = kinds.MembersField(code="f", label="行", one=noun, fields=(kinds.NameField(code="n", label="氏名"),))
        title = field.view("f", Posted.of({"f-count": "2"}), CONTEXT, {}).rows[1].title
        assert (title.ja, title.en) == (ja, en)


def test_what_was_chosen_is_not_told_by_its_last_letters():
    field = kinds.ChoicesField(code="f", label="障害", sensitive=True, options=OPTIONS)
    assert field.masked(["a", "b", "c"]) == "••••"


def test_long_ago_and_far_ahead_are_shown():
    field = kinds.DateField(code="f", label="日")
    assert field.display(date(1900, 1, 2).isoformat(), "ja").startswith("明治33年")
    assert field.parse(Posted(field.raw("1900-01-02", "f")), "f", CONTEXT)[0] == "1900-01-02"


@pytest.mark.parametrize(("unit", "shown"), [
    (None, "3"), (Text(ja="通"), "3通"), (Text(ja="weeks"), "3 weeks"), (Text(ja=" copies"), "3 copies"), (Text(ja="주"), "3주")])
def test_a_unit_in_latin_letters_stands_apart(unit, shown):
    assert with_unit("3", unit, "ja") == shown


def test_a_reason_that_is_too_short_is_told_how_long_it_must_be():
    field = kinds.TextareaField(code="f", label="理由", min_length=10)
    value, errors = field.parse(Posted({"f": ["個人情報"]}), "f", CONTEXT)
    assert value is None and "10" in errors["f"].ja and field.check("個人情報", "f", CONTEXT)


def test_a_picture_is_no_pdf_whatever_the_door():
    """A file kept from another question, or given by the API, is of a kind that this one accepts."""
    field = kinds.FileField(code="f", label="図面", accept=("pdf",))
    judge = jsonschema.Draft202012Validator(field.json_schema())
    assert judge.is_valid(field.sample(Random(1), CONTEXT))
    assert not judge.is_valid(kinds.FileField(code="f", label="写真").sample(Random(1), CONTEXT))
