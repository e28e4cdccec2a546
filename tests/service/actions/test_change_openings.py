"""An activity that moves earlier keeps what was announced of its openings, or does not move."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.lottery import draw
from redvest.service.activity_errors import BadActivity
from redvest.service.choices import EditScope
from redvest.service.models import Activity, ActivityChange, Post
from redvest.service.rules.opening import StagePlan
from tests.factories.opening import (
    CLOSES,
    DRAWS,
    HOUR,
    MINUTE,
    OPENS,
    announce,
    announce_lottery,
    announce_stages,
)
from tests.factories.registry import NOW, make_leader
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db
BEGINS, LAST = NOW + 48 * HOUR, NOW + 5 * HOUR


def new_post(**more: Any) -> Post:
    return make_post(activity=make_activity(starts_at=BEGINS), title="讲解员", **more)


def move(post: Post, begins: Any, **more: Any) -> Activity:
    activity = Activity.objects.get(pk=post.activity_id)
    form = ChangeForm(starts_at=begins, ends_at=begins + 2 * HOUR)
    by = make_leader(activity.body)
    change_activity(by=by, activity=activity, form=form, scope=EditScope.ONE, **{"at": NOW} | more)
    activity.refresh_from_db()
    return activity


def refused(post: Post, begins: Any, **more: Any) -> None:
    before = Activity.objects.values().get(pk=post.activity_id)
    with pytest.raises(BadActivity) as fault:
        move(post, begins, **more)
    (only,) = fault.value.details["errors"]
    assert only["field"] == "starts_at" and "讲解员" in only["sentence"]
    assert Activity.objects.values().get(pk=post.activity_id) == before
    assert not ActivityChange.objects.exists()
    assert not AuditLine.objects.filter(verb="change_activity").exists()


def test_no_activity_moves_before_the_draw_or_the_end_of_entry() -> None:
    opening = announce_lottery(new_post())
    for begins in (DRAWS - MINUTE, DRAWS, CLOSES - MINUTE):
        refused(opening.post, begins)
        refused(opening.post, begins, at=OPENS + MINUTE)
    assert move(opening.post, DRAWS + MINUTE, at=OPENS + MINUTE).starts_at == DRAWS + MINUTE


def test_entry_ends_while_signing_up_is_open() -> None:
    activity = make_activity(starts_at=BEGINS, signup_closes_at=BEGINS - 40 * HOUR)
    opening = announce_lottery(make_post(activity=activity, title="讲解员"))
    refused(opening.post, CLOSES + 40 * HOUR - MINUTE)  # signing up would close a minute before entry does
    late = move(opening.post, CLOSES + 40 * HOUR - MINUTE, at=CLOSES)
    assert late.signup_closes_at == CLOSES - MINUTE  # entry is over by then


def test_a_lottery_that_is_drawn_stands_in_nobodys_way() -> None:
    opening = announce_lottery(new_post())
    assert draw(post_id=opening.pk, at=DRAWS)
    assert move(opening.post, DRAWS + 2 * MINUTE, at=DRAWS + MINUTE).starts_at == DRAWS + 2 * MINUTE


def test_no_opening_begins_once_signing_up_is_over() -> None:
    first, staged = new_post(), new_post(places=9)
    announce(first)
    announce_stages(staged, StagePlan("members", OPENS, 2), last=LAST)
    refused(first, OPENS)
    refused(staged, LAST)
    refused(staged, LAST, at=OPENS)
    assert move(first, OPENS + MINUTE).signup_closes_at == OPENS + MINUTE
    assert move(staged, LAST + MINUTE, at=OPENS).signup_closes_at == LAST + MINUTE


def test_what_has_opened_for_everybody_moves_as_any_other_post() -> None:
    activity = make_activity(starts_at=BEGINS, signup_closes_at=OPENS + HOUR)
    post = make_post(activity=activity, title="讲解员")
    announce(post)
    moved = move(post, BEGINS - 3 * HOUR, at=OPENS + MINUTE)
    assert moved.signup_closes_at == OPENS - 2 * HOUR


def test_a_shift_is_drawn_before_it_begins_itself() -> None:
    activity = make_activity(starts_at=BEGINS, hours=10)
    shift = {"starts_at": BEGINS + 6 * HOUR, "ends_at": BEGINS + 8 * HOUR}
    post = make_post(activity=activity, title="讲解员", **shift)
    announce_lottery(post, closes_at=NOW + 5 * HOUR, draws_at=NOW + 9 * HOUR)
    by = make_leader(activity.body)
    # Drawn while the activity runs already, an hour before the shift.
    form = ChangeForm(starts_at=NOW + 5 * HOUR, ends_at=NOW + 15 * HOUR)
    change_activity(by=by, activity=activity, form=form, scope=EditScope.ONE, at=NOW)
    post.refresh_from_db()
    assert post.starts_at == NOW + 11 * HOUR


def test_moving_later_asks_nothing_of_openings() -> None:
    opening = announce_lottery(new_post())
    assert move(opening.post, BEGINS + 48 * HOUR).starts_at == BEGINS + 48 * HOUR
