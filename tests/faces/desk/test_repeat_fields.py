"""The forms of a recurring activity and of a change: what they take, what they send on, what they say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from redvest.faces.desk.edit_sheet import Sheet
from redvest.faces.desk.forms.activity import PostFields
from redvest.faces.desk.forms.change import ChangeFields, ScopeFields
from redvest.faces.desk.forms.repeat import RepeatFields
from redvest.service.choices import EditScope
from redvest.service.models import Activity, Series
from redvest.service.rules.repeat import RepeatForm
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post

pytestmark = pytest.mark.django_db


def repeat(**typed: Any) -> RepeatFields:
    return RepeatFields({"every": "", "until": "", "times": "", "leave_out": "", "key": "k"} | typed)


def test_nothing_chosen_is_one_activity() -> None:
    form = repeat(times="52")
    assert form.is_valid()
    assert form.to_form() is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ({"every": "week", "times": "52"}, RepeatForm("week", times=52)),
        (
            {"every": "two-weeks", "weekdays": ["0", "5"], "until": "2026-12-31", "leave_out": "holidays"},
            RepeatForm("two-weeks", (0, 5), until=date(2026, 12, 31), leave_out="holidays"),
        ),
        ({"every": "month-weekday", "times": "12"}, RepeatForm("month-weekday", times=12)),
    ],
)
def test_what_is_typed_is_what_the_service_is_asked_for(typed: dict[str, Any], meant: RepeatForm) -> None:
    form = repeat(**typed)
    assert form.is_valid(), form.errors
    assert form.to_form() == meant


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"every": "week"}, "until"),
        ({"every": "week", "times": "3", "until": "2026-12-31"}, "until"),
        ({"every": "week", "times": "1"}, "times"),
        ({"every": "week", "times": "many"}, "times"),
        ({"every": "week", "until": "soon"}, "until"),
        ({"every": "century", "times": "3"}, "every"),
        ({"every": "week", "times": "3", "weekdays": ["9"]}, "weekdays"),
        ({"every": "week", "times": "3", "leave_out": "sundays"}, "leave_out"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(typed: dict[str, Any], field: str) -> None:
    form = repeat(**typed)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert str(form.errors[field][0]).endswith("。")


def post(**typed: Any) -> PostFields:
    return PostFields({"title": "引导员", "places": "3"} | typed)


def test_a_post_without_times_of_its_own_has_none() -> None:
    form = post()
    assert form.is_valid()
    made = form.to_form()
    assert (made.starts_at, made.ends_at, made.break_minutes, made.shift) == (None, None, 0, "")
    assert not form.has_shift


def test_a_shift_has_its_name_times_and_break() -> None:
    form = post(
        shift="早班",
        starts_at="2026-03-07T08:30",
        ends_at="2026-03-07T12:00",
        break_minutes="20",
        skills=["first-aid"],
    )
    assert form.is_valid(), form.errors
    made = form.to_form()
    assert made.starts_at is not None and made.starts_at.isoformat() == "2026-03-07T08:30:00+08:00"
    assert (made.shift, made.break_minutes, made.skills) == ("早班", 20, ("first-aid",))
    assert form.has_shift


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts_at": "early"}, "starts_at"),
        ({"break_minutes": "-1"}, "break_minutes"),
        ({"shift": "长" * 21}, "shift"),
        ({"skills": ["juggling"]}, "skills"),
        ({"title": "", "shift": "早班"}, "title"),
    ],
)
def test_a_shift_that_cannot_be_is_said_beside_its_field(typed: dict[str, Any], field: str) -> None:
    form = post(**typed)
    assert not form.is_valid()
    assert field in form.errors


def test_a_row_with_nothing_in_it_is_no_post() -> None:
    form = PostFields({"title": "", "places": ""})
    assert form.is_valid()
    assert not form.filled


def change(activity: Activity, **typed: Any) -> ChangeFields:
    now = {
        "starts_at": "2026-03-07T10:00", "ends_at": "2026-03-07T12:00", "place_name": activity.place_name,
        "lon": "114.93", "lat": "27.81", "content": activity.content, "contact_name": activity.contact_name,
        "contact_phone": activity.contact_phone, "post-0": "5",
    }  # fmt: skip
    return ChangeFields(now | typed, activity=activity, posts=list(activity.posts.all()))


@pytest.fixture
def activity() -> Activity:
    made = make_activity(starts_at=NOW + 48 * HOUR)
    make_post(activity=made, places=5)
    return made


def test_only_what_is_different_is_sent_on(activity: Activity) -> None:
    form = change(activity)
    assert form.is_valid(), form.errors
    sent = form.to_form()
    assert (sent.starts_at, sent.place_name, sent.lon, dict(sent.places)) == (None, None, None, {})
    form = change(activity, place_name="文化广场", **{"post-0": "8"})
    assert form.is_valid()
    sent = form.to_form()
    assert (sent.place_name, sent.content, dict(sent.places)) == ("文化广场", None, {0: 8})


def test_a_new_end_alone_sends_both_times_and_half_a_point_the_whole(activity: Activity) -> None:
    form = change(activity, ends_at="2026-03-07T13:00", lon="114.95")
    assert form.is_valid()
    sent = form.to_form()
    assert sent.starts_at == activity.starts_at
    assert sent.ends_at == activity.ends_at + HOUR
    assert (sent.lon, sent.lat) == (114.95, 27.81)


def test_which_occurrences_is_asked_of_a_series_alone(activity: Activity) -> None:
    form = change(activity)
    assert "scope" not in form.fields
    assert form.is_valid() and form.chosen == EditScope.ONE
    made = Series.objects.create(
        city=activity.city, body=activity.body, project=activity.project, region_path=activity.region_path, title="周六",
        rule="FREQ=WEEKLY", first_on=NOW.date(), made_by=activity.leader, created_at=NOW,
    )  # fmt: skip
    activity.series, activity.occurs_on = made, activity.starts_at.date()
    form = change(activity, scope="following")
    assert form.is_valid() and form.chosen == EditScope.FOLLOWING
    assert not change(activity, scope="some").is_valid()


@pytest.mark.parametrize("scope", list(EditScope))
def test_the_scope_of_an_edit_is_one_of_three(scope: EditScope) -> None:
    form = ScopeFields({"scope": scope.value})
    assert form.is_valid() and form.chosen == scope
    assert not ScopeFields({"scope": ""}).is_valid()


def test_a_sheet_is_valid_only_with_all_of_its_forms() -> None:
    class Always:
        def __init__(self, verdict: bool) -> None:
            self.verdict = verdict

        def is_valid(self) -> bool:
            return self.verdict

    yes, no = Always(True), Always(False)
    assert Sheet(yes, yes, yes, None).valid()  # type: ignore[arg-type]
    assert not Sheet(yes, yes, no, None).valid()  # type: ignore[arg-type]
    assert not Sheet(yes, yes, None, no).valid()  # type: ignore[arg-type]
