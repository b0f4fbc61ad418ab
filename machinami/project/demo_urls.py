"""The demonstration providers' pages: they stand for other companies', so all are public."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("machinami.capabilities.identity.demo_urls")),
    path("", include("machinami.capabilities.payments.demo_urls")),
]
