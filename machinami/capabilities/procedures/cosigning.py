"""From answers to the people who must sign, and what follows when they have. Called by actions and by the signatures' port."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.types import CaseDetail
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.charging import ask_fee
from machinami.capabilities.procedures.coapplicants import CoApplicant
from machinami.capabilities.procedures.contexts import plain_context
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.facts import case_facts
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.fields.name import show_name
from machinami.capabilities.procedures.models import Draft
from machinami.capabilities.procedures.pricing import due_now
from machinami.capabilities.procedures.scope import as_date
from machinami.capabilities.procedures.settling import scope_of
from machinami.capabilities.procedures.words import say
from machinami.capabilities.signatures import actions as signatures
from machinami.capabilities.signatures.types import Wanted
from machinami.city import calendar
from machinami.foundation.actors import Actor, system
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text
from machinami.foundation.money import priced
from machinami.foundation.text import search_form

ACTOR = system("procedures.cosigning")
PURPOSE = "署名がそろった申請の受付"
HOW_MANY = Text(
    ja="{role}は{min}人から{max}人まで入力してください", easy="{role}は {min}人から {max}人まで 書いてください",
    en="Please enter {min} to {max} people as “{role}”.", zh="“{role}”请输入{min}至{max}人。", ko="‘{role}’은(는) {min}명부터 {max}명까지 입력해 주세요.")


def wanted(definition: Definition, answers: Mapping[str, Any], context: Context) -> list[Wanted]:
    """Who has to sign these answers. :raises Refused: for too few or too many people in a role."""
    scope = scope_of(definition, answers, context)
    found = []
    for role in definition.co_applicants:
        if role.when is not None and not role.when.holds(scope):
            continue
        people = list(_people(role, answers, scope))
        if role.of and not role.min <= len(people) <= role.max:
            words = say(HOW_MANY, role=role.role, min=role.min, max=role.max)
            raise Refused(words, code="signatures", fields={role.of: words})
        found += [_wanted(role, n, person, context) for n, person in enumerate(people)]
    return found


def _people(role: CoApplicant, answers: Mapping[str, Any], scope: Any) -> Iterator[Mapping[str, Any]]:
    if not role.of:
        yield from [answers] if role.name in answers else []
        return
    for position, row in enumerate(answers.get(role.of) or (), 1):
        if role.where is None or role.where.holds(scope.within(row, position)):
            yield row


def _wanted(role: CoApplicant, position: int, person: Mapping[str, Any], context: Context) -> Wanted:
    name, birth = show_name(person.get(role.name)), as_date(person.get(role.birth))
    chosen = person.get("person_id") if role.of else None
    return Wanted(role=role.code, position=position, title=role.role, statement=role.statement, name=name, birth_date=birth,
                  email=str(person.get(role.email) or ""), level=role.identity_level, sees=role.sees,
                  person_id=chosen or _in_household(name, birth, context))


def _in_household(name: str, birth: date | None, context: Context) -> str | None:
    """The one member of the household of that name, unless a birth date that was given says otherwise."""
    same = [p for p in context.facts.household if search_form(str(p.get("name_text", ""))) == search_form(name)
            and (birth is None or p.get("birth") == birth.isoformat())]
    return str(same[0]["person_id"]) if name and len(same) == 1 else None


def check(actor: Actor, definition: Definition, people: list[Wanted]) -> None:
    """:raises Refused: ``fields`` by the answers at fault."""
    try:
        signatures.check(actor=actor, people=people)
    except Refused as refused:
        roles = {r.code: r for r in definition.co_applicants}
        fields = {}
        for at, words in refused.fields.items():
            role = roles[at.split(".")[0]]
            fields[role.of or role.email or role.name] = words
        raise Refused(refused.message, code="signatures", fields=fields) from refused


def ask(actor: Actor, definition: Definition, case_id: str, people: list[Wanted], language: str) -> None:
    due = timezone.localdate() + timedelta(days=definition.signing_days)
    signatures.ask(actor=actor, case_id=case_id, people=people, due_on=due, language=language)


# once everybody has signed

def steps_from(definition: Definition, day: date) -> list[dict[str, Any]]:
    """The desk's steps with their days, counted in working days from ``day``."""
    return [{"code": s.code, "title": s.title.as_dict(), "kind": s.kind, "permission": s.permission,
             "due_on": calendar.working_days_after(day, s.days).isoformat()} for s in definition.steps]


def complete(case_id: str) -> None:
    """The last signature is there: the office's days begin to run, and the fee is asked for."""
    detail = case_queries.case(actor=ACTOR, case_id=case_id, purpose=PURPOSE)
    definition = queries.definition(detail.row.code, detail.version)
    if detail.answers_version > 1:
        target, steps = _moved_on(detail)
        cases.signatures_complete(actor=ACTOR, case_id=case_id, target_on=target, steps=steps)
        return
    today = timezone.localdate()
    context = plain_context(case_facts(ACTOR, detail, today, PURPOSE), answers=detail.answers, today=today)
    fee = due_now(definition, detail.answers, context)
    cases.signatures_complete(
        actor=ACTOR, case_id=case_id, steps=steps_from(definition, today), fee_due=fee > 0,
        target_on=calendar.working_days_after(today, definition.target_days))
    if fee > 0:
        _ask_fee(definition, detail, fee, today)


def _moved_on(detail: CaseDetail) -> tuple[date | None, list[dict[str, Any]]]:
    """The days by which something is due, later by the working days for which signatures were awaited."""
    asked = next((e.at for e in reversed(detail.history) if e.verb == "ask_signatures"), timezone.now())
    waited = calendar.working_days_between(timezone.localdate(asked), timezone.localdate())

    def later(day: date) -> date:
        return calendar.working_days_after(day, waited) if waited else day

    steps = [{**s, "due_on": later(date.fromisoformat(s["due_on"])).isoformat()} for s in detail.steps]
    return later(detail.row.target_on) if detail.row.target_on else None, steps


def _ask_fee(definition: Definition, detail: CaseDetail, amount: int, today: date) -> None:
    charge = ask_fee(ACTOR, definition, detail.row.id, amount, today, account_id=detail.account_id)
    if charge is None:
        return
    Draft.objects.filter(case_id=detail.row.id).update(charge=charge)
    notices.send(actor=ACTOR, template="payment_due", account_id=detail.account_id, subject=f"cases.Case:{detail.row.id}", section=definition.section,
                 link=f"/ja/my/cases/{detail.row.id}/", idempotency_key=f"{detail.row.id}:payment_due:signed",
                 params={"title": definition.title, "number": detail.row.number, "amount": priced(amount)})


def amended(actor: Actor, definition: Definition, case_id: Any, people: list[Wanted], language: str) -> None:
    """What was signed has changed: it is signed anew, by whoever the answers name now."""
    signatures.ask_anew(actor=ACTOR, case_id=case_id, people=people, days=definition.signing_days, language=language)
