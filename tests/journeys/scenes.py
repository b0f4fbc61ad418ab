"""Every page somebody can reach, with what must be so for it to show: run beside a city hall, it makes drafts with
every question asked, cases and charges in every state, people who are signed in; and lists the pages.

A new page is added to :func:`resident_pages`, :func:`desk_pages` or :func:`open_pages`; ``test_every_page`` fails while
a route is neither here nor in its list of routes that show no page.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any
from unittest.mock import patch

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.utils import timezone

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases.models import Case
from machinami.capabilities.cases.types import CorrectionItem
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.documents.models import Document
from machinami.capabilities.identity.middleware import RESIDENT_GRANTS, RESIDENT_KEY
from machinami.capabilities.identity.models import Account, Person, StaffMember
from machinami.capabilities.identity.staff import staff_actor
from machinami.capabilities.notices import actions as telling
from machinami.capabilities.notices import preferences
from machinami.capabilities.notices.models import Delivery, Notice
from machinami.capabilities.payments import actions as payments
from machinami.capabilities.payments import testing as paying
from machinami.capabilities.payments.models import Charge, DemoPayment
from machinami.capabilities.procedures import actions, forms, queries, testing
from machinami.capabilities.procedures.contexts import plain_context
from machinami.capabilities.procedures.facts import as_json, own_facts
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.models import DefinitionVersion, Draft
from machinami.capabilities.procedures.settling import settle
from machinami.foundation.actors import Actor
from machinami.foundation.i18n import RESIDENT_LANGUAGES
from machinami.project import errors, health
from machinami.project.health import Check
from machinami.shells.portal.words import CATEGORIES, LIFE_EVENTS
from machinami.ui.middleware import Language
from tests.journeys import (
    cover,
    scenes_of_bookings,
    scenes_of_ends,
    scenes_of_queues,
    scenes_of_signing,
    scenes_of_visits,
)

#: How many answers are made up in search of ones that lead to every question.
TRIES = 120


@dataclass(frozen=True)
class Scene:
    """A page: ``path`` (without the language for residents), who opens it, and what is done there first.

    ``do``: "" nothing; "empty" sends the form with nothing filled in; anything else is what to press (a selector, after
    ``check`` is ticked). ``status`` of the page that is then shown.
    """

    path: str
    who: str = ""
    do: str = ""
    check: str = ""
    status: int = 200
    #: What a question's page shows (``cover.shown``), and its place among those that are looked at (``main``); −1: not among them.
    shows: frozenset[str] = frozenset()
    turn: int = -1


@cache
def account(key: str, number: str = "0000000001") -> Actor:
    """A resident with an account of its own; ``number`` "" is somebody who is not registered."""
    person = Person.objects.get(number=number) if number else None
    row, _ = Account.objects.get_or_create(issuer="scenes", subject=key, defaults={
        "person": person, "name": person.full_name if person else "武蔵野 はるか", "email": "scene@example.com"})
    return Actor(kind="resident", id=str(row.pk), name=row.name, level=3, person_id=str(person.pk) if person else None,
                 grants=RESIDENT_GRANTS)


def staff(username: str) -> Actor:
    return staff_actor(StaffMember.objects.get(username=username))


def session(**values: Any) -> str:
    store = SessionStore()
    store.update({**values, "seen": int(time.time())})
    store.create()
    return str(store.session_key)


def resident_session(actor: Actor) -> str:
    return session(**{RESIDENT_KEY: {"account": actor.id, "level": actor.level}})


def staff_session(username: str) -> str:
    member = StaffMember.objects.get(username=username)
    return session(**{SESSION_KEY: str(member.pk), HASH_SESSION_KEY: member.get_session_auth_hash(),
                      BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})


# every question of every procedure

@cache
def households() -> tuple[Facts, ...]:
    """Those a procedure may be asked from: a family, nobody registered, and the demonstration's people."""
    today = timezone.localdate()
    known = [own_facts(account("facts-" + n, n), today) for n in ("0000000001", "0000000004", "0000000005", "0000000008")]
    return (testing.registered(), Facts(), *known)


def all_questions(code: str) -> tuple[list[tuple[Facts, dict[str, Any], list[str]]], set[str]]:
    """Sets of (facts, answers, the questions first shown with them), and the questions nothing was found for."""
    definition, found, wanted = queries.definition(code), [], set()
    wanted = {q.code for s in definition.sections for q in s.questions if any(not f.computed for f in q.fields)}
    for facts in households():
        context = plain_context(facts)
        for seed in range(TRIES):
            if not wanted:
                return found, wanted
            try:
                answers = testing.payloads(definition, Random(seed), context=context)
            except LookupError:
                break
            asked = [q.code for _, q in forms.asked(definition, settle(definition, answers, context))]
            new = [q for q in asked if q in wanted]
            if new:
                found.append((facts, answers, new))
                wanted -= set(new)
    return found, wanted


def draft(actor: Actor, code: str, facts: Facts, answers: dict[str, Any], *, visited: bool = True) -> str:
    version = DefinitionVersion.objects.filter(code=code).order_by("-version").first()
    row = Draft.objects.create(
        account_id=actor.id, definition=version, code=code, answers=answers, facts=as_json(facts),
        visited=dict.fromkeys(queries.definition(code).questions, 1) if visited else {},
        expires_on=timezone.localdate() + timedelta(days=30))
    return str(row.pk)


def question_pages() -> Iterator[Scene]:
    """Every question as filled in; each once sent empty in one of the languages; every check page."""
    turn = 0
    for definition in queries.all_definitions():
        code, (found, missed) = definition.code, all_questions(definition.code)
        if missed:
            raise LookupError(f"{code}: nothing leads to {sorted(missed)}")
        for n, (facts, answers, new) in enumerate(found):
            filled = draft(account(f"q{n}"), code, facts, answers)
            yield from (Scene(f"apply/{filled}/{q}/", f"q{n}", shows=cover.shown(definition.questions[q])) for q in new)
            if n == 0:
                yield Scene(f"apply/{filled}/check/", "q0")
            emptied = {}
            # Backwards: what is emptied changes only what comes after it.
            for q in reversed(new):
                who, language = f"e{n}-{turn % 5}", RESIDENT_LANGUAGES[turn % 5]
                if turn % 5 not in emptied:
                    emptied[turn % 5] = draft(account(who), code, facts, answers)
                yield Scene(f"/{language}/apply/{emptied[turn % 5]}/{q}/", who, do="empty", status=0,
                            shows=cover.shown(definition.questions[q]))
                turn += 1


# cases, payments and documents in every state

def case_states(resident: Actor, desk: Actor) -> dict[str, str]:
    """Case ids by what has become of them."""
    made = {name: testing.apply(actor=resident, code="pregnancy_report", seed=n).id for n, name in enumerate(
        ("received", "reviewing", "correction", "amended", "approved", "refused", "completed", "withdrawn"))}
    made["children"] = testing.apply(actor=resident, code="child_allowance", seed=3).id
    due = timezone.localdate() + timedelta(days=14)
    for name in ("reviewing", "correction", "amended", "approved", "refused", "completed"):
        cases.start_review(actor=desk, case_id=made[name])
    for name in ("correction", "amended"):
        cases.request_correction(actor=desk, case_id=made[name], due_on=due, items=[
            CorrectionItem("person_phone", "電話がつながりませんでした。番号を直してください")])
    actions.amend(actor=resident, case_id=made["amended"], answers={"person_phone": "0312345678"})
    cases.send_message(actor=resident, case_id=made["reviewing"], body="どのくらいかかりますか")
    cases.send_message(actor=desk, case_id=made["reviewing"], body="10日くらいです。\n窓口でもお渡しできます。")
    definition = queries.definition("pregnancy_report")
    for name in ("amended", "approved", "completed"):
        actions.record_findings(actor=desk, case_id=made[name], values=testing.finding_payload(definition, Random(1)))
    for name in ("approved", "completed"):
        actions.decide(actor=desk, case_id=made[name], outcome="approved")
    actions.decide(actor=desk, case_id=made["refused"], outcome="refused", reason="住民登録が杉並区にありません。")
    cases.complete(actor=desk, case_id=made["completed"])
    cases.withdraw(actor=resident, case_id=made["withdrawn"], reason="もう必要ありません")
    return made


def charge_states(resident: Actor, desk: Actor) -> dict[str, tuple[str, str]]:
    """(case id, charge id) by what has become of the fee."""
    made = {}
    for n, name in enumerate(("due", "waiting", "declined", "paid", "refunded", "cancelled", "void")):
        sent = testing.apply(actor=resident, code="residence_certificate", seed=n)
        made[name] = (sent.id, sent.charge_id)
    paying.begin(resident, made["waiting"][1])
    paying.answer(paying.begin(resident, made["declined"][1]).attempt_id, "declined")
    for name in ("paid", "refunded", "void"):
        paying.pay(resident, made[name][1])
    cases.withdraw(actor=resident, case_id=made["cancelled"][0])
    for name in ("paid", "refunded", "void"):
        wait_for(lambda name=name: papers(made[name][0]).filter(state="released").count() >= 2)
    row = Charge.objects.get(pk=made["refunded"][1])
    payments.refund(actor=desk, charge_id=row.pk, amount=row.amount, reason="窓口で返しました", idempotency_key="scene")
    documents.void(actor=desk, document_id=certificate(made["void"][0]).pk, reason="記載に誤りがあったため")
    return made


def papers(case_id: str) -> Any:
    return Document.objects.filter(subject=f"cases.Case:{case_id}")


def certificate(case_id: str) -> Document:
    return papers(case_id).filter(state="released").exclude(kind__contains="receipt").order_by("issued_at").first()


def wait_for(check: Any, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            raise TimeoutError("the worker did not do it")
        time.sleep(0.2)


# the lists

def open_pages(paid: str, void: str) -> Iterator[Scene]:
    """What anybody may open; with a leading slash where there is no language before it."""
    yield from (Scene(p) for p in ("", "search/", "search/?q=children", "search/?q=zzzz", "search/?q=きっずてあて", "settings/",
                                   "plan/", "plan/?level=2", "verify/", f"verify/{paid}/", f"verify/{void}/"))
    yield from (Scene(f"categories/{c}/") for c in CATEGORIES)
    yield from (Scene(f"life/{c}/") for c in LIFE_EVENTS)
    yield from (Scene(f"procedures/{d.code}/") for d in queries.all_definitions())
    yield Scene("verify/", do="main form[method=post] button", status=422)
    yield from (Scene(p) for p in scenes_of_bookings.anybodys())
    yield Scene("verify/0000000000000000/", status=404)
    yield Scene("nothing-here/", status=404)
    yield Scene("/signin/?lang={language}&next=/{language}/my/")
    yield Scene("/signin/?lang={language}&next=/{language}/my/&idle=1")
    yield Scene("/health?lang={language}")


def resident_pages(made: dict[str, str], charges: dict[str, tuple[str, str]]) -> Iterator[Scene]:
    """What a signed-in resident may open."""
    yield from question_pages()
    yield from (Scene(p, "hanako") for p in ("", "my/", "my/inbox/", "my/inbox/?show=unread", "my/inbox/?show=due", "my/looked/"))
    yield from (Scene(p, "newcomer") for p in ("my/", "my/inbox/", "my/looked/"))
    yield from (Scene(p, "hanako") for p in ("my/contact/", "my/sign-in/", "my/notifications/"))
    yield Scene("my/notifications/", "newcomer")
    point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    telling.add_device(actor=account("hanako"), endpoint="https://push.example/1", p256dh=point, auth="BTBZMqHH6r4Tts7J_aSIgg", name="Android・Chrome")
    for who in ("stopper", "stopped"):  # the page of a letter's link, before and after
        token = preferences.stop_url(account(who).id, "case", "ja").split("/")[-2]
        if who == "stopped":
            preferences.stop_letters(token=token)
        yield Scene(f"stop/{token}/", who)
    yield from (Scene(p, "hanako", status=status) for p, status in scenes_of_bookings.residents(account("hanako")))
    yield Scene("my/data/", "hanako")
    yield Scene("my/data/", "newcomer")
    yield Scene("my/contact/", "newcomer", do="main form button.big", check="fill:#email=x", status=422)
    yield from (Scene(f"my/inbox/{n}/", "hanako") for n in Notice.objects.filter(
        account_id=account("hanako").id).order_by("template", "-id").values_list("pk", flat=True)[:40:4])
    yield from (Scene(f"my/cases/{c}/", "hanako") for c in made.values())
    yield from (Scene(f"my/cases/{c}/", "hanako") for c, _ in charges.values())
    yield Scene(f"my/cases/{made['received']}/done/", "hanako")
    yield Scene(f"my/cases/{made['received']}/withdraw/", "hanako")
    yield Scene(f"my/cases/{made['correction']}/amend/", "hanako")
    yield Scene(f"my/cases/{made['correction']}/amend/", "hanako", do="empty", status=422)
    yield Scene(f"pay/{charges['due'][1]}/", "hanako")
    yield from (Scene(f"pay/{charge}/result/", "hanako") for _, charge in charges.values())
    begun = draft(account("begun"), "residence_certificate", households()[2], {}, visited=False)
    yield Scene("my/", "begun")
    yield Scene(f"apply/{begun}/check/", "begun")
    yield Scene(f"apply/{begun}/check/", "begun", do="main form button.big", status=422)
    yield Scene(f"apply/{begun}/discard/", "begun")
    yield Scene(f"apply/{begun}/special_items/", "begun", do="main form button.big", check="input[value=yes]")
    yield Scene("procedures/child_medical_certificate/apply/for/", "parent")
    child = actions.start_draft(actor=account("parent"), code="child_medical_certificate", for_person=Person.objects.get(number="0000000003").pk)
    yield from (Scene(p, "parent") for p in (f"apply/{child.id}/child/", f"apply/{child.id}/check/", "my/"))
    yield Scene("procedures/residence_certificate/", "newcomer", do="form[action$='/apply/'] button", status=422)
    yield Scene("my/cases/00000000-0000-7000-8000-000000000000/", "hanako", status=404)


def desk_pages(made: dict[str, str], charges: dict[str, tuple[str, str]]) -> Iterator[Scene]:
    """What staff may open; people of several roles, for whom pages differ."""
    from tests.journeys.scenes_system import (  # it takes Scene and staff from here
        paper_pages,
        procedure_pages,
        webhook_pages,
    )

    yield Scene("/desk/signin/")
    yield Scene("/desk/signin/", do="main button.big", status=422)
    yield Scene("/desk/account/", "system")
    yield Scene("/desk/password/", "system")
    yield Scene("/desk/password/", "system", do="main button.big", status=422)
    yield from (Scene(f"/desk/{p}", "kacho") for p in (
        "", "cases/", "cases/?all=1", "cases/?q=zzzz", "cases/?state=received&code=pregnancy_report&assigned=nobody&overdue=1",
        "cases/?sort=-target_on", "people/", "people/?q=スギナミ&purpose=申請の審査", "people/?q=zzzz&purpose=申請の審査",
        "notices/", "notices/?state=failed&days=92", "notices/log/", "notices/log/?state=zzzz", "notices/news/", "deadlines/", "ledger/", "till/"))
    yield Scene("/desk/tokens/", "system")
    yield Scene("/desk/staff/", "system")
    kansa = StaffMember.objects.get(username="kansa").pk
    yield Scene(f"/desk/staff/{kansa}/", "system")
    yield Scene("/desk/staff/", "system", do="form[action='/desk/staff/'] button", status=422)
    yield Scene("/desk/tokens/", "system", do="form[action='/desk/tokens/'] button", status=422)
    yield from (Scene(f"/desk/{p}", "kansa") for p in ("audit/", "audit/?verify=1", "audit/?kind=read&q=zzzz", "privacy/"))
    yield from (Scene(f"/desk/cases/{c}/", "kacho") for c in (*made.values(), *(c for c, _ in charges.values())))
    yield Scene(f"/desk/cases/{made['reviewing']}/", "kacho", do="form[action$='/correction/'] button", status=422)
    yield Scene(f"/desk/cases/{made['reviewing']}/", "kacho", do="form[action$='/decide/'] > button", check="#refused", status=422)
    yield Scene(f"/desk/cases/{made['children']}/", "kacho", do="#finding-award form > button", check="fill:#award_children=x", status=422)
    yield Scene(f"/desk/cases/{charges['due'][0]}/", "kacho", do="form[action$='/cash/'] button",
                check=f"fill:#tendered-{charges['due'][1]}=x", status=422)
    number = Case.objects.get(pk=made["received"]).number
    cases.link_cases(actor=staff("kacho"), case_id=made["reviewing"], number=number, kind="duplicate", reason="同じ日に2回")
    yield Scene(f"/desk/cases/{made['reviewing']}/", "kacho")
    yield Scene(f"/desk/cases/{made['reviewing']}/", "kacho", do="form[action$='/close/'] button", status=422)
    yield Scene("/desk/cases/", "kacho", do="button[formaction$='/together/']", status=422)
    yield Scene("/desk/cases/", "kacho", do="button[formaction$='/step/']", status=422)
    yield Scene("/desk/till/", "kacho", do="form[action$='/till/close/'] button", status=422)
    yield Scene(f"/desk/cases/{made['received']}/", "kodomo", status=404)
    yield Scene("/desk/notices/news/", "kacho", do="button[value=look]", status=422)
    yield from (Scene(p, "kacho") for p in scenes_of_bookings.desks())
    yield Scene("/desk/bookings/", "kacho", do="form[action$='/close-day/'] button", status=422)
    yield from paper_pages()
    yield from procedure_pages()
    yield from webhook_pages()
    yield Scene("/desk/audit/", "kodomo", status=403)
    hanako = Person.objects.get(number="0000000001").pk
    yield Scene(f"/desk/people/{hanako}/?purpose=申請の審査", "kacho")
    yield Scene(f"/desk/people/{hanako}/", "kacho", status=422)
    yield Scene("/desk/nothing-here/", "kacho", status=404)


def broken_pages() -> dict[str, str]:
    """The pages of a city hall that is not well, as HTML by language: they can't be provoked from outside."""
    ill = [Check("データベース", True, "sqlite"), Check("処理係", False, "処理係（worker）が動いていません")]
    with patch("machinami.project.health.checks", lambda: ill):
        return {f"/{language}/{name}/": Language(view)(RequestFactory().get(f"/{language}/")).content.decode()
                for language in RESIDENT_LANGUAGES for name, view in (("500", errors.broken), ("503", health.page))}


def in_turn(scenes: list[Scene]) -> list[Scene]:
    """The same, with the turns of the question pages that an ordinary run looks at: as filled in, and sent empty."""
    turns = {key: turn for do in ("", "empty") for turn, key in enumerate(cover.fewest(
        {n: s.shows for n, s in enumerate(scenes) if s.shows and s.do == do}))}
    return [replace(s, turn=turns.get(n, -1)) for n, s in enumerate(scenes)]


def described(scene: Scene) -> dict[str, Any]:
    return {**asdict(scene), "shows": sorted(scene.shows)}


def provider_pages(charges: dict[str, tuple[str, str]]) -> list[str]:
    """The demonstration payment provider's pages, on its own port: to pay, and paid."""
    books = {str(DemoPayment.objects.filter(attempt__in=[str(a) for a in Charge.objects.get(pk=charges[name][1]).attempts.
                                                        values_list("pk", flat=True)]).first().reference) for name in ("waiting", "paid")}
    return [f"/demo/pay/{reference}/" for reference in sorted(books)]


def main() -> None:
    resident, desk = account("hanako"), staff("kacho")
    account("newcomer", "")
    made, charges = case_states(resident, desk), charge_states(resident, desk)
    Delivery.objects.filter(pk__in=Delivery.objects.values_list("pk", flat=True)[:2]).update(
        state="failed", attempts=8, reason="550 そのような宛先はありません")
    code = {name: papers(charges[name][0]).exclude(kind__contains="receipt").first().verification_code for name in ("paid", "void")}
    together = scenes_of_signing.made(account("together"), account("named", "0000000002"))
    over = [testing.apply(actor=account("ends"), code="pregnancy_report", seed=s).id for s in (5, 6)]
    for case_id in over:
        cases.withdraw(actor=account("ends"), case_id=case_id)
    ends = scenes_of_ends.made(over[0], over[1], certificate(charges["refunded"][0]))
    unsent = draft(account("ends"), "residence_certificate", households()[2], {}, visited=False)
    pages = {"open": [*open_pages(code["paid"], code["void"]), *scenes_of_visits.open_pages(Scene)],
             "resident": [*resident_pages(made, charges), *scenes_of_signing.pages(Scene, together),
                          *scenes_of_ends.pages(Scene, ends, unsent), *scenes_of_visits.resident_pages(Scene, account)],
             "desk": [*desk_pages(made, charges), *scenes_of_visits.desk_pages(Scene, account, desk)]}
    line = scenes_of_queues.made(staff("kumin"))
    pages["open"] += scenes_of_queues.open_pages(Scene, line)
    pages["desk"] += [*scenes_of_queues.desk_pages(Scene, line)]
    pages["desk"] += [Scene(f"/desk/cases/{together[f'{name}_case']}/", "kacho") for name in ("waiting", "declined", "signed")]
    whose = {s.who for s in pages["resident"]} - {"guest"}
    print(json.dumps({
        "pages": {name: [described(s) for s in in_turn(found)] for name, found in pages.items()}, "provider": provider_pages(charges),
        "broken": broken_pages(),
        "sessions": {"guest": scenes_of_signing.guest_session(session, together["waiting"]), **{who: resident_session(account(who)) for who in sorted(whose)},
                     **{name: staff_session(name) for name in ("kacho", "kansa", "kodomo", "kumin", "system")}}}))
