"""Checks a certificate's PDF: its seal without asking anybody, then the house that issued it, then the log."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from django.db import DatabaseError

from redvest.connectors import eseal
from redvest.core.clock import day_of
from redvest.core.errors import DomainError
from redvest.service.choices import CertificateState
from redvest.service.models import Certificate
from redvest.service.queries.certificate_truth import Truth, truth_of
from redvest.service.rules.certificate import PREFIX, day_words, public_reason
from redvest.service.rules.verdict import Status, Verdict

NUMBER = re.compile(rf"{PREFIX}(?:-[0-9A-Z]{{2,}})+")
WORDS = {
    eseal.UNSEALED: "文件里没有电子签章，看不出是谁开的、改没改过。",
    eseal.ALTERED: "文件签章之后被改动过，或者已经损坏，不能相信。",
    eseal.FOREIGN: "签章不是本站的，也不是你用 --trust 指定的。",
    eseal.EXPIRED: "签章的证书现在已经过期；开具的时候是不是有效，请以核验网页为准。",
}


def check_paper(pdf: bytes, *, trust: Sequence[x509.Certificate], at: datetime, ask: bool = True) -> Verdict:
    """The verdict on a PDF. ``trust`` are further roots; ``ask`` is whether there is a database to look into."""
    house = eseal.check_pdf(pdf, eseal.house_roots(), at)
    seal = house if house.trusted or not trust else eseal.check_pdf(pdf, trust, at)
    found = NUMBER.search(seal.reason)
    number = found.group() if found else ""
    reasons = [WORDS[fault] for fault in seal.faults]
    status, in_log, same = Status.UNASKED, None, True
    if ask and house.trusted and number:
        try:
            status, in_log, same, more = _ask_house(number, pdf, at)
        except (DatabaseError, DomainError):
            more = ["数据库连不上，有没有撤销、在不在日志里没有查到。"]
        reasons += more
    elif seal.intact:
        reasons.append("没有查数据库：有没有撤销、在不在日志里请打开证明上的核验网页看。")
    return Verdict(
        intact=seal.intact and same,
        trusted=seal.trusted,
        issued_by=seal.subject,
        number=number,
        status=status,
        in_log=in_log,
        reasons=tuple(reasons),
    )


def _ask_house(number: str, pdf: bytes, at: datetime) -> tuple[Status, bool | None, bool, list[str]]:
    """What the register and the log say: status, in the log, whether this is the very file, and why."""
    kept = Certificate.objects.select_related("volunteer").filter(number=number).first()
    if kept is None:
        return Status.UNKNOWN, None, True, ["登记册里没有这个编号的证明。"]
    reasons = []
    same = hashlib.sha256(pdf).digest() == bytes(kept.file_digest)
    if not same:
        reasons.append("和本站保存的不是同一份文件。")
    status = Status.VALID
    if kept.state == CertificateState.REVOKED:
        status = Status.REVOKED
        when = day_words(day_of(kept.revoked_at)) if kept.revoked_at else ""
        reasons.append(f"已于 {when} 撤销：{public_reason(kept.revoked_reason, kept.volunteer.name)}")
    truth = truth_of(kept)
    if status == Status.VALID and truth.voided:
        status = Status.REVOKED
        reasons.append("所依据的记录已经作废，证明随之失效。")
    return status, truth.in_log, same, reasons + _words(truth)


def _words(truth: Truth) -> list[str]:
    if truth.wrong:
        return [f"有 {truth.wrong} 条服务记录和公开日志对不上。"]
    if not truth.agrees:
        return ["登记的时长和它所依据的记录加起来不一样。"]
    if truth.waiting:
        return [f"有 {truth.waiting} 条服务记录还没有进入公开日志，过几分钟再查。"]
    return []
