"""What of an announced activity changed, in a form to keep and to tell; and what a change may not do. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from redvest.core.clock import CHINA

TOLD = frozenset({"starts_at", "ends_at", "place_name"})  # what those signed up are told of
PERSONAL = frozenset({"contact_name", "contact_phone"})  # kept as changed, without what was there
LENGTHS = {"place_name": 80, "content": 5000, "contact_name": 60, "contact_phone": 20}
MOST_PLACES = 100_000
LONGEST = timedelta(days=31)
Times = tuple[datetime | None, datetime | None]


@dataclass(frozen=True)
class Facts:
    """An activity as far as it can be changed."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    texts: Mapping[str, str]
    point: tuple[float | None, float | None]
    shifts: tuple[Times, ...]
    places: tuple[int, ...]

    @property
    def times(self) -> tuple[object, ...]:
        return self.starts_at, self.ends_at, self.shifts


def change_faults(facts: Facts, opens_at: datetime, at: datetime) -> list[tuple[str, str]]:
    """One sentence for each field at fault of what an activity would become."""
    faults = []
    length = facts.ends_at - facts.starts_at
    if facts.starts_at <= at:
        faults.append(("starts_at", "新的开始时间要在将来。"))
    if facts.starts_at <= opens_at:
        faults.append(("starts_at", "新的开始时间要晚于报名开始的时间。"))
    if length <= timedelta(0):
        faults.append(("ends_at", "结束时间要晚于开始时间。"))
    elif length > LONGEST:
        faults.append(("ends_at", "一场活动最长 31 天，更长的请分成几场。"))
    elif length <= timedelta(minutes=facts.break_minutes):
        faults.append(("ends_at", "这样就比中间的休息还短了。"))
    if any(
        begins and ends and not facts.starts_at <= begins < ends <= facts.ends_at
        for begins, ends in facts.shifts
    ):
        faults.append(("ends_at", "有的班次就不在活动时间里了，请把时间留够，或者取消后重新发布。"))
    faults += [
        (name, f"这一项要填，最长 {most} 个字。")
        for name, most in LENGTHS.items()
        if not 0 < len(facts.texts[name]) <= most
    ]
    if any(not 1 <= places <= MOST_PLACES for places in facts.places):
        faults.append(("places", f"每个岗位的人数要在 1 到 {MOST_PLACES} 之间。"))
    return faults


def differences(before: Facts, after: Facts) -> tuple[dict[str, str], dict[str, str]]:
    """The fields that differ, with their values as texts: as they were, and as they are."""
    old, new = _texts(before), _texts(after)
    names = [name for name in new if old[name] != new[name]]
    kept = [{name: "" if name in PERSONAL else texts[name] for name in names} for texts in (old, new)]
    return kept[0], kept[1]


def _texts(facts: Facts) -> dict[str, str]:
    lon, lat = facts.point
    return {
        "starts_at": facts.starts_at.astimezone(CHINA).isoformat(),
        "ends_at": facts.ends_at.astimezone(CHINA).isoformat(),
        **facts.texts,
        "point": f"{lon},{lat}",
        "places": "、".join(str(places) for places in facts.places),
    }


def told_words(after: Mapping[str, str], starts_at: datetime, ends_at: datetime) -> str:
    """What changed, in a sentence for those who signed up; nothing where they need not know."""
    said = []
    if "starts_at" in after or "ends_at" in after:
        begins, ends = starts_at.astimezone(CHINA), ends_at.astimezone(CHINA)
        until = (
            f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends.month}月{ends.day}日 {ends:%H:%M}"
        )
        said.append(f"时间改为 {begins.month}月{begins.day}日 {begins:%H:%M}–{until}")
    if "place_name" in after:
        said.append(f"地点改为“{after['place_name']}”")
    return "，".join(said)
