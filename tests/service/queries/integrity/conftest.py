"""Rows as the radar reads them: entries, sheets, activities, stays, and what it finds among them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from redvest.core.clock import day_of
from redvest.registry.models import Account, Body, DatedSetting, Region, Volunteer
from redvest.service.actions import ledger
from redvest.service.choices import EntryMark, Grade, SheetState
from redvest.service.models import Activity, HoursEntry, HoursSheet
from redvest.service.queries.integrity.findings import look
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def body() -> Body:
    return registry.make_body(name="夕阳红服务队")


@pytest.fixture
def clerk() -> Account:
    return registry.make_account(name="周建国")


def found(at: datetime = NOW, **given: int) -> set[tuple[str, str, str]]:
    """Rule, kind and key of everything that the radar finds."""
    with transaction.atomic():
        return {(f.rule.value, f.kind.value, f.subject.key) for f in look(city=CITY, at=at, **given).findings}


def rules(at: datetime = NOW) -> set[str]:
    return {rule for rule, _, _ in found(at)}


def change(key: str, value: object) -> None:
    """A dated rule of the city."""
    DatedSetting.objects.create(
        key=f"integrity.{key}", region=Region.objects.get(pk=CITY), value=value, effective_on=day_of(NOW - DAY),
        set_by=None, set_at=NOW,
    )  # fmt: skip


def enter(
    body: Body, clerk: Account, *, volunteer: Volunteer | None = None, one: Activity | None = None, minutes: int = 125,
    grade: Grade = Grade.D, at: datetime = NOW - DAY, starts_at: datetime | None = None, second: Account | None = None,
    proofs: tuple[str, ...] = ("leader-tick",), mark: EntryMark | str = "",
) -> HoursEntry:  # fmt: skip
    """An entry with all that the radar reads of it."""
    volunteer = volunteer or registry.make_volunteer()
    begins = starts_at or (one.starts_at if one else None)
    return ledger.append_entry(
        new=ledger.NewEntry(
            city=CITY, volunteer_id=volunteer.pk, body_id=body.pk, activity_id=one.pk if one else None, title="服务",
            region_path=body.region_path, service_on=day_of(begins or at), minutes=minutes, grade=grade, starts_at=begins,
            ends_at=begins + minutes * MINUTE if begins else None, proofs=proofs, recorded_by_id=clerk.pk,
            second_officer_id=second.pk if second else None, mark=mark,
        ),
        at=at,
    )  # fmt: skip


def sheet(entry: HoursEntry, *, confirmed: bool = False) -> HoursSheet:
    assert entry.activity is not None and entry.starts_at and entry.ends_at
    return HoursSheet.objects.create(
        city=CITY, activity=entry.activity, volunteer=entry.volunteer, starts_at=entry.starts_at, ends_at=entry.ends_at,
        minutes=entry.minutes, state=SheetState.AWAITING, entry=entry, volunteer_confirmed_at=NOW if confirmed else None,
    )  # fmt: skip


def occasion(
    body: Body, *, ago: timedelta = 10 * DAY, places: int = 500, title: str = "陪独居老人买菜", **more: float
) -> Activity:
    one = service.make_activity(body=body, starts_at=NOW - ago, title=title, **more)
    service.make_post(activity=one, places=places)
    return one


def join(one: Activity, volunteer: Volunteer, *, ago: timedelta = 12 * DAY) -> None:
    service.make_signup(post=one.posts.get(), volunteer=volunteer, at=NOW - ago)


def stay(one: Activity, volunteer: Volunteer, came: datetime, left: datetime, *proofs: str) -> None:
    signup = volunteer.signups.filter(activity=one).first() or service.make_signup(
        post=one.posts.get(), volunteer=volunteer, at=one.starts_at - DAY
    )
    service.make_stay(signup=signup, in_at=came, out_at=left, proofs=proofs or ("leader-scan",))
