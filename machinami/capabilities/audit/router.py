"""Which database holds which audit rows."""

from __future__ import annotations

from typing import Any

_AUDIT_MODELS = {"pendingread", "chainhead", "link"}


class AuditRouter:
    def db_for_read(self, model: type, **hints: Any) -> str | None:
        meta = model._meta  # type: ignore[attr-defined]
        return "audit" if meta.app_label == "audit" and meta.model_name in _AUDIT_MODELS else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        if app_label == "audit":
            if model_name is None:
                return db == "audit"
            return (db == "audit") == (model_name in _AUDIT_MODELS)
        return db == "default"
