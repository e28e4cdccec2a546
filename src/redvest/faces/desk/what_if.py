"""What if (推演): a big event's posts written down, and how many people there would be for them. Nobody is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.what_if import PARTS, LineFields, PlanFields, asks_words
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.typed import number_typed
from redvest.faces.shared.words import day_words
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing
from redvest.service.policy import require_may_look_ahead
from redvest.service.queries.what_if import MOST_LINES, Outlook, Plan, by_place, look
from redvest.service.rules.roster.whatif import by_skill, by_time

LINES, SHOWN = 4, 8
_PARTS = dict(PARTS)


@never_cache
@require_safe
@staff
def what_if(request: HouseRequest) -> HttpResponse:
    """The plan stands in the address, so that it can be kept and sent on."""
    by = request.standing
    require_may_look_ahead(by)
    count = _count(request)
    # More lines are a press of the form's own, so that nothing typed is lost; nothing is judged on the way.
    asked = request.GET if "first" in request.GET and "more" not in request.GET else None
    typed = None if asked is not None else _typed(request)
    form = PlanFields(asked, regions=_regions(by), initial=typed)
    lines = [LineFields(asked, prefix=f"line{n}", initial=_of_line(typed, n)) for n in range(count)]
    context: dict[str, Any] = {
        "form": form,
        "lines": lines,
        "outlook": None,
        "more": min(MOST_LINES, count + LINES) if count < MOST_LINES else 0,
    }
    # Both are asked, so that all faults show at once.
    sound = all([form.is_valid(), *(line.is_valid() for line in lines)])
    if asked is not None and sound:
        plan = _plan(form, lines)
        try:
            context |= _shown(plan, look(plan))
        except DomainError as fault:
            blame(form, fault, {})
    faulty = asked is not None and bool(form.errors or any(line.errors for line in lines))
    return show(request, "desk/what_if.html", context, on="rosters", status=422 if faulty else 200)


def _count(request: HouseRequest) -> int:
    typed = request.GET.get("more") or request.GET.get("rows", "")
    return min(MOST_LINES, max(LINES, number_typed(typed, digits=2) or LINES))


def _typed(request: HouseRequest) -> dict[str, Any]:
    return {name: values if name.endswith("-parts") else values[-1] for name, values in request.GET.lists()}


def _of_line(typed: dict[str, Any] | None, number: int) -> dict[str, Any]:
    head = f"line{number}-"
    return {name.removeprefix(head): value for name, value in (typed or {}).items() if name.startswith(head)}


def _regions(by: Standing) -> list[tuple[str, str]]:
    """The places governed, or the districts of one's organisations, and what lies right below them."""
    paths = list(by.regions())
    if not paths:
        of_bodies = Body.objects.filter(pk__in=by.bodies()).values_list("region_path", flat=True)
        paths = sorted({"/".join(path.strip("/").split("/")[:2]) + "/" for path in of_bodies})
    levels = (RegionLevel.CITY, RegionLevel.DISTRICT, RegionLevel.ZONE, RegionLevel.STREET)
    rows = Region.objects.filter(city=by.city, level__in=levels).order_by("path").values_list("path", "name")
    return [(path, name) for path, name in rows if any(path.startswith(own) for own in paths)]


def _plan(form: PlanFields, lines: list[LineFields]) -> Plan:
    typed = form.cleaned_data
    found = tuple(line for each in lines if (line := each.line()) is not None)
    return Plan(typed["first"], typed["last"], found, typed["region"], typed["most_each"])


def _shown(plan: Plan, outlook: Outlook) -> dict[str, Any]:
    today = clock.day_of(clock.now())
    seen = outlook.seen
    names = {line.skill or line.paper: asks_words(line) for line in plan.lines}
    times = sorted(by_time(seen).items(), key=lambda each: -each[1])
    return {
        "outlook": outlook,
        "most_each": plan.most_each,
        "needed": sum(each.need.people for each in seen),
        "filled": sum(each.filled for each in seen),
        "missing": sum(each.missing for each in seen),
        "by_skill": [(names.get(key) or _("不限技能的人"), n) for key, n in by_skill(seen).items()],
        "by_time": [(_when(day, part, today), n) for (day, part), n in times[:SHOWN]],
        "more_times": max(0, len(times) - SHOWN),
        "table": [
            {
                "title": " · ".join(filter(None, (line.place, asks_words(line)))),
                "cells": [
                    {"when": _when(day, part, today), "seen": each}
                    for (day, part), each in sorted(cells.items(), key=_order)
                ],
            }
            for line, cells in by_place(plan, seen)
        ],
    }


def _order(cell: tuple[tuple[date, str], object]) -> tuple[date, int]:
    (day, part), _seen = cell
    return day, list(_PARTS).index(part)


def _when(day: date, part: str, today: date) -> str:
    return f"{day_words(day, today)} {_PARTS[part]}"
