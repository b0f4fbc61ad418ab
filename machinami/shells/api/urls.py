"""The open API: the same doors, the same permissions, JSON."""

from __future__ import annotations

from django.urls import path

from machinami.shells.api.api import api

urlpatterns = [path("v1/", api.urls)]
