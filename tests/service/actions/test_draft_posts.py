"""A draft that is edited keeps what hangs on its posts: a planned opening, whether it asks once more, trainings as typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from redvest.registry.policy import Standing
from redvest.service.actions.activity import (
    approve_activity,
    create_activity,
    refuse_activity,
    submit_activity,
    update_activity,
)
from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.opening import plan_opening
from redvest.service.actions.reconfirm import set_reconfirm
from redvest.service.actions.series import redraft
from redvest.service.actions.signup import sign_up
from redvest.service.activity_errors import BadActivity
from redvest.service.choices import EditScope
from redvest.service.models import Activity, Opening, Post, PostCourse
from redvest.service.opening_errors import ByLottery
from redvest.service.rules.opening import OpeningPlan, StagePlan
from tests.factories.opening import CLOSES, DRAWS, HOUR, OPENS, someone
from tests.factories.parts import make_course
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_leader, make_officer, make_region_tree
from tests.factories.service import make_project
from tests.service.actions.test_activity import form_for
from tests.service.actions.test_series import SHIFTS, laid

pytestmark = pytest.mark.django_db
LOTTERY = OpeningPlan("lottery", OPENS, closes_at=CLOSES, draws_at=DRAWS, most_each=2, within_days=30)
GUIDE, HELP = PostForm("讲解员", 10), PostForm("引导员", 4)


class Draft:
    """A draft of two posts, the first of them by lottery."""

    def __init__(self, plan: OpeningPlan = LOTTERY, **first: Any) -> None:
        make_region_tree()
        self.project = make_project()
        self.by: Standing = make_leader(self.project.body)
        self.posts = [replace(GUIDE, **first), HELP]
        self.activity = create_activity(by=self.by, form=self.form(), posts=self.posts, at=NOW)
        self.guide = self.activity.posts.get(title="讲解员")
        self.opening = plan_opening(by=self.by, post=self.guide, plan=plan, at=NOW)

    def form(self, **changes: Any) -> Any:
        return form_for(self.project, **changes)

    def update(self, *posts: PostForm, **changes: Any) -> list[Post]:
        update_activity(
            by=self.by, activity=self.activity, form=self.form(**changes), posts=posts or self.posts, at=NOW
        )
        return list(Post.objects.filter(activity=self.activity).order_by("order"))

    def kept(self) -> dict[str, Any]:
        """Everything of the one opening that there is."""
        return Opening.objects.values().get()


def named(posts: list[Post]) -> list[tuple[str, bool]]:
    return [(post.title, Opening.objects.filter(post=post).exists()) for post in posts]


def test_one_word_corrected_leaves_the_lottery_as_it_was_promised() -> None:
    draft = Draft()
    before = draft.kept()
    posts = draft.update(replace(GUIDE, places=12, min_age=18), HELP, title="换个标题")
    assert draft.kept() == before and named(posts) == [("讲解员", True), ("引导员", False)]
    assert (posts[0].places, posts[0].min_age, posts[0].gated, posts[0].opens_at) == (12, 18, True, None)


def test_sent_back_corrected_and_published_it_is_drawn_by_lot_still() -> None:
    draft = Draft()
    officer = make_officer()
    submit_activity(by=draft.by, activity=draft.activity, at=NOW)
    refuse_activity(by=officer, activity=draft.activity, note="写明集合地点", at=NOW)
    draft.update(place_name="百花湖社区服务站门口")
    submit_activity(by=draft.by, activity=draft.activity, at=NOW)
    approve_activity(by=officer, activity=draft.activity, at=NOW)
    with pytest.raises(ByLottery):
        sign_up(by=someone(), post_id=draft.guide.pk, at=OPENS)


@pytest.mark.parametrize(
    ("posts", "found"),
    [
        ([HELP, GUIDE], [("引导员", False), ("讲解员", True)]),
        ([PostForm("场外", 2), GUIDE, HELP], [("场外", False), ("讲解员", True), ("引导员", False)]),
        ([replace(GUIDE, title="讲解"), HELP], [("讲解", True), ("引导员", False)]),
        ([GUIDE], [("讲解员", True)]),
        ([HELP], [("引导员", False)]),  # who takes the post out takes its lottery out
        ([GUIDE, GUIDE], [("讲解员", True), ("讲解员", False)]),
    ],
)
def test_it_goes_with_its_post_wherever_that_stands_now(
    posts: list[PostForm], found: list[tuple[str, bool]]
) -> None:
    draft = Draft()
    assert named(draft.update(*posts)) == found


STAGED = OpeningPlan(
    "staged", OPENS, stages=(StagePlan("new", OPENS, 6, "30"), StagePlan("all", OPENS + 3 * HOUR, 0))
)


@pytest.mark.parametrize(
    ("plan", "post", "changes"),
    [
        (LOTTERY, {}, {"starts_at": DRAWS, "ends_at": DRAWS + HOUR}),
        (LOTTERY, {}, {"signup_opens_at": OPENS + HOUR}),
        (LOTTERY, {}, {"signup_closes_at": CLOSES - HOUR}),
        (LOTTERY, {"needs_review": True}, {}),
        (STAGED, {"places": 5}, {}),
        (STAGED, {}, {"signup_closes_at": OPENS + 2 * HOUR}),
    ],
)
def test_an_edit_that_the_opening_does_not_fit_is_refused_and_names_the_post(
    plan: OpeningPlan, post: dict[str, Any], changes: dict[str, Any]
) -> None:
    draft = Draft(plan)
    before = (draft.kept(), list(Post.objects.values().order_by("pk")), Activity.objects.values().get())
    with pytest.raises(BadActivity) as fault:
        draft.update(replace(GUIDE, **post), HELP, title="改不成", **changes)
    (only,) = fault.value.details["errors"]
    assert only["field"] == "posts" and "讲解员" in only["sentence"]
    after = (draft.kept(), list(Post.objects.values().order_by("pk")), Activity.objects.values().get())
    assert after == before


def test_the_last_stage_has_what_the_others_leave_of_the_new_number() -> None:
    draft = Draft(STAGED)
    draft.update(replace(GUIDE, places=20), HELP)
    stages = Opening.objects.get().stages.order_by("order")
    assert list(stages.values_list("places", flat=True)) == [6, 14]


def test_whether_it_asks_once_more_stays_and_trainings_are_as_typed() -> None:
    draft = Draft()
    wanted, other = (make_course(body=draft.project.body, name=name) for name in ("急救", "讲解"))
    set_reconfirm(by=draft.by, post=draft.guide, wanted=True, at=NOW)
    for courses in ([wanted.pk], [other.pk], []):
        draft.update(replace(GUIDE, courses=courses), HELP)
        assert list(PostCourse.objects.values_list("course_id", flat=True)) == courses
    assert Post.objects.get(title="讲解员").reconfirm is True


def test_a_series_edited_as_a_whole_keeps_each_occurrences_own() -> None:
    make_region_tree()
    project = make_project()
    by = make_leader(project.body)
    series = laid(by, project)
    first, second, *_rest = series.occurrences.order_by("starts_at")
    for row, opens in ((first, OPENS), (second, OPENS + 7 * 24 * HOUR)):
        plan = OpeningPlan("first-come", opens, waiting_room=True)
        plan_opening(by=by, post=row.posts.get(title="陪同员"), plan=plan, at=NOW)
    before = list(Opening.objects.order_by("pk").values())
    form = form_for(project, title="带剪刀来", starts_at=first.starts_at, ends_at=first.ends_at)
    assert redraft(by=by, activity=first, form=form, posts=SHIFTS, scope=EditScope.ALL, at=NOW) == 4
    assert list(Opening.objects.order_by("pk").values()) == before and len(before) == 2
    assert set(series.occurrences.values_list("title", flat=True)) == {"带剪刀来"}
    gated = Post.objects.filter(gated=True).order_by("opens_at").values_list("activity", "opens_at")
    assert list(gated) == [(first.pk, OPENS), (second.pk, OPENS + 7 * 24 * HOUR)]


@pytest.mark.django_db(transaction=True)
def test_a_plan_and_an_edit_at_the_same_moment_lose_neither() -> None:
    for _round in range(4):
        draft = Draft()
        second = draft.activity.posts.get(title="引导员")
        plan = OpeningPlan("first-come", OPENS, most_each=1, within_days=30)
        found = at_once(
            lambda draft=draft: draft.update(title="新标题"),  # type: ignore[misc]
            lambda draft=draft, post=second, plan=plan: plan_opening(
                by=draft.by, post=post, plan=plan, at=NOW
            ),  # type: ignore[misc]
        )
        assert not [each for each in found if isinstance(each, Exception)]
        second.refresh_from_db()
        assert (second.opens_at, second.gated) == (OPENS, True)
        assert Opening.objects.filter(post__activity=draft.activity).count() == 2
