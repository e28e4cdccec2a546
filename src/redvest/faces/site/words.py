"""How the site says times, distances and numbers: short, plain, the way people speak. Knows no table."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from redvest.core import clock
from redvest.faces.shared.speech import gettext as _
from redvest.faces.shared.words import clock_words, day_words

# Divisions are listed by the committee that runs them; people name the place.
_SHORT = {"社区居民委员会": "社区", "居民委员会": "社区", "村民委员会": "村"}
_COMMITTEE = re.compile(r"(社区居民委员会|居民委员会|村民委员会)$")


def moment_words(at: datetime, today: date) -> str:
    """`11月28日 周六 8:30`."""
    return f"{day_words(clock.day_of(at), today)} {clock_words(at)}"


def span_words(starts_at: datetime, ends_at: datetime, today: date) -> str:
    """`11月28日 周六 8:30–10:30`; two days where it runs over midnight."""
    if clock.day_of(starts_at) == clock.day_of(ends_at):
        return f"{moment_words(starts_at, today)}–{clock_words(ends_at)}"
    return f"{moment_words(starts_at, today)} – {moment_words(ends_at, today)}"


def opens_words(opens_at: datetime, at: datetime) -> str:
    """`12月5日 周六 0:00 开始报名`; nothing once it has opened."""
    if at >= opens_at:
        return ""
    return _("%(when)s 开始报名") % {"when": moment_words(opens_at, clock.day_of(at))}


def countdown_words(starts_at: datetime, ends_at: datetime, at: datetime) -> str:
    """How long until something begins, as one says it."""
    if at >= ends_at:
        return _("已经结束")
    if at >= starts_at:
        return _("正在进行")
    days = (clock.day_of(starts_at) - clock.day_of(at)).days
    if days > 1:
        return _("还有 %(n)d 天") % {"n": days}
    if days == 1:
        return _("明天 %(clock)s") % {"clock": clock_words(starts_at)}
    left = starts_at - at
    if left < timedelta(hours=1):
        return _("还有 %(n)d 分钟") % {"n": max(1, int(left.total_seconds() // 60))}
    return _("今天 %(clock)s") % {"clock": clock_words(starts_at)}


def hours_words(hours: int | None) -> str:
    """`5 小时`, `3 天`; nothing for nothing."""
    if hours is None:
        return ""
    return _("%(n)d 小时") % {"n": hours} if hours < 48 else _("%(n)d 天") % {"n": -(-hours // 24)}


def distance_words(metres: float) -> str:
    """`900 米`, `3.2 公里`: no more exact than a walk needs."""
    if metres < 950:
        return _("%(n)d 米") % {"n": max(50, round(metres / 50) * 50)}
    return _("%(n).1f 公里") % {"n": metres / 1000}


def number_words(number: str) -> str:
    """A volunteer's number in groups of four, to be read aloud."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def where_words(place: str, region: str) -> str:
    """`城南街道 · 抱石公园`; the place alone where it says its community already."""
    short = _COMMITTEE.sub(lambda found: _SHORT[found[0]], region)
    if not place:
        return short
    return place if short in place else f"{short} · {place}"
