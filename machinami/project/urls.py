"""Wiring: the shells and the faces that capabilities bring (sign-in, callbacks), and nothing else."""

from __future__ import annotations

import importlib.util

from django.urls import URLPattern, URLResolver, include, path

from machinami.foundation.i18n import RESIDENT_LANGUAGES
from machinami.foundation.registry import capability_packages
from machinami.shells.portal import home

handler400 = "machinami.project.errors.bad_request"
handler404 = "machinami.project.errors.not_found"
handler500 = "machinami.project.errors.broken"


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.choose_language, name="root"),
    *(path(f"{language}/", include("machinami.shells.portal.urls", namespace=f"portal-{language}"))
      for language in RESIDENT_LANGUAGES),
    path("desk/", include("machinami.shells.desk.urls")),
    path("api/", include("machinami.shells.api.urls")),
    path("", include("machinami.project.public_urls")),
    *(path("", include(f"{package}.urls")) for package in capability_packages() if importlib.util.find_spec(f"{package}.urls")),
]
