"""Whether somebody has just proven who they are: asked before changing what sign-in hangs on (ASVS 5.0, 7.5.1 and 7.5.2)."""

from __future__ import annotations

import time

from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text

#: Seconds since a sign-in for which it counts as having just proven oneself.
FRESH = 10 * 60
SIGN_IN_AGAIN = Text(
    ja="安全のため、もう一度サインインしてから続けてください", en="For your safety, please sign in again first.", zh="为安全起见，请重新登录后再继续。",
    ko="안전을 위해 다시 로그인한 뒤 계속해 주세요.", easy="あんぜんの ために、もういちど サインインしてから つづけてください")


def is_fresh(proven_at: float) -> bool:
    return abs(time.time() - proven_at) <= FRESH


def require_fresh(proven_at: float) -> None:
    """:raises Refused: ``sign_in_again`` when the last sign-in is more than :data:`FRESH` seconds ago."""
    if not is_fresh(proven_at):
        raise Refused(SIGN_IN_AGAIN, code="sign_in_again")
