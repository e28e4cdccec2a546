"""Supply and demand (供需): what residents ask for against what there is for it, as it is now. The question is the address."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.care.queries.supply_demand import Area, Question, places_of, supply_and_demand
from redvest.care.rules.supply import AXES, PARTS_SHOWN, Axis, Line, Narrowed
from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.week import PART_WORDS
from redvest.registry.queries.domain import domains

DAYS = (7, 30, 90, 365)


@never_cache
@require_safe
@staff
def supply(request: HouseRequest) -> HttpResponse:
    """For officers, of the places that they govern: by kind of service, by place or by part of the day."""
    by, asked, at = request.standing, request.GET, clock.now()
    if not by.regions():
        raise NotAllowed
    area = Area(by.city, by.regions())
    names = {
        "domain": list(domains(by.city).values_list("key", "name")),
        "place": places_of(area),
        "part": [
            (part, str(PART_WORDS[part]) if part in PART_WORDS else _("随时都行")) for part in PARTS_SHOWN
        ],
    }
    narrowed = Narrowed(**{axis: _known(asked.get(axis, ""), names[axis]) for axis in AXES})
    axis = cast(Axis, asked.get("by") if asked.get("by") in AXES else "domain")
    days = next((n for n in DAYS if str(n) == asked.get("days")), 30)
    table = supply_and_demand(Question(area, axis, narrowed, days), at)
    kept = {
        key: value
        for key, value in (*((each, getattr(narrowed, each)) for each in AXES), ("days", days))
        if value
    }
    words = dict(names[axis])
    most = max([1, *(max(line.sum.hands, line.people) for line in table.lines)])
    context: dict[str, Any] = {
        "lines": [_line(line, words, axis, kept) for line in table.lines],
        "total": table.total,
        "most": most,
        "at": at,
        "axis": axis,
        "axes": [
            {"text": text, "on": key == axis, "url": f"?{urlencode(kept | {'by': key})}"}
            for key, text in (("domain", _("按类别")), ("place", _("按地方")), ("part", _("按时段")))
        ],
        "narrowed": narrowed,
        "names": names,
        "days": days,
        "all_days": DAYS,
    }
    return show(request, "desk/supply.html", context, on="supply")


def _known(asked: str, names: list[tuple[str, str]]) -> str:
    return asked if asked in dict(names) else ""


def _line(line: Line, words: dict[str, str], axis: str, kept: dict[str, Any]) -> dict[str, Any]:
    """``url`` looks closer at this line: at its places, or within a place at its kinds."""
    closer = "domain" if axis == "place" else "place"
    url = f"?{urlencode(kept | {axis: line.key, 'by': closer})}" if line.key in words else ""
    return {"name": words.get(line.key) or _("不分地方"), "line": line, "url": url}
