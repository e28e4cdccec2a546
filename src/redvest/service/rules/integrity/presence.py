"""One person at two places: at once, or with no time to get from one to the other. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from redvest.service.choices import CaseSeverity, IntegrityRule, SubjectKind
from redvest.service.rules.integrity.finding import Finding, Limits, Subject

EARTH_METRES = 6_371_008.8  # mean radius of the WGS-84 ellipsoid


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two services of one person that share ``minutes``."""

    subject: Subject
    first: str
    second: str
    day: str
    minutes: int
    times: int


@dataclass(frozen=True, slots=True)
class Travel:
    """From one service to the next: metres as the crow flies, seconds in between (negative when they overlap)."""

    subject: Subject
    first: str
    second: str
    day: str
    metres: float
    seconds: float
    times: int


def metres_between(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in metres between two points in WGS-84 degrees (haversine)."""
    north, east = radians(lat2 - lat1), radians(lon2 - lon1)
    chord = sin(north / 2) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(east / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(chord)))


def overlap(facts: Overlap, limits: Limits) -> Finding | None:
    """The same time at two activities. Nobody can be at two places."""
    if facts.minutes < limits["overlap_minutes"]:
        return None
    again = f"，这段时间里一共 {facts.times} 次" if facts.times > 1 else ""
    return Finding(
        IntegrityRule.OVERLAP, SubjectKind.PERSON, facts.subject, CaseSeverity.HIGH,
        f"{facts.day}，“{facts.first}”和“{facts.second}”有 {facts.minutes} 分钟重在一起{again}，一个人不能同时在两处。",
        "可能是忘了签退、领队补签退时填晚了，或者两场其实是同一处的两个岗位。",
        {"minutes": facts.minutes, "times": facts.times, "day": facts.day},
    )  # fmt: skip


def travel(facts: Travel, limits: Limits) -> Finding | None:
    """From one service to the next faster than anybody drives in the city. Too near says nothing."""
    if facts.metres < limits["travel_metres"]:
        return None
    kmh = speed_kmh(facts.metres, facts.seconds)
    if kmh <= limits["travel_kmh"]:
        return None
    minutes = max(0, round(facts.seconds / 60))
    return Finding(
        IntegrityRule.TRAVEL, SubjectKind.PERSON, facts.subject, CaseSeverity.HIGH,
        f"{facts.day}，从“{facts.first}”到“{facts.second}”隔着 {facts.metres / 1000:.1f} 公里，中间只有 {minutes} 分钟。",
        "可能是活动地点在地图上标错了，或者提前走了却没有签退。",
        {"metres": round(facts.metres), "minutes": minutes, "kmh": round(kmh), "day": facts.day},
    )  # fmt: skip


def speed_kmh(metres: float, seconds: float) -> float:
    """Kilometres an hour; no time at all counts as one minute."""
    return metres / max(seconds, 60.0) * 3.6
