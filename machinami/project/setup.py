"""Making an installation ready: schema, definitions, demo staff, synthetic residents. Safe to repeat."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from machinami.capabilities.cases.models import Case
from machinami.capabilities.identity import actions as identity
from machinami.capabilities.identity.models import Person, StaffMember
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.queues.models import Office
from machinami.city.population import generate
from machinami.foundation.actors import system
from machinami.foundation.registry import services
from machinami.project import demo_bookings, demo_cases, demo_queue
from machinami.ui.catalogues import compile_all

Say = Callable[[str], None]
POPULATION_SEED = 13115
#: A city of this many people gets applications on its desk; a smaller one (tests) starts empty.
DEMO_CASES_FROM = 1000
#: Sign-ins of the demonstration, refused in production: (username, name, [(section, role)…]).
DEMO_PASSWORD = "machinami-demo-2026"
DEMO_SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DEMO_STAFF = (
    ("kodomo", "荻窪 恵", [("child_family", "clerk"), ("child_family", "approver"), ("childcare", "clerk"),
                        ("childcare", "approver")]),
    ("kumin", "高井戸 健", [("residents", "clerk"), ("residents", "approver"), ("residents", "cashier")]),
    ("kacho", "阿佐谷 弘", [("*", "manager"), ("*", "clerk"), ("*", "approver"), ("*", "cashier")]),
    ("kansa", "西荻 明", [("*", "auditor")]),
    ("system", "永福 学", [("*", "engineer"), ("*", "admin"), ("*", "editor")]),
)


def pending_migrations() -> bool:
    for alias in ("default", "audit"):
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return True
    return False


def create_audit_database() -> None:
    """On PostgreSQL the audit database is made beside the first one, if it is not there."""
    default, audit = connections["default"], connections["audit"]
    if default.vendor != "postgresql":
        return
    name = audit.settings_dict["NAME"]
    with default.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {default.ops.quote_name(name)}")


def prepare(population: int, say: Say) -> None:
    """Everything ``script/server`` needs before it opens."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    compile_all()
    create_audit_database()
    if pending_migrations():
        say("データベースを整えています")
        call_command("migrate", verbosity=0, database="default")
        call_command("migrate", verbosity=0, database="audit")
    say("手続きの定義を公開しています")
    procedures.publish_definitions(actor=system("setup"))
    if settings.DEMO_DOORS:
        _demo(population, say)


def _demo(population: int, say: Say) -> None:
    known = set(StaffMember.objects.values_list("username", flat=True))
    for username, name, memberships in DEMO_STAFF:
        if username not in known:
            identity.add_staff(actor=system("setup"), username=username, name=name, password=DEMO_PASSWORD,
                               email=f"{username}@city.example.jp", memberships=memberships, seed=DEMO_SEED)
    if Person.objects.count() < population:
        say(f"合成された住民{population:,}人を読み込んでいます")
        started = time.monotonic()
        _, people = identity.load_population(actor=system("setup"),
                                             households=generate(population, POPULATION_SEED))
        say(f"  {people:,}人を{time.monotonic() - started:.1f}秒で読み込みました")
    if population >= DEMO_CASES_FROM and not Case.objects.exists():
        started = time.monotonic()
        made = demo_cases.load(StaffMember.objects.get(username="kacho"))
        say(f"合成された申請{made}件を置きました（{time.monotonic() - started:.1f}秒）")
    demo_bookings.load()
    if population >= DEMO_CASES_FROM and not Office.objects.exists():
        started = time.monotonic()
        say(f"合成された窓口の{demo_queue.load()}件の応対から待ち時間を見込みます（{time.monotonic() - started:.1f}秒）")
    for service in services():
        if service.has("demo"):
            service.module("demo").load(say)
