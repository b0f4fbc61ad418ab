"""Wiring: the shells, the sign-in doors, the demonstration doors, and nothing else."""

from __future__ import annotations

import importlib
import importlib.util

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from machinami.foundation.i18n import RESIDENT_LANGUAGES
from machinami.foundation.registry import capability_packages
from machinami.shells.portal import home

handler404 = "machinami.project.errors.not_found"
handler500 = "machinami.project.errors.broken"


def _capability_urls(module: str) -> list[URLPattern | URLResolver]:
    """The faces that capabilities bring: ``urls`` (always) and ``demo_urls`` (demonstration only)."""
    return [path("", include(f"{package}.{module}")) for package in capability_packages()
            if importlib.util.find_spec(f"{package}.{module}")]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.choose_language, name="root"),
    *(path(f"{language}/", include("machinami.shells.portal.urls", namespace=f"portal-{language}"))
      for language in RESIDENT_LANGUAGES),
    path("desk/", include("machinami.shells.desk.urls")),
    path("api/", include("machinami.shells.api.urls")),
    path("", include("machinami.project.public_urls")),
    *_capability_urls("urls"),
    *(_capability_urls("demo_urls") if settings.DEMO_DOORS else []),
]
