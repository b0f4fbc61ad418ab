"""Health and robots: for machines, public."""

from __future__ import annotations

from django.urls import path

from machinami.project import health

urlpatterns = [
    path("health", health.page, name="health"),
    path("health/live", health.live, name="health-live"),
]
