"""A family of four that moves in, for tests: what it knows, and how it answers what it is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import forms
from machinami.capabilities.procedures import queries as known
from machinami.capabilities.visits import actions, queries
from machinami.capabilities.visits.types import VisitRow
from machinami.foundation.actors import Actor

EVENT = "life_moving_in"


def name(given: str, kana: str) -> dict[str, str]:
    return {"family": "武蔵野", "given": given, "family_kana": "ムサシノ", "given_kana": kana}


def interview() -> dict[str, Any]:
    moved_on = (timezone.localdate() - timedelta(days=3)).isoformat()
    return {"former_kind": "japan", "already_living": True, "moved_on": moved_on, "insurance": "none", "with_children": True, "with_dog": True}


_CHILD = {"relationship": "child", "card": True, "foreign": False}
#: Field of any of the forms → the answer.
TOLD: dict[str, Any] = {
    "my_name": name("はるか", "ハルカ"), "my_birth": "1998-03-14", "my_relationship": "head", "my_card": True, "my_foreign": False,
    "phone": "09012345678", "email": "haruka@example.com",
    "others": [{"name": name("健", "ケン"), "birth": "1994-01-15", "relationship": "husband", "card": True, "foreign": False},
               {"name": name("あおい", "アオイ"), "birth": "2019-06-01", **_CHILD}, {"name": name("そら", "ソラ"), "birth": "2023-09-09", **_CHILD}],
    "new_address": {"postal_code": "1670051", "prefecture": "東京都", "city": "杉並区", "town": "荻窪五丁目", "block": "1-2"},
    "former_address": {"postal_code": "1810013", "prefecture": "東京都", "city": "三鷹市", "town": "下連雀", "block": "6-1-1"},
    "moving_out_by": "paper", "household_kind": "new", "office": "ogikubo", "pension": "employees", "spouse_earns_more": False,
    "has_older": False, "account": {"bank_code": "0001", "branch_code": "001", "type": "ordinary", "number": "1234567", "holder": "ムサシノ ハルカ"},
    "chip_site": False, "tag_known": True, "tag_number": "第123号", "dog_name": "ポチ", "breed": "柴犬", "tags_back": "post",
}


def walk(actor: Actor, visit_id: str, stop_at: str = "") -> list[tuple[str, str]]:
    """Answer what is asked, page by page; returns (procedure, field) in the order asked.

    :param stop_at: a question before which to stop. :raises KeyError: for a field that the family knows nothing of.
    """
    asked: list[tuple[str, str]] = []
    for _ in range(60):
        following = actions.advance(actor=actor, visit_id=visit_id)
        if not following.draft_id or following.question == stop_at:
            return asked
        draft = known.draft(actor=actor, draft_id=following.draft_id)
        page = forms.question_page(draft, following.question)
        if page is None:
            raise AssertionError((draft.code, following.question))
        posted: dict[str, list[str]] = {c.name: [c.value] for f in page.fields if f.layout == "known" for c in f.controls}
        for view in (f for f in page.fields if f.layout not in ("known", "output")):
            asked.append((draft.code, view.code))
            posted |= draft.definition.fields[view.code].raw(TOLD[view.code], view.code)
        saved = procedures.save_answers(actor=actor, draft_id=draft.id, question=following.question, posted=posted)
        if saved.errors or saved.not_for is not None:
            raise AssertionError((draft.code, following.question, saved.errors, saved.not_for))
    raise AssertionError("no end")


def agreed(actor: Actor, visit: VisitRow) -> dict[str, list[str]]:
    return {p.id: [d.code for d in forms.check_page(known.draft(actor=actor, draft_id=p.draft_id)).declarations] for p in visit.parts}


def begun(actor: Actor) -> VisitRow:
    return actions.begin(actor=actor, event=EVENT, answers=interview())


def sent(actor: Actor) -> VisitRow:
    visit = begun(actor)
    walk(actor, visit.id)
    visit = queries.visit(actor=actor, visit_id=visit.id)
    if errors := actions.send(actor=actor, visit_id=visit.id, agreed=agreed(actor, visit)).errors:
        raise AssertionError(errors)
    return queries.visit(actor=actor, visit_id=visit.id)
