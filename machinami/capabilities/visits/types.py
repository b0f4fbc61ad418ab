from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from machinami.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class Planned:
    """A procedure that follows from an interview. ``due_on``: by when, where the answers tell; ``each``: once for each person;
    ``late``: that day is over; ``bring``, ``where``: as the procedure says for these answers."""

    code: str
    title: Text
    why: Text
    law: str
    section: str
    due_on: date | None
    due: Text
    late: bool
    each: bool
    cost: Text
    minutes: int
    bring: tuple[Text, ...]
    where: Text | None
    after: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PartRow:
    """``who``: whom it is for, where not who applies. ``state`` of its case, "" before it is sent."""

    id: str
    code: str
    title: Text
    who: str
    draft_id: str | None
    case_id: str | None
    number: str
    state: str
    section: str
    target_on: date | None
    problem: Text | None
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitRow:
    id: str
    event: str
    title: Text
    code: str
    state: Literal["gathering", "sending", "sent"]
    draft_id: str | None
    created_at: datetime
    sent_at: datetime | None
    parts: tuple[PartRow, ...]
    checked_at: datetime | None = None
    checked_by: str = ""
    checked_how: str = ""
    applicant: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened in any of a visit's cases."""

    at: datetime
    title: Text
    number: str
    case_id: str
    who: str
    words: Text


@dataclass(frozen=True, slots=True)
class Next:
    """Where to go on: a question of a draft, or (both empty) the page where everything is checked and sent."""

    draft_id: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class SentVisit:
    """``errors``: part id → path → what to do; nothing was sent then."""

    errors: dict[str, dict[str, Any]]


#: Documents by which somebody at the counter is identified (本人確認書類).
HOW: dict[str, Text] = {
    "my_number_card": Text(ja="マイナンバーカード", easy="マイナンバーカード", en="My Number card", zh="个人编号卡", ko="마이넘버카드"),
    "driving_licence": Text(ja="運転免許証", easy="運転免許証", en="Driving licence", zh="驾照", ko="운전면허증"),
    "residence_card": Text(ja="在留カード・特別永住者証明書", easy="在留カード", en="Residence card", zh="在留卡", ko="재류카드"),
    "passport": Text(ja="旅券", easy="パスポート", en="Passport", zh="护照", ko="여권"),
    "two_papers": Text(ja="顔写真のない書類2点", easy="書類 2つ", en="Two papers without photograph", zh="两种无照片证件", ko="사진 없는 서류 2점"),
}
