"""What the last release asked of the database, and whether it could still run beside the next one.

``python -m tools.release check`` lints the migrations made since; ``… write`` notes a new release (docs/operations/migrations.md).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")

MARKER = Path(__file__).resolve().parent / "release.json"
HOW = {
    "RemoveField": "drops a column that the last release reads",
    "DeleteModel": "drops a table that the last release reads",
    "RenameField": "renames a column that the last release names",
    "RenameModel": "renames a table that the last release names",
    "AlterModelTable": "renames a table that the last release names",
}


def marker() -> dict[str, Any]:
    return json.loads(MARKER.read_text("utf-8"))


def note() -> dict[str, Any]:
    """Of which commit, which migrations there are, and every column that the models read and write, by table."""
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    from machinami import __version__

    done: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(None).disk_migrations):
        done.setdefault(app, []).append(name)
    columns = {model._meta.db_table: sorted(f.column for f in model._meta.local_concrete_fields)
               for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True, cwd=MARKER.parent).stdout.strip()
    return {"version": __version__, "commit": commit, "migrations": done, "columns": dict(sorted(columns.items()))}


def problems(released: dict[str, list[str]], migrations: dict[tuple[str, str], Any]) -> list[str]:
    """What in the migrations made since the release would stop it."""
    found = []
    for (app, name), migration in sorted(migrations.items()):
        module = sys.modules.get(migration.__module__)
        if name in released.get(app, ()) or getattr(module, "RETIRES", ""):
            continue
        new = {op.name_lower for op in migration.operations if type(op).__name__ == "CreateModel"}
        for operation in migration.operations:
            found += [f"{app}.{name}: {p}" for p in _operation(operation, new)]
    return found


def _operation(operation: Any, new: set[str]) -> Iterator[str]:
    kind = type(operation).__name__
    if getattr(operation, "model_name_lower", None) in new:
        return
    if kind == "SeparateDatabaseAndState":
        for inner in operation.database_operations:
            yield from _operation(inner, new)
    elif kind in HOW:
        yield (f"{kind} {HOW[kind]}. Stop using it in this release, remove it in the next one, and say so in the migration's "
               f"module: RETIRES = \"what, and since which release nothing uses it\"")
    elif kind in ("AddField", "AlterField") and _needed(operation.field):
        words = "makes NOT NULL" if kind == "AlterField" else "adds NOT NULL"
        yield (f"{kind} {operation.model_name}.{operation.name} {words} without a default in the database: the last release writes "
               f"rows without it. Give it null=True or db_default=…")


def _needed(field: Any) -> bool:
    from django.db.models import NOT_PROVIDED

    return not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED or field.primary_key)


def lint() -> list[str]:
    from django.db.migrations.loader import MigrationLoader

    own = {key: m for key, m in MigrationLoader(None).disk_migrations.items()
           if m.__module__.startswith("machinami.")}
    known = marker()
    altered = problems(known["migrations"], own)
    # What a migration alters was there before: a column that was NOT NULL already is no news.
    return [p for p in altered if ": AlterField " not in p or not _was_needed(p, own, known)]


def _was_needed(problem: str, own: dict[tuple[str, str], Any], known: dict[str, Any]) -> bool:
    app, model, name = problem.split(".")[0], *problem.split(" AlterField ")[1].split(" ")[0].split(".")
    needed = False
    for (label, migration), found in sorted(own.items()):
        if label != app or migration not in known["migrations"].get(app, ()):
            continue
        for operation in found.operations:
            if type(operation).__name__ == "CreateModel" and operation.name_lower == model.lower():
                needed = any(n == name and _needed(f) for n, f in operation.fields)
            elif type(operation).__name__ in ("AddField", "AlterField") and (operation.model_name_lower, operation.name) == (model.lower(), name):
                needed = _needed(operation.field)
    return needed


def main() -> int:
    import django

    django.setup()
    if sys.argv[1:] == ["write"]:
        MARKER.write_text(json.dumps(note(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        return 0
    found = lint()
    print("\n".join(found) or f"{marker()['version']} can run beside this")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
