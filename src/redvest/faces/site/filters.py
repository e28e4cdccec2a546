"""What somebody asked of the list of activities, as it stands in the address. Wrong parts are dropped and said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from redvest.service.queries.activity_filters import PARTS
from redvest.service.rules.look import Look

LONGEST = 60
WEEKEND, WORKDAYS = "6,7", "1,2,3,4,5"
VIEWS = ("list", "map", "week", "month")
WITHIN_KM = (1, 3, 5, 10, 20)
WIDEST = 20
_NEAR = re.compile(r"(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)")
_PLAIN = re.compile(r"[0-9A-Za-z:_-]{1,24}")
_DAYS = re.compile(r"[1-7](?:,[1-7]){0,6}")


class Choices(NamedTuple):
    """What the form offers beside the city's own kinds and districts, each with its words."""

    days: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    within: tuple[int, ...] = WITHIN_KM


def choices() -> Choices:
    """In the language of whoever reads."""
    single = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    days = (
        (WEEKEND, _("周末")),
        (WORKDAYS, _("周一到周五")),
        *((str(n), word) for n, word in enumerate(single, 1)),
    )
    return Choices(days, (("morning", _("上午")), ("afternoon", _("下午")), ("evening", _("晚上"))))


@dataclass(frozen=True)
class Filters:
    """One list of activities. ``after`` is where its page begins; ``on`` a day of the week or month looked at."""

    q: str = ""
    domain: str = ""
    region: str = ""
    from_: date | None = None
    to: date | None = None
    days: str = ""  # days of the week, 1 to 7 with commas
    part: str = ""
    age: int | None = None
    easy: bool = False
    near: tuple[float, float] | None = None
    within: int = WIDEST
    open_only: bool = False
    view: str = "list"
    on: date | None = None
    after: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked beyond the plain list."""
        return replace(self, view="list", on=None, after="") != Filters()

    @property
    def weekdays(self) -> tuple[int, ...]:
        return tuple(map(int, self.days.split(","))) if self.days else ()

    @property
    def look(self) -> Look:
        """What of it can be kept: no position, no page."""
        return Look(
            q=self.q, domain=self.domain, region=self.region, from_=self.from_, to=self.to,
            weekdays=self.weekdays, part=self.part, age=self.age, easy=self.easy,
        )  # fmt: skip

    @classmethod
    def of(cls, look: Look) -> Self:
        """The list of a kept search."""
        return cls(
            q=look.q, domain=look.domain, region=look.region, from_=look.from_, to=look.to,
            days=",".join(map(str, look.weekdays)), part=look.part, age=look.age, easy=look.easy,
        )  # fmt: skip

    @property
    def near_text(self) -> str:
        """The place as it stands in the address. Three decimals are about a hundred metres: near enough for a
        walk, too coarse for an address."""
        return f"{self.near[0]:.3f},{self.near[1]:.3f}" if self.near else ""

    def query(self, **changes: Any) -> str:
        """The address of this list with something changed, from its first page."""
        new = replace(self, **{"after": "", **changes})
        parts = {
            "q": new.q,
            "domain": new.domain,
            "region": new.region,
            "from": new.from_.isoformat() if new.from_ else "",
            "to": new.to.isoformat() if new.to else "",
            "days": new.days,
            "part": new.part,
            "age": "" if new.age is None else str(new.age),
            "easy": "1" if new.easy else "",
            "near": new.near_text,
            "within": str(new.within) if new.near and new.within != WIDEST else "",
            "open": "1" if new.open_only else "",
            "view": new.view if new.view != "list" else "",
            "on": new.on.isoformat() if new.on and new.view in ("week", "month") else "",
            "after": new.after,
        }
        text = urlencode({name: value for name, value in parts.items() if value}, safe=",:")
        return f"?{text}" if text else "?"


def read_filters(asked: Mapping[str, str]) -> tuple[Filters, list[str]]:
    """The filters of an address, and a sentence for every part that could not be read."""
    faults: list[str] = []
    from_, to = _day(asked.get("from", ""), faults), _day(asked.get("to", ""), faults)
    if from_ and to and from_ > to:
        faults.append(_("开始日期在结束日期后面，已经替你对调了。"))
        from_, to = to, from_
    filters = Filters(
        q=" ".join(asked.get("q", "").replace("\x00", "").split())[:LONGEST],
        domain=_plain(asked.get("domain", "")),
        region=_plain(asked.get("region", "")),
        from_=from_,
        to=to,
        days=_weekdays(asked.get("days", "")),
        part=_one_of(asked.get("part", ""), PARTS, ""),
        age=_age(asked.get("age", ""), faults),
        easy=asked.get("easy") == "1",
        near=read_place(asked.get("near", ""), faults),
        within=int(_one_of(asked.get("within", ""), map(str, WITHIN_KM), str(WIDEST))),
        open_only=asked.get("open") == "1",
        view=_one_of(asked.get("view", ""), VIEWS, "list"),
        on=_day(asked.get("on", ""), faults),
        after=asked.get("after", "")[:400],
    )
    return filters, faults


def _plain(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else ""


def _one_of(text: str, known: Iterable[str], otherwise: str) -> str:
    return text if text in set(known) else otherwise


def _weekdays(text: str) -> str:
    """In one spelling, so that the same days are the same address."""
    return ",".join(sorted(set(text.split(",")))) if _DAYS.fullmatch(text) else ""


def _age(text: str, faults: list[str]) -> int | None:
    if not text.strip():
        return None
    if text.strip().isascii() and text.strip().isdigit() and 1 <= int(text) <= 120:
        return int(text)
    faults.append(_("年龄请写 1 到 120 的整数。"))
    return None


def _day(text: str, faults: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        faults.append(_("日期“%(text)s”看不懂，请写成 2026-11-28 这样。") % {"text": text[:20]})
        return None


def read_place(text: str, faults: list[str]) -> tuple[float, float] | None:
    """A place as ``lon,lat``, to about a hundred metres; a fault is put into words."""
    if not text:
        return None
    found = _NEAR.fullmatch(text.strip())
    if found and abs(float(found[1])) <= 180 and abs(float(found[2])) <= 85:
        return round(float(found[1]), 3), round(float(found[2]), 3)
    faults.append(_("位置没有读懂，请再点一次“离我近的”。"))
    return None
