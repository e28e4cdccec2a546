"""What a draft has to pass: each fault with its field and sentence, each limit to the last minute and letter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account
from redvest.service.actions.activity import create_activity
from redvest.service.actions.activity_form import LONGEST_BREAK, ActivityForm, PostForm, check_form
from redvest.service.activity_errors import BadActivity
from redvest.service.models import Activity, Post
from tests.factories.registry import CITY, NOW, make_domain, make_leader, make_other_city, make_region_tree
from tests.factories.service import HOUR, make_project

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BEGIN = NOW + 48 * HOUR
GOOD_POST = PostForm("陪同员", 10)


@pytest.fixture
def form() -> ActivityForm:
    make_domain()
    make_region_tree()
    return ActivityForm(
        project_id=make_project().pk, title="周六陪独居老人买菜", domain_key="xinyu:02", region_code="360502001001",
        starts_at=BEGIN, ends_at=BEGIN + 2 * HOUR,
    )  # fmt: skip


def faults(
    form: ActivityForm, posts: Sequence[PostForm] = (GOOD_POST,), city: str = CITY
) -> list[tuple[str, str]]:
    try:
        check_form(form=form, posts=posts, city=city, at=NOW)
    except BadActivity as refused:
        return [(fault["field"], fault["sentence"]) for fault in refused.details["errors"]]
    return []


def test_a_bare_draft_passes_and_names_its_rows(form: ActivityForm) -> None:
    checked = check_form(form=form, posts=(), city=CITY, at=NOW)

    assert (checked.project.pk, checked.region.code, checked.domain.key) == (
        form.project_id,
        "360502001001",
        "xinyu:02",
    )
    assert checked.project.body.name


@pytest.mark.parametrize(
    ("field", "limit"), [("title", 60), ("place_name", 80), ("contact_name", 60), ("contact_phone", 20)]
)
def test_texts_have_a_limit(form: ActivityForm, field: str, limit: int) -> None:
    assert faults(replace(form, **{field: "长" * limit})) == []
    assert faults(replace(form, **{field: "长" * (limit + 1)})) == [
        (field, f"这一项最长 {limit} 个字，现在是 {limit + 1} 个字。")
    ]


@pytest.mark.parametrize("title", ["", " ", "　\n"])
def test_a_title_is_needed_from_the_first_draft(form: ActivityForm, title: str) -> None:
    assert faults(replace(form, title=title)) == [("title", "给活动起个标题，让人一眼看懂要做什么。")]


@pytest.mark.parametrize(
    ("length", "field"),
    [(-HOUR, "ends_at"), (0 * HOUR, "ends_at"), (MINUTE, None), (timedelta(days=31), None),
     (timedelta(days=31, seconds=1), "ends_at")],
)  # fmt: skip
def test_an_activity_lasts_from_a_moment_to_31_days(
    form: ActivityForm, length: timedelta, field: str | None
) -> None:
    found = [name for name, _ in faults(replace(form, ends_at=BEGIN + length))]

    assert found == ([field] if field else [])


@pytest.mark.parametrize(
    ("minutes", "right"), [(0, True), (119, True), (120, False), (-1, False), (10**9, False)]
)
def test_a_break_is_shorter_than_the_activity(form: ActivityForm, minutes: int, right: bool) -> None:
    found = faults(replace(form, break_minutes=minutes))

    assert found == ([] if right else [("break_minutes", "休息时间要比活动时间短。")])


def test_a_very_long_break_is_refused_and_the_longest_can_be_kept(form: ActivityForm) -> None:
    month = replace(form, ends_at=BEGIN + timedelta(days=31))
    assert [field for field, _ in faults(replace(month, break_minutes=LONGEST_BREAK + 1))] == [
        "break_minutes"
    ]

    longest = replace(month, break_minutes=LONGEST_BREAK)
    by = make_leader(check_form(form=longest, posts=(), city=CITY, at=NOW).project.body)
    made = create_activity(by=by, form=longest, posts=(), at=NOW)

    assert Activity.objects.get(pk=made.pk).break_minutes == LONGEST_BREAK


@pytest.mark.parametrize(
    ("opens", "closes", "field"),
    [
        (None, None, None), (-24, None, None), (None, 0, None), (-24, 0, None), (-24, 2, None), (0, 1, None),
        (None, 3, "signup_closes_at"), (-24, 3, "signup_closes_at"), (0, 0, "signup_closes_at"), (1, 0, "signup_closes_at"),
        (2, None, "signup_opens_at"), (3, None, "signup_opens_at"), (1, None, None),
    ],
)  # fmt: skip
def test_recruiting_opens_before_it_closes_and_closes_before_the_end(
    form: ActivityForm, opens: int | None, closes: int | None, field: str | None
) -> None:
    window = replace(
        form, signup_opens_at=None if opens is None else BEGIN + opens * HOUR,
        signup_closes_at=None if closes is None else BEGIN + closes * HOUR,
    )  # fmt: skip

    assert [name for name, _ in faults(window)] == ([field] if field else [])


@pytest.mark.parametrize(
    ("lon", "lat", "right"),
    [
        (None, None, True), (114.93, 27.81, True), (72, 3, True), (136, 54, True), (114.93, None, False), (None, 27.81, False),
        (27.81, 114.93, False), (0, 0, False), (71.99, 27, False), (114, 54.01, False), (math.nan, 27.81, False),
        (math.inf, 27.81, False), (114.93, -27.81, False),
    ],
)  # fmt: skip
def test_a_point_is_whole_and_in_the_country(
    form: ActivityForm, lon: float | None, lat: float | None, right: bool
) -> None:
    assert [field for field, _ in faults(replace(form, lon=lon, lat=lat))] == ([] if right else ["point"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project_id": uuid7()}, "project"), ({"region_code": "999999"}, "region"), ({"region_code": "410800"}, "region"),
        ({"domain_key": "xinyu:99"}, "domain"),
    ],
)  # fmt: skip
def test_what_it_names_has_to_exist_in_this_city(
    form: ActivityForm, changes: dict[str, object], field: str
) -> None:
    make_other_city()

    assert [name for name, _ in faults(replace(form, **changes))] == [field]


def test_a_project_of_another_city_is_none_of_ours(form: ActivityForm) -> None:
    assert {field for field, _ in faults(form, city="410800")} == {"project", "region"}


@pytest.mark.parametrize(
    "post",
    [
        PostForm("员", 1), PostForm("员" * 40, 100_000), PostForm("员", 5, description="说" * 200),
        PostForm("员", 5, min_age=18, max_age=18), PostForm("员", 5, min_age=0), PostForm("员", 5, max_age=120),
    ],
)  # fmt: skip
def test_posts_that_pass(form: ActivityForm, post: PostForm) -> None:
    assert faults(form, [post]) == []

    body = check_form(form=form, posts=[post], city=CITY, at=NOW).project.body
    create_activity(by=make_leader(body), form=form, posts=[post], at=NOW)
    assert Post.objects.get().places == post.places


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        (PostForm("", 5), "第 2 个岗位要有名称，最长 40 个字。"),
        (PostForm("  ", 5), "第 2 个岗位要有名称，最长 40 个字。"),
        (PostForm("员" * 41, 5), "第 2 个岗位要有名称，最长 40 个字。"),
        (PostForm("员", 0), "第 2 个岗位的人数要在 1 到 100000 之间。"),
        (PostForm("员", -3), "第 2 个岗位的人数要在 1 到 100000 之间。"),
        (PostForm("员", 100_001), "第 2 个岗位的人数要在 1 到 100000 之间。"),
        (PostForm("员", 5, description="说" * 201), "第 2 个岗位的说明最长 200 个字。"),
        (PostForm("员", 5, min_age=60, max_age=18), "第 2 个岗位的年龄范围不对。"),
        (PostForm("员", 5, min_age=-1), "第 2 个岗位的年龄范围不对。"),
        (PostForm("员", 5, max_age=121), "第 2 个岗位的年龄范围不对。"),
    ],
)
def test_a_bad_post_is_told_by_its_number(form: ActivityForm, post: PostForm, sentence: str) -> None:
    assert faults(form, [GOOD_POST, post]) == [("posts", sentence)]


def test_everything_wrong_is_told_at_once(form: ActivityForm) -> None:
    bad = replace(
        form, title=" ", ends_at=BEGIN, lat=1.0, region_code="x", domain_key="y", project_id=uuid7()
    )

    found = [field for field, _ in faults(bad, [PostForm("", 0)])]

    assert found == ["title", "ends_at", "point", "posts", "posts", "project", "region", "domain"]


def test_a_refused_draft_writes_nothing(form: ActivityForm) -> None:
    by = make_leader(make_project().body)
    with pytest.raises(BadActivity):
        create_activity(by=by, form=replace(form, title=""), posts=[GOOD_POST], at=NOW)

    assert not Activity.objects.exists() and not Post.objects.exists()


@pytest.mark.parametrize("leader", ["nobody", "stranger"])
def test_a_leader_who_does_not_lead_this_body_is_refused(form: ActivityForm, leader: str) -> None:
    body = check_form(form=form, posts=(), city=CITY, at=NOW).project.body
    stranger = Account.objects.get(pk=make_leader(make_project().body).account_id)
    leader_id = uuid7() if leader == "nobody" else stranger.pk

    with pytest.raises(BadActivity) as refused:
        create_activity(by=make_leader(body), form=replace(form, leader_id=leader_id), posts=(), at=NOW)

    assert [fault["field"] for fault in refused.value.details["errors"]] == ["leader"]
    assert not Activity.objects.exists()


def test_what_is_copied_is_what_the_row_calls_the_same() -> None:
    own = {field.name for field in fields(ActivityForm)}
    columns = {field.name for field in Activity._meta.get_fields()}

    assert own & columns >= ActivityForm.COPIED
    assert own - ActivityForm.COPIED == {
        "project_id", "domain_key", "region_code", "signup_opens_at", "signup_closes_at", "leader_id", "statement", "agreement",
    }  # fmt: skip
