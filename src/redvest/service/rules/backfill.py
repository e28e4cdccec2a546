"""What a back-fill or a transfer has to say before anybody decides on it. Pure.

Sources: 广州 2022 (a list of hours and photos, or the recruitment notice, the chat, the sign-in sheet), 佛山 2021 (only
the organising body back-fills).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

Faults = list[tuple[str, str]]
LONGEST = timedelta(days=31)
MOST_PEOPLE = 500


@dataclass(frozen=True)
class BackfillForm:
    """An activity that was held without the platform. Times are aware; ``people`` are (volunteer, minutes)."""

    title: str
    place_name: str
    content: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    people: tuple[tuple[UUID, int], ...]


@dataclass(frozen=True)
class TransferForm:
    """Hours that another system recorded. ``system`` and ``receipt`` say where they can be looked up."""

    title: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    system: str
    receipt: str


def backfill_faults(form: BackfillForm, at: datetime) -> Faults:
    """What is wrong, each with its field."""
    faults = _texts(
        ("title", form.title, 60, "请写明活动叫什么。"),
        ("place_name", form.place_name, 80, "请写明在哪里办的。"),
        ("content", form.content, 500, "请写明做了什么。"),
        ("reason", form.reason, 200, "请写明为什么当时没有用平台。"),
    )
    faults += _times(form.starts_at, form.ends_at, at)
    if not form.people:
        faults.append(("people", "请填写参加的人和每人的分钟数。"))
    elif len(form.people) > MOST_PEOPLE:
        faults.append(("people", f"一次最多补录 {MOST_PEOPLE} 人，更多请分几次。"))
    elif len({who for who, _ in form.people}) < len(form.people):
        faults.append(("people", "有人填了两次，请去掉一行。"))
    planned = int((form.ends_at - form.starts_at).total_seconds()) // 60
    if any(not 1 <= minutes <= max(planned, 1) for _, minutes in form.people):
        faults.append(("people", f"每人的分钟数要在 1 到活动全长（{max(planned, 0)} 分钟）之间。"))
    return faults


def transfer_faults(form: TransferForm, at: datetime) -> Faults:
    faults = _texts(
        ("title", form.title, 60, "请写明是什么活动。"),
        ("system", form.system, 40, "请写明是哪个系统记的，例如“江西志愿服务网”。"),
        ("receipt", form.receipt, 38, "请填写那个系统里的证明或记录编号。"),
    )
    faults += _times(form.starts_at, form.ends_at, at)
    span = int((form.ends_at - form.starts_at).total_seconds()) // 60
    if not 1 <= form.minutes <= max(span, 1):
        faults.append(("minutes", "分钟数要大于零，也不能比起止时间还长。"))
    return faults


def too_late(ended_on: date, today: date, window_days: int) -> bool:
    """Whether the days in which a back-fill may be asked for are over."""
    return today > ended_on + timedelta(days=window_days)


def _texts(*fields: tuple[str, str, int, str]) -> Faults:
    faults: Faults = []
    for name, text, longest, wanted in fields:
        if not text.strip():
            faults.append((name, wanted))
        elif len(text) > longest:
            faults.append((name, f"这一项最长 {longest} 个字。"))
    return faults


def _times(starts_at: datetime, ends_at: datetime, at: datetime) -> Faults:
    if ends_at <= starts_at:
        return [("ends_at", "结束时间要晚于开始时间。")]
    if ends_at - starts_at > LONGEST:
        return [("ends_at", "一场最长 31 天，更长的请分成几场。")]
    if ends_at > at:
        return [("ends_at", "还没结束的活动不能补录。")]
    return []


def sentences(faults: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """As errors carry them."""
    return [{"field": field, "sentence": sentence} for field, sentence in faults]
