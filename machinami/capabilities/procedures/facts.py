"""The register's facts about the person who applies, in the shapes that fields hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.identity.types import PersonRow
from machinami.capabilities.procedures.acting import rule_for
from machinami.capabilities.procedures.fields.address import show_address
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.lookups import bank, branch
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import age_on
from machinami.foundation.errors import NotFound

HEAD = "世帯主"


def own_facts(actor: Actor, today: date, for_person: Any = None) -> Facts:
    """A resident's own facts, or those of the member of the household they apply for; unknown for an account without a
    register entry (moving in). The read is on record. Whether they may is asked elsewhere (:mod:`.acting`).

    :raises NotFound: for somebody outside the household.
    """
    facts = _facts(identity.own_household(actor=actor), actor.person_id, today)
    return acting_for(facts, str(for_person)) if for_person and str(for_person) != actor.person_id else facts


def acting_for(facts: Facts, person_id: str) -> Facts:
    """The same household seen from whom it is for. :raises NotFound: for nobody of it."""
    subject = next((p for p in facts.household if p["person_id"] == person_id), None)
    if subject is None:
        raise NotFound("person")
    return replace(facts, person=subject, applicant=facts.person)


def allowed(actor: Actor, definition: Any, own: Facts, for_person: str, today: date) -> Facts:
    """The facts to apply with: one's own, or those of whom the actor may apply for.

    :raises NotFound: for anybody else, inside or outside the household; the refusal is on record.
    """
    if not for_person:
        return own
    if rule_for(definition.acting, own, for_person, today) is None:
        record_read(actor=actor, verb="procedures.refused", subject=f"identity.Person:{for_person}", purpose="家族のための申請",
                    kind="refusal", detail={"code": definition.code})
        raise NotFound("person")
    return acting_for(own, for_person)


def case_facts(actor: Actor, detail: Any, today: date, purpose: str) -> Facts:
    """The facts of whom a case is about, and of who applied for them, for the desk or a task. The read is on record."""
    facts = facts_of(actor, detail.person_id, today, purpose)
    if not facts.known or not detail.acting_person_id:
        return facts
    applicant = next((p for p in facts.household if p["person_id"] == detail.acting_person_id), None)
    return replace(facts, applicant=applicant or {"person_id": detail.acting_person_id, "name_text": detail.row.applicant_name})


def facts_of(actor: Actor, person_id: Any, today: date, purpose: str) -> Facts:
    """A person's facts for the desk or a task. The read is on record."""
    if not person_id:
        return Facts()
    rows = identity.household(actor=actor, person_id=person_id, purpose=purpose)
    return _facts(rows, str(person_id), today)


def numbered_facts(actor: Actor, person_id: Any, today: date, purpose: str) -> tuple[Facts, dict[str, str]]:
    """As :func:`facts_of`, and 宛名番号 → person id of the household, for what was written on paper."""
    rows = identity.household(actor=actor, person_id=person_id, purpose=purpose)
    return _facts(rows, str(person_id), today), {r.number: r.id for r in rows}


def _facts(rows: list[PersonRow], person_id: Any, today: date) -> Facts:
    if not rows:
        return Facts()
    head = next((r for r in rows if r.relation == HEAD), rows[0])
    people = tuple(_person(r, head, today) for r in rows)
    return Facts(True, next(p for p in people if p["person_id"] == person_id), people)


def _person(row: PersonRow, head: PersonRow, today: date) -> dict[str, Any]:
    facts = {
        "person_id": row.id, "name": _name(row), "name_text": row.name, "kana_text": row.kana,
        "birth": row.birth_date.isoformat(), "age": age_on(row.birth_date, today), "sex": row.sex,
        "address": _address(row), "address_text": row.address.show(), "phone": row.phone, "email": row.email,
        "language": row.language, "nationality": row.nationality.lower(), "foreign": row.nationality.upper() != "JP",
        "relationship": row.relation, "is_head": row.id == head.id, "head_name": head.name, "in_ward": True,
        "protected": row.protected or None, "previous_address": row.previous_address, "bank_account": _bank(row.bank),
        "resident_since": row.resident_since.isoformat() if row.resident_since else None,
    }
    return {k: v for k, v in facts.items() if v not in (None, "")}


def _name(row: PersonRow) -> dict[str, str]:
    if row.family and row.given:
        parts = {"family": row.family, "given": row.given, "family_kana": row.family_kana, "given_kana": row.given_kana}
    else:
        parts = {"full": row.name, "full_kana": row.kana}
    return {k: v for k, v in parts.items() if v}


def _address(row: PersonRow) -> dict[str, str]:
    a = row.address
    parts = {"postal_code": a.postal_code.replace("-", ""), "prefecture": "東京都", "city": "杉並区", "town": a.town,
             "block": a.block, "building": a.building, "room": a.room}
    return {k: v for k, v in parts.items() if v}


def _bank(held: Mapping[str, Any] | None) -> dict[str, str] | None:
    """The account the person registered, completed from the bank table; None when it can't be."""
    if not held:
        return None
    from machinami.capabilities.procedures.fields.bank import holder_name

    home = bank(str(held.get("bank_code", "")))
    office = branch(home.code, str(held.get("branch_code", ""))) if home else None
    number, holder = str(held.get("number", "")), str(held.get("holder_kana", ""))
    if home is None or office is None or not number.isdigit() or not holder:
        return None
    return {"bank_code": home.code, "bank_name": home.name, "branch_code": office.code, "branch_name": office.name,
            "type": str(held.get("kind") or "ordinary"), "number": number.zfill(7),
            "holder": holder_name(holder)}


def as_json(facts: Facts) -> dict[str, Any]:
    """For the draft; the bank account is left out (it goes into an answer only where a form asks for it)."""
    if not facts.known:
        return {}
    people = [{k: v for k, v in p.items() if k != "bank_account"} for p in facts.household]
    return {"person_id": facts.person["person_id"], "household": people,
            **({"applicant_id": facts.applicant["person_id"]} if facts.acting else {}),
            **({"declared": True} if facts.declared else {})}


def from_json(stored: Mapping[str, Any]) -> Facts:
    if not stored:
        return Facts()
    people = tuple(stored["household"])
    applicant = next((p for p in people if p["person_id"] == stored.get("applicant_id")), {})
    return Facts(True, next(p for p in people if p["person_id"] == stored["person_id"]), people, applicant,
                 bool(stored.get("declared")))


def address_line(facts: Facts) -> str:
    return show_address(facts.get("address") or {})
