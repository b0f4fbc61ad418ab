"""Changing who people are and who they may be."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import passkeys, places
from machinami.capabilities.identity.events import AccountErased
from machinami.capabilities.identity.models import PAPER, Account, Household, Person
from machinami.capabilities.identity.oidc import Identity
from machinami.capabilities.identity.passkeys import add_passkey, ask_new, remove_passkey, rename_passkey  # noqa: F401 - this is their door
from machinami.capabilities.identity.places import end_other_places, end_place  # noqa: F401 - this is their door
from machinami.capabilities.identity.staffing import (  # noqa: F401 - this is their door
    add_staff,
    renew_staff,
    retire_staff,
    set_roles,
)
from machinami.capabilities.identity.tokens import create_token, revoke_token  # noqa: F401 - this is their door
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.events import publish
from machinami.foundation.i18n import RESIDENT_LANGUAGES
from machinami.foundation.prepared import insert_many
from machinami.foundation.text import kana_key, search_form


@action("public")
def sign_in_resident(*, identity: Identity, language: str) -> Account:
    """The account of a verified identity, made at the first sign-in and joined to the register by the number
    the provider vouches for (``resident_number``), never by guessing from name and birth date."""
    number = identity.claims.get("resident_number")
    person = Person.objects.filter(number=number).first() if number else None
    if person and not Account.objects.filter(issuer=identity.issuer, subject=identity.subject).exists():
        # Who applied on paper before finds those applications in the account of the first sign-in.
        Account.objects.filter(issuer=PAPER, person=person).update(issuer=identity.issuer, subject=identity.subject)
    account, made = Account.objects.select_for_update().get_or_create(
        issuer=identity.issuer, subject=identity.subject,
        defaults={"name": identity.claims.get("name", ""), "language": language,
                  "email": identity.claims.get("email", "")})
    account.claims = {k: identity.claims[k] for k in ("name", "address", "birthdate", "gender") if k in identity.claims}
    account.person = person
    account.last_seen_at = timezone.now()
    account.save()
    record(actor=Actor(kind="resident", id=str(account.pk), name=account.name), verb="identity.sign_in",
           subject=f"identity.Account:{account.pk}", person_id=account.person_id,
           detail={"level": identity.level, "first": made})
    return account


@action("identity.keep_paper_account")
def paper_account(*, actor: Actor, key: str, person_id: Any, name: str) -> str:
    """The id of the account that an application on paper belongs to: the resident's own where they have one, else one that
    their first sign-in takes over; of somebody not in the register (``person_id`` None) one for this ``key`` alone."""
    actor.require("identity.keep_paper_account")
    known = Account.objects.filter(person_id=person_id).order_by("-last_seen_at", "-created_at").first() if person_id else None
    if known is None:
        subject = f"person:{person_id}" if person_id else f"paper:{key}"
        known, made = Account.objects.get_or_create(issuer=PAPER, subject=subject, defaults={
            "person_id": person_id, "name": name[:160], "last_seen_at": timezone.now()})
        if made:
            record(actor=actor, verb="identity.paper_account", subject=f"identity.Account:{known.pk}", person_id=person_id)
    return str(known.pk)


@action("owner")
def set_preferences(*, actor: Actor, email: str | None = None, language: str | None = None) -> None:
    """Change where and in which language we write to the signed-in resident."""
    account = Account.objects.select_for_update().get(pk=actor.id)
    if email is not None:
        account.email = email
    if language in RESIDENT_LANGUAGES:
        account.language = language
    account.save(update_fields=["email", "language"])
    record(actor=actor, verb="identity.set_preferences", subject=f"identity.Account:{actor.id}",
           detail={"email": email is not None, "language": language})


@action("identity.manage_staff")
def erase_account(*, actor: Actor, account_id: Any) -> None:
    """Erase what an account says about somebody; the row stays as an anchor without a person."""
    actor.require("identity.manage_staff")
    Account.objects.filter(pk=account_id).update(
        name="", email="", claims=None, person=None, subject=f"erased:{account_id}")
    passkeys.forget(account_id=account_id)
    places.end_all(account_id=account_id)
    record(actor=actor, verb="identity.erase_account", subject=f"identity.Account:{account_id}")
    publish(AccountErased(str(account_id)))


@action("identity.load_population", atomic=False)
def load_population(*, actor: Actor, households: Iterable[Any], batch: int = 8000,
                    progress: Any = None) -> tuple[int, int]:
    """Load households (city.population types) in whole batches; returns (households, people) and seconds are
    the caller's. Each batch is one transaction, and numbers already there are passed over, so a broken
    load is simply run again. Batches are large because every one writes each index's pages anew: readings and
    addresses come in no order."""
    actor.require("identity.load_population")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -262144")  # KiB: the indexes' pages stay at hand while they grow
    made_households = made_people = 0
    started = time.monotonic()
    for group in _batches(households, batch):
        with transaction.atomic():
            known = set(Household.objects.filter(number__in=[h.number for h in group]).values_list("number", flat=True))
            fresh = [h for h in group if h.number not in known]
            rows = [_household(h) for h in fresh]
            insert_many(rows)
            people = [_person(p, row) for h, row in zip(fresh, rows, strict=True) for p in h.members]
            insert_many(people)
        made_households += len(rows)
        made_people += len(people)
        if progress:
            progress(made_people, time.monotonic() - started)
    record(actor=actor, verb="identity.load_population", subject="identity.Person",
           detail={"households": made_households, "people": made_people})
    return made_households, made_people


def _batches(rows: Iterable[Any], size: int) -> Iterable[list[Any]]:
    group: list[Any] = []
    for row in rows:
        group.append(row)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _household(h: Any) -> Household:
    return Household(number=h.number, postal_code=h.postal_code, town_code=h.town_code, town=h.town_name,
                     block=h.block, building=h.building, room=h.room, latitude=h.latitude, longitude=h.longitude,
                     search_address=search_form(f"{h.town_name}{h.block}{h.building}{h.room}"),
                     search_building=search_form(f"{h.building}{h.room}"))


def _person(p: Any, household: Household) -> Person:
    full = p.full_name or f"{p.family} {p.given}"
    kana = p.full_kana or f"{p.family_kana} {p.given_kana}"
    return Person(number=p.number, household=household, relation=p.relation, family=p.family, given=p.given,
                  family_kana=p.family_kana, given_kana=p.given_kana, full_name=full, full_kana=kana, alias=p.alias,
                  search_name=search_form(full), search_kana=kana_key(kana), birth_date=p.birth_date, sex=p.sex,
                  nationality=p.nationality, language=p.language, phone=p.phone, email=p.email, bank=p.bank,
                  protected=p.protected, resident_since=p.resident_since, previous_address=p.previous_address)
