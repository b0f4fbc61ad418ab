"""Roles and what they may do: the permissions that manifests grant to each role, plus demo staff."""

from __future__ import annotations

from functools import cache

from machinami.foundation.registry import permission_catalogue

ROLES = {
    "clerk": "担当", "approver": "決裁", "manager": "課長", "cashier": "会計", "auditor": "監査",
    "editor": "手続の編集", "publisher": "手続の公開承認", "engineer": "運用", "admin": "権限管理",
}


@cache
def grants_of(role: str) -> frozenset[str]:
    """Permission codes of a role, as manifests declare them."""
    return frozenset(code for code, (_, roles) in permission_catalogue().items() if role in roles)
