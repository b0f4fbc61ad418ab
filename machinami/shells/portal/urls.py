"""The resident's pages, below a language prefix."""

from __future__ import annotations

from django.urls import include, path

from machinami.foundation.registry import services
from machinami.shells.portal import (
    apply,
    cases,
    home,
    inbox,
    mydata,
    notifications,
    own_access,
    pay,
    plan,
    procedures,
    settings,
    signing,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", procedures.search, name="search"),
    path("settings/", settings.display, name="settings"),
    path("plan/", plan.plan, name="plan"),
    path("categories/<slug:code>/", procedures.category, name="category"),
    path("life/<slug:code>/", procedures.life_event, name="life-event"),
    path("procedures/<slug:code>/", procedures.procedure, name="procedure"),
    path("procedures/<slug:code>/apply/", apply.start, name="apply-start"),
    path("procedures/<slug:code>/apply/for/", apply.for_whom, name="apply-for"),
    path("apply/<uuid:draft_id>/", apply.resume, name="apply"),
    path("apply/<uuid:draft_id>/check/", apply.check, name="apply-check"),
    path("apply/<uuid:draft_id>/extend/", apply.extend, name="apply-extend"),
    path("apply/<uuid:draft_id>/discard/", apply.discard, name="apply-discard"),
    path("apply/<uuid:draft_id>/<slug:question>/", apply.question, name="apply-question"),
    path("my/", cases.my_page, name="my"),
    path("my/cases/<uuid:case_id>/", cases.case, name="case"),
    path("my/cases/<uuid:case_id>/done/", cases.done, name="case-done"),
    path("my/cases/<uuid:case_id>/amend/", cases.amend, name="case-amend"),
    path("my/cases/<uuid:case_id>/messages/", cases.message, name="case-message"),
    path("my/cases/<uuid:case_id>/withdraw/", cases.withdraw, name="case-withdraw"),
    path("my/cases/<uuid:case_id>/signatures/", signing.progress, name="case-signatures"),
    path("my/signing/<uuid:request_id>/", signing.mine, name="signing"),
    path("sign/", signing.invited, name="sign"),
    path("sign/<str:token>/", signing.enter, name="sign-link"),
    path("my/documents/<uuid:document_id>/", cases.document, name="document"),
    path("my/inbox/", inbox.inbox, name="inbox"),
    path("my/inbox/count/", inbox.count, name="inbox-count"),
    path("my/inbox/<uuid:notice_id>/", inbox.notice, name="notice"),
    path("my/contact/", settings.contact, name="contact"),
    path("my/sign-in/", own_access.access, name="own-access"),
    path("my/sign-in/passkey/", own_access.question, name="own-access-passkey"),
    path("my/notifications/", notifications.notifications, name="notifications"),
    path("my/devices/", notifications.add_device, name="devices"),
    path("my/devices/<uuid:device_id>/", notifications.device, name="device"),
    path("stop/<str:token>/", notifications.stop, name="stop"),
    path("my/data/", mydata.my_data, name="my-data"),
    path("my/looked/", settings.looked, name="looked"),
    path("pay/<uuid:charge_id>/", pay.choose, name="pay"),
    path("pay/<uuid:charge_id>/result/", pay.result, name="pay-result"),
    path("verify/", procedures.verify_form, name="verify-form"),
    path("verify/<str:code>/", procedures.verify, name="verify"),
    *(path(f"{s.url_prefix}/", include((s.module("portal").urlpatterns, s.code)))
      for s in services() if s.has("portal")),
]
