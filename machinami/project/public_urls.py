"""For machines: health, public, and figures, which are not."""

from __future__ import annotations

from django.urls import path

from machinami.project import health, metrics

urlpatterns = [
    path("health", health.page, name="health"),
    path("metrics", metrics.page, name="metrics"),
    path("health/live", health.live, name="health-live"),
]
