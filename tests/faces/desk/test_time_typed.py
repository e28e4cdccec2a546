"""How long, as people type it: the two boxes, a line of a back-fill, and the list of what is late beside its main path."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from redvest.faces.desk.forms.record import AnswerFields, BackfillFields, minutes_of
from redvest.faces.shared.minutes import MOST, MinutesField, whole_minutes
from redvest.registry.models import OutgoingMessage
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, RefusedRecord
from tests.faces.desk.conftest import Place, SignIn, join, said
from tests.factories import service
from tests.factories.registry import NOW

NUMBER = "360569068461"


class Sheet(forms.Form):
    long = MinutesField(label="多久")


@given(st.integers(1, MOST))
def test_minutes_put_into_the_boxes_come_out_again(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    form = Sheet({"long-h": str(hours), "long-m": str(rest)})
    assert form.is_valid() and form.cleaned_data["long"] == minutes
    html = str(Sheet(initial={"long": minutes})["long"])
    assert f'name="long-h" value="{hours}"' in html and f'name="long-m" value="{rest}"' in html


@given(st.text(max_size=6), st.text(max_size=6))
def test_whatever_is_typed_is_minutes_or_said_to_be_none(hours: str, minutes: str) -> None:
    form = Sheet({"long-h": hours, "long-m": minutes})
    if form.is_valid():
        assert 1 <= form.cleaned_data["long"] <= MOST
    else:
        assert list(form.errors) == ["long"] and len(form.errors["long"]) == 1


@pytest.mark.parametrize(
    ("hours", "minutes", "text"),
    [
        ("", "", ""), ("2", "", "120"), ("", "5", "5"), ("0", "90", "90"), ("02", "05", "125"), ("２", "0", "２:0"),
        ("-1", "30", "-1:30"), ("99999", "0", "5999940"), ("100000", "0", "100000:0"), ("1", "x", "1:x"),
    ],
)  # fmt: skip
def test_the_boxes_are_read_as_one_text(hours: str, minutes: str, text: str) -> None:
    assert whole_minutes(hours, minutes) == text


def test_plain_minutes_go_before_the_boxes_and_the_edge_is_a_month() -> None:
    form = Sheet({"long": " 30 ", "long-h": "2"})
    assert form.is_valid() and form.cleaned_data["long"] == 30
    assert Sheet({"long": str(MOST)}).is_valid()
    assert "太多了" in Sheet({"long": str(MOST + 1)}).errors["long"][0]


def test_a_box_that_is_wrong_says_so_to_a_screen_reader() -> None:
    form = Sheet({"long-h": "x", "long-m": ""})
    html = form.fields["long"].widget.render("long", "x:", {"id": "id_long", "aria-invalid": "true"})
    assert html.count('aria-invalid="true"') == 2 and 'id="id_long-h"' in html and "<fieldset" not in html


# ---- lines of a back-fill


def people(text: str) -> list[tuple[str, int]] | str:
    form = BackfillFields({"people": text})
    form.is_valid()
    return form.cleaned_data["people"] if "people" in form.cleaned_data else form.errors["people"][0]


@given(st.integers(1, 99_999), st.sampled_from(["", "分", "分钟", " 分钟"]), st.sampled_from(" ,，、:：\t"))
def test_a_line_of_minutes_is_read_with_any_sign_between(minutes: int, unit: str, between: str) -> None:
    assert people(f"{NUMBER}{between}{minutes}{unit}") == [(NUMBER, minutes)]


@given(st.integers(1, 999), st.integers(0, 3))
def test_quarters_of_hours_are_whole_minutes(hours: int, quarters: int) -> None:
    typed = f"{hours}.{25 * quarters:02d}"
    assert people(f"{NUMBER} {typed}小时") == [(NUMBER, 60 * hours + 15 * quarters)]
    assert minutes_of(typed, "个小时") == minutes_of(typed, "h") == 60 * hours + 15 * quarters


@pytest.mark.parametrize(("amount", "unit"), [("1.33", "小时"), ("0.01", "h"), ("30.5", ""), ("0.5", "分钟")])
def test_no_minute_is_rounded(amount: str, unit: str) -> None:
    assert minutes_of(amount, unit) is None
    assert "第 1 行看不懂" in people(f"{NUMBER} {amount}{unit}")


def test_the_line_that_cannot_be_read_is_counted_with_the_empty_ones() -> None:
    assert "第 4 行看不懂" in people(f"{NUMBER} 60\n\n  \n{NUMBER[:-1]} 60\n{NUMBER} 60")


@pytest.mark.parametrize(
    "line",
    [
        f"{NUMBER}60",
        f"{NUMBER} -60",
        f"{NUMBER} 60秒",
        f"a{NUMBER} 60",
        f"{NUMBER} 1.333小时",
        f"{NUMBER} 1小时30分",
    ],
)
def test_a_line_that_could_mean_two_things_is_asked_again(line: str) -> None:
    assert "看不懂" in people(line)


def test_people_stay_in_the_order_typed_twice_where_typed_twice() -> None:
    other = "360569068462"
    assert people(f"{other} 1小时\n{NUMBER} 30\r\n{other} 15") == [(other, 60), (NUMBER, 30), (other, 15)]


@pytest.mark.parametrize(
    ("missing", "offered"), [(True, ["record", "refuse"]), (False, ["correct", "void", "refuse"])]
)
def test_a_report_is_answered_by_what_can_be_done_about_it(missing: bool, offered: list[str]) -> None:
    form = AnswerFields(missing=missing)
    assert [value for value, _words in form.fields["decision"].choices] == offered
    for value in ("correct", "void", "record", "refuse", "other"):
        typed = AnswerFields({"decision": value, "reason": "查了签到表"}, missing=missing)
        assert typed.is_valid() == (value in offered), value


# ---- the list of what is late


def ended(place: Place, days_ago: int, title: str) -> Activity:
    found = service.make_activity(
        body=place.body, leader=place.leader, starts_at=NOW - timedelta(days=days_ago), title=title,
        state=ActivityState.CLOSED,
    )  # fmt: skip
    service.make_post(activity=found)
    join(found, state=SignUpState.SERVED)
    return found


@pytest.mark.django_db
def test_who_may_see_what_is_late(place: Place, sign_in: SignIn) -> None:
    ended(place, 30, "拖了很久的活动")
    for account in (place.leader, place.admin, place.officer, place.centre):
        assert "拖了很久的活动" in said(sign_in(account).get("/desk/overdue/")), account.name
    for account in (place.stranger, place.far_officer):
        assert "拖了很久的活动" not in said(sign_in(account).get("/desk/overdue/")), account.name
    assert sign_in(place.member).get("/desk/overdue/").status_code == 403
    assert Client().get("/desk/overdue/")["Location"].startswith("/login/")


@pytest.mark.django_db
def test_a_refusal_settles_and_taking_it_up_again_brings_it_back(place: Place, as_leader: Client) -> None:
    found = ended(place, 30, "拖了很久的活动")
    volunteer = found.signups.get().volunteer
    as_leader.post(reverse("desk:refuse-person", args=[found.pk, volunteer.pk]), {"kind": "duty"})
    assert RefusedRecord.objects.get().volunteer_id == volunteer.pk
    assert "都记录完了" in said(as_leader.get("/desk/overdue/"))
    RefusedRecord.objects.update(reopened_at=NOW)
    assert "拖了很久的活动" in said(as_leader.get("/desk/overdue/"))


@pytest.mark.django_db
def test_what_is_recorded_meanwhile_reminds_nobody(place: Place, as_officer: Client, settings: Any) -> None:
    settings.REDVEST_DEMO = True
    found = ended(place, 30, "拖了很久的活动")
    service.make_entry(volunteer=found.signups.get().volunteer, body=place.body, activity=found)
    page = said(as_officer.post("/desk/overdue/?late=1", {"activity": str(found.pk)}, follow=True))
    assert "已经记录完了" in page and not OutgoingMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_what_is_late_takes_the_same_queries(
    place: Place, as_officer: Client, django_assert_num_queries: Any, count: int
) -> None:
    for turn in range(count):
        ended(place, 30 + turn, f"第 {turn} 场")
    with django_assert_num_queries(8):
        page = said(as_officer.get("/desk/overdue/", {"late": "1"}))
    assert page.count('name="activity"') == count
