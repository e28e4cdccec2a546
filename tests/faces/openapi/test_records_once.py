"""Every call of the recording discipline, sent twice with one key: done once, answered the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from redvest.registry.models import Account
from redvest.service.actions.statement import refuse_hours
from redvest.service.choices import NotService
from redvest.service.models import BackfillRequest, ErrorReport, HoursEntry, OffDutyStatement, RefusedRecord
from tests.faces.openapi import world as worlds
from tests.faces.openapi.test_records import Desk, desk, desk_kept, form, own_files
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db
__all__ = ["desk", "desk_kept", "own_files"]  # fixtures

Wanted = tuple[str, str, Any]


def answering(desk: Desk) -> Wanted:
    return "leader", f"/reports/{desk.report.pk}/answer", {"decision": "refuse", "reason": "看了签到表"}


def asking_backfill(desk: Desk) -> Wanted:
    return "leader", f"/bodies/{desk.world.body.pk}/backfills", form(make.make_volunteer())


def approving_backfill(desk: Desk) -> Wanted:
    return "officer", f"/backfills/{desk.backfill.pk}/approve", None


def refusing_backfill(desk: Desk) -> Wanted:
    return "officer", f"/backfills/{desk.backfill.pk}/refuse", {"note": "照片看不清"}


def answering_backfill(desk: Desk) -> Wanted:
    return "own", f"/me/backfills/{desk.backfill.lines.get().pk}/answer", {"agrees": True}


def reporting_missing(desk: Desk) -> Wanted:
    return "own", f"/activities/{desk.overlooked.pk}/reports", {"text": "我去了"}


def reporting_entry(desk: Desk) -> Wanted:
    other = service.make_entry(
        volunteer=desk.world.volunteer, body=desk.world.body, starts_at=make.NOW - 99 * service.HOUR
    )
    return "own", f"/hours/{other.pk}/reports", {"text": "少记了半小时", "wanted_minutes": 150}


def refusing_hours(desk: Desk) -> Wanted:
    body = {"volunteer": str(desk.world.volunteer.pk), "kind": "paid"}
    return "leader", f"/activities/{desk.overlooked.pk}/refusals", body


def stating_off_duty(desk: Desk) -> Wanted:
    return "own", f"/activities/{desk.world.activity.pk}/off-duty", None


CALLS = [
    answering, asking_backfill, approving_backfill, refusing_backfill, answering_backfill, reporting_missing,
    reporting_entry, refusing_hours, stating_off_duty,
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.__name__)
def test_sent_twice_it_is_done_once_and_answered_the_same(call: Callable[[Desk], Wanted], desk: Desk) -> None:
    who, path, body = call(desk)
    caller, untouched = desk.world.people[who], worlds.everything()

    first = caller.post(path, body, key="record-7")
    done = worlds.everything()
    again = caller.post(path, body, key="record-7")

    assert first.status_code in {200, 201}, first.content.decode()
    assert done != untouched
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert worlds.everything() == done


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.__name__)
def test_one_key_for_something_else_is_refused_and_changes_nothing(
    call: Callable[[Desk], Wanted], desk: Desk
) -> None:
    who, path, body = call(desk)
    caller = desk.world.people[who]
    assert caller.post(path, body, key="record-8").status_code in {200, 201}
    done = worlds.everything()

    other = caller.post(path, {**(body or {}), "more": "x"}, key="record-8")

    assert other.status_code in {409, 422}
    assert worlds.everything() == done


def test_opening_a_refusal_again_is_done_once(desk: Desk) -> None:
    world = desk.world
    refuse_hours(
        by=make.standing_of(desk.overlooked.leader), activity=desk.overlooked, volunteer_id=world.volunteer.pk,
        kind=NotService.OTHER, note="没有签到", at=make.NOW,
    )  # fmt: skip
    path = f"/activities/{desk.overlooked.pk}/refusals/{world.volunteer.pk}/reopen"
    body = {"reason": "找到了签到表"}

    first = world.people["officer"].post(path, body, key="record-9")
    done = worlds.everything()
    again = world.people["officer"].post(path, body, key="record-9")

    assert first.status_code in {200, 201}, first.content.decode()
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert worlds.everything() == done
    assert RefusedRecord.objects.get().reopened_at is not None


def test_what_stands_after_asking_for_a_backfill_twice(desk: Desk) -> None:
    who, path, body = asking_backfill(desk)
    before = BackfillRequest.objects.count()

    for _ in range(2):
        desk.world.people[who].post(path, body, key="record-10")

    assert BackfillRequest.objects.count() == before + 1
    assert Account.objects.filter(pk=BackfillRequest.objects.latest("pk").asked_by_id).exists()


def test_what_stands_after_reporting_twice(desk: Desk) -> None:
    who, path, body = reporting_missing(desk)
    before = ErrorReport.objects.count()

    for _ in range(2):
        desk.world.people[who].post(path, body, key="record-11")

    assert ErrorReport.objects.count() == before + 1


def test_approving_twice_enters_nothing_twice(desk: Desk) -> None:
    who, path, _body = approving_backfill(desk)
    before = HoursEntry.objects.count()

    for _ in range(2):
        desk.world.people[who].post(path, key="record-12")

    assert HoursEntry.objects.count() == before + 1
    assert not OffDutyStatement.objects.exists()
