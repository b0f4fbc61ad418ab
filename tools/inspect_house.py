"""House rules that the other checkers cannot see. ``python -m tools.inspect_house [ROOT]``

* every package has ``__init__.py``; no file is longer than 400 lines; none is named utils, helpers, common or services;
* doors: a capability is imported from outside only through its doors; services never import each other;
* a service's rooms import downwards only; ``rules.py`` imports no Django; a manifest imports only foundation.manifest;
* ``uses`` of a manifest equals what the service really imports (and what its definition needs);
* foreign keys across apps point to the anchors, with ``related_name="+"``;
* the evidence that a manifest names exists, and a level above 1 names some.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

CEILING = 400
BANNED = {"utils", "helpers", "common", "services_common", "misc"}
DOORS = {"actions", "queries", "types", "events", "ports", "testing", "manifest"}
#: Modules of a capability that the shells may also use, because they describe without touching rows.
FACES = {"procedures": {"forms", "desk", "schema", "definition", "words", "loading", "trying", "starting"}, "cases": {"states"}, "identity": {"middleware"},
         "notices": {"topics", "choosing", "webhook_kinds"}}
ANCHORS = {"identity.Account", "identity.Person", "cases.Case", "places.Place", "documents.Document", "payments.Charge"}
ROOMS = ("portal", "desk", "kiosk", "api", "subscribers", "tasks", "demo", "health", "actions", "queries", "models",
         "rules", "procedure", "manifest")


def modules(root: Path) -> Iterator[tuple[Path, str, ast.Module]]:
    for path in sorted((root / "machinami").rglob("*.py")):
        if "/migrations/" in str(path):
            continue
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        yield path, name, ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{a.name}" for a in node.names)


def problems(root: Path) -> list[str]:
    found = list(_files(root))
    for path, name, tree in modules(root):
        where = str(path.relative_to(root))
        imports = set(imported(tree))
        found += [f"{where}: {p}" for p in _doors(name, imports)]
        found += [f"{where}: {p}" for p in _rooms(name, imports)]
        found += [f"{where}: {p}" for p in _keys(name, tree)]
    found += _manifests(root)
    return found


def _files(root: Path) -> Iterator[str]:
    for folder in (root / "machinami").rglob("*"):
        if folder.is_dir() and any(folder.glob("*.py")) and not (folder / "__init__.py").exists():
            yield f"{folder.relative_to(root)}: no __init__.py"
    for top in ("machinami", "tools", "tests", "benchmarks"):
        for path in (root / top).rglob("*.py"):
            if path.stem in BANNED:
                yield f"{path.relative_to(root)}: a name that says nothing"
            lines = path.read_text("utf-8").count("\n")
            if lines > CEILING and "/migrations/" not in str(path):
                yield f"{path.relative_to(root)}: {lines} lines, more than {CEILING}"


def _doors(name: str, imports: set[str]) -> Iterator[str]:
    own = re.match(r"machinami\.(capabilities\.\w+|services\.\w+\.\w+)", name)
    for target in sorted(imports):
        parts = target.split(".")
        if target.startswith("machinami.services.") and len(parts) >= 4:
            other = ".".join(parts[:4])
            if name.startswith("machinami.services.") and not name.startswith(other):
                yield f"services are strangers: imports {target}"
        if not target.startswith("machinami.capabilities.") or len(parts) < 4 or ".tests" in name:
            continue
        if (own and target.startswith(own.group(0) + ".")) or name.startswith("machinami.project"):
            continue
        capability, module = parts[2], parts[3]
        if module not in DOORS | FACES.get(capability, set()):
            yield f"not a door: imports {target}"


def _rooms(name: str, imports: set[str]) -> Iterator[str]:
    match = re.match(r"(machinami\.services\.\w+\.\w+)\.(\w+)", name)
    if not match:
        return
    package, room = match.groups()
    if room == "rules" and any(i.startswith("django") for i in imports):
        yield "rules.py imports Django"
    if room == "manifest":
        bad = [i for i in imports if not i.startswith(("machinami.foundation.manifest", "__future__"))]
        yield from (f"a manifest only declares: imports {b}" for b in bad)
    if room in ROOMS:
        for target in imports:
            other = re.match(re.escape(package) + r"\.(\w+)", target)
            if other and other.group(1) in ROOMS and ROOMS.index(other.group(1)) < ROOMS.index(room):
                yield f"{room} imports the room above it, {other.group(1)}"


def _keys(name: str, tree: ast.Module) -> Iterator[str]:
    parts = name.split(".")
    own = parts[2] if name.startswith("machinami.capabilities.") and len(parts) > 2 else parts[-2] if len(parts) > 1 else ""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("ForeignKey", "OneToOneField") and node.args):
            continue
        target = node.args[0]
        if isinstance(target, ast.Constant) and "." in str(target.value):
            label = target.value.split(".")[0]
            related = next((k.value.value for k in node.keywords if k.arg == "related_name"
                            and isinstance(k.value, ast.Constant)), None)
            if label != own and (target.value not in ANCHORS or related != "+"):
                yield f"line {node.lineno}: a foreign key to {target.value} (anchors only, related_name=\"+\")"


def _manifests(root: Path) -> Iterator[str]:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")

    django.setup()
    from machinami.city.sections import all_sections
    from machinami.foundation.registry import capabilities, services

    for s in services():
        where = str(s.folder.relative_to(root)) if s.folder.is_relative_to(root) else s.code
        if s.manifest.owner not in all_sections():
            yield f"{where}: no section {s.manifest.owner}"
        for room in ("README.md", "tests"):
            if not (s.folder / room).exists():
                yield f"{where}: no {room}"
        used = _used(s.folder)
        if set(s.manifest.uses) != used:
            yield f"{where}: uses {sorted(s.manifest.uses)}, but imports {sorted(used)}"
    for code, manifest in (*((s.code, s.manifest) for s in services()), *capabilities().items()):
        for r in manifest.realises:
            if r.level > 1 and not r.evidence:
                yield f"{code}: level {r.level} of initiative {r.initiative} names no evidence"
            yield from (f"{code}: no such test {e}" for e in r.evidence if not _exists(root, e))


def _used(folder: Path) -> set[str]:
    names = {"procedures"} if (folder / "procedure.yaml").exists() else set()
    for path in folder.rglob("*.py"):
        if "/tests/" in str(path):
            continue
        for target in imported(ast.parse(path.read_text("utf-8"))):
            if target.startswith("machinami.capabilities."):
                names.add(target.split(".")[2])
    return names


def _exists(root: Path, node: str) -> bool:
    """A pytest node id ``path::name`` (or ``path::Class::name``) whose function is in the file."""
    path, _, rest = node.partition("::")
    name = rest.split("::")[-1].split("[")[0]
    file = root / path
    return file.exists() and (not name or re.search(rf"def {re.escape(name)}\b|class {re.escape(name)}\b",
                                                    file.read_text("utf-8")) is not None)


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = problems(root)
    print("\n".join(found) or "house rules hold")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
