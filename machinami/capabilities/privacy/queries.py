"""The record of personal-data processing, built from what manifests declare."""

from __future__ import annotations

from dataclasses import dataclass

from machinami.foundation.manifest import Holding
from machinami.foundation.registry import capabilities, services


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """One holding and who declares it (``capability`` or ``service`` code)."""

    holder: str
    holding: Holding


def holdings() -> tuple[HoldingRow, ...]:
    """個人情報ファイルの一覧 (個人情報の保護に関する法律第75条), from the manifests."""
    rows = [HoldingRow(code, h) for code, m in sorted(capabilities().items()) for h in m.personal_data]
    rows += [HoldingRow(s.code, h) for s in services() for h in s.manifest.personal_data]
    return tuple(rows)
