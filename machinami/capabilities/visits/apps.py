from __future__ import annotations

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "machinami.capabilities.visits"
    label = "visits"

    def ready(self) -> None:
        from machinami.capabilities.cases.ports import before_deciding
        from machinami.capabilities.visits.guarding import in_order

        before_deciding(in_order)
