"""Reflections for tests: somebody who served on an activity, and their words in any state, straight through the ORM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from redvest.connectors.storage import storage
from redvest.registry.models import Account, Body, Volunteer
from redvest.registry.policy import Standing
from redvest.service.choices import ActivityState, ReflectionState
from redvest.service.models import Activity, Reflection, ReflectionPicture
from tests.factories.intake import png
from tests.factories.registry import NOW, make_account, make_body, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_entry

TEXT = "陪王奶奶买菜回来，她留我吃了一碗面。原来陪伴比帮忙更要紧，下次还来。"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Service:
    """An activity that is over and somebody with hours of it."""

    activity: Activity
    person: Volunteer

    @property
    def by(self) -> Standing:
        return volunteer_standing(self.person)


def make_service(
    *, body: Body | None = None, person: Volunteer | None = None, leader: Account | None = None, **more: Any
) -> Service:
    unit = body or make_body()
    activity = make_activity(
        body=unit,
        leader=leader or make_account(name="陈小梅"),
        starts_at=NOW - 5 * DAY,
        state=ActivityState.CLOSED,
        **more,
    )
    who = person or make_volunteer()
    make_entry(volunteer=who, body=unit, activity=activity, starts_at=NOW - 5 * DAY)
    return Service(activity, who)


def make_reflection(
    service: Service | None = None, *, state: ReflectionState = ReflectionState.WRITTEN, **more: Any
) -> Reflection:
    """Of a published one with its yes and its look; sent back ones with a word."""
    found = service or make_service()
    if state != ReflectionState.WRITTEN:
        more.setdefault("decided_at", NOW)
    if state == ReflectionState.PUBLISHED:
        more = {"published_at": NOW, "agreed_at": NOW, **more}
    if state in (ReflectionState.TO_CHANGE, ReflectionState.REFUSED):
        more.setdefault("words", "写写你做了什么")
    given = {"text": TEXT, "written_by": found.person.account, "written_at": NOW, **more}
    return Reflection.objects.create(
        city=found.activity.city, region_path=found.activity.region_path, activity=found.activity,
        volunteer=found.person, state=state, **given,
    )  # fmt: skip


def make_picture(row: Reflection, place: int = 1) -> ReflectionPicture:
    key, data = f"reflections/{row.city}/2026/{row.pk.hex}-{place}.png", png(place)
    storage().write(key, data)
    return ReflectionPicture.objects.create(
        reflection=row, place=place, key=key, media_type="image/png", size=len(data)
    )
