"""Staff pages. Japanese; every view names its permission."""

from __future__ import annotations

from django.urls import include, path

from machinami.foundation.registry import services
from machinami.shells.desk import (
    audit,
    cases,
    deciding,
    findings,
    home,
    lists,
    people,
    procedure_trials,
    procedures,
    till,
    tokens,
)

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("cases/", lists.worklist, name="cases"),
    path("cases/export.csv", lists.export, name="cases-export"),
    path("cases/together/", lists.together, name="cases-together"),
    path("cases/together/<uuid:undo_id>/undo/", lists.undo, name="cases-undo"),
    path("cases/views/", lists.save_view, name="cases-view"),
    path("cases/views/<uuid:view_id>/drop/", lists.drop_view, name="cases-view-drop"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("cases/<uuid:case_id>/slip.pdf", cases.slip, name="case-slip"),
    path("cases/<uuid:case_id>/do/<slug:verb>/", cases.do, name="case-do"),
    path("cases/<uuid:case_id>/correction/", cases.correction, name="case-correction"),
    path("cases/<uuid:case_id>/decide/", deciding.decide, name="case-decide"),
    path("cases/<uuid:case_id>/preview/", deciding.preview, name="case-preview"),
    path("cases/<uuid:case_id>/findings/<slug:step>/", findings.save, name="case-findings"),
    path("cases/<uuid:case_id>/reveal/", findings.reveal, name="case-reveal"),
    path("uploads/<uuid:upload_id>/", cases.upload, name="upload"),
    path("documents/<uuid:document_id>/", cases.document, name="document"),
    path("people/", people.search, name="people"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("audit/", audit.search, name="audit"),
    path("notices/", audit.deliveries, name="deliveries"),
    path("notices/<uuid:delivery_id>/retry/", audit.retry, name="delivery-retry"),
    path("privacy/", audit.holdings, name="holdings"),
    path("ledger/", audit.ledger, name="ledger"),
    path("charges/<uuid:charge_id>/cash/", till.take, name="charge-cash"),
    path("charges/<uuid:charge_id>/refund/", till.refund, name="charge-refund"),
    path("till/", till.day, name="till"),
    path("till/close/", till.close, name="till-close"),
    path("till/<uuid:refund_id>/pay-out/", till.pay_out, name="till-pay-out"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="token-revoke"),
    path("procedures/", procedures.index, name="procedures"),
    path("procedures/new/", procedures.new, name="procedure-new"),
    path("procedures/import/", procedures.bring_in, name="procedure-import"),
    path("procedures/copies/<uuid:copy_id>/", procedures.copy, name="procedure-copy"),
    path("procedures/copies/<uuid:copy_id>/save/", procedures.save, name="procedure-save"),
    path("procedures/copies/<uuid:copy_id>/do/<slug:verb>/", procedures.do, name="procedure-do"),
    path("procedures/copies/<uuid:copy_id>/differences/", procedures.differences, name="procedure-differences"),
    path("procedures/copies/<uuid:copy_id>/file.yaml", procedures.copy_file, name="procedure-copy-file"),
    path("procedures/copies/<uuid:copy_id>/look/", procedure_trials.look, name="procedure-look"),
    path("procedures/copies/<uuid:copy_id>/run/", procedure_trials.run, name="procedure-run"),
    path("procedures/copies/<uuid:copy_id>/preview/", procedure_trials.start, name="procedure-preview"),
    path("procedures/copies/<uuid:copy_id>/preview/check/", procedure_trials.check, name="procedure-preview-check"),
    path("procedures/copies/<uuid:copy_id>/preview/<slug:question>/", procedure_trials.question, name="procedure-preview-question"),
    path("procedures/<slug:code>/", procedures.versions, name="procedure-versions"),
    path("procedures/<slug:code>/change/", procedures.change, name="procedure-change"),
    path("procedures/<slug:code>/<int:version>.yaml", procedures.file, name="procedure-file"),
    *(path(f"{s.url_prefix}/", include((s.module("desk").urlpatterns, s.code)))
      for s in services() if s.has("desk")),
]
