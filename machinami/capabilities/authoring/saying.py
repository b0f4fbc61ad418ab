"""Conditions and calculations in a Japanese sentence, for the tree, the diff and people who check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from machinami.capabilities.authoring.formulas import OPERATORS, PARTS

#: Code of an answer → its label; ``code=value`` → an option's label.
Labels = Mapping[str, str]
FACTS = {"known": "住民登録がある", "age": "年齢", "sex": "性別", "in_ward": "区内に住む", "foreign": "外国籍", "is_head": "世帯主である", "relationship": "続柄",
         "household_size": "世帯の人数", "name": "氏名", "name_text": "氏名", "birth": "生年月日", "address": "住所", "address_text": "住所", "phone": "電話",
         "email": "メール", "nationality": "国籍", "language": "言語", "bank_account": "口座", "head_name": "世帯主の氏名", "kana": "カナ",
         "kana_text": "カナ", "previous_address": "前の住所", "resident_since": "住民になった日", "person_id": "本人の番号",
         "acting": "家族のための申請である", "for_name": "家族のための申請のとき、その人の氏名", "for_birth": "同じく生年月日", "for_address": "同じく住所",
         "applicant_name": "申請する人の氏名", "applicant_name_text": "申請する人の氏名", "applicant_kana_text": "申請する人のカナ",
         "applicant_birth": "申請する人の生年月日", "applicant_address": "申請する人の住所", "applicant_phone": "申請する人の電話",
         "applicant_email": "申請する人のメール", "applicant_relationship": "申請する人の続柄"}
_WORDS = {"sum": "と", "times": "×", "minus": "−"}
_ROUNDING = {"down": "端数切捨て", "up": "端数切上げ", "half_up": "四捨五入"}


def condition(value: Any, labels: Labels) -> str:
    """``{"field": "has_spouse", "is": True}`` → 「配偶者の有無」が「はい」."""
    if not isinstance(value, dict):
        return ""
    if "not" in value:
        return f"（{condition(value['not'], labels)}）ではない"
    for group, words in (("all", "、かつ"), ("any", "、または")):
        if group in value:
            said = [condition(c, labels) for c in value[group] or []]
            return words.join(f"（{s}）" if len(said) > 1 and "、" in s else s for s in said) or "条件なし"
    operator = next((o for o in OPERATORS if o in value), "")
    left = (_named(value["field"], labels) if "field" in value else f"記録の「{FACTS.get(value['register'], value['register'])}」"
            if "register" in value else expression(value.get("value"), labels))
    if operator == "answered":
        return f"{left}に答えがある" if value[operator] else f"{left}に答えがない"
    return f"{left}{_ending(str(value.get('field', '')), operator, value.get(operator), labels)}"


def _ending(code: str, operator: str, right: Any, labels: Labels) -> str:
    def option(v: Any) -> str:
        return f"「{labels[f'{code}={v}']}」" if f"{code}={v}" in labels else _scalar(v)

    if operator == "in":
        return f"が{'か'.join(option(v) for v in right or [])}"
    if operator in ("is", "is_not", "includes"):
        said = option(right)
        return {"is": f"が{said}", "is_not": f"が{said}ではない", "includes": f"に{said}を含む"}[operator]
    ending = {"at_least": "以上", "at_most": "以下", "before": "より前", "after": "より後", "same": "と同じ"}.get(operator, "")
    return f"が{expression(right, labels)}{ending}"


def expression(value: Any, labels: Labels) -> str:
    """A calculation in words."""
    if not isinstance(value, dict):
        return "今日" if value == "today" else _scalar(value) if isinstance(value, str) else str(value)
    kind = next((k for k in PARTS if k in value), "")
    if kind == "field":
        return _named(value["field"], labels)
    if kind == "register":
        return f"記録の「{FACTS.get(value['register'], value['register'])}」"
    if kind in _WORDS:
        return _WORDS[kind].join(expression(v, labels) for v in value[kind]) + ("の合計" if kind == "sum" else "")
    return _function(kind, value, labels)


def _function(kind: str, value: dict[str, Any], labels: Labels) -> str:
    def said(key: str) -> str:
        return expression(value.get(key), labels)

    def each(joined: str) -> str:
        return joined.join(expression(v, labels) for v in value[kind] or [])

    where = f"（{condition(value['where'], labels)}もの）" if value.get("where") else ""
    forms = {
        "least": lambda: f"{each('と')}の小さいほう", "greatest": lambda: f"{each('と')}の大きいほう",
        "count": lambda: f"{_named(value['count'], labels)}{where}の数", "fee": lambda: f"手数料「{value['fee']}」",
        "rate": lambda: f"{said('on') + 'の' if value.get('on') else ''}区の額「{value['rate']}」{'（' + said('key') + '）' if value.get('key') else ''}",
        "divided": lambda: f"{said('divided')}÷{said('by')}（{_ROUNDING.get(value.get('rounding') or 'down', '')}）",
        "sum_of": lambda: f"{_named(value['sum_of'], labels)}{where}それぞれの［{said('each')}］の合計",
        "today": lambda: "今日" if not value["today"] else f"今日から{value['today']}日後",
        "age_on": lambda: f"{said('age_on')}の年齢", "days_between": lambda: f"{each('から')}までの日数",
        "add_months": lambda: f"{each('の')}か月後", "add_days": lambda: f"{each('の')}日後", "march_after": lambda: f"{said('march_after')}から数えて{value.get('age')}歳になった後の3月31日",
        "month_end": lambda: f"{said('month_end')}の{said('months') + 'か月後の' if 'months' in value else ''}月の末日",
        "table": lambda: f"表「{value['table']}」の{said('key')}の値", "join": lambda: each(value.get("with") or ""),
        "if": lambda: f"{condition(value['if'], labels)}なら{said('then')}、そうでなければ{said('else')}",
    }
    return forms[kind]() if kind in forms else _scalar(value.get("value"))


def labels_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The labels of a definition's answers, people's sub-fields and options, from its content."""
    found: dict[str, str] = {}

    def add(fields: Any) -> None:
        for each in fields if isinstance(fields, list) else ():
            code = str(each.get("code", ""))
            found[code] = japanese(each.get("label")) or code
            for option in each.get("options") or ():
                found[f"{code}={option.get('value')}"] = japanese(option.get("label"))
            add(each.get("fields"))

    for section in content.get("sections") or ():
        for question in section.get("questions") or ():
            add(question.get("fields"))
    for step in content.get("findings") or ():
        add(step.get("fields"))
    return found


def japanese(words: Any) -> str:
    """The Japanese of words as written: a string or a mapping."""
    return str(words.get("ja", "")) if isinstance(words, dict) else str(words or "")


def _named(code: Any, labels: Labels) -> str:
    head, _, rest = str(code).partition(".")
    return f"「{labels.get(head, head or '（未選択）')}{f'の{rest}' if rest else ''}」"


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "「はい」" if value else "「いいえ」"
    return f"「{value}」"
