"""What a new procedure and a new part begin with, so that nobody faces an empty page."""

from __future__ import annotations

from datetime import date
from typing import Any

from machinami.capabilities.authoring import paths
from machinami.capabilities.authoring.shapes import field_models, model_at, shapes


def procedure(code: str, title: str, section: str, today: date) -> dict[str, Any]:
    """Who, how, one question (the name), three steps: what every procedure has."""
    return {
        "code": code, "title": {"ja": title}, "summary": {"ja": f"{title}の手続きです。"}, "keywords": [title],
        "who": {"ja": "区内に住む人", "easy": "杉並区に 住む 人", "en": "Residents of the ward", "zh": "本区居民", "ko": "구내 거주자"},
        "deadline": {"text": {"ja": "いつでも申請できます", "easy": "いつでも できます", "en": "You can apply at any time.", "zh": "随时可以申请。",
                              "ko": "언제든지 신청할 수 있습니다."}},
        "cost": {"ja": "無料", "easy": "お金は いりません", "en": "Free", "zh": "免费", "ko": "무료"},
        "duration": 5, "legal_basis": [], "place": {"category": "town"}, "section": section, "updated": today.isoformat(),
        "routes": {"online": {"ja": "このページから申請できます", "easy": "この ページで できます", "en": "Apply on this page.",
                              "zh": "可在本页面申请。", "ko": "이 페이지에서 신청할 수 있습니다."}},
        "sections": [{
            "code": "applicant",
            "title": {"ja": "申請する人", "easy": "あなたの こと", "en": "About you", "zh": "申请人", "ko": "신청인"},
            "questions": [{
                "code": "applicant",
                "heading": {"ja": "あなたの名前を確認してください", "easy": "あなたの 名前を 見てください", "en": "Check your name",
                            "zh": "请确认您的姓名", "ko": "성명을 확인해 주세요"},
                "fields": [{"kind": "name", "code": "applicant_name", "prefill": "name",
                            "label": {"ja": "氏名", "easy": "名前", "en": "Name", "zh": "姓名", "ko": "성명"}}]}]}],
        "steps": [{"code": "check", "title": {"ja": "内容の確認"}, "kind": "review", "days": 3},
                  {"code": "decide", "title": {"ja": "決定"}, "kind": "decide", "days": 5}],
        "refusal_reasons": [{"code": "not_met", "text": {"ja": "申請の要件を満たしていないため"}}],
        "target_days": 5, "retention_years": 5,
    }


def item(content: dict[str, Any], place: paths.Path, kind: str = "") -> dict[str, Any]:
    """A new item for the list at ``place``; ``kind`` of field where the list holds fields.

    :raises LookupError: when nothing can be added there.
    """
    model, name = model_at(content, place[:-1]), place[-1]
    shape = next(s for s in shapes(model) if s.name == name)
    if len(shape.models) > 1:
        models = field_models()
        if kind not in models or models[kind] not in shape.models:
            raise LookupError(kind)
        return {"kind": kind, "code": _free(content, kind), "label": {"ja": "新しい項目"}, **_FIELDS.get(kind, {})}
    made = _ITEMS.get(str(name))
    if made is None:
        raise LookupError(str(name))
    code = {"code": _free(content, str(name).removesuffix("s"))} if "code" in {s.name for s in shapes(shape.models[0])} else {}
    return {**code, **made}


_NEW = {"ja": "新しい項目"}
_FIELDS: dict[str, dict[str, Any]] = {
    "choice": {"options": [{"value": "yes", "label": {"ja": "はい", "easy": "はい", "en": "Yes", "zh": "是", "ko": "예"}},
                           {"value": "no", "label": {"ja": "いいえ", "easy": "いいえ", "en": "No", "zh": "否", "ko": "아니요"}}]},
    "choices": {"options": [{"value": "one", "label": {"ja": "1つ目"}}, {"value": "two", "label": {"ja": "2つ目"}}]},
    "bank_account": {"sensitive": True}, "calculated": {"expression": 0},
    "members": {"fields": [{"kind": "name", "code": "member_name", "label": {"ja": "氏名", "easy": "名前", "en": "Name", "zh": "姓名", "ko": "성명"}}]},
}
_ITEMS: dict[str, dict[str, Any]] = {
    "sections": {"title": {"ja": "新しいまとまり"}, "questions": [{"code": "new_question", "heading": {"ja": "新しい質問"}, "fields": [
        {"kind": "text", "code": "new_field", "label": _NEW}]}]},
    "questions": {"heading": {"ja": "新しい質問"}, "fields": [{"kind": "text", "code": "new_field", "label": _NEW}]},
    "options": {"value": "new", "label": {"ja": "新しい選択肢"}}, "bring": {"text": {"ja": "新しいもの"}},
    "faq": {"question": {"ja": "新しい質問"}, "answer": {"ja": "答え"}}, "steps": {"title": {"ja": "新しい手順"}, "kind": "review", "days": 5},
    "eligibility": {"when": {"field": "", "is": ""}, "reason": {"ja": "対象ではありません"}},
    "rules": {"when": {"field": "", "is": ""}, "at": "", "message": {"ja": "答えを確かめてください"}},
    "declarations": {"text": {"ja": "入力した内容は事実のとおりです", "easy": "書いたことは 本当です", "en": "What I have entered is true",
                              "zh": "所填内容属实", "ko": "입력한 내용은 사실입니다"}},
    "ties": {"kin": "same_household"},
    "co_applicants": {"role": {"ja": "一緒に申請する人", "easy": "いっしょに もうしこむ 人", "en": "Co-applicant", "zh": "共同申请人", "ko": "공동 신청인"},
                      "statement": {"ja": "わたしも、この内容で申請します", "easy": "わたしも この ないようで もうしこみます",
                                    "en": "I apply for this too", "zh": "我也以此内容申请", "ko": "저도 이 내용으로 신청합니다"},
                      "name": "", "email": "", "sees": []},
    "documents": {"title": {"ja": "新しい文書"}, "addressee": {"register": "name_text"}, "statement": {"ja": "次のとおり決定しましたので通知します。"}},
    "rows": {"label": {"ja": "新しい行"}, "of": {"register": "name_text"}},
    "people": {"of": "household", "rows": [{"label": {"ja": "氏名"}, "of": {"field": "name_text"}}]},
    "findings": {"title": {"ja": "新しい調べもの"}, "fields": [{"kind": "text", "code": "new_finding", "label": _NEW}]},
    "finding_rules": {"when": {"field": "", "is": ""}, "at": "", "message": {"ja": "調べた結果を確かめてください"}},
    "refusal_reasons": {"text": {"ja": "新しい理由"}}, "paragraphs": {"text": {"ja": "新しい文"}},
    "plus": {"code": "", "quantity": 1},
}


def _free(content: dict[str, Any], stem: str) -> str:
    """A code that is not used yet: ``text``, ``text_2`` …"""
    used = set(_codes(content))
    return next(c for n in range(1, 1000) if (c := stem if n == 1 else f"{stem}_{n}") not in used)


def _codes(held: Any) -> Any:
    if isinstance(held, dict):
        if isinstance(held.get("code"), str):
            yield held["code"]
        for value in held.values():
            yield from _codes(value)
    elif isinstance(held, list):
        for value in held:
            yield from _codes(value)


def renewed(content: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """A copied item with codes of its own."""
    import copy

    found = copy.deepcopy(made)
    whole = {"whole": content}

    def walk(held: Any) -> None:
        if isinstance(held, dict):
            if isinstance(held.get("code"), str):
                held["code"] = _free({"a": whole, "b": taken}, held["code"])
                taken.append({"code": held["code"]})
            for value in held.values():
                walk(value)
        elif isinstance(held, list):
            for value in held:
                walk(value)

    taken: list[dict[str, str]] = []
    walk(found)
    return found
