"""Whom other rules of stars would meet, by name: who could then ask for a star, and whose hours would be short.

Reckoned for everybody at once by the same rules as one application. What is granted stays granted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models.functions import Length

from redvest.honour.queries.star import Window, star_records
from redvest.honour.rules.star import SETTINGS, Change, StarRecord, Terms, change_of
from redvest.registry.choices import VolunteerState
from redvest.registry.models import DatedSetting, Volunteer
from redvest.registry.rules.setting import RULES

TermsAt = Callable[[str, date], Terms]


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody whom the change meets."""

    volunteer_id: UUID
    minutes: int
    change: Change


@dataclass(frozen=True, slots=True)
class Typed:
    """A value that somebody thinks of setting: it is looked over before there is a row of it."""

    key: str
    path: str
    on: date
    value: Any


def terms_everywhere(typed: Typed | None = None) -> TermsAt:
    """The terms of any place on any day, as ``queries.setting.rules`` reads them; one query for all places."""
    found = DatedSetting.objects.filter(key__in=SETTINGS).order_by(
        Length("region__path"), "effective_on", "id"
    )
    rows = list(found.values_list("key", "region__path", "effective_on", "value"))
    if typed is not None:
        rows.append((typed.key, typed.path, typed.on, typed.value))
        rows.sort(key=lambda row: (len(row[1]), row[2]))
    known: dict[tuple[str, date], Terms] = {}

    def terms(path: str, on: date) -> Terms:
        if (path, on) not in known:
            values = {key: RULES[key].default for key in SETTINGS}
            values |= {
                key: value for key, place, since, value in rows if path.startswith(place) and since <= on
            }
            known[path, on] = Terms.of(values)
        return known[path, on]

    return terms


def coming_days(path: str, today: date) -> list[date]:
    """The days to come on which a rule of stars changes at this place, above or below it."""
    rows = DatedSetting.objects.filter(key__in=SETTINGS, effective_on__gt=today)
    found = rows.values_list("region__path", "effective_on").order_by("effective_on")
    return sorted({day for place, day in found if place.startswith(path) or path.startswith(place)})


def preview(path: str, on: date, today: date, typed: Typed | None = None) -> list[Met]:
    """Everybody of a place whom the rules of ``on`` treat otherwise than today's, by the hours of today.

    Gains first, the most hours first. A number of queries that does not grow with people.
    """
    today_terms, then_terms = terms_everywhere(), terms_everywhere(typed)
    people = Volunteer.objects.filter(state=VolunteerState.ACTIVE, region_path__startswith=path)
    by_window: dict[Window, dict[UUID, StarRecord]] = {}

    def record(who: UUID, terms: Terms) -> StarRecord:
        window = terms.window(today)
        if window not in by_window:
            by_window[window] = star_records(people, window)
        return by_window[window].get(who, StarRecord())

    found = []
    for who, home in people.order_by().values_list("pk", "region_path"):
        old, new = today_terms(home, today), then_terms(home, on)
        if old == new:
            continue
        after = record(who, new)
        change = change_of(record(who, old), after, old, new)
        if change:
            found.append(Met(who, after.minutes, change))
    return sorted(found, key=lambda met: (not met.change.gains, -met.minutes, met.volunteer_id))
