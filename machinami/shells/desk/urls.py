"""Staff pages. Japanese; every view names its permission."""

from __future__ import annotations

from django.urls import include, path

from machinami.foundation.registry import services
from machinami.shells.desk import audit, cases, home, people

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("cases/", cases.worklist, name="cases"),
    path("cases/export.csv", cases.export, name="cases-export"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("cases/<uuid:case_id>/do/<slug:verb>/", cases.do, name="case-do"),
    path("cases/<uuid:case_id>/correction/", cases.correction, name="case-correction"),
    path("cases/<uuid:case_id>/decide/", cases.decide, name="case-decide"),
    path("uploads/<uuid:upload_id>/", cases.upload, name="upload"),
    path("documents/<uuid:document_id>/", cases.document, name="document"),
    path("people/", people.search, name="people"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("audit/", audit.search, name="audit"),
    path("notices/", audit.deliveries, name="deliveries"),
    path("notices/<uuid:delivery_id>/retry/", audit.retry, name="delivery-retry"),
    path("privacy/", audit.holdings, name="holdings"),
    path("ledger/", audit.ledger, name="ledger"),
    *(path(f"{s.url_prefix}/", include((s.module("desk").urlpatterns, s.code)))
      for s in services() if s.has("desk")),
]
