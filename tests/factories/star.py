"""Stars for tests: hours that count, and awards in any state, written straight through the ORM."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from redvest.honour.choices import StarState
from redvest.honour.models import StarAward
from redvest.registry.models import Body, Volunteer
from redvest.service.choices import Grade
from redvest.service.models import HoursEntry
from tests.factories.registry import NOW, make_body, make_volunteer
from tests.factories.service import make_entry

HOURS = [100, 300, 600, 1000, 1500]
DAY = timedelta(days=1)


def serve(
    volunteer: Volunteer,
    hours: int,
    *,
    grade: Grade = Grade.B,
    body: Body | None = None,
    at: datetime = NOW - 60 * DAY,
) -> HoursEntry:
    """So many confirmed hours in one entry."""
    return make_entry(
        volunteer=volunteer, body=body or make_body(), minutes=hours * 60, grade=grade, starts_at=at, at=at
    )


def make_star(
    *, volunteer: Volunteer | None = None, level: int = 1, state: StarState = StarState.APPLIED, **more: Any
) -> StarAward:
    """A star with whatever its state asks for; in public since yesterday until next week unless said otherwise."""
    person = volunteer or make_volunteer()
    if state in (StarState.IN_PUBLICITY, StarState.GRANTED, StarState.ENDED):
        more = {
            "decided_at": NOW, "publicity_from": date(2026, 3, 4), "publicity_until": date(2026, 3, 11),
            "document_number": "赣志字〔2026〕5 号" if level == 5 else "", **more,
        }  # fmt: skip
    if state in (StarState.GRANTED, StarState.ENDED):
        more.setdefault("granted_at", NOW)
    if state == StarState.ENDED:
        more = {"reviewed_at": NOW, "review_words": "时长是记错的", **more}
    if state == StarState.REFUSED:
        more = {"decided_at": NOW, "reason": "材料对不上", **more}
    more.setdefault("applied_by", person.account)
    more.setdefault("minutes", HOURS[level - 1] * 60)
    return StarAward.objects.create(
        city=person.city, region_path=person.region_path, volunteer=person, level=level, state=state,
        hours=HOURS, span="cumulative", applied_at=NOW, **more,
    )  # fmt: skip
