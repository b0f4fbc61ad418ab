"""Django's sessions in the database, read by a prepared query: it is the first thing almost every request asks."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from machinami.foundation.prepared import Prepared

_SESSION = Prepared(lambda key: Session.objects.filter(session_key=key).values_list("session_data", "expire_date"))


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        found = _SESSION.first(self.session_key) if self.session_key else None
        if found is None or found[1] <= timezone.now():
            self._session_key = None
            return {}
        return self.decode(found[0])
