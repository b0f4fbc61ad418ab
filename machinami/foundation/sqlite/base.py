"""Django's SQLite with a queue before writing transactions and shared flushes (see :mod:`.queue`).

Statements outside a transaction are SQLite's own affair, as before: its waiting, its flush (``synchronous=FULL``).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from machinami.foundation.sqlite import queue


class DatabaseWrapper(base.DatabaseWrapper):
    _turn: queue.Queue | None = None
    _logged = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        kind = connection.execute("PRAGMA journal_mode").fetchone()[0]
        self._logged = kind == "wal" and not self.is_in_memory_db()
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        if self._logged and self._turn is None:
            self._take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _take(self) -> None:
        turn = queue.of(str(self.settings_dict["NAME"]))
        try:
            turn.take(self.settings_dict["OPTIONS"].get("timeout", 20))
        except queue.Late as late:
            raise OperationalError("database is locked") from late
        self._turn = turn
        self.connection.execute("PRAGMA synchronous=NORMAL")

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        turn = self._leave()
        if turn is not None:
            try:
                turn.settle()
            except OSError as error:
                raise OperationalError(f"the log could not be flushed: {error}") from error

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._leave()

    def _leave(self) -> queue.Queue | None:
        """Let the next writer on; the queue that was left, or None."""
        turn, self._turn = self._turn, None
        if turn is not None:
            try:
                if self.connection is not None and not self.connection.in_transaction:
                    self.connection.execute("PRAGMA synchronous=FULL")
            finally:
                turn.leave()
        return turn
