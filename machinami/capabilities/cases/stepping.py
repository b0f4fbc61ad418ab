"""Many cases a step on at once: each moves by the action of its own, or is listed with the reason why it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from machinami.capabilities.cases import ports, states, together
from machinami.capabilities.cases.models import BulkChange, Case
from machinami.capabilities.cases.moving import save
from machinami.capabilities.cases.types import BulkMoved
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused

#: What may be done to many without a word for each. Only a finished step can be taken back: no state leads back from the others.
VERBS = {"start_review": "審査を始める", "finish_step": "この手順を済みにする", "complete": "完了にする"}
UNDOABLE = frozenset({"finish_step"})
#: Each may tell its applicant, so fewer than may be given to somebody.
MOST = 300


@action("cases.handle")
def move_many(*, actor: Actor, case_ids: Iterable[Any], verb: str, idempotency_key: str) -> BulkMoved:
    """Do ``verb`` of :data:`VERBS` to many cases. The same ``idempotency_key`` gives the same outcome, and nothing twice.

    :raises Refused: for none, too many, or no such verb. :raises Conflict: for a key used for something else. :raises NotFound: when one is out of reach; then nothing is done.
    """
    actor.require("cases.handle")
    if verb not in VERBS:
        raise Refused("することを選んでください", code="verb")
    key = idempotency_key[:80] or None
    row, made = BulkChange.objects.get_or_create(staff_id=actor.id, key=key, defaults={"at": timezone.now(), "verb": verb, "items": []}) \
        if key else (BulkChange.objects.create(staff_id=actor.id, at=timezone.now(), verb=verb, items=[]), True)
    wanted = [str(i) for i in case_ids]
    if not made and (row.verb, {i["case"] for i in (*row.items, *row.left)}) != (verb, set(wanted)):
        raise Conflict("この画面からは、もう別の操作をしています。案件を選びなおしてください", code="key_used")
    if made:
        for case in together.chosen(actor, wanted, permission="cases.view", most=MOST):
            _one(actor, case, verb, row)
        row.save(update_fields=["items", "left"])
    return BulkMoved(str(row.pk), row.verb, len(row.items), tuple((i["case"], i["number"], i["reason"]) for i in row.left),
                     undoable=row.verb in UNDOABLE and bool(row.items))


def _one(actor: Actor, case: Case, verb: str, row: BulkChange) -> None:
    before = case.step
    try:
        with transaction.atomic():
            _mine(actor, case)
            _ways()[verb](actor, case)
    except NotAllowed:
        row.left.append(_left(case, "この課の案件を進める権限がありません"))
    except Refused as refused:
        row.left.append(_left(case, str(refused.message)))
    else:
        row.items.append({"case": str(case.pk), "from": before, "to": before + 1} if verb == "finish_step" else {"case": str(case.pk)})


def _left(case: Case, reason: str) -> dict[str, str]:
    return {"case": str(case.pk), "number": case.number, "reason": reason}


def _mine(actor: Actor, case: Case) -> None:
    """A pile is not the way to do what a colleague is at."""
    actor.require("cases.handle", section=case.section)
    if case.assigned_to_id is not None and str(case.assigned_to_id) != actor.id:
        raise Refused("ほかの職員が担当しています。案件を開いて確かめてください", code="others")


def _ways() -> dict[str, Callable[[Actor, Case], Any]]:
    from machinami.capabilities.cases import actions

    return {"start_review": lambda actor, case: actions.start_review(actor=actor, case_id=case.pk),
            "complete": lambda actor, case: _complete(actor, case),
            "finish_step": lambda actor, case: _finish(actor, case)}


def _complete(actor: Actor, case: Case) -> None:
    from machinami.capabilities.cases import actions

    if case.state == "completed":
        raise Refused("すでに完了しています", code="done")
    actions.complete(actor=actor, case_id=case.pk)


def _finish(actor: Actor, case: Case) -> None:
    """:raises Refused: for a decision, or the last step before one while something has still to be found out."""
    from machinami.capabilities.cases import actions

    if case.state != "reviewing":
        raise Refused(f"いまは「{states.STATES[case.state].ja}」です。手順は審査中の案件だけで済みにできます", code="state")
    kinds = [s.get("kind") for s in case.steps[case.step:case.step + 2]]
    if kinds[:1] == ["decide"]:
        raise Refused("次の手順は決定です。案件を開いて、1件ずつ決定してください", code="decide")
    if kinds[1:] == ["decide"]:
        ports.ask_before_deciding(actor, str(case.pk), "approved")
    actions.finish_step(actor=actor, case_id=case.pk)


@action("owner", atomic=False)
def undo_many(*, actor: Actor, undo_id: Any) -> tuple[str, int]:
    """Take back what the actor last did to many: its verb, and how many are as before. :raises NotFound: for another's."""
    from machinami.capabilities.cases import actions

    verb = BulkChange.objects.filter(pk=undo_id, staff_id=actor.id).values_list("verb", flat=True).first()
    if verb is None:
        raise NotFound("bulk")
    return verb, (actions.undo_assign if verb == "assign" else undo_steps)(actor=actor, undo_id=undo_id)


@action("cases.handle")
def undo_steps(*, actor: Actor, undo_id: Any) -> int:
    """The steps of a pile are open again, but for cases that have moved on since. Returns how many.

    :raises Conflict: after ten minutes, or the second time.
    """
    row = together.to_undo(actor, undo_id, "finish_step")
    was = {i["case"]: i for i in row.items}
    count = 0
    for case in Case.objects.select_for_update().filter(pk__in=list(was), state="reviewing").order_by("pk"):
        actor.require("cases.handle", section=case.section)
        if case.step == was[str(case.pk)]["to"]:
            case.step = was[str(case.pk)]["from"]
            save(case, actor, "reopen_step", case.state, detail={"undo": str(row.pk), "step": case.steps[case.step]["code"]})
            count += 1
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    return count
