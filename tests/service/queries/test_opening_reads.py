"""What an opening says to whom and when: the code, the moment, the wait; and nothing where there is no opening."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.registry.models import Volunteer
from redvest.service.actions.draw_entry import withdraw_entry
from redvest.service.actions.lottery import draw
from redvest.service.actions.room import take_ticket
from redvest.service.models import Opening, Post, RoomTicket
from redvest.service.queries.opening import (
    HINDRANCES,
    Verdict,
    describe,
    hot_left,
    is_held_back,
    opening_of,
    progress,
    stages_of,
    ticket_of,
    verdict_for,
)
from redvest.service.rules.opening import StagePlan
from tests.factories.opening import (
    DRAWS,
    HOUR,
    OPENS,
    announce,
    announce_lottery,
    announce_stages,
    enter,
    someone,
)
from tests.factories.registry import NOW, make_volunteer
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def read(post: Post | Opening) -> Post:
    return Post.objects.select_related("activity", "opening").get(pk=post.pk)


def said(post: Post | Opening, at: Any, who: Volunteer | None = None) -> tuple[str, int | None]:
    found = verdict_for(who.pk if who else None, read(post), at)
    assert bool(found.sentence) is bool(found.code)
    return found.code, found.wait


def test_a_post_without_an_opening_says_nothing_and_asks_nothing(django_assert_num_queries: Any) -> None:
    post = read(make_post())
    with django_assert_num_queries(0):
        assert opening_of(post) is None
        assert not is_held_back(post, NOW)
        assert verdict_for(None, post, NOW) == Verdict()


def test_each_way_before_while_and_after() -> None:
    me = make_volunteer()
    first, lottery = announce(), announce_lottery()
    assert said(first, NOW, me) == ("not-yet-open", 3600)
    assert said(first, OPENS - SECOND) == ("not-yet-open", 1)
    assert said(first, OPENS, me) == ("", None)
    assert {said(lottery, at, me)[0] for at in (NOW, OPENS, DRAWS)} == {"by-lottery"}
    draw(post_id=lottery.pk, at=DRAWS)
    assert said(lottery, DRAWS, me) == ("", None)
    assert set(HINDRANCES) >= {"not-yet-open", "by-lottery"}


def test_a_stage_tells_how_many_places_are_out_and_when_the_next_begins() -> None:
    post = make_post(places=9)
    announce_stages(post, StagePlan("new", OPENS, 2, "30"), StagePlan("members", OPENS + HOUR, 3))
    fresh, old = make_volunteer(), make_volunteer()
    Volunteer.objects.filter(pk=fresh.pk).update(registered_at=NOW)
    Volunteer.objects.filter(pk=old.pk).update(registered_at=NOW - 400 * DAY)
    assert said(post, OPENS, old) == ("not-your-stage", 3600)
    assert said(post, OPENS) == ("not-your-stage", 3600)
    assert verdict_for(fresh.pk, read(post), OPENS).released == 2
    assert verdict_for(fresh.pk, read(post), OPENS + HOUR).released == 5
    for _n in range(2):
        make_signup(post=post, volunteer=make_volunteer())
    assert said(post, OPENS, fresh) == ("stage-full", 3600)
    assert said(post, OPENS + HOUR, fresh) == ("", None)
    assert verdict_for(old.pk, read(post), NOW + 5 * HOUR) == Verdict()
    assert [each.places for each in stages_of(Opening.objects.get())] == [2, 3, 4]


def test_the_room_tells_the_turn_of_a_number() -> None:
    opening, me = announce(waiting_room=True, admit_per_second=2), make_volunteer()
    assert said(opening, OPENS, me) == ("room-first", None)
    ticket = RoomTicket.objects.create(opening=opening, volunteer=me, arrived_at=NOW)
    assert said(opening, OPENS, me) == ("room-first", None)
    RoomTicket.objects.update(number=6)
    assert said(opening, OPENS, me) == ("not-your-turn", 2)
    assert said(opening, OPENS + 2 * SECOND, me) == ("", None)
    assert ticket_of(opening, me.pk) == ticket and ticket_of(opening, None) is None


def test_how_many_hot_posts_are_left_counts_only_capped_ones_around_the_day() -> None:
    me = make_volunteer()
    days = {1: True, 12: True, 14: False, 60: True}
    posts = {
        day: make_post(activity=make_activity(starts_at=NOW + day * DAY, signup_opens_at=NOW)) for day in days
    }
    for day, capped in days.items():
        announce(posts[day], **({"most_each": 3, "within_days": 30} if capped else {}))

    def left() -> dict[int, int]:
        openings = {day: Opening.objects.get(pk=posts[day].pk) for day in days}
        return {day: hot_left(me.pk, read(posts[day]), openings[day]) for day in days}

    assert left() == {1: 3, 12: 3, 14: 1, 60: 3}
    for day in (1, 14):
        make_signup(post=posts[day], volunteer=me)
    assert left() == {1: 3, 12: 2, 14: 1, 60: 3}


def test_progress_counts_entries_that_stand_and_tickets_in_one_query(django_assert_num_queries: Any) -> None:
    lottery, room, plain = announce_lottery(), announce(waiting_room=True), make_post()
    people = [someone() for _n in range(3)]
    enter(lottery, *people)
    withdraw_entry(by=people[0], post_id=lottery.pk, at=OPENS)
    for by in people:
        take_ticket(by=by, post_id=room.pk, at=NOW)
    with django_assert_num_queries(1):
        found = progress([lottery.pk, room.pk, plain.pk])
    assert found == {lottery.pk: {"entries": 2, "tickets": 0}, room.pk: {"entries": 0, "tickets": 3}}


def test_groups_in_words() -> None:
    names = {"360502": "渝水区"}
    found = [
        describe(group, value, names)
        for group, value in (
            ("region", "360502"),
            ("new", "30"),
            ("served", "20"),
            ("members", ""),
            ("all", ""),
        )
    ]
    assert found == [
        "渝水区居民",
        "登记不满 30 天的新志愿者",
        "服务满 20 小时的志愿者",
        "本组织成员",
        "所有人",
    ]
