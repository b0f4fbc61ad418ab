"""The guards see what they are for: each is shown a planted violation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import furnish, inspect_house, messages

ROOT = Path(__file__).resolve().parents[2]


def test_the_house_holds_its_rules():
    assert inspect_house.problems(ROOT) == []


@pytest.mark.parametrize(("path", "source", "told"), [
    ("machinami/shells/portal/x.py", "from machinami.capabilities.cases.models import Case\n", "not a door"),
    ("machinami/services/a/b/c.py", "import machinami.services.a.other.rules\n", "strangers"),
    ("machinami/services/a/b/rules.py", "import django.db\n", "imports Django"),
    ("machinami/services/a/b/manifest.py", "from machinami.city import towns\n", "only declares"),
    ("machinami/services/a/b/models.py", "import machinami.services.a.b.actions\n", "room above"),
    ("machinami/capabilities/cases/utils.py", "", "says nothing"),
    ("machinami/capabilities/cases/long.py", "x = 1\n" * 401, "more than 400"),
    ("machinami/capabilities/cases/m.py", "from django.db import models\nx = models.ForeignKey('audit.Link')\n", "foreign key"),
])
def test_a_planted_violation_is_caught(tmp_path, monkeypatch, path, source, told):
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    for folder in file.parents:
        if folder != tmp_path and tmp_path in folder.parents:
            (folder / "__init__.py").touch()
    file.write_text(source)
    monkeypatch.setattr(inspect_house, "_manifests", lambda root: [])
    found = inspect_house.problems(tmp_path)
    assert len(found) == 1 and told in found[0], found


def test_a_package_without_init_is_caught(tmp_path, monkeypatch):
    (tmp_path / "machinami" / "x").mkdir(parents=True)
    (tmp_path / "machinami" / "x" / "y.py").write_text("")
    monkeypatch.setattr(inspect_house, "_manifests", lambda root: [])
    assert "no __init__" in inspect_house.problems(tmp_path)[0]


def test_evidence_that_does_not_exist_is_caught():
    assert not inspect_house._exists(ROOT, "tests/every_service/test_house.py::test_that_is_not_there")
    assert inspect_house._exists(ROOT, "tests/every_service/test_house.py::test_a_planted_violation_is_caught[x]")


def test_an_import_upwards_is_caught_by_the_contracts(tmp_path):
    """import-linter on a copy of the house in which the cellar reaches for the roof."""
    import shutil

    shutil.copytree(ROOT / "machinami", tmp_path / "machinami", ignore=shutil.ignore_patterns("__pycache__", "static", "data"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "machinami" / "foundation" / "money.py").write_text("import machinami.city.towns\n")
    done = subprocess.run([sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
                          cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin"})
    assert done.returncode and "Storeys" in done.stdout


def test_every_word_of_the_templates_stands_in_every_language():
    assert messages.missing() == []


def test_a_new_word_is_missed(monkeypatch):
    monkeypatch.setattr(messages, "collect", lambda: {"まったく新しい言葉": ["x.html"]})
    assert len(messages.missing()) == 3


@pytest.mark.parametrize("size", ["kiosk", "counter", "office"])
def test_furnish_makes_rooms_that_hold_the_rules(tmp_path, monkeypatch, size):
    (tmp_path / "machinami" / "services").mkdir(parents=True)
    (tmp_path / "machinami" / "__init__.py").touch()
    (tmp_path / "machinami" / "services" / "__init__.py").touch()
    written = furnish.furnish("town", "bicycle_parking", size, tmp_path)
    monkeypatch.setattr(inspect_house, "_manifests", lambda root: [])
    assert inspect_house.problems(tmp_path) == []
    assert {p.name for p in written} >= {"manifest.py", "procedure.yaml", "README.md"}
    with pytest.raises(SystemExit):
        furnish.furnish("town", "bicycle_parking", size, tmp_path)


def test_a_furnished_procedure_passes_the_suite_with_no_other_file_changed(tmp_path):
    """Whoever adds a service runs the house's own suite over it: here in a copy, in a process of its own."""
    import shutil

    for part in ("machinami", "tests", "tools"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "vendor", "journeys"))
    for file in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / file, tmp_path)
    furnish.furnish("town", "bicycle_parking", "kiosk", tmp_path)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "bicycle_parking or levels",
                           "tests/every_service/test_manifests.py", "machinami/services/town/bicycle_parking"],
                          cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert done.stdout.count(".") >= 8, done.stdout
    lint = subprocess.run([sys.executable, "-m", "django", "procedures", "lint",
                           "machinami/services/town/bicycle_parking/procedure.yaml"], cwd=tmp_path, capture_output=True, text=True)
    assert lint.returncode == 0, lint.stdout + lint.stderr
