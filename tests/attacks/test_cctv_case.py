"""The case that CCTV showed in July 2025: a clerk, a name and a volunteer number, five hours for forty yuan.

Whatever door the clerk tries alone, the hours stay grade D at best, raise a case, stay out of what counts as verified,
and say 未核验 wherever they show.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from redvest.connectors.storage import storage
from redvest.registry.models import Account, Body, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.rules.volunteer_number import number_for
from redvest.service.actions.attendance import tick
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.correction import correct_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.import_hours import import_hours
from redvest.service.actions.integrity_scan import run_radar
from redvest.service.actions.second_person import second_officer_confirms, volunteer_confirms
from redvest.service.choices import Direction, Grade, IntegrityRule
from redvest.service.hours_errors import SamePerson
from redvest.service.models import Activity, HoursEntry, HoursSheet, IntegrityCase
from redvest.service.queries.hours import minutes_by_grade
from tests.faces.openapi.conftest import caller_for
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW
from tests.factories.workbook import workbook

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
FIVE_HOURS = 300
TITLES = ["志愿者编号", "证件号码", "姓名", "所属组织", "活动名称", "服务日期", "服务时长（小时）"]


@dataclass(frozen=True)
class Scene:
    body: Body
    clerk: Standing  # runs the body and leads its activity: all the power that a body has
    buyer: Volunteer
    activity: Activity
    folder: Path


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    body = registry.make_body(name="夕阳红服务队")
    clerk = registry.make_body_admin(body)
    buyer = registry.make_volunteer(
        name="李明霞", number=number_for("3605", 41, b"a key for the tests alone")
    )
    registry.make_officer()
    account = Account.objects.get(pk=clerk.account_id)
    activity = service.make_activity(body=body, leader=account, starts_at=NOW - 6 * HOUR, hours=6)
    service.make_post(activity=activity)
    return Scene(body, clerk, buyer, activity, tmp_path)


def signed_up(scene: Scene) -> None:
    """The buyer plays along and signs up in time."""
    post = scene.activity.posts.get()
    service.make_signup(post=post, volunteer=scene.buyer, at=NOW - 48 * HOUR)


def by_confirming(scene: Scene) -> None:
    signed_up(scene)
    confirm_hours(
        by=scene.clerk, activity=scene.activity, entries=[HoursForm(scene.buyer.pk, FIVE_HOURS)], at=NOW
    )


def by_ticking(scene: Scene) -> None:
    signed_up(scene)
    for direction, at in ((Direction.IN, NOW - 5 * HOUR), (Direction.OUT, NOW)):
        tick(
            by=scene.clerk,
            activity=scene.activity,
            volunteer_ids=[scene.buyer.pk],
            direction=direction,
            at=at,
        )
    confirm_hours(by=scene.clerk, activity=scene.activity, entries=[HoursForm(scene.buyer.pk)], at=NOW)


def by_importing(scene: Scene) -> None:
    row = [scene.buyer.number, "", "", "", "关爱老人", "2026-03-01", "5"]
    path = workbook(scene.folder / "时长.xlsx", TITLES, [row])
    report = import_hours(by=scene.clerk, path=path, body=scene.body, at=NOW)
    assert report.imported == 1


def by_correcting(scene: Scene) -> None:
    """An hour that was honestly scanned, stretched to five."""
    signed_up(scene)
    signup = scene.buyer.signups.get()
    service.make_stay(signup=signup, in_at=NOW - 6 * HOUR, out_at=NOW - 5 * HOUR)
    confirm_hours(by=scene.clerk, activity=scene.activity, entries=[HoursForm(scene.buyer.pk)], at=NOW)
    entry = HoursEntry.objects.get()
    assert entry.grade == Grade.B
    correct_entry(by=scene.clerk, entry=entry, minutes=FIVE_HOURS, reason="忘了签退", at=NOW + HOUR)


def by_the_api(scene: Scene) -> None:
    signed_up(scene)
    with time_machine.travel(NOW, tick=False):
        answer = caller_for(scene.clerk).post(
            f"/activities/{scene.activity.pk}/hours",
            {"entries": [{"volunteer": scene.buyer.number, "minutes": FIVE_HOURS}]},
            key="cctv",
        )
    assert answer.status_code == 200 and answer.json()["results"][0]["grade"] == "D"


DOORS = [by_confirming, by_ticking, by_importing, by_correcting, by_the_api]
Door = Callable[[Scene], None]


def standing_entry() -> HoursEntry:
    return HoursEntry.objects.exclude(kind="void").filter(voided_by__isnull=True).get()


@pytest.mark.parametrize("door", DOORS)
def test_no_door_gives_more_than_a_d_and_every_door_raises_a_case(scene: Scene, door: Door) -> None:
    door(scene)

    entry = standing_entry()
    assert (entry.grade, entry.minutes) == (Grade.D, FIVE_HOURS)
    by_grade = minutes_by_grade(scene.buyer.pk)
    assert sum(by_grade[grade] for grade in "ABC") == 0 and by_grade["D"] == FIVE_HOURS

    run_radar(city=CITY, at=NOW + WEEK)

    cases = list(IntegrityCase.objects.all())
    assert {case.rule for case in cases} <= {IntegrityRule.ABSENCE, IntegrityRule.LONGER} and cases
    assert all(case.concerned_id == scene.clerk.account_id and case.officer_id for case in cases)
    assert HoursEntry.objects.filter(
        pk=entry.pk, voided_by__isnull=True
    ).exists()  # a case takes nothing away


@pytest.mark.parametrize("door", [by_confirming, by_ticking, by_the_api])
def test_a_c_needs_the_volunteer_and_a_third_person(scene: Scene, door: Door) -> None:
    door(scene)
    sheet = HoursSheet.objects.get()
    with pytest.raises(SamePerson):
        second_officer_confirms(by=scene.clerk, sheet=sheet, at=NOW)
    assert standing_entry().grade == Grade.D

    volunteer_confirms(by=registry.volunteer_standing(scene.buyer), sheet=sheet, at=NOW)
    assert standing_entry().grade == Grade.D

    second_officer_confirms(by=registry.make_officer(), sheet=sheet, at=NOW)
    assert standing_entry().grade == Grade.C


def test_a_name_and_a_number_alone_do_not_even_make_an_entry(scene: Scene) -> None:
    (result,) = confirm_hours(
        by=scene.clerk, activity=scene.activity, entries=[HoursForm(scene.buyer.pk, FIVE_HOURS)], at=NOW
    )
    ticked = tick(
        by=scene.clerk,
        activity=scene.activity,
        volunteer_ids=[scene.buyer.pk],
        direction=Direction.IN,
        at=NOW,
    )
    assert result.outcome == "bad-hours" and ticked[0].outcome == "not-on-roster"
    assert not HoursEntry.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_it_says_unverified_wherever_it_shows(scene: Scene, door: Door) -> None:
    door(scene)
    client = Client()
    assert scene.buyer.account is not None
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        client.force_login(scene.buyer.account)
        hours = client.get("/me/hours/").content.decode()
        certificate = issue_certificate(
            by=registry.volunteer_standing(scene.buyer),
            volunteer=scene.buyer,
            body=scene.body,
            at=NOW + 2 * HOUR,
        )
        public = Client().get(f"/verify/{certificate.number}").content.decode()
        told = caller_for(registry.volunteer_standing(scene.buyer)).get("/me/hours").json()

    paper = "".join(
        "".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(storage().read(certificate.file))).pages
    )
    assert "未核验" in hours and "未核验" in public and "未核验" in paper
    (line,) = [item for item in told["items"] if item["state"] == "valid"]
    assert line["grade"] == "D" and told["minutes_by_grade"]["D"] == FIVE_HOURS
    assert not any(told["minutes_by_grade"][grade] for grade in "ABC")
