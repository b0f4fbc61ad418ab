"""Somebody brings a folder of cases: what passes, what does not and why, and what is wrong with a file."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from machinami.capabilities.rules import case_files, judging

GOOD = """
- name: 一世帯
  period: 2023-06-01
  absolute_error_margin: 1
  input:
    世帯: {親一覧: [自分], 子一覧: [子1]}
    世帯員:
      自分: {所得: 1000000, 誕生年月日: 1983-05-01}
      子1: {所得: {'2023-06-01': 0}, 誕生年月日: '2007-12-31'}
  output:
    世帯: {住民税扶養控除: {'2023-06-01': 330000}}
    世帯員: {自分: {住民税扶養控除: '33 * 10000 + 1', 扶養親族である: false}}
- name: 二世帯
  period: 2024-06
  input:
    世帯一覧: {一: {親一覧: [甲], 調整控除: 2000}, 二: {親一覧: [乙]}}
    世帯員: {甲: {合計所得金額: 2000000, 住民税所得控除: 1000000}, 乙: {所得: 0}}
  output:
    世帯員: {甲: {住民税所得割: 98000}}
    世帯一覧: {二: {住民税所得割: 0}}
- name: 世帯のない一人
  period: 2022
  input: {誕生年月日: 2000-02-29, 居住都道府県: 東京都}
  output: {年齢: {2015-02-28: 14, 2015-03-01: 15}}
"""
WRONG = """
- name: 法と違う
  period: 2023-06-01
  input: {所得: 100}
  output: {住民税基礎控除: 1}
"""
MORE = """
- name: 計算しない
  period: 2023-06-01
  input: {所得: 100, 飼い犬: 1}
  output: {犬税: 1}
- name: きまりより前
  period: 1990-06-01
  input: {所得: 100}
  output: {住民税基礎控除: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "下").mkdir()
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "下" / "more.yml").write_text(MORE, "utf-8")
    (tmp_path / "readme.txt").write_text("これは読まない", "utf-8")
    return tmp_path


def run(*args: object) -> tuple[list[str], dict[str, object]]:
    out = StringIO()
    try:
        call_command("rules", *map(str, args), stdout=out)
    finally:
        told = out.getvalue().splitlines()
    return told, json.loads(told[-1])


def test_the_forms_of_cases_are_read_and_judged(folder: Path) -> None:
    told, last = run("evaluate", folder)
    assert last == {"passed": 3, "failed": 0, "supported": 3, "unsupported": 2, "explained": 0, "unexplained": 0}
    assert "good.yaml: 合う 3  合わない 0  計算しない 0" in told
    assert any("犬税 1" in line and "飼い犬 1" in line and "住民税.基礎控除 1" in line for line in told)


def test_a_miss_fails_until_it_is_explained_to_the_number(folder: Path) -> None:
    (folder / "wrong.yaml").write_text(WRONG, "utf-8")
    reasons = folder / "reasons.txt"
    with pytest.raises(CommandError, match="説明のない食い違いが1件"):
        run("evaluate", folder)
    reasons.write_text("- {file: wrong.yaml, name: 法と違う, expects: 1, law_gives: 430000, why: 試しのため}", "utf-8")
    told, last = run("evaluate", folder, "--explained", reasons)
    assert (last["failed"], last["explained"], last["unexplained"]) == (1, 1, 0)
    assert "  理由: 試しのため" in told
    reasons.write_text("- {file: wrong.yaml, name: 法と違う, expects: 1, law_gives: 430001, why: 試しのため}", "utf-8")
    with pytest.raises(CommandError, match="説明のない"):
        run("evaluate", folder, "--explained", reasons)
    reasons.write_text("- {file: wrong.yaml, name: 法と違う, expects: 1, law_gives: 430000, why: ' '}", "utf-8")
    with pytest.raises(CommandError, match="why"):
        run("evaluate", folder, "--explained", reasons)


@pytest.mark.parametrize(("text", "words"), [
    ("あ: [", "YAML として直してください"),
    ("ただの文", "一件ずつの並び"),
    ("- 5", "一件として書いてください"),
    ("- {name: あ, period: いつか, input: {}, output: {年齢: 1}}", "2023-06"),
    ("- {name: あ, period: 2023, input: {}, output: {}}", "確かめる値"),
    ("- {name: あ, period: 2023, outputs: {}, input: {}, output: {}}", "一件として"),
    ("- {name: あ, period: 2023, input: {世帯: {親一覧: [甲]}}, output: {世帯: {年齢: 1}}}", "「甲」が世帯員のところ"),
    ("- {name: あ, period: 2023, input: {世帯一覧: {一: {親一覧: [甲]}, 二: {親一覧: [甲]}}, 世帯員: {甲: {}}}, output: {世帯員: {甲: {年齢: 1}}}}", "二つのところ"),
    ("- {name: あ, period: 2023, input: {世帯一覧: {一: {}, 二: {}}, 世帯員: {}, 所得: 1}, output: {年齢: 1}}", "どの世帯"),
    (f"- {{name: あ, period: 2023, input: {{所得: '{'1+' * 200}1'}}, output: {{年齢: 1}}}}", "0以上の整数"),
    ("- {name: あ, period: 2023, input: {所得: 9 ** 9}, output: {年齢: 1}}", "0以上の整数"),
    ("- {name: あ, period: 9999, input: {所得: 1}, output: {住民税: 1}}", "2200年"),
    ("- &a {name: あ, period: 2023, input: {所得: *a}, output: {年齢: 1}}", "a.yaml"),
    ("- {name: あ, period: 2023, input: {性別: 男}, output: {年齢: 1}}", "男性・女性"),
    ("- {name: あ, period: 2023, input: {世帯: {親一覧: [甲]}, 世帯員: {甲: {}}}, output: {世帯員: {乙: {年齢: 1}}}}", "input にありません"),
])
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    with pytest.raises(CommandError, match=words) as told:
        run("evaluate", tmp_path)
    assert "a.yaml" in str(told.value)


def test_whom_no_household_lists_lives_alone(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "- {name: あ, period: 2023, input: {世帯: {親一覧: [甲]}, 世帯員: {甲: {所得: 5000000}, 乙: {所得: 0}}}, output: {世帯員: {乙: {扶養親族である: false}}}}", "utf-8")
    assert run("evaluate", tmp_path)[1]["passed"] == 1


def test_an_empty_or_missing_folder_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "ない"):
        with pytest.raises(CommandError, match="YAML のファイルがありません"):
            run("evaluate", folder)


def test_margins_are_those_of_the_case(tmp_path: Path) -> None:
    text = "- {{name: あ, period: 2023, {margin} input: {{所得: 0}}, output: {{住民税基礎控除: {value}}}}}"
    for margin, value, state in (("", 430_001, "failed"), ("absolute_error_margin: 1,", 430_001, "passed"), ("absolute_error_margin: 1,", 430_002, "failed"),
                                 ("relative_error_margin: 0.01,", 434_000, "passed"), ("relative_error_margin: 0.01,", 435_000, "failed")):
        path = tmp_path / "a.yaml"
        path.write_text(text.format(margin=margin, value=value), "utf-8")
        assert judging.judge(case_files.read(path)[0]).state == state, (margin, value)


def test_the_law_as_known_on_a_day(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {name: あ, period: 2027, input: {所得: 0}, output: {基礎控除: 950000}}", "utf-8")
    with pytest.raises(CommandError):
        run("evaluate", tmp_path)
    assert run("evaluate", tmp_path, "--law-known", date(2026, 3, 30))[1]["passed"] == 1


def test_explain_tells_why(folder: Path) -> None:
    told, last = run("explain", folder / "good.yaml", "--case", 1)
    assert any(line.startswith("住民税扶養控除（自分） = 330,000円 計算 ［地方税法34条1項11号") for line in told)
    assert any("・住民税.扶養控除（一般）: 330000（2012-01-01から" in line for line in told)
    assert "住民税.扶養控除（一般）" in last["unverified"]  # type: ignore[operator]
    with pytest.raises(CommandError, match="3件あります"):
        run("explain", folder / "good.yaml", "--case", 9)
    with pytest.raises(CommandError, match="飼い犬|犬税"):
        run("explain", folder / "下" / "more.yml")


def test_list_says_what_is_computed() -> None:
    told, last = run("list")
    assert any(line.startswith("世帯員  住民税所得割") and "地方税法" in line for line in told)
    assert int(last["computed"]) > 50  # type: ignore[call-overload]


def test_the_shipped_explanations_can_be_read() -> None:
    assert all(m.why and m.file and m.name for m in judging.explained())
