"""Sign-in and sign-out: residents by OpenID Connect, staff by password and one-time code; both by passkey."""

from __future__ import annotations

from django.urls import path

from machinami.capabilities.identity import passkey_views, views

urlpatterns = [
    path("signin/", views.sign_in, name="sign-in"),
    path("signin/begin", views.begin, name="sign-in-begin"),
    path("signin/callback", views.callback, name="sign-in-callback"),
    path("signout/", views.sign_out, name="sign-out"),
    path("desk/password/", views.change_password, name="staff-password"),
    path("desk/signin/", views.staff_sign_in, name="staff-sign-in"),
    path("signin/passkey/options", passkey_views.options, name="passkey-options"),
    path("signin/passkey/", passkey_views.resident_sign_in, name="sign-in-passkey"),
    path("desk/signin/passkey/", passkey_views.staff_sign_in, name="staff-sign-in-passkey"),
    path("desk/account/", passkey_views.staff_account, name="staff-account"),
    path("desk/account/passkey/", passkey_views.staff_options, name="staff-passkey-options"),
]
