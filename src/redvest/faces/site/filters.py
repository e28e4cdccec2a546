"""What somebody asked of the list of activities, as it stands in the address. Wrong parts are dropped and said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

LONGEST = 60
_NEAR = re.compile(r"(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)")
_PLAIN = re.compile(r"[0-9A-Za-z:_-]{1,24}")


@dataclass(frozen=True)
class Filters:
    """One list of activities. ``after`` is where its page begins."""

    q: str = ""
    domain: str = ""
    region: str = ""
    from_: date | None = None
    to: date | None = None
    near: tuple[float, float] | None = None
    open_only: bool = False
    view: str = "list"
    after: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked beyond the plain list."""
        return replace(self, view="list", after="") != Filters()

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
            "near": new.near_text,
            "open": "1" if new.open_only else "",
            "view": "map" if new.view == "map" else "",
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
        near=_place(asked.get("near", ""), faults),
        open_only=asked.get("open") == "1",
        view="map" if asked.get("view") == "map" else "list",
        after=asked.get("after", "")[:400],
    )
    return filters, faults


def _plain(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else ""


def _day(text: str, faults: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        faults.append(_("日期“%(text)s”看不懂，请写成 2026-11-28 这样。") % {"text": text[:20]})
        return None


def _place(text: str, faults: list[str]) -> tuple[float, float] | None:
    if not text:
        return None
    found = _NEAR.fullmatch(text.strip())
    if found and abs(float(found[1])) <= 180 and abs(float(found[2])) <= 85:
        return round(float(found[1]), 3), round(float(found[2]), 3)
    faults.append(_("位置没有读懂，请再点一次“离我近的”。"))
    return None
