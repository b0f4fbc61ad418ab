"""How far each of the plan's 56 initiatives has come, from what manifests declare."""

from __future__ import annotations

from dataclasses import dataclass

from machinami.foundation.registry import capabilities, services

INITIATIVES = range(1, 57)


@dataclass(frozen=True, slots=True)
class Level:
    """``level`` 0–4, the services (and capabilities) that realise it, the tests that prove it."""

    number: int
    level: int
    services: tuple[str, ...]
    capabilities: tuple[str, ...]
    evidence: tuple[str, ...]


def levels() -> dict[int, Level]:
    """Initiative number → level: the highest any manifest declares, with everything that takes part."""
    found: dict[int, Level] = {}
    for number in INITIATIVES:
        by_service = [(s.code, r) for s in services() for r in s.manifest.realises if r.initiative == number]
        by_capability = [(c, r) for c, m in capabilities().items() for r in m.realises if r.initiative == number]
        all_of = [r for _, r in by_service + by_capability]
        found[number] = Level(
            number=number, level=max((r.level for r in all_of), default=0),
            services=tuple(c for c, _ in by_service), capabilities=tuple(c for c, _ in by_capability),
            evidence=tuple(dict.fromkeys(e for r in all_of for e in r.evidence)))
    return found
