"""Reconfirmation at its edges: what has begun is in nobody's way, and a post that asks nobody takes nobody's place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.models import DatedSetting
from redvest.service.actions.reconfirm import AT_ONCE, set_reconfirm
from redvest.service.choices import SignUpState
from redvest.service.models import Post
from redvest.service.queries.reconfirm import overdue
from tests.factories.registry import NOW, make_leader, make_region_tree, make_volunteer
from tests.factories.service import make_activity, make_post, make_signup
from tests.service.actions.test_reconfirm import ASK, DUE, HOUR, START, Asked

pytestmark = pytest.mark.django_db


def full(people: int) -> Post:
    """A post that begins an hour before the others' deadline."""
    post = make_post(places=people, activity=make_activity(starts_at=DUE - HOUR, hours=9))
    for _n in range(people):
        make_signup(post=post, volunteer=make_volunteer(with_account=False))
    return post


def test_silent_people_of_what_has_begun_hold_up_nobody_elses_deadline() -> None:
    begun = full(AT_ONCE)
    asked = Asked(places=1, waiting=1)
    assert begun.pk < asked.post.pk  # it is looked at first
    asked.run()
    # They kept silent while the clock stood still, until it began.
    begun.signups.update(reconfirm_by=DUE - 2 * HOUR)
    assert asked.run(DUE) == (0, 0, 1)
    assert asked.states() == ["lapsed", "offered"]
    assert set(begun.signups.values_list("state", flat=True)) == {SignUpState.CONFIRMED}


def test_a_place_lapses_up_to_the_start_of_its_own_shift_and_not_from_then_on() -> None:
    asked = Asked(places=1, waiting=0)
    asked.run()
    assert overdue(START - timedelta(seconds=1), 9) == [asked.made[0].id]
    assert overdue(START, 9) == [] and asked.run(START) == (0, 0, 0)
    assert (asked.states(), asked.taken) == (["confirmed"], 1)


def place_asks(value: str) -> None:
    DatedSetting.objects.create(
        region=make_region_tree().city,
        key="reconfirm.asked",
        value=value,
        effective_on=NOW.date(),
        set_at=NOW,
    )


@pytest.mark.parametrize(("place", "wanted", "lapsed"), [("no", None, 0), ("yes", None, 2), ("yes", True, 2)])
def test_as_the_place_has_it_lets_off_the_silent_where_the_place_asks_nobody(
    place: str, wanted: bool | None, lapsed: int
) -> None:
    place_asks(place)
    asked = Asked(waiting=0)
    asked.run()
    leader = make_leader(asked.body)
    set_reconfirm(by=leader, post=asked.post, wanted=wanted, at=ASK + HOUR)
    left = [None, None] if lapsed == 0 else [DUE, DUE]
    assert [each.reconfirm_by for each in asked.rows()] == left
    assert asked.run(DUE)[2] == lapsed
    assert asked.states() == (["lapsed"] * 2 if lapsed else ["confirmed"] * 2)
