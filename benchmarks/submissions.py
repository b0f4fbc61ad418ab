"""How many whole applications a second, beside a bare insert in the same process and database, as a ratio.

``script/bench``; ends with one JSON object. History is kept in ``benchmarks/history.jsonl``.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
os.environ.setdefault("MACHINAMI_VAR", tempfile.mkdtemp(prefix="machinami-bench-"))
os.environ.setdefault("LOG_LEVEL", "ERROR")
HISTORY = Path(__file__).parent / "history.jsonl"


def main(count: int = 150) -> None:
    import django

    django.setup()
    from machinami.capabilities.cases.models import NumberSeries
    from machinami.capabilities.identity import testing as people
    from machinami.capabilities.procedures import actions, queries
    from machinami.capabilities.procedures.fields.base import Context
    from machinami.capabilities.procedures.models import Draft
    from machinami.capabilities.procedures.testing import TODAY, payloads
    from machinami.project.setup import prepare

    prepare(0, lambda words: None)
    hanako, random = people.resident(), Random(1)
    definition = queries.definition("pregnancy_report")
    answers = [payloads(definition, random, context=Context(today=TODAY)) for _ in range(20)]
    started = time.perf_counter()
    for n in range(count):
        draft = actions.start_draft(actor=hanako, code="pregnancy_report")
        Draft.objects.filter(pk=draft.id).update(answers=answers[n % 20])
        actions.submit(actor=hanako, draft_id=draft.id, idempotency_key=f"bench-{n}",
                       agreed=[d.code for d in definition.declarations])
    whole = count / (time.perf_counter() - started)
    started = time.perf_counter()
    for n in range(count):
        NumberSeries.objects.create(fiscal_year=3000 + n)
    bare = count / (time.perf_counter() - started)
    started = time.perf_counter()
    for _ in range(200):
        queries.search("きっずてあて", "ja")
    searches = 200 / (time.perf_counter() - started)
    result = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "applications_per_second": round(whole, 1),
              "bare_inserts_per_second": round(bare, 1), "ratio": round(whole / bare, 3),
              "searches_per_second": round(searches)}
    print(f"申請 {whole:.0f}件/秒（検査・案件・監査・お知らせまで）、素の書込み {bare:.0f}件/秒、比 {whole / bare:.3f}、検索 {searches:.0f}回/秒")
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(result) + "\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
