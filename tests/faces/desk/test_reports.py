"""Reports of errors at the desk: seen by who may mend, answered with a reason, told to the volunteer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.actions.report import report_error, report_missing
from redvest.service.choices import RequestState, SignUpState
from redvest.service.models import Activity, ErrorReport, HoursEntry
from tests.faces.desk.conftest import Place, SignIn, join, said
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(place: Place, over: Activity) -> ErrorReport:
    volunteer = registry.make_volunteer(name="李明霞")
    entry = service.make_entry(volunteer=volunteer, body=place.body, activity=over, minutes=90)
    by = registry.volunteer_standing(volunteer)
    return report_error(by=by, entry=entry, text="少记了半小时", wanted_minutes=120, at=NOW)


def url(report: ErrorReport) -> str:
    return reverse("desk:report", args=[report.pk])


def test_from_today_to_the_answer(as_leader: Client, report: ErrorReport) -> None:
    today = said(as_leader.get("/desk/"))
    assert "时长有异议" in today and url(report) in today
    assert "少记了半小时" in said(as_leader.get("/desk/reports/"))
    page = said(as_leader.get(url(report)))
    for words in ("李明霞", "2 小时", "来历", "记入账本", "3月12日"):
        assert words in page

    sent = {"decision": "correct", "minutes": "120", "reason": "签退表是十一点"}
    after = said(as_leader.post(url(report), sent, follow=True))

    report.refresh_from_db()
    assert report.state == RequestState.ACCEPTED
    assert sum(HoursEntry.objects.values_list("minutes", flat=True)) == 120
    assert "异议成立" in after and "签退表是十一点" in after
    assert "少记了半小时" not in said(as_leader.get("/desk/reports/"))
    assert "少记了半小时" in said(as_leader.get("/desk/reports/", {"done": "1"}))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"decision": "correct", "minutes": "", "reason": "看了"}, "请填写更正后是多少分钟"),
        ({"decision": "correct", "minutes": "100", "reason": ""}, "请写明依据"),
        ({"decision": "record", "minutes": "100", "reason": "看了"}, "请从列表里选一个"),
        ({"minutes": "100", "reason": "看了"}, "请选择怎么处理"),
    ],
)
def test_an_incomplete_answer_changes_nothing(
    as_leader: Client, report: ErrorReport, sent: dict[str, str], sentence: str
) -> None:
    response = as_leader.post(url(report), sent)
    assert response.status_code == 422
    assert sentence in said(response)
    report.refresh_from_db()
    assert report.state == RequestState.OPEN
    assert HoursEntry.objects.count() == 1


def test_missing_hours_are_recorded_from_here(place: Place, over: Activity, as_leader: Client) -> None:
    volunteer = join(over, state=SignUpState.ABSENT)
    found = report_missing(
        by=registry.volunteer_standing(volunteer), activity=over, text="没给我扫码", wanted_minutes=60, at=NOW
    )
    assert "补记时长" in said(as_leader.get(url(found)))
    as_leader.post(url(found), {"decision": "record", "minutes": "60", "reason": "合影里有他"})
    assert (HoursEntry.objects.get().minutes, HoursEntry.objects.get().grade) == (60, "D")


def test_nobody_answers_about_their_own(place: Place, over: Activity, as_leader: Client) -> None:
    own = registry.make_volunteer(account=place.leader, name="陈小梅")
    entry = service.make_entry(volunteer=own, body=place.body, activity=over)
    found = report_error(
        by=registry.volunteer_standing(own), entry=entry, text="少了", wanted_minutes=None, at=NOW
    )
    assert "要由别人来答复" in said(as_leader.get(url(found)))
    response = as_leader.post(url(found), {"decision": "void", "reason": "不要"})
    assert response.status_code in (403, 422)
    assert HoursEntry.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same(
    place: Place, over: Activity, as_leader: Client, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        volunteer = registry.make_volunteer()
        entry = service.make_entry(volunteer=volunteer, body=place.body, activity=over)
        by = registry.volunteer_standing(volunteer)
        report_error(by=by, entry=entry, text="错了", wanted_minutes=None, at=NOW)
    with django_assert_num_queries(5):
        as_leader.get("/desk/reports/")


def test_elsewhere_it_is_not_there(place: Place, report: ErrorReport, sign_in: SignIn) -> None:
    for account in (place.stranger, place.far_officer):
        client = sign_in(account)
        assert client.get(url(report)).status_code == 404
        assert client.post(url(report), {"decision": "refuse", "reason": "不"}).status_code == 404
    report.refresh_from_db()
    assert report.state == RequestState.OPEN
