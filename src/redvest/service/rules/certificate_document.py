"""A certificate's text: 149号's four blocks in words, everything its template shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from redvest.core.clock import CHINA
from redvest.service.choices import EntryMark, Grade
from redvest.service.rules.certificate import (
    EntryFacts,
    Issuer,
    LogAt,
    Person,
    Summary,
    day_words,
    duration_words,
    printable,
)

TITLE = "志愿服务证明"
NOT_REGISTERED = "未登记"
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
