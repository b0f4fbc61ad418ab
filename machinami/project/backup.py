"""Backups taken while the city hall is open, and putting one back elsewhere (docs/operations/backup.md).

A backup is a folder with a manifest; the manifest is written last, so that a folder without one is no backup. Files of
documents lie once for all backups in ``blobs`` beside them, named by their SHA-256.

Order: blobs (nothing that is dropped meanwhile is missed), the first database (its snapshot is the *mark*: nothing
acknowledged before it is missing), the audit database (a record that is sealed meanwhile is in both and is counted once), and
the blobs that came in between.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from machinami import __version__

MANIFEST = "manifest.json"
ALIASES = ("default", "audit")


class Unusable(Exception):
    """Words for the operator: what is wrong with a backup or a target, and what to do."""


def take(place: Path, keep: int = 0) -> dict[str, Any]:
    """Make a backup under ``place`` and return its manifest; with ``keep``, remove all but the newest so many."""
    started = time.monotonic()
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    folder = place / name
    folder.mkdir(parents=True, mode=0o700)
    blobs = dict(_blobs(place))
    mark = datetime.now(UTC)
    files = [_dump(alias, folder) for alias in ALIASES]
    blobs |= _blobs(place)
    files += list(_keys(folder))
    manifest = {
        "name": name, "version": __version__, "mark": mark.isoformat(), "engine": connections["default"].vendor,
        "files": {f.relative_to(folder).as_posix(): _sum(f) for f in files}, "blobs": blobs,
        "seconds": round(time.monotonic() - started, 1)}
    _write_last(folder / MANIFEST, json.dumps(manifest, indent=1))
    if keep:
        _prune(place, keep)
    return manifest


def _dump(alias: str, folder: Path) -> Path:
    """A consistent copy of one database, while others write to it."""
    database = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        target = folder / f"{alias}.sqlite3"
        with closing(sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)) as source, \
                closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            fault = copy.execute("PRAGMA quick_check").fetchone()[0]
        if fault != "ok":
            raise Unusable(f"{alias}: データベースが壊れています: {fault}")
    else:
        target = folder / f"{alias}.dump"
        _tool("pg_dump", "--format=custom", "--no-owner", "--file", str(target), database=database)
    target.chmod(0o600)
    _sync(target)
    return target


def _keys(folder: Path) -> Iterator[Path]:
    for key in sorted((Path(settings.VAR) / "keys").rglob("*")):
        if key.is_file():
            target = folder / "keys" / key.relative_to(Path(settings.VAR) / "keys")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(key, target)
            target.chmod(0o600)
            yield target


def _blobs(place: Path) -> Iterator[tuple[str, int]]:
    """Copy every document file that is not there yet; each is named by its sum, which is checked on the way."""
    for file in Path(settings.BLOB_ROOT).rglob("*"):
        if len(file.name) != 64 or not file.is_file():
            continue
        target = _blob(place, file.name)
        if not target.exists():
            content = file.read_bytes()
            if hashlib.sha256(content).hexdigest() != file.name:
                raise Unusable(f"文書のファイルが壊れています: {file.name}。前の控えから戻してください")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_last(target, content)
        yield file.name, target.stat().st_size


def _blob(place: Path, digest: str) -> Path:
    return place / "blobs" / digest[:2] / digest[2:4] / digest


def check(folder: Path) -> dict[str, Any]:
    """Read a backup's manifest and every file it names. :raises Unusable: naming what is missing or changed"""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Unusable(f"{folder}: 控えではありません（途中で止まったものかもしれません）。ほかの控えを選んでください") from error
    wrong = [name for name, digest in manifest["files"].items() if _sum(folder / name) != digest]
    wrong += [digest for digest in manifest["blobs"] if _sum(_blob(folder.parent, digest)) != digest]
    if wrong:
        raise Unusable(f"控えのファイルが足りないか、変わっています: {', '.join(wrong[:5])}（全部で{len(wrong)}件）。ほかの控えを選んでください")
    return manifest


def put_back(folder: Path) -> dict[str, Any]:
    """Restore a checked backup into the databases and folders of the settings, which must be empty."""
    started = time.monotonic()
    manifest = check(folder)
    if connections["default"].vendor != manifest["engine"]:
        raise Unusable(f"控えは {manifest['engine']} のものです。DATABASE_URL を同じ種類のデータベースにしてください")
    for alias in ALIASES:
        _refuse_full(alias)
    for alias in ALIASES:
        _load(alias, folder)
    for digest in manifest["blobs"]:
        target = Path(settings.BLOB_ROOT) / digest[:2] / digest[2:4] / digest
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            _write_last(target, _blob(folder.parent, digest).read_bytes())
    for name in manifest["files"]:
        if name.startswith("keys/"):
            target = Path(settings.VAR) / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(folder / name, target)
            target.chmod(0o600)
    return {**manifest, "restored_in": round(time.monotonic() - started, 1)}


def _refuse_full(alias: str) -> None:
    """Nothing is ever restored over something."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        full = Path(connection.settings_dict["NAME"]).exists()
    else:
        full = bool(connection.introspection.table_names())
        connection.close()
    if full:
        raise Unusable(f"戻す先（{alias}）にもうデータがあります。空の MACHINAMI_VAR と空のデータベースを指定してください")


def _load(alias: str, folder: Path) -> None:
    database = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        target = Path(database["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_last(target, (folder / f"{alias}.sqlite3").read_bytes())
    else:
        _tool("pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", "--dbname", str(database["NAME"]),
              str(folder / f"{alias}.dump"), database=database)


def _tool(name: str, *words: str, database: dict[str, Any]) -> None:
    """PostgreSQL's own program, from PG_BIN or the PATH; it must be as new as the server."""
    program = shutil.which(name, path=os.environ.get("PG_BIN") or None)
    if program is None:
        raise Unusable(f"{name} がありません。PostgreSQL の道具のフォルダを PG_BIN に指定してください")
    options = database.get("OPTIONS", {})
    given = {"PGHOST": database.get("HOST") or options.get("host"), "PGPORT": database.get("PORT") or options.get("port"),
             "PGUSER": database.get("USER"), "PGPASSWORD": database.get("PASSWORD"), "PGDATABASE": database.get("NAME")}
    done = subprocess.run([program, *words], capture_output=True, text=True,
                          env={**os.environ, **{k: str(v) for k, v in given.items() if v}})
    if done.returncode:
        raise Unusable(f"{name}: {done.stderr.strip()[-500:]}")


def _prune(place: Path, keep: int) -> None:
    """Remove the oldest backups, and the blobs that no backup names any more."""
    backups = sorted(p for p in place.iterdir() if (p / MANIFEST).exists())
    for old in backups[:-keep]:
        (old / MANIFEST).unlink()  # from here on it is no backup
        shutil.rmtree(old)
    named: set[str] = set()
    for kept in backups[-keep:]:
        named |= set(json.loads((kept / MANIFEST).read_text("utf-8"))["blobs"])
    for file in (place / "blobs").rglob("*"):
        if file.is_file() and file.name not in named:
            file.unlink()


def _sum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _write_last(path: Path, content: str | bytes) -> None:
    """Whole or not at all, also when the power goes."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content.encode() if isinstance(content, str) else content)
    part.chmod(0o600)
    _sync(part)
    part.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
