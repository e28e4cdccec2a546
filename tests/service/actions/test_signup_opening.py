"""Signing up through an opening: stages with what they leave over, the waiting room, the cap on hot posts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.registry.models import Membership
from redvest.registry.policy import Standing
from redvest.service.actions.room import take_ticket
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.models import Post, RoomTicket, SignUp
from redvest.service.opening_errors import (
    HotCapReached,
    NotYetOpen,
    NotYourStage,
    NotYourTurn,
    OpeningNotFound,
    RoomFirst,
    StageFull,
)
from redvest.service.rules.opening import StagePlan
from redvest.service.signup_errors import AlreadySignedUp, NotEligible
from tests.factories.opening import HOUR, OPENS, announce, announce_lottery, announce_stages, someone
from tests.factories.registry import CITY, NOW, TODAY, make_region_tree, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_entry, make_post

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def member(post: Post) -> Standing:
    person = make_volunteer()
    Membership.objects.create(city=CITY, body=post.activity.body, volunteer=person, joined_on=TODAY)
    return volunteer_standing(person)


def refused(error: type[Exception], by: Standing, post: Post, at: Any) -> str:
    before = (SignUp.objects.count(), Post.objects.get(pk=post.pk).taken)
    with pytest.raises(error) as fault:
        sign_up(by=by, post_id=post.pk, at=at)
    assert (SignUp.objects.count(), Post.objects.get(pk=post.pk).taken) == before
    return str(fault.value)


def test_members_first_then_everybody_gets_what_they_left_over() -> None:
    post = make_post(places=3)
    announce_stages(post, StagePlan("members", OPENS, 2))
    assert "11:00" in refused(NotYetOpen, member(post), post, NOW)
    assert "15:00" in refused(NotYourStage, someone(), post, OPENS)
    assert sign_up(by=member(post), post_id=post.pk, at=OPENS).state == "confirmed"
    states = [sign_up(by=someone(), post_id=post.pk, at=NOW + 5 * HOUR).state for _n in range(3)]
    assert states == ["confirmed", "confirmed", "waiting"]


def test_a_full_stage_refuses_until_the_next_and_a_place_given_back_is_open_again() -> None:
    post = make_post(places=3)
    announce_stages(post, StagePlan("members", OPENS, 1), StagePlan("new", OPENS + HOUR, 1, "30"))
    first, second = member(post), member(post)
    held = sign_up(by=first, post_id=post.pk, key="a", at=OPENS)
    assert sign_up(by=first, post_id=post.pk, key="a", at=OPENS).id == held.id
    refused(AlreadySignedUp, first, post, OPENS)
    assert "12:00" in refused(StageFull, second, post, OPENS)
    cancel_signup(by=first, signup_id=held.id, at=OPENS)
    assert sign_up(by=second, post_id=post.pk, at=OPENS).state == "confirmed"
    # Who came in with an earlier stage may come in with a later one, for its places.
    assert sign_up(by=first, post_id=post.pk, at=OPENS + HOUR).state == "confirmed"
    refused(StageFull, member(post), post, OPENS + HOUR)


def test_residents_newcomers_and_people_who_have_served() -> None:
    tree = make_region_tree()
    post = make_post(places=9)
    announce_stages(
        post, StagePlan("region", OPENS, 3, tree.yushui.code), StagePlan("new", OPENS + HOUR, 1, "10"),
        StagePlan("served", OPENS + 2 * HOUR, 1, "2"),
    )  # fmt: skip
    here, far = make_volunteer(region=tree.baihua), make_volunteer(region=tree.fenyi)
    served = make_volunteer(region=tree.fenyi)
    type(here).objects.update(registered_at=NOW - 400 * DAY)
    fresh = make_volunteer(region=tree.fenyi)
    type(here).objects.filter(pk=fresh.pk).update(registered_at=NOW - 3 * DAY)
    make_entry(volunteer=served, body=post.activity.body, minutes=120)
    by = [volunteer_standing(each) for each in (here, far, fresh, served)]
    assert sign_up(by=by[0], post_id=post.pk, at=OPENS).state == "confirmed"
    refused(NotYourStage, by[2], post, OPENS)
    assert sign_up(by=by[2], post_id=post.pk, at=OPENS + HOUR).state == "confirmed"
    refused(NotYourStage, by[3], post, OPENS + HOUR)
    assert sign_up(by=by[3], post_id=post.pk, at=OPENS + 2 * HOUR).state == "confirmed"
    refused(NotYourStage, by[1], post, OPENS + 2 * HOUR)


def test_the_waiting_room_draws_the_early_and_lets_in_at_its_rate() -> None:
    opening = announce(make_post(places=2), waiting_room=True, admit_per_second=1)
    early, late = [someone() for _n in range(3)], someone()
    for by in early * 2:
        assert take_ticket(by=by, post_id=opening.pk, at=NOW).number is None
    refused(NotYetOpen, early[0], opening.post, NOW)
    refused(RoomFirst, late, opening.post, OPENS)
    assert take_ticket(by=late, post_id=opening.pk, at=OPENS).number == 4
    numbers = {take_ticket(by=by, post_id=opening.pk, at=OPENS).number: by for by in early}
    assert sorted(numbers) == [1, 2, 3]
    assert sign_up(by=numbers[1], post_id=opening.pk, at=OPENS).state == "confirmed"
    assert "你的排队号是 3，" in refused(NotYourTurn, numbers[3], opening.post, OPENS + SECOND)
    assert sign_up(by=numbers[2], post_id=opening.pk, at=OPENS + SECOND).state == "confirmed"
    assert sign_up(by=late, post_id=opening.pk, at=OPENS + 3 * SECOND).state == "waiting"
    assert RoomTicket.objects.count() == 4
    with pytest.raises(OpeningNotFound):
        take_ticket(by=late, post_id=announce().pk, at=OPENS)


def test_one_person_has_so_many_hot_posts_in_a_month_and_no_more() -> None:
    by = someone()
    days = (1, 10, 20, 45)
    posts = [
        make_post(activity=make_activity(starts_at=NOW + day * DAY, signup_opens_at=NOW)) for day in days
    ]
    for post in posts:
        announce(post, most_each=2, within_days=30)
    assert sign_up(by=by, post_id=posts[0].pk, at=OPENS).state == "confirmed"
    second = sign_up(by=by, post_id=posts[1].pk, at=OPENS)
    assert "30 天内每人最多报 2 次" in refused(HotCapReached, by, posts[2], OPENS)
    assert sign_up(by=by, post_id=make_post(activity=make_activity(starts_at=NOW + 15 * DAY)).pk, at=OPENS)
    cancel_signup(by=by, signup_id=second.id, at=OPENS)
    assert sign_up(by=by, post_id=posts[2].pk, at=OPENS).state == "confirmed"
    # 45 is within 30 days of the 20th only: one of two.
    assert sign_up(by=by, post_id=posts[3].pk, at=OPENS).state == "confirmed"


def test_every_reason_is_said_at_once() -> None:
    post = make_post(min_age=60)
    announce_lottery(post)
    with pytest.raises(NotEligible) as fault:
        sign_up(by=someone(), post_id=post.pk, at=OPENS)
    assert {each["code"] for each in fault.value.details["reasons"]} == {"by-lottery", "too-young"}
