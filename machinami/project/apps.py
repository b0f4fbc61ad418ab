"""Loads what subscribes and what is scheduled, once all apps are ready."""

from __future__ import annotations

import importlib
import importlib.util

from django.apps import AppConfig

from machinami.foundation.registry import capability_packages, service_packages


class ProjectConfig(AppConfig):
    name = "machinami.project"
    label = "project"

    def ready(self) -> None:
        from machinami.foundation import schedules, tasks  # noqa: F401 - tasks note where they come from
        from machinami.project import traces

        packages = [*capability_packages(), *service_packages()]
        for package in packages:
            if importlib.util.find_spec(f"{package}.subscribers"):
                importlib.import_module(f"{package}.subscribers")
        schedules.load([*packages, "machinami.project"])
        traces.begin()
