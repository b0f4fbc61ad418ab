"""The content-addressed store: a file is named by its SHA-256 and written once, whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from machinami.capabilities.documents.models import Blob


class Damaged(Exception):
    """The file on disk is not what its name says."""


def _path(digest: str) -> Path:
    return Path(settings.BLOB_ROOT) / digest[:2] / digest[2:4] / digest


def keep(content: bytes, media_type: str) -> Blob:
    """Store bytes and return their row. Written to a temporary name, synced, renamed: a crash leaves at most an
    unnamed file, never a row without its file."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    blob, _ = Blob.objects.get_or_create(sha256=digest, defaults={"size": len(content), "media_type": media_type})
    return blob


def read(digest: str) -> bytes:
    """:raises Damaged: when the bytes no longer match their name."""
    content = _path(digest).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise Damaged(digest)
    return content
