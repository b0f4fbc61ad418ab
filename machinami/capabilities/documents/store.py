"""The content-addressed store: a file is named by its SHA-256 and written once, whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from machinami.capabilities.documents.models import Blob


class Damaged(Exception):
    """The file on disk is not what its name says."""


def _path(digest: str) -> Path:
    return Path(settings.BLOB_ROOT) / digest[:2] / digest[2:4] / digest


def keep(content: bytes, media_type: str) -> Blob:
    """Store bytes and return their row. Written to a temporary name, synced, renamed: a crash leaves at most an
    unnamed file, never a row without its file.

    The row comes first, inside the transaction, so that it waits for :func:`drop` of the same content to end;
    the transaction can't be kept before the file is on disk.
    """
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        blob = _row(digest, len(content), media_type)
        if not _path(digest).exists():
            _write(_path(digest), content)
    return blob


def _row(digest: str, size: int, media_type: str) -> Blob:
    while True:
        Blob.objects.get_or_create(sha256=digest, defaults={"size": size, "media_type": media_type})
        row = Blob.objects.select_for_update().filter(pk=digest).first()
        if row is not None:  # else it was dropped between the two lines
            return row


def _write(path: Path, content: bytes) -> None:
    new = [p for p in (path.parent, path.parent.parent, path.parent.parent.parent) if not p.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
    for folder in (path.parent, *(p.parent for p in new)):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop(digest: str) -> bool:
    """Remove a file that nothing refers to any more; False when something does.

    The row is held first, so that whoever stores the same content waits and then writes it anew; then it is looked whether
    something refers to it; then the file goes, and last the row. Killed in between, the row is left, which the sweep finds.
    """
    with transaction.atomic():
        Blob.objects.get_or_create(sha256=digest, defaults={"size": 0, "media_type": ""})
        row = Blob.objects.select_for_update().filter(pk=digest).first()
        if row is None:
            return False
        try:
            with transaction.atomic():
                row.delete()
        except (ProtectedError, IntegrityError):
            return False
        _path(digest).unlink(missing_ok=True)
    return True


def read(digest: str) -> bytes:
    """:raises Damaged: when the bytes no longer match their name."""
    content = _path(digest).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise Damaged(digest)
    return content
