"""Rows that were not taken in are kept to be mended for fourteen days, then go with their file's name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from machinami.capabilities.privacy.ports import Due, Shredder
from machinami.capabilities.procedures.models import PaperImport
from machinami.foundation.actors import Actor


class Papers(Shredder):
    def due(self, today: date, limit: int) -> Iterable[Due]:
        rows = PaperImport.objects.filter(expires_on__lt=today).only("id", "code", "expires_on").order_by("expires_on", "id")
        return [Due(f"procedures.PaperImport:{r.pk}", f"{r.code}の紙の申請の表", r.expires_on) for r in rows[:limit]]

    def erase(self, actor: Actor, due: Due, today: date) -> bool:
        row = PaperImport.objects.select_for_update().filter(pk=due.key, expires_on__lt=today).first()
        if row is None:
            return False
        row.delete()
        return True


PAPERS = Papers()
