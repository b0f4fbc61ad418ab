"""The shared cache on Redis, and what stands in for it while Redis is away: each process's own memory.

Nothing that must be kept is in the cache, so that its loss costs time and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from machinami.foundation.liveness import Rest

logger = logging.getLogger(__name__)


class SharedCache(RedisCache):
    """``LOCATION``: redis:// or rediss:// address. A Redis that does not answer is left alone for a few seconds."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache(f"beside {server}", {k: v for k, v in params.items() if k != "OPTIONS"})
        self._rest = Rest(first=2, longest=30)

    def reachable(self) -> bool:
        """Ask it now, whatever happened before."""
        try:
            return bool(self._cache.get_client(None).ping())
        except Exception:
            return False

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        from redis.exceptions import RedisError

        shared: Callable[..., Any] = getattr(super(), name)
        if self._rest.open():
            try:
                found = shared(*args, **kwargs)
                self._rest.note(True)
                return found
            except (RedisError, OSError) as error:
                logger.warning("Redis does not answer, going on with this process's memory: %s", type(error).__name__)
                self._rest.note(False)
        return getattr(self._own, name)(*args, **kwargs)


def _tolerant(name: str) -> Callable[..., Any]:
    def method(self: SharedCache, *args: Any, **kwargs: Any) -> Any:
        return self._ask(name, *args, **kwargs)

    method.__name__ = name
    return method


for _name in ("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear"):
    setattr(SharedCache, _name, _tolerant(_name))
