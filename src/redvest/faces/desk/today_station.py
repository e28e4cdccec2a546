"""A station keeper's part of the first page: the daily jobs, and what waits at the stations kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.desk.today_task import task_row
from redvest.faces.desk.words import deadline_words
from redvest.faces.shared.words import clock_words, day_words
from redvest.registry.models import DutySlot, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.duty import uncovered_for
from redvest.registry.queries.station_today import kept_stations, loans_due, open_needs
from redvest.service.models import Activity
from redvest.service.queries.activity import public_near

MOST, SHORT = 6, 3
AHEAD = timedelta(days=7)
SOON = timedelta(days=2)


def keeper_part(by: Standing, at: datetime) -> dict[str, Any]:
    """What ``desk/today.html`` shows a keeper: ``keeper_tasks``, ``kept`` and ``nearby``; nothing for anybody else."""
    if not by.stations():
        return {"keeper_tasks": [], "kept": [], "nearby": []}
    kept = kept_stations(by)
    return {
        "keeper_tasks": [*_duty(by, at), *_needs(kept, at), *_loans(kept, at)],
        "kept": kept,
        "nearby": _nearby(kept, at),
    }


def _duty(by: Standing, at: datetime) -> list[dict[str, Any]]:
    kept = set(by.stations())
    rows = [each for each in uncovered_for(by, at, at + AHEAD)[: 10 * MOST] if each.station_id in kept]
    return [
        task_row(
            _("值班缺人"), _("%(when)s，还缺 %(n)d 人") % {"when": _when(each, at), "n": each.lacking},
            each.station.name, deadline_words(each.starts_at, at),
            reverse("desk:duty-slot", args=[each.station_id, each.pk]), _("请人来"),
            urgent=each.starts_at - at < timedelta(days=1),
        )
        for each in rows[:MOST]
    ]  # fmt: skip


def _when(each: DutySlot | Activity, at: datetime) -> str:
    day = day_words(clock.day_of(each.starts_at), clock.day_of(at))
    return f"{day} {clock_words(each.starts_at)}–{clock_words(each.ends_at)}"


def _needs(kept: list[Station], at: datetime) -> list[dict[str, Any]]:
    today = clock.day_of(at)
    return [
        task_row(
            _("居民需求"), each.words, each.station.name, _("%(day)s 提出") % {"day": day_words(each.asked_on, today)},
            f"{reverse('desk:station-log', args=[each.station_id])}#needs", _("去办"), urgent=False,
        )
        for each in open_needs([station.pk for station in kept])[:SHORT]
    ]  # fmt: skip


def _loans(kept: list[Station], at: datetime) -> list[dict[str, Any]]:
    today: date = clock.day_of(at)
    return [
        task_row(
            _("借用要还"), f"{each.thing} · {each.borrower}", each.station.name,
            _("最晚 %(day)s") % {"day": day_words(each.due_on, today)},
            reverse("desk:station-loans", args=[each.station_id]), _("去看"), urgent=each.due_on < today,
        )
        for each in loans_due([station.pk for station in kept], today + SOON)[:MOST]
    ]  # fmt: skip


def _nearby(kept: list[Station], at: datetime) -> list[dict[str, Any]]:
    """Published activities to come in the stations' communities; a keeper reads their public page."""
    rows = public_near(kept[0].city, [each.region.path for each in kept], at)[:MOST] if kept else []
    return [
        {"title": each.title, "when": _when(each, at), "key": each.pk, "body": each.body.name}
        for each in rows
    ]
