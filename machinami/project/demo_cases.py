"""Applications for the demonstration's desk: made by synthetic residents through the same actions as the pages, in every state.

Their days are set back afterwards, so that queues, deadlines and plots look like a working week.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases.models import Case
from machinami.capabilities.cases.types import CorrectionItem
from machinami.capabilities.identity.middleware import resident_actor
from machinami.capabilities.identity.models import Account, Person, StaffMember
from machinami.capabilities.identity.staff import staff_actor
from machinami.capabilities.procedures import actions as procedure_actions
from machinami.capabilities.procedures import forms, testing
from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.signatures import testing as signing
from machinami.city import calendar
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Refused

#: How many applications, and how old the oldest is (days).
COUNT, OLDEST = 36, 30
#: How far each is: most are under way, some wait for the resident, some are done.
STAGES = ("received", "reviewing", "received", "correction", "reviewing", "received", "refused", "reviewing", "withdrawn")


def load(chief: StaffMember, seed: int = 1) -> int:
    """Made once. Returns how many were made."""
    random, actor, made = Random(seed), staff_actor(chief), 0
    codes = [d.code for d in procedures.all_definitions() if d.fee is None]
    for person in _adults(COUNT * 2):
        if made >= COUNT:
            break
        code = random.choice(codes)
        try:
            sent = testing.apply(actor=_actor(person), code=code, seed=random.randrange(10**6))
        except (Refused, LookupError, AssertionError):
            continue  # not for this person, or made-up answers that do not fit: another does
        stage = STAGES[made % len(STAGES)]
        if sent.state == "awaiting_signatures" and stage != "received":  # some go on waiting
            signing.sign_all(sent.id)
        _set_back(str(sent.id), random.randrange(OLDEST))
        _go_on(actor, str(sent.id), stage, person)
        made += 1
    return made


def _adults(count: int) -> Iterator[Person]:
    """Grown-up residents other than those the demonstration signs in as (their numbers are the lowest)."""
    born = timezone.localdate() - timedelta(days=20 * 366)
    return Person.objects.filter(birth_date__lt=born).order_by("number")[40: 40 + count].iterator()


def _actor(person: Person) -> Actor:
    account, _ = Account.objects.get_or_create(
        issuer="demonstration", subject=person.number,
        defaults={"person": person, "name": person.full_name, "email": person.email, "language": person.language})
    return resident_actor(account, level=3)


def _set_back(case_id: str, days: int) -> None:
    row = Case.objects.get(pk=case_id)
    length = calendar.working_days_between(timezone.localdate(), row.target_on) if row.target_on else 0
    received = row.received_at - timedelta(days=days)
    target = calendar.working_days_after(timezone.localdate(received), max(1, length))
    Case.objects.filter(pk=case_id).update(received_at=received, target_on=target)


def _go_on(actor: Actor, case_id: str, stage: str, person: Person) -> None:
    steps: dict[str, Callable[[], Any]] = {
        "reviewing": lambda: cases.start_review(actor=actor, case_id=case_id),
        "correction": lambda: _correct(actor, case_id),
        "refused": lambda: _refuse(actor, case_id),
        "withdrawn": lambda: cases.withdraw(actor=_actor(person), case_id=case_id, reason="都合が変わったため"),
    }
    if stage in steps:
        steps[stage]()


def _correct(actor: Actor, case_id: str) -> None:
    row = Case.objects.get(pk=case_id)
    answers = forms.correctable(row.code, row.version, row.answers)
    cases.start_review(actor=actor, case_id=case_id)
    cases.request_correction(actor=actor, case_id=case_id, due_on=calendar.working_days_after(timezone.localdate(), 10),
                             items=[CorrectionItem(answers[0].path, "記録と違うところがあります。確かめて直してください")])


def _refuse(actor: Actor, case_id: str) -> None:
    """Where something is to be found out first, it stays under review: the demonstration makes no findings up."""
    cases.start_review(actor=actor, case_id=case_id)
    with suppress(Refused):
        procedure_actions.decide(actor=actor, case_id=case_id, outcome="refused",
                                 reason="申請された内容が、要件に当てはまらないため（試験用の決定です）")
