"""Who is on which list and in which order, and every reason why somebody cannot join."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.identifiers import uuid7
from redvest.registry.choices import RealNameState, VolunteerState
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Post
from redvest.service.queries.signup import live_signups_of, position, reasons_against, roster, signups_of
from tests.factories.registry import NOW, make_volunteer
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def reasons(post: Post, at=NOW, **facts: object) -> list[tuple[str, str]]:
    volunteer = make_volunteer(**facts)  # type: ignore[arg-type]
    found = reasons_against(volunteer_id=volunteer.pk, post_id=post.pk, at=at)
    return [(reason.code, reason.sentence) for reason in found]


def test_nothing_stands_against_it() -> None:
    assert reasons(make_post(min_age=18, max_age=60)) == []


def test_a_full_post_is_no_reason_since_one_may_wait() -> None:
    assert reasons(make_post(places=1, taken=1)) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"state": VolunteerState.PENDING_GUARDIAN}, ("guardian", "还在等监护人同意，同意后就能报名。")),
        (
            {"state": VolunteerState.SUSPENDED},
            ("inactive", "你的志愿者身份目前不能报名，请联系所在社区的服务站。"),
        ),
        ({"real_name_state": RealNameState.REFUSED}, ("real-name", "先完成实名登记，才能报名。")),
        ({"real_name_state": RealNameState.MISSING}, ("real-name", "先完成实名登记，才能报名。")),
    ],
)
def test_a_person_who_may_not_serve_yet(facts: dict[str, object], expected: tuple[str, str]) -> None:
    assert reasons(make_post(), **facts) == [expected]


@pytest.mark.parametrize("state", [RealNameState.CHECKED, RealNameState.VERIFIED])
def test_a_real_name_of_either_kind_will_do(state: RealNameState) -> None:
    assert reasons(make_post(), real_name_state=state) == []


@pytest.mark.parametrize(
    ("birth_on", "expected"),
    [
        (date(2008, 3, 6), []),  # eighteen on the day of service
        (date(2008, 3, 7), [("too-young", "这个岗位要满 18 岁。")]),
        (date(1965, 3, 7), []),  # still sixty
        (date(1965, 3, 6), [("too-old", "这个岗位限 18–60 岁。")]),
    ],
)
def test_age_is_that_of_the_day_of_service(birth_on: date, expected: list[tuple[str, str]]) -> None:
    assert reasons(make_post(min_age=18, max_age=60), birth_on=birth_on) == expected


@pytest.mark.parametrize("state", [state for state in ActivityState if state != ActivityState.PUBLISHED])
def test_what_does_not_recruit(state: ActivityState) -> None:
    assert reasons(make_post(activity=make_activity(state=state))) == [("closed", "这场活动现在不招募。")]


def test_before_and_after_recruiting() -> None:
    activity = make_activity(signup_opens_at=NOW + HOUR, signup_closes_at=NOW + 2 * HOUR)
    post = make_post(activity=activity)

    assert reasons(post) == [("closed", "报名还没开始，03-05 11:00 开放。")]
    assert reasons(post, at=activity.signup_opens_at) == []
    assert reasons(post, at=activity.signup_closes_at) == [("closed", "报名已经截止。")]


def test_other_plans_at_that_time_are_named() -> None:
    volunteer, post = make_volunteer(), make_post()
    other = make_post(activity=make_activity(title="护河", starts_at=post.activity.starts_at + HOUR))
    signup = make_signup(post=other, volunteer=volunteer, state=SignUpState.WAITING)

    def asked() -> list[tuple[str, str]]:
        found = reasons_against(volunteer_id=volunteer.pk, post_id=post.pk, at=NOW)
        return [(reason.code, reason.sentence) for reason in found]

    assert asked() == [("overlaps", "同一时间你已经报了“护河”。")]
    signup.state = SignUpState.CANCELLED
    signup.save()
    assert asked() == []


def test_plans_that_only_touch_or_belong_to_others_do_not_count() -> None:
    volunteer, post = make_volunteer(), make_post()
    after = make_post(activity=make_activity(starts_at=post.activity.ends_at))
    make_signup(post=after, volunteer=volunteer)
    make_signup(post=make_post(activity=make_activity()), volunteer=make_volunteer())

    assert reasons_against(volunteer_id=volunteer.pk, post_id=post.pk, at=NOW) == []


def test_ones_own_place_on_the_post_is_the_reason() -> None:
    volunteer, post = make_volunteer(), make_post()
    make_signup(post=post, volunteer=volunteer, state=SignUpState.WAITING)

    found = reasons_against(volunteer_id=volunteer.pk, post_id=post.pk, at=NOW)
    assert [(each.code, each.sentence) for each in found] == [("already-signed-up", "你已经报了这个岗位。")]


def test_all_reasons_are_told_in_one_go() -> None:
    post = make_post(activity=make_activity(signup_closes_at=NOW), min_age=18)

    found = reasons(post, birth_on=date(2015, 1, 1), state=VolunteerState.PENDING_GUARDIAN)

    assert [code for code, _ in found] == ["guardian", "too-young", "closed"]


def test_who_has_no_record_and_what_is_no_post() -> None:
    closed = make_post(activity=make_activity(signup_closes_at=NOW))

    codes = [reason.code for reason in reasons_against(volunteer_id=None, post_id=closed.pk, at=NOW)]
    assert codes == ["not-registered", "closed"]
    (gone,) = reasons_against(volunteer_id=make_volunteer().pk, post_id=uuid7(), at=NOW)
    assert gone.code == "not-found"


def test_a_place_in_line_counts_only_who_waits_before() -> None:
    post, other = make_post(places=1), make_post(places=1)
    make_signup(post=post, volunteer=make_volunteer())
    first, left, second = (
        make_signup(post=post, volunteer=make_volunteer(), state="waiting") for _ in range(3)
    )
    left.state = SignUpState.CANCELLED
    left.save()
    alone = make_signup(post=other, volunteer=make_volunteer(), state="waiting")

    assert [position(signup) for signup in (first, second, alone, left)] == [1, 2, 1, None]


def test_the_roster_has_who_comes_first_then_who_waits_in_order_and_nobody_who_left() -> None:
    activity = make_activity()
    post, other = make_post(activity=activity), make_post(activity=activity)
    waits = [
        make_signup(post=each, volunteer=make_volunteer(), state="waiting") for each in (post, other, post)
    ]
    comes = [make_signup(post=each, volunteer=make_volunteer()) for each in (other, post)]
    make_signup(post=post, volunteer=make_volunteer(), state="cancelled")
    make_signup(post=make_post(), volunteer=make_volunteer())

    assert list(roster(activity)) == [*comes, *waits]


@pytest.mark.parametrize("count", [1, 3])
def test_a_roster_costs_one_query_however_long(count: int) -> None:
    post = make_post(places=5)
    for _ in range(count):
        make_signup(post=post, volunteer=make_volunteer())

    with CaptureQueriesContext(connection) as asked:
        names = [(signup.volunteer.name, signup.post.title) for signup in roster(post.activity)]

    assert (len(names), len(asked)) == (count, 1)


def test_ones_own_sign_ups_and_which_of_them_live() -> None:
    volunteer = make_volunteer()
    made = [
        make_signup(
            post=make_post(activity=make_activity(starts_at=NOW + n * 24 * HOUR)),
            volunteer=volunteer,
            state=state,
        )
        for n, state in enumerate(SignUpState, start=1)
    ]
    make_signup(post=make_post(), volunteer=make_volunteer())

    with CaptureQueriesContext(connection) as asked:
        own = {
            (signup.pk, signup.activity.body.name, signup.post.title) for signup in signups_of(volunteer.pk)
        }
    assert {pk for pk, _, _ in own} == {signup.pk for signup in made}
    assert len(asked) == 1

    live = live_signups_of(volunteer.pk)
    assert {signup.state for signup in live.values()} == {"applied", "confirmed", "offered", "waiting"}
    assert all(post_id == signup.post_id for post_id, signup in live.items())
