"""Changing what is announced: sign-ups move along, those who cannot come then are told, nobody is booked twice."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.conf import LazySettings

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import OutgoingMessage
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.moving import CLASH
from redvest.service.actions.series_notice import tell_changed
from redvest.service.actions.signup import sign_up
from redvest.service.activity_errors import BadActivity, PlacesTaken
from redvest.service.choices import ActivityState, EditScope, SignUpState
from redvest.service.errors import WrongState
from redvest.service.models import Activity, ActivityChange, Post, SignUp
from redvest.service.series_errors import NothingChanged
from tests.factories.registry import (
    NOW,
    make_body,
    make_leader,
    make_member,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
BEGINS = NOW + 48 * HOUR
PHONES = (f"1990790{n:04d}" for n in count(2000))


@pytest.fixture(autouse=True)
def messages_are_kept(settings: LazySettings) -> None:
    settings.REDVEST_DEMO = True


def texts() -> list[str]:
    return list(OutgoingMessage.objects.order_by("id").values_list("text", flat=True))


@pytest.fixture
def activity() -> Activity:
    return make_activity(starts_at=BEGINS)


def shift(activity: Activity, hours: float) -> ChangeForm:
    return ChangeForm(starts_at=activity.starts_at + hours * HOUR, ends_at=activity.ends_at + hours * HOUR)


def change(activity: Activity, form: ChangeForm, scope: EditScope = EditScope.ONE, **more: Any) -> Any:
    by = more.pop("by", None) or make_leader(activity.body)
    return change_activity(by=by, activity=activity, form=form, scope=scope, at=NOW)


def periods(person: Any) -> list[tuple[float, float, str]]:
    rows = SignUp.objects.filter(volunteer=person).order_by("post__order")
    return [((r.period.lower - BEGINS) / HOUR, (r.period.upper - BEGINS) / HOUR, r.state) for r in rows]


def test_a_new_time_moves_the_activity_its_shifts_and_everybodys_sign_up(activity):
    morning = make_post(activity=activity, shift="早班", starts_at=BEGINS, ends_at=BEGINS + HOUR)
    later = make_post(activity=activity, shift="晚班", starts_at=BEGINS + HOUR, ends_at=BEGINS + 2 * HOUR)
    person, other = make_volunteer(phone=next(PHONES)), make_volunteer(phone=next(PHONES))
    # Both shifts on end: while they move each stands where the other was.
    for post in (morning, later):
        sign_up(by=volunteer_standing(person), post_id=post.pk, at=NOW)
    sign_up(by=volunteer_standing(other), post_id=later.pk, at=NOW)

    change(activity, shift(activity, 1))

    activity.refresh_from_db()
    assert (activity.starts_at, activity.signup_closes_at) == (BEGINS + HOUR, BEGINS + HOUR)
    assert periods(person) == [(1, 2, "confirmed"), (2, 3, "confirmed")]
    assert periods(other) == [(2, 3, "confirmed")]
    assert Post.objects.get(pk=later.pk).ends_at == BEGINS + 3 * HOUR


def test_who_has_other_plans_then_loses_the_place_to_the_next_in_line(activity):
    post = make_post(activity=activity, places=1)
    busy, waiting = make_volunteer(phone=next(PHONES)), make_volunteer(phone=next(PHONES))
    sign_up(by=volunteer_standing(busy), post_id=post.pk, at=NOW)
    sign_up(by=volunteer_standing(waiting), post_id=post.pk, at=NOW)
    elsewhere = make_post(activity=make_activity(starts_at=BEGINS + 3 * HOUR))
    make_signup(post=elsewhere, volunteer=busy)

    edit = change(activity, shift(activity, 3))

    ended = SignUp.objects.get(post=post, volunteer=busy)
    assert (ended.state, ended.cancel_kind, ended.cancel_reason) == ("cancelled", "house", CLASH)
    assert ended.period.lower == BEGINS + 3 * HOUR
    assert SignUp.objects.get(post=post, volunteer=waiting).state == SignUpState.OFFERED
    assert SignUp.objects.get(post=elsewhere, volunteer=busy).state == SignUpState.CONFIRMED
    post.refresh_from_db()
    assert post.taken == 1

    tell_changed(edit=edit, at=NOW)
    tell_changed(edit=edit, at=NOW)  # a task that runs twice tells nobody twice
    told = sorted(texts())
    assert len(told) == 2
    assert sum("去不了请尽早取消" in text for text in told) == 1
    assert sum("和你别的安排冲突，这份报名已经取消" in text for text in told) == 1


def test_another_place_is_told_and_other_words_are_not(activity):
    post = make_post(activity=activity)
    sign_up(by=volunteer_standing(make_volunteer(phone=next(PHONES))), post_id=post.pk, at=NOW)
    tell_changed(edit=change(activity, ChangeForm(content="带一把剪刀来")), at=NOW)
    assert texts() == []

    tell_changed(edit=change(activity, ChangeForm(place_name="文化广场", lon=114.9, lat=27.8)), at=NOW)

    assert "地点改为“文化广场”" in texts()[0]
    assert [set(each.after) for each in ActivityChange.objects.order_by("made_at", "id")] == [
        {"content"}, {"place_name", "point"},
    ]  # fmt: skip
    assert AuditLine.objects.filter(verb="change_activity").count() == 2
    activity.refresh_from_db()
    assert "文化" in "".join(activity.search)


def test_more_places_go_to_the_waiting_list_and_never_fewer_than_taken(activity):
    post = make_post(activity=activity, places=1)
    for _ in range(2):
        sign_up(by=volunteer_standing(make_volunteer(phone=next(PHONES))), post_id=post.pk, at=NOW)
    change(activity, ChangeForm(places={0: 2}))
    assert sorted(SignUp.objects.values_list("state", flat=True)) == ["confirmed", "offered"]
    with pytest.raises(PlacesTaken):
        change(activity, ChangeForm(places={0: 1}))
    assert Post.objects.get().places == 2


@pytest.mark.parametrize(
    "form",
    [
        ChangeForm(starts_at=NOW - HOUR, ends_at=NOW + HOUR),
        ChangeForm(ends_at=BEGINS),
        ChangeForm(place_name=" "),
        ChangeForm(places={0: 0}),
        ChangeForm(places={1: 5}, content="别的内容"),
        ChangeForm(lon=114.9, content="别的内容"),
        ChangeForm(lat=27.8, content="别的内容"),
    ],
)
def test_what_cannot_be_changes_nothing(activity, form):
    make_post(activity=activity)
    with pytest.raises(BadActivity):
        change(activity, form)
    activity.refresh_from_db()
    assert activity.starts_at == BEGINS and activity.content != "别的内容"
    assert not ActivityChange.objects.exists()


def test_a_shift_left_outside_is_refused(activity):
    make_post(activity=activity, starts_at=BEGINS + HOUR, ends_at=BEGINS + 2 * HOUR)
    with pytest.raises(BadActivity) as refused:
        change(activity, ChangeForm(ends_at=BEGINS + HOUR))
    assert "班次" in refused.value.details["errors"][0]["sentence"]


def test_the_same_again_and_strangers_and_what_has_begun_are_refused(activity):
    with pytest.raises(NothingChanged):
        change(activity, ChangeForm(place_name=activity.place_name))
    for by in (make_member(), make_leader(make_body())):
        with pytest.raises(NotAllowed):
            change(activity, shift(activity, 1), by=by)
    for over in (make_activity(starts_at=NOW - HOUR), make_activity(state=ActivityState.CANCELLED)):
        with pytest.raises(WrongState):
            change(over, shift(over, 1))
