"""Run beside the city hall that is measured: publishes the form and signs people in. Prints their session keys.

``python -m benchmarks.people COUNT``
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

FORM = Path(__file__).parent / "ten_fields.yaml"


def main(count: int) -> None:
    import django

    django.setup()
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from machinami.capabilities.identity.models import Account, Person
    from machinami.capabilities.procedures import actions, loading
    from machinami.capabilities.procedures.models import DefinitionVersion
    from machinami.foundation.actors import system

    if not DefinitionVersion.objects.filter(code="bench_ten_fields").exists():
        actions.publish(actor=system("bench"), content=loading.parse(FORM.read_text("utf-8")),
                        effective_from=timezone.localdate())
    keys = []
    for person in Person.objects.order_by("number")[:count]:
        account, _ = Account.objects.get_or_create(issuer="bench", subject=person.number, defaults={
            "person": person, "name": person.full_name, "email": f"{person.number}@example.com"})
        session = SessionStore()
        session.update({"resident": {"account": str(account.pk), "level": 3}, "seen": int(time.time())})
        session.create()
        keys.append(session.session_key)
    print(json.dumps(keys))


if __name__ == "__main__":
    main(int(sys.argv[1]))
