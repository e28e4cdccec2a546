"""The monitor page of the transparency log: whether it beats, how long it is, who has checked it, how to check it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.notes import parse_note
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site.words import moment_words
from redvest.service.choices import LogFault
from redvest.service.queries.log import head_origin
from redvest.service.queries.log_monitor import HOURS, Monitor, monitor

_BAR, _STEP, _TALL = 9, 12, 24  # of the picture of the beat, in its own units
_SHOWN = 20


@public
@never_cache
@require_safe
def log_page(request: HouseRequest) -> HttpResponse:
    """The log at this moment."""
    at = clock.now()
    seen = monitor(settings.REDVEST_CITY, at)
    context: dict[str, Any] = {
        "log": seen,
        "origin": head_origin(seen.head) if seen.head else "",
        "root": bytes(seen.head.root).hex() if seen.head else "",
        "age": ago_words(seen.age) if seen.age is not None else "",
        "signed": _moment(seen.head.signed_at, at) if seen.head else "",
        "signatures": len(parse_note(seen.head.checkpoint).signatures) if seen.head else 0,
        "checked": _moment(seen.check.at, at) if seen.check else "",
        "faults": _faults(seen),
        "bars": _bars(seen.beats),
        "width": HOURS * _STEP,
        "tall": _TALL,
        "beats": sum(seen.beats),
        "gap": ago_words(seen.longest_gap, ago=False) if seen.longest_gap is not None else "",
        "address": settings.REDVEST_BASE_URL or f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "site/log.html", context)


def ago_words(age: timedelta, *, ago: bool = True) -> str:
    """`刚刚`, `3 分钟前`, `2 小时前`; without ``ago`` as a length of time."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return _("刚刚") if ago else _("不到 1 分钟")
    if minutes < 60:
        return (_("%(n)d 分钟前") if ago else _("%(n)d 分钟")) % {"n": minutes}
    if minutes < 60 * 48:
        return (_("%(n)d 小时前") if ago else _("%(n)d 小时")) % {"n": minutes // 60}
    return (_("%(n)d 天前") if ago else _("%(n)d 天")) % {"n": minutes // 1440}


def _moment(moment: datetime, at: datetime) -> str:
    return moment_words(moment, clock.day_of(at))


def _faults(seen: Monitor) -> list[str]:
    """The last check's findings as sentences; no entry is named to strangers, only its leaf."""
    found = seen.check.faults[:_SHOWN] if seen.check else []
    words = []
    for fault in found:
        word = str(LogFault(fault["what"]).label)
        leaf = fault.get("leaf")
        words.append(word if leaf is None else _("第 %(leaf)d 叶：%(word)s") % {"leaf": leaf, "word": word})
    return words


def _bars(beats: list[int]) -> list[dict[str, int]]:
    """Where each hour's bar of the picture stands."""
    most = max([6, *beats])
    tall = [max(2 if count else 1, round(count / most * _TALL)) for count in beats]
    return [
        {"x": turn * _STEP, "y": _TALL - height, "w": _BAR, "h": height, "n": count}
        for turn, (height, count) in enumerate(zip(tall, beats, strict=True))
    ]
