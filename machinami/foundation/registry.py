"""Finds services and capabilities on disk and loads their manifests.

The walk looks only at file names, so settings may call :func:`service_packages` before any app is
loaded. A service is a folder ``machinami/services/<group>/<service>/`` with a ``manifest.py``.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from machinami.foundation.manifest import CapabilityManifest, Manifest

ROOT = Path(__file__).resolve().parent.parent

#: Rooms of a service, top first (house layout): the order is the import order, downwards only.
ROOMS = (
    "portal", "desk", "kiosk", "api", "subscribers", "tasks", "demo", "health",
    "actions", "queries", "models", "rules", "procedure", "manifest",
)


@dataclass(frozen=True, slots=True)
class Service:
    """A found service: ``code`` is its folder's name and its app label."""

    code: str
    group: str
    package: str
    folder: Path
    manifest: Manifest

    @property
    def url_prefix(self) -> str:
        return self.code.replace("_", "-")

    @property
    def procedure_file(self) -> Path | None:
        path = self.folder / "procedure.yaml"
        return path if path.exists() else None

    def has(self, room: str) -> bool:
        return (self.folder / f"{room}.py").exists() or (self.folder / room / "__init__.py").exists()

    def module(self, room: str) -> ModuleType:
        return importlib.import_module(f"{self.package}.{room}")


def service_packages() -> list[str]:
    """Dotted names of all service packages, for INSTALLED_APPS."""
    return [f"machinami.services.{m.parent.parent.name}.{m.parent.name}"
            for m in sorted((ROOT / "services").glob("*/*/manifest.py"))]


def capability_packages() -> list[str]:
    """Dotted names of all capability packages, for INSTALLED_APPS."""
    return [f"machinami.capabilities.{m.parent.name}"
            for m in sorted((ROOT / "capabilities").glob("*/manifest.py"))]


@cache
def services() -> tuple[Service, ...]:
    """Every service, by code. Loaded once per process."""
    found = []
    for package in service_packages():
        manifest = importlib.import_module(f"{package}.manifest").manifest
        _, _, group, code = package.split(".")
        found.append(Service(code, group, package, ROOT / "services" / group / code, manifest))
    return tuple(sorted(found, key=lambda s: s.code))


@cache
def capabilities() -> dict[str, CapabilityManifest]:
    """Capability code → manifest."""
    return {p.rsplit(".", 1)[1]: importlib.import_module(f"{p}.manifest").manifest
            for p in capability_packages()}


@cache
def service(code: str) -> Service:
    """:raises KeyError: for an unknown code."""
    return {s.code: s for s in services()}[code]


def permission_catalogue() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Permission code → (title, roles that hold it), over capabilities and services."""
    catalogue: dict[str, tuple[str, tuple[str, ...]]] = {}
    for code, capability in capabilities().items():
        for p in capability.permissions:
            catalogue[f"{code}.{p.verb}"] = (p.title, p.roles)
    for s in services():
        for p in s.manifest.permissions:
            catalogue[f"{s.code}.{p.verb}"] = (p.title, p.roles)
    return catalogue
