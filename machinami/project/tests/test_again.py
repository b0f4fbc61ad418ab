"""The second start of the day opens what stands ready, and only that."""

from __future__ import annotations

import os
import shutil
import socket

import pytest

from machinami.project import again

ARGUMENTS = ["--port", "8300"]


@pytest.fixture
def ready(tmp_path, monkeypatch):
    """A city hall that was made ready, with a product and databases of its own."""
    for name in again.ELSEWHERE:
        monkeypatch.delenv(name, raising=False)
    product, var = tmp_path / "machinami", tmp_path / "var"
    for folder in (product, var):
        folder.mkdir()
    for file in (product / "procedure.yaml", var / "machinami.sqlite3", var / "audit.sqlite3"):
        file.write_text("a", "utf-8")
    monkeypatch.setattr(again, "PRODUCT", product)
    monkeypatch.setenv("MACHINAMI_VAR", str(var))
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    again.keep(ARGUMENTS, ["開きました"], {"host": "127.0.0.1", "port": port, "workers": 1, "task_workers": 1, "demo": False})
    return tmp_path, port


def test_what_stands_ready_is_opened_as_it_was(ready):
    kept = again.ready(ARGUMENTS)
    assert kept["words"] == ["開きました"] and kept["supervisor"]["port"] == ready[1]


@pytest.mark.parametrize("change", [
    lambda home: (home / "machinami/procedure.yaml").write_text("ab", "utf-8"),
    lambda home: os.utime(home / "machinami/procedure.yaml", (1, 1)),
    lambda home: (home / "machinami/new.py").write_text("", "utf-8"),
    lambda home: (home / "var/machinami.sqlite3").unlink(),
    lambda home: (shutil.copy(home / "var/audit.sqlite3", home / "var/other"), (home / "var/other").replace(home / "var/audit.sqlite3")),
    lambda home: (home / "var/ready.json").write_text('{"state"', "utf-8"),
    lambda home: (home / "var/ready.json").write_text("[]", "utf-8"),
], ids=["a procedure is changed", "touched", "a new file", "no database", "a database brought back", "half a note", "another note"])
def test_whatever_has_changed_goes_the_long_way(ready, change):
    change(ready[0])
    assert again.ready(ARGUMENTS) is None


def test_other_arguments_another_database_or_a_port_that_is_taken_go_the_long_way(ready, monkeypatch):
    assert again.ready(["--port", "8300", "--population", "50000"]) is None
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", ready[1]))
        somebody.listen()
        assert again.ready(ARGUMENTS) is None
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1/city")
    assert again.ready(ARGUMENTS) is None
