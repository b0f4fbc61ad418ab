"""Which definition of each procedure counts today: the newest published one whose day has come, else the one shipped.

A procedure made at the desk has no service folder; its definition itself says where it is found (``place``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone

from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.models import DefinitionVersion
from machinami.foundation.registry import services


@dataclass(frozen=True, slots=True)
class InForce:
    """``version`` is 0 where nothing is published yet. ``category``, ``life_events`` and ``initiatives``: where it is found."""

    definition: Definition
    version: int
    category: str
    life_events: tuple[str, ...]
    keywords: tuple[str, ...]
    initiatives: tuple[int, ...]
    unverified: tuple[str, ...]
    shipped: bool


def in_force() -> Mapping[str, InForce]:
    """Code → what counts today. Built once per process for the newest version and day; one small query tells."""
    newest = DefinitionVersion.objects.order_by("-id").values_list("pk", flat=True).first()
    return _built(newest, timezone.localdate())


@lru_cache(maxsize=2)
def _built(newest: Any, today: date) -> Mapping[str, InForce]:
    from machinami.capabilities.procedures.queries import newest_readable, shipped

    found = {d.code: (d, 0) for d, _ in shipped()}
    counting = DefinitionVersion.objects.filter(effective_from__lte=today).order_by("-effective_from", "-version")
    published: dict[str, dict[Any, int]] = {}
    for code, pk, version in counting.values_list("code", "pk", "version"):
        published.setdefault(code, {})[pk] = version
    readable = {code: newest_readable(versions) for code, versions in published.items()}
    found |= {code: (read[1], published[code][read[0]]) for code, read in readable.items() if read}
    manifests = {s.code: s.manifest for s in services()}
    return {code: _placed(d, version, manifests.get(code)) for code, (d, version) in sorted(found.items())
            if code in manifests or d.place is not None}


def _placed(definition: Definition, version: int, manifest: Any) -> InForce:
    if definition.place is not None:
        place = definition.place
        return InForce(definition, version, place.category, place.life_events, definition.keywords, place.initiatives,
                       (), manifest is not None)
    return InForce(definition, version, manifest.category, manifest.life_events,
                   tuple(dict.fromkeys((*definition.keywords, *manifest.keywords))),
                   tuple(r.initiative for r in manifest.realises), manifest.unverified, True)
