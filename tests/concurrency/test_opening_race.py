"""A rush on an opening: stages never give out more than theirs, entries are one each, numbers are drawn once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from redvest.service.actions.draw_entry import close_entries, enter_draw
from redvest.service.actions.lottery import draw
from redvest.service.actions.room import take_ticket
from redvest.service.actions.signup import SignedUp, sign_up
from redvest.service.models import DrawEntry, Opening, Post, RoomTicket, SignUp
from redvest.service.opening_errors import EntryNotOpen, HotCapReached, StageFull
from redvest.service.queries.lottery import listed_numbers
from redvest.service.rules.lottery import list_digest
from redvest.service.rules.opening import StagePlan
from tests.factories.opening import CLOSES, DRAWS, OPENS, announce, announce_lottery, announce_stages, someone
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db(transaction=True)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_a_stage_gives_out_its_places_and_refuses_the_rest_without_a_trace() -> None:
    post = make_post(places=9)
    announce_stages(post, StagePlan("new", OPENS, 4, "10000"))
    people = [someone() for _n in range(12)]
    found = at_once(*[partial(sign_up, by=by, post_id=post.pk, at=OPENS) for by in people])
    assert Counter(type(each) for each in found) == {SignedUp: 4, StageFull: 8}
    assert Counter(SignUp.objects.values_list("state", flat=True)) == {"confirmed": 4}
    assert Post.objects.get(pk=post.pk).taken == 4


def test_the_same_person_at_two_hot_posts_at_once_has_one() -> None:
    posts = [make_post(activity=make_activity(starts_at=NOW + n * DAY)) for n in range(1, 7)]
    for post in posts:
        announce(post, most_each=1, within_days=30)
    by = someone()
    found = at_once(*[partial(sign_up, by=by, post_id=post.pk, at=OPENS) for post in posts])
    assert Counter(type(each) for each in found) == {SignedUp: 1, HotCapReached: 5}
    assert SignUp.objects.count() == 1


def test_entering_twice_at_once_and_while_the_list_is_fixed() -> None:
    opening = announce_lottery()
    by, others = someone(), [someone() for _n in range(8)]
    twice = at_once(*[partial(enter_draw, by=by, post_id=opening.pk, at=OPENS)] * 6)
    assert {getattr(each, "pk", each) for each in twice} == {DrawEntry.objects.get().pk}
    entering = [partial(enter_draw, by=each, post_id=opening.pk, at=CLOSES - SECOND) for each in others]
    found = at_once(*entering, partial(close_entries, at=CLOSES))
    assert {type(each) for each in found} <= {DrawEntry, EntryNotOpen, int}
    opening.refresh_from_db()
    assert opening.list_digest == list_digest(listed_numbers(opening))
    assert DrawEntry.objects.count() == len(listed_numbers(opening))


def test_drawn_by_several_at_once_while_people_sign_up_elsewhere() -> None:
    opening, elsewhere = announce_lottery(make_post(places=3)), make_post(places=50)
    people = [someone() for _n in range(10)]
    for by in people:
        enter_draw(by=by, post_id=opening.pk, at=OPENS)
    leaving = [partial(sign_up, by=by, post_id=elsewhere.pk, at=DRAWS) for by in people[:4]]
    found = at_once(*[partial(draw, post_id=opening.pk, at=DRAWS)] * 3, *leaving)
    drawn = [each for each in found if isinstance(each, bool)]
    assert sorted(drawn) == [False, False, True], found
    rows = SignUp.objects.filter(post=opening.post)
    states = Counter(rows.values_list("state", flat=True))
    outcomes = Counter(DrawEntry.objects.values_list("outcome", flat=True))
    assert states["confirmed"] == outcomes["won"] == Post.objects.get(pk=opening.pk).taken == 3
    assert states["waiting"] == outcomes["waiting"]
    assert SignUp.objects.values("volunteer").distinct().count() == SignUp.objects.count() == 10


def test_the_room_is_opened_once_by_whoever_comes_first() -> None:
    opening = announce(waiting_room=True)
    early, late = [someone() for _n in range(6)], [someone() for _n in range(6)]
    for by in early:
        take_ticket(by=by, post_id=opening.pk, at=NOW)
    came_late_in_time = partial(take_ticket, by=someone(), post_id=opening.pk, at=OPENS - SECOND)
    found = at_once(
        *[partial(take_ticket, by=by, post_id=opening.pk, at=OPENS) for by in (*late, *late)],
        came_late_in_time,
    )
    assert not [each for each in found if isinstance(each, Exception)], found
    numbers = dict(RoomTicket.objects.values_list("volunteer", "number"))
    assert sorted(numbers[by.volunteer_id] for by in early if by.volunteer_id)[-1] <= 7
    given = [number for number in numbers.values() if number is not None]
    assert len(set(given)) == len(given) >= 12
    assert Opening.objects.get(pk=opening.pk).last_number >= max(given)
