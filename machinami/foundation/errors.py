"""What an action says when it does not do what was asked.

Every refusal carries words for the person who asked, in their language, saying what to do.
"""

from __future__ import annotations

from collections.abc import Mapping

from machinami.foundation.i18n import Text


class Refused(Exception):
    """The request was understood and is not carried out; nothing was written.

    :param message: what to do about it, for the person who asked.
    :param fields: the same per field path, where a field is at fault.
    """

    status = 422

    def __init__(self, message: Text | str, *, code: str = "refused",
                 fields: Mapping[str, Text] | None = None) -> None:
        self.message = Text.of(message)
        self.code = code
        self.fields = dict(fields or {})
        super().__init__(self.message.ja)


class NotAllowed(Refused):
    """The actor lacks the permission, or the row is outside the actor's sections."""

    status = 403

    def __init__(self, permission: str, message: Text | str | None = None) -> None:
        self.permission = permission
        super().__init__(
            message
            or Text(
                ja="この操作をする権限がありません。担当の課に確認してください",
                en="You do not have permission to do this. Please ask the section in charge.",
                zh="您没有执行此操作的权限。请向负责部门确认。",
                ko="이 작업을 할 권한이 없습니다. 담당 부서에 확인해 주세요.",
                easy="この そうさは できません。担当の 課に きいてください",
            ),
            code="not_allowed",
        )


class NotFound(Refused):
    """No such row, or none that this actor may know of (the two are not told apart)."""

    status = 404

    def __init__(self, what: str = "") -> None:
        super().__init__(
            Text(
                ja="見つかりませんでした。アドレスを確かめてください",
                en="We could not find it. Please check the address.",
                zh="未找到。请确认地址。",
                ko="찾을 수 없습니다. 주소를 확인해 주세요.",
                easy="見つかりませんでした。アドレスを たしかめてください",
            ),
            code="not_found",
        )
        self.what = what


class Conflict(Refused):
    """The row has moved on since it was read, or the state does not allow the step."""

    status = 409
