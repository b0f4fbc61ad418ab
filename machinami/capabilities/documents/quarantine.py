"""Files and the virus scanner: refused when something is found, unopened as long as nobody has looked.

The scanner's own word is on record, with the file's digest and without its content.
"""

from __future__ import annotations

import hashlib
import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from machinami.capabilities.audit.actions import record, record_read
from machinami.capabilities.documents import scanning, store
from machinami.capabilities.documents.events import UploadInfected
from machinami.capabilities.documents.models import Upload
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Refused
from machinami.foundation.events import publish
from machinami.foundation.i18n import Text

logger = logging.getLogger(__name__)
#: Files asked about in one run of the task.
AT_ONCE = 50
INFECTED = Text(
    ja="ファイルからウイルスが見つかったため、受け取りませんでした。端末を検査してから、別のファイルを送ってください",
    en="A virus was found in the file, so we did not take it. Please check your device, then send another file.",
    zh="文件中发现病毒，未予接收。请检查您的设备后发送其他文件。", ko="파일에서 바이러스가 발견되어 받지 않았습니다. 기기를 검사한 뒤 다른 파일을 보내 주세요.",
    easy="ファイルから ウイルスが みつかりました。うけとっていません。端末を しらべてから、べつの ファイルを おくってください")
WAITING = Text(
    ja="ウイルスの検査を待っているため、まだ開けません。しばらくしてから、もう一度開いてください", en="This file is still waiting for its virus check. Please try again later.",
    zh="该文件正在等待病毒检查，请稍后再打开。", ko="바이러스 검사를 기다리고 있어 아직 열 수 없습니다. 잠시 후 다시 열어 주세요.",
    easy="ウイルスの けんさを まっています。あとで もういちど ひらいてください")
CLOSED = Text(
    ja="ウイルスが見つかったため、このファイルは開けません。申請した人に、別のファイルを求めてください", en="A virus was found in this file, so it cannot be opened.",
    zh="该文件中发现病毒，无法打开。", ko="바이러스가 발견되어 이 파일은 열 수 없습니다.", easy="ウイルスが みつかったので、この ファイルは ひらけません")


def look_at(actor: Actor, content: bytes) -> str:
    """``clean``, ``waiting`` where the scanner is away, blank where there is none. :raises Refused: for what it found."""
    if not scanning.wanted():
        return ""
    try:
        verdict = scanning.scan(content)
    except scanning.Away as away:
        logger.warning("the virus scanner is away: %s", away)
        return "waiting"
    if verdict.state == "infected":
        record_read(actor=actor, verb="documents.infected", subject="documents.Upload", purpose="ウイルスの検査", kind="refusal",
                    detail={"signature": verdict.signature, "sha256": hashlib.sha256(content).hexdigest()})
        raise Refused(INFECTED, code="file_infected")
    return "clean"


def check_open(actor: Actor, row: Upload) -> None:
    """:raises Refused: for a file that nobody may open, or the office not yet: its sender has it anyway."""
    if row.scan == "infected" or (row.scan == "waiting" and actor.kind != "resident"):
        raise Refused(WAITING if row.scan == "waiting" else CLOSED, code=f"file_{row.scan}")


def scan_kept(actor: Actor, *, everything: bool = False) -> dict[str, int]:
    """Ask about what waits, or about every file that is kept. Returns state → how many; ``away`` where nobody answered.

    A file that can't be read, or is too long for the scanner, keeps the others from nothing (``unasked``).

    Each file for itself, so that a run cut off half-way keeps what it learned.
    """
    found: dict[str, int] = {}
    if not scanning.wanted():
        return found
    rows = Upload.objects.exclude(scan="infected") if everything else Upload.objects.filter(scan="waiting")
    keys = list(rows.order_by(F("scanned_at").asc(nulls_first=True), "created_at").values_list("pk", "blob_id")[:None if everything else AT_ONCE])
    for key, digest in keys:
        try:
            verdict = scanning.scan(store.read(digest))
        except (OSError, store.Damaged, scanning.TooLong) as wrong:
            logger.error("upload %s can't be scanned: %s", key, wrong)
            Upload.objects.filter(pk=key).update(scanned_at=timezone.now())  # behind the others next time
            found["unasked"] = found.get("unasked", 0) + 1
            continue
        except scanning.Away as away:
            logger.warning("the virus scanner is away: %s", away)
            found["away"] = len(keys) - sum(found.values())
            break
        _keep(actor, key, verdict)
        found[verdict.state] = found.get(verdict.state, 0) + 1
    return found


def _keep(actor: Actor, key: object, verdict: scanning.Verdict) -> None:
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(pk=key).first()
        if row is None or row.scan == "infected":
            return
        row.scan, row.scan_word, row.scanned_at = verdict.state, verdict.signature, timezone.now()
        row.save(update_fields=["scan", "scan_word", "scanned_at"])
        if verdict.state == "infected":
            record(actor=actor, verb="documents.infected", subject=f"documents.Upload:{row.pk}", section=row.section,
                   detail={"signature": verdict.signature, "sha256": row.blob_id})
            publish(UploadInfected(str(row.pk), row.subject, row.section, row.name, verdict.signature))
