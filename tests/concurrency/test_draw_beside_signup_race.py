"""A draw and what its entrants do elsewhere at that moment: caps, rest and plans are held against each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from redvest.core.errors import DomainError
from redvest.registry.models import DatedSetting, DutySlot, Region
from redvest.registry.policy import Standing
from redvest.service.actions.duty import take_duty
from redvest.service.actions.hand_over import make_link
from redvest.service.actions.hand_over_answer import answer_link
from redvest.service.actions.lottery import draw
from redvest.service.actions.party import PartyForm, sign_up_party
from redvest.service.actions.signup import SignedUp, sign_up
from redvest.service.models import DrawEntry, Opening, Post, SignUp
from redvest.service.opening_errors import HotCapReached
from redvest.service.signup_errors import NotEligible
from tests.factories.opening import DRAWS, HOUR, announce, announce_lottery, enter, someone
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post, make_signup
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db(transaction=True)
BEGINS = NOW + 48 * HOUR
CAP = {"most_each": 1, "within_days": 30}
Work = Callable[[], Any]


def one_inside_the_other(first: Work, then: Work) -> list[Any]:
    """``then`` begins once ``first`` has done its work, and before that is committed."""
    worked, other_is_done = Event(), Event()

    def outer() -> Any:
        try:
            with transaction.atomic():
                made = first()
                worked.set()
                other_is_done.wait(timeout=0.7)  # it waits for us, or it never will
                return made
        finally:
            worked.set()

    def inner() -> Any:
        worked.wait(timeout=20)
        try:
            return then()
        finally:
            other_is_done.set()

    return at_once(outer, inner)


def post_at(begins: Any, **more: Any) -> Post:
    return make_post(activity=make_activity(starts_at=begins), **more)


def entered(**plan: Any) -> tuple[Opening, Standing]:
    opening, by = announce_lottery(post_at(BEGINS), **plan), someone()
    enter(opening, by)
    return opening, by


def outcome(opening: Opening) -> str:
    return DrawEntry.objects.get(opening=opening).outcome


def drawing(opening: Opening) -> Work:
    return partial(draw, post_id=opening.pk, at=DRAWS)


def signing(by: Standing, post: Post) -> Work:
    return partial(sign_up, by=by, post_id=post.pk, at=DRAWS)


def test_a_sign_up_for_another_capped_post_is_seen_by_the_draw() -> None:
    (opening, by), other = entered(**CAP), post_at(BEGINS + 72 * HOUR)
    announce(other, **CAP)
    signed, drawn = one_inside_the_other(signing(by, other), drawing(opening))
    assert isinstance(signed, SignedUp) and drawn is True
    assert outcome(opening) == "hot-cap-reached"
    assert SignUp.objects.get().post_id == other.pk


def test_the_draw_is_seen_by_a_sign_up_for_another_capped_post() -> None:
    (opening, by), other = entered(**CAP), post_at(BEGINS + 72 * HOUR)
    announce(other, **CAP)
    drawn, refused = one_inside_the_other(drawing(opening), signing(by, other))
    assert drawn is True and isinstance(refused, HotCapReached)
    assert (outcome(opening), SignUp.objects.get().post_id) == ("won", opening.pk)
    assert Post.objects.get(pk=other.pk).taken == 0


@pytest.fixture
def much_rest() -> None:
    baihua = post_at(BEGINS).activity.region
    city = Region.objects.get(code=CITY)
    assert baihua.path.startswith(city.path)
    DatedSetting.objects.create(
        region=city, key="signup.rest_minutes", value=120, effective_on=NOW.date(), set_at=NOW
    )


@pytest.mark.usefixtures("much_rest")
def test_rest_is_kept_between_a_place_drawn_and_one_taken_at_that_moment() -> None:
    (opening, by), near = entered(), post_at(BEGINS + 3 * HOUR)
    one_inside_the_other(signing(by, near), drawing(opening))
    assert (outcome(opening), SignUp.objects.get().post_id) == ("rest-time", near.pk)
    (opening, by), near = entered(), post_at(BEGINS + 3 * HOUR)
    drawn, refused = one_inside_the_other(drawing(opening), signing(by, near))
    assert drawn is True and isinstance(refused, NotEligible)
    assert SignUp.objects.get(volunteer=by.volunteer_id).post_id == opening.pk


@pytest.mark.usefixtures("much_rest")
def test_who_takes_a_place_over_or_joins_a_group_is_seen_too() -> None:
    (opening, by), near = entered(), post_at(BEGINS + 3 * HOUR)
    giver = make_volunteer()
    link = make_link(
        by=volunteer_standing(giver), signup_id=make_signup(post=near, volunteer=giver).pk, at=NOW
    )
    taking = partial(answer_link, by=by, token=link[1], accept=True, at=DRAWS)
    one_inside_the_other(taking, drawing(opening))
    assert outcome(opening) == "rest-time"
    (opening, by), near = entered(), post_at(BEGINS + 3 * HOUR)
    friend = make_volunteer()
    form = PartyForm(people=[(friend.number, friend.name)])
    joining = partial(sign_up_party, by=by, post_id=near.pk, form=form, at=DRAWS)
    one_inside_the_other(joining, drawing(opening))
    assert outcome(opening) == "rest-time"


def test_duty_and_a_place_drawn_at_the_same_time_of_day() -> None:
    slot = slots()[0]
    assert isinstance(slot, DutySlot)
    opening, by = announce_lottery(post_at(slot.starts_at)), someone()
    enter(opening, by)
    one_inside_the_other(partial(take_duty, by=by, slot=slot, at=DRAWS), drawing(opening))
    assert outcome(opening) == "overlaps"


def test_two_draws_of_the_same_people_at_once_give_each_one_place() -> None:
    people = [someone() for _n in range(6)]
    first, second = (announce_lottery(post_at(BEGINS + n * 72 * HOUR), **CAP) for n in (0, 1))
    for opening in (first, second):
        enter(opening, *people)
    drawn = at_once(drawing(first), drawing(second))
    assert drawn == [True, True]
    assert SignUp.objects.count() == SignUp.objects.values("volunteer").distinct().count() == 6


def test_draws_and_sign_ups_at_once_never_wait_in_a_circle() -> None:
    for _round in range(3):
        people = [someone() for _n in range(4)]
        lotteries = [announce_lottery(post_at(BEGINS + n * 72 * HOUR), **CAP) for n in (0, 1)]
        other = post_at(BEGINS + 200 * HOUR, places=9)
        announce(other, **CAP)
        for opening in lotteries:
            enter(opening, *people)
        posts = [other, *(opening.post for opening in lotteries)]
        works = [signing(by, post) for by in people for post in posts]
        found = at_once(*map(drawing, lotteries), *works)
        wrong = [each for each in found if isinstance(each, Exception) and not isinstance(each, DomainError)]
        assert not wrong
        for by in people:
            assert SignUp.objects.filter(volunteer=by.volunteer_id).count() == 1
