"""A city to measure in: its people, and cases in all states, in a folder or database of its own, in this process."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import timedelta
from random import Random
from typing import Any


def open_city() -> None:
    """Settings, tables and definitions; DATABASE_URL decides on the engine."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
    os.environ.setdefault("MACHINAMI_VAR", tempfile.mkdtemp(prefix="machinami-bench-"))
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from machinami.project.setup import prepare

    prepare(0, lambda words: None)


def people(count: int) -> float:
    """Make and load so many residents; returns the seconds it took."""
    from machinami.capabilities.identity import actions
    from machinami.city.population import generate
    from machinami.foundation.actors import system

    began = time.perf_counter()
    actions.load_population(actor=system("bench"), households=generate(count, 13115))
    return time.perf_counter() - began


def cases(count: int) -> None:
    """So many cases of the people there are: nine of ten closed, spread over two years."""
    from django.db import transaction
    from django.utils import timezone

    from machinami.capabilities.cases.models import Case
    from machinami.capabilities.identity.models import Account, Person
    from machinami.capabilities.procedures import queries
    from machinami.foundation.prepared import insert_many
    from machinami.foundation.text import search_form

    random, now = Random(1), timezone.now()
    account, _ = Account.objects.get_or_create(issuer="bench", subject="all", defaults={"name": "計測"})
    definitions = queries.all_definitions()
    chosen = list(Person.objects.select_related("household").defer("bank")[:20000])
    rows = []
    for number in range(count):
        person, definition = random.choice(chosen), random.choice(definitions)
        received = now - timedelta(minutes=random.randrange(60 * 24 * 730))
        home = person.household
        state = random.choice(("received", "reviewing", "awaiting_correction")) if number % 10 == 0 else "completed"
        rows.append(Case(
            number=f"R6-{number:06d}", code=definition.code, version=1, title=definition.title.as_dict(),
            section=definition.section, account=account, person=person, applicant_name=person.full_name,
            applicant_kana=person.full_kana, search_name=person.search_name, search_kana=person.search_kana,
            search_address=search_form(f"東京都杉並区{home.town}{home.block}{home.building}"), state=state,
            answers={"note": "計測のための答え" * 60}, received_at=received, target_on=(received + timedelta(days=30)).date(),
            idempotency_key=f"bench:{number}"))
        if len(rows) == 2000 or number == count - 1:
            with transaction.atomic():
                insert_many(rows)
            rows = []


def staff_client() -> Any:
    """A browser of a manager of all sections, for requests in this process."""
    from django.test import Client

    from machinami.capabilities.identity import testing
    from machinami.capabilities.identity.models import StaffMember

    testing.staff(("*", "manager"), ("*", "clerk"), username="bench")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(StaffMember.objects.get(username="bench"), backend="django.contrib.auth.backends.ModelBackend")
    return client
