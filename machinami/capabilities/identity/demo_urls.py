"""The demonstration identity provider (only outside production)."""

from __future__ import annotations

from django.urls import path

from machinami.capabilities.identity import demo_provider as provider

urlpatterns = [
    path("demo/idp/.well-known/openid-configuration", provider.configuration),
    path("demo/idp/certs", provider.certs),
    path("demo/idp/auth", provider.authorize, name="demo-idp-auth"),
    path("demo/idp/token", provider.token),
    path("demo/idp/userinfo", provider.userinfo),
]
