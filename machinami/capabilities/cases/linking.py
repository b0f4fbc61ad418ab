"""Cases that belong together (関連案件): tied with a reason in both histories, untied, and of two alike one closed."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from machinami.capabilities.cases import events, states
from machinami.capabilities.cases.models import Case, CaseLink
from machinami.capabilities.cases.moving import about, close, history, locked, move
from machinami.capabilities.cases.rows import case_row
from machinami.capabilities.cases.types import CaseRow, Likely, LinkRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.events import publish
from machinami.foundation.text import narrow

KINDS = {"household": "同じ世帯", "continues": "同じ申請の続き", "duplicate": "重複", "other": "その他"}
#: So many likely ones are shown of a case.
MOST = 8
#: What a duplicate is closed in favour of must itself go on, or have come to an end on its merits.
_STANDS = states.UNDER_WAY | {"approved", "refused", "completed"}


@action("cases.handle")
def link_cases(*, actor: Actor, case_id: Any, number: str, kind: str, reason: str) -> LinkRow:
    """Tie a case to the one with receipt ``number``; both histories say so. The same two again change kind and reason.

    :raises Refused: for a kind or reason that is missing, or a number that is not within reach.
    """
    other_id = Case.objects.filter(number=narrow(number).upper()).values_list("pk", flat=True).first()
    if kind not in KINDS or not reason.strip():
        raise Refused("関連の種類を選び、理由を入力してください", code="reason")
    if other_id is None or str(other_id) == str(case_id):
        raise _no_such()
    case, other = _both(actor, case_id, other_id)
    first, second = sorted((case, other), key=lambda c: str(c.pk))
    known = CaseLink.objects.filter(first=first, second=second, ended_at=None, kind=kind, reason=reason.strip()[:400]).first()
    if known is not None:  # pressed twice
        return _row(known, other)
    row, _ = CaseLink.objects.update_or_create(first=first, second=second, ended_at=None, defaults={
        "kind": kind, "reason": reason.strip()[:400], "made_by": (actor.name or actor.label)[:80]})
    _note(actor, "link", row, case, other)
    return _row(row, other)


def _no_such() -> Refused:
    return Refused("その番号の案件は見つかりません。番号を確かめてください", code="number")


def _both(actor: Actor, case_id: Any, other_id: Any) -> tuple[Case, Case]:
    """Both locked, in one order; one's own to handle, the other to see. :raises Refused: for another out of reach."""
    found = {}
    for key in sorted(map(str, (case_id, other_id))):
        own = key == str(case_id)
        try:
            found[key] = locked(actor, key, "cases.handle" if own else "cases.view")
        except NotFound:
            if own:
                raise
            raise _no_such() from None
    return found[str(case_id)], found[str(other_id)]


def _note(actor: Actor, verb: str, row: CaseLink, case: Case, other: Case) -> None:
    for one, two in ((case, other), (other, case)):
        history(one, actor, verb, one.state, one.state, note=f"{two.number}（{KINDS[row.kind]}） {row.reason}",
                detail={"to": str(two.pk), "kind": row.kind})


@action("cases.handle")
def unlink_cases(*, actor: Actor, case_id: Any, link_id: Any) -> None:
    """Untie; both histories say so. Pressed twice, it is once."""
    row = _link(case_id, link_id)
    case, other = _both(actor, case_id, row.other_id(case_id))
    if CaseLink.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now()):
        _note(actor, "unlink", row, case, other)


def _link(case_id: Any, link_id: Any) -> CaseLink:
    row = CaseLink.objects.filter(Q(first=case_id) | Q(second=case_id), pk=link_id).first()
    if row is None:
        raise NotFound("link")
    return row


@action("cases.handle")
def close_duplicate(*, actor: Actor, case_id: Any, link_id: Any, agreed: bool) -> CaseRow:
    """End one of two alike as withdrawn, the other goes on. ``agreed``: its applicant was asked and takes it back.

    :raises Refused: where they are not tied as duplicates, or nobody agreed. :raises Conflict: where its state does not allow it.
    """
    row = _link(case_id, link_id)
    case, other = _both(actor, case_id, row.other_id(case_id))
    if row.kind != "duplicate" or row.ended_at is not None:
        raise Refused("「重複」として結びつけた案件だけを閉じられます", code="kind")
    if not agreed:
        raise Refused("申請者に確かめて、取り下げる意思があることを確認してください", code="agreed")
    if case.state == "withdrawn":
        return case_row(case)
    if other.state not in _STANDS:
        raise Refused(f"残す案件 {other.number} は「{states.STATES[other.state].ja}」です。両方が終わってしまうので閉じられません", code="other")
    close(case)
    done = move(case, actor, "withdraw", public=True, note="同じ申請が2つあったため、申請者に確かめて1つにまとめました",
                detail={"in_favour_of": str(other.pk)})
    publish(events.CaseClosed(**about(case), state=case.state))
    return done


# reading

def _row(row: CaseLink, other: Case) -> LinkRow:
    return LinkRow(str(row.pk), row.kind, KINDS[row.kind], row.reason, row.made_by, row.made_at, case_row(other))


def links(*, actor: Actor, case_id: Any) -> list[LinkRow]:
    """The cases tied to one, those within the actor's reach, in one query; the newest first."""
    rows = CaseLink.objects.filter(Q(first=case_id) | Q(second=case_id), ended_at=None).order_by("-pk").select_related(
        "first__assigned_to", "second__assigned_to")
    both = ((r, r.second if r.other_id(case_id) == r.second_id else r.first) for r in rows)
    return [_row(r, other) for r, other in both if actor.may("cases.view", section=other.section)]


def likely(*, actor: Actor, case_id: Any, person_id: Any, code: str) -> list[Likely]:
    """Cases under way that may belong to one: the same resident's of the same procedure first, then their household's; one query.

    Those tied already are left out; of many the first (:data:`MOST`) are told.
    """
    actor.require("cases.view")
    if person_id is None:
        return []
    tied = CaseLink.objects.filter(ended_at=None)
    rows = Case.objects.filter(person__household__members=person_id, state__in=states.UNDER_WAY).exclude(pk=case_id)
    rows = rows.exclude(pk__in=tied.filter(first=case_id).values("second")).exclude(pk__in=tied.filter(second=case_id).values("first"))
    rows = rows if actor.all_sections else rows.filter(section__in=actor.sections)
    same = Q(person=person_id, code=code)
    found = rows.select_related("assigned_to").annotate(alike=ExpressionWrapper(same, output_field=BooleanField())).order_by("-alike", "-received_at", "pk")[:MOST]
    return [Likely(case_row(c), "duplicate" if c.alike else "household") for c in found]


def alike(*, actor: Actor, case_ids: list[str]) -> dict[str, int]:
    """Case id → how many other cases of the same resident and procedure are under way; those with none left out. One query."""
    actor.require("cases.view")
    others = Case.objects.filter(person=OuterRef("person"), code=OuterRef("code"), state__in=states.UNDER_WAY).exclude(pk=OuterRef("pk"))
    others = others if actor.all_sections else others.filter(section__in=actor.sections)
    count = Subquery(others.order_by().values("person").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    rows = Case.objects.filter(pk__in=case_ids, state__in=states.UNDER_WAY).annotate(n=Coalesce(count, 0)).filter(n__gt=0)
    return {str(key): n for key, n in rows.values_list("pk", "n")}
