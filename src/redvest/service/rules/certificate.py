"""What a certificate says: sums over ledger entries, 149号's four blocks in words, what the public may read.

Pure: entries and names in, text out. Who may issue is a query; how it is drawn is ``certificate_pdf``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from redvest.core.clock import CHINA
from redvest.registry.rules.names import mask_name
from redvest.service.certificate_errors import NothingToCertify
from redvest.service.choices import EntryMark, Grade

TITLE = "志愿服务证明"
PREFIX = "RV"
NOT_REGISTERED = "未登记"
OTHER_DOMAIN = "其他"
NOT_SEALED = "入日志后可查"

GRADE_WORDS: dict[str, str] = {
    Grade.A: "双重到场证明",
    Grade.B: "一项到场证明",
    Grade.C: "双人确认",
    Grade.D: "未核验",
}
LEGEND = (
    "A 有两项互相独立的到场凭证，并由领队会签；B 有一项到场凭证，并由领队会签；"
    "C 由领队登记，经志愿者本人和另一位工作人员确认；"
    "D 由旧系统导入或自行填报，未核验，不计入经核验的服务时间。"
)

_LONG_DIGITS = re.compile(r"\d[\d\s*-]{5,}[\dXx]")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One effective ledger entry, as far as a certificate speaks of it."""

    id: UUID
    service_on: date
    title: str
    place: str
    domain: str
    minutes: int
    grade: str
    mark: str = ""  # how it came when not the ordinary way (EntryMark)
    leaf: int | None = None  # its place in the public log, once it is sealed


@dataclass(frozen=True, slots=True)
class LogAt:
    """The public log as it stood when a certificate was issued: its latest signed head."""

    size: int
    root: bytes
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What entries add up to. What is unverified (grade D) never joins the rest: neither its minutes nor its times."""

    starts_on: date
    ends_on: date
    count: int
    unverified_count: int
    minutes_by_grade: dict[str, int]
    domains: tuple[tuple[str, int], ...]  # of what is verified; of all where nothing is

    @property
    def verified(self) -> int:
        return verified_minutes(self.minutes_by_grade)

    @property
    def unverified(self) -> int:
        return self.minutes_by_grade[Grade.D]


@dataclass(frozen=True, slots=True)
class Person:
    """The first block: who served. The ID number comes masked already."""

    name: str
    id_type: str
    id_number: str
    number: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """The third block: the recording body, and who issues for it when it is gone."""

    recorder: str
    name: str
    responsible: str
    handler: str
    contact: str
    by_volunteer: bool


def verified_minutes(minutes_by_grade: dict[str, int]) -> int:
    return sum(minutes for grade, minutes in minutes_by_grade.items() if grade != Grade.D)


def summarise(entries: Sequence[EntryFacts]) -> Summary:
    """The sums of a certificate; its period is from the first service to the last, whatever was asked for."""
    if not entries:
        raise NothingToCertify
    minutes = {grade.value: 0 for grade in Grade}
    for entry in entries:
        minutes[entry.grade] += entry.minutes
    verified = [entry for entry in entries if entry.grade != Grade.D]
    domains = Counter(entry.domain or OTHER_DOMAIN for entry in verified or entries)
    days = [entry.service_on for entry in entries]
    unverified = len(entries) - len(verified)
    return Summary(min(days), max(days), len(entries), unverified, minutes, tuple(domains.most_common()))


def duration_words(minutes: int) -> str:
    """195 → 3 小时 15 分; the unit of order 67 is the hour, and nothing is rounded away."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return f"{hours:,} 小时"
    return f"{hours:,} 小时 {rest} 分" if hours else f"{rest} 分钟"


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def printable(text: str) -> str:
    """A text without characters that have no shape (controls, joiners, private use), on one line."""
    kept = (character if unicodedata.category(character) not in _UNPRINTABLE else " " for character in text)
    return " ".join("".join(kept).split())


def public_reason(reason: str, name: str) -> str:
    """A reason for revoking as strangers may read it: the person's name masked, long numbers gone."""
    masked = reason.replace(name, mask_name(name)) if name else reason
    return _LONG_DIGITS.sub("***", printable(masked))


def document(
    *,
    site: str,
    number: str,
    person: Person,
    issuer: Issuer,
    entries: Sequence[EntryFacts],
    summary: Summary,
    issued_on: date,
    address: str,
    qr: str,
    log: LogAt | None = None,
    public_until: date | None = None,
) -> dict[str, Any]:
    """Everything the template shows, as plain text."""
    return {
        "title": TITLE,
        "site": printable(site),
        "number": number,
        "person": {
            "name": printable(person.name),
            "number": person.number,
            "id_type": person.id_type or NOT_REGISTERED,
            "id_number": person.id_number or NOT_REGISTERED,
        },
        "recorder": printable(issuer.recorder),
        "successor_note": _successor_note(issuer),
        "issuer": {
            "name": printable(issuer.name),
            "responsible": printable(issuer.responsible),
            "handler": printable(issuer.handler),
            "contact": printable(issuer.contact),
        },
        "service": _service(summary),
        "grades": _grades(summary),
        "lines": [_line(entry) for entry in entries],
        "log": log_words(log),
        "public": f"本证明在本单位公示至 {day_words(public_until)}。" if public_until else "",
        "legend": LEGEND,
        "issued_on": day_words(issued_on),
        "how": "志愿者本人从系统打印" if issuer.by_volunteer else "由组织在系统中开具",
        "rests_on": _rests_on(summary),
        "check_at": _check_words(address),
        "qr": qr,
    }


def _rests_on(summary: Summary) -> str:
    verified = summary.count - summary.unverified_count
    apart = f"另有 {summary.unverified_count} 条未核验" if summary.unverified_count else ""
    said = f"经核验的时间来自 {verified} 条服务记录" if verified else ""
    return "，".join(filter(None, [said, apart])) + "，逐条可查；记录一经更正，本证明随即撤销。"


def _successor_note(issuer: Issuer) -> str:
    if issuer.recorder == issuer.name:
        return ""
    return printable(f"{issuer.recorder} 已经退出，由承接单位 {issuer.name} 出具本证明。")


def _service(summary: Summary) -> dict[str, Any]:
    content = "、".join(f"{name} {count} 次" for name, count in summary.domains)
    verified = summary.count - summary.unverified_count
    if verified and summary.unverified_count:
        content += f"；未核验 {summary.unverified_count} 次"
    return {
        "starts": day_words(summary.starts_on),
        "ends": day_words(summary.ends_on),
        "count": f"{verified or summary.count:,}",
        "unverified_count": f"{summary.unverified_count:,}",
        "verified": duration_words(summary.verified),
        "verified_minutes": summary.verified,
        "unverified": duration_words(summary.unverified),
        "unverified_minutes": summary.unverified,
        "content": printable(content),
    }


def _grades(summary: Summary) -> list[dict[str, Any]]:
    return [
        {"grade": grade, "word": GRADE_WORDS[grade], "time": duration_words(minutes), "minutes": minutes}
        for grade, minutes in summary.minutes_by_grade.items()
        if minutes
    ]


def _line(entry: EntryFacts) -> dict[str, str]:
    return {
        "date": entry.service_on.isoformat(),
        "title": printable(entry.title),
        "place": printable(entry.place),
        "time": duration_words(entry.minutes),
        "grade": entry.grade,
        "mark": str(EntryMark(entry.mark).label) if entry.mark else "",
        "leaf": NOT_SEALED if entry.leaf is None else f"{entry.leaf:,}",
    }


def log_words(log: LogAt | None) -> dict[str, str]:
    """The log's head for a certificate: what a checker compares with the published one, in words and hex."""
    if log is None:
        return {"head": "本市的公开日志还没有签发日志头，服务记录入日志后可在核验页查到。", "root": ""}
    at = log.signed_at.astimezone(CHINA)
    return {
        "head": f"开具时，本市公开日志的最新日志头签发于 {at:%Y-%m-%d %H:%M}，共 {log.size:,} 条记录，根值：",
        "root": log.root.hex(),
    }


def _check_words(address: str) -> str:
    if not address:
        return "核验：在本市志愿服务平台的“核验证明”页输入证明编号。"
    return f"核验：扫左边的码，或打开 {address}"
