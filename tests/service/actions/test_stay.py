"""Stays: what ways in and out make of them, in whatever order they come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from redvest.service.actions.stay import enter, leave
from redvest.service.choices import ProofKind
from redvest.service.errors import NoOpenStay
from redvest.service.models import Attendance, SignUp
from tests.factories.registry import NOW, make_volunteer
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LEADER, VENUE, TICK = ProofKind.LEADER_SCAN, ProofKind.VENUE_CODE, ProofKind.LEADER_TICK


@pytest.fixture
def signup() -> SignUp:
    return make_signup(post=make_post(activity=make_activity(starts_at=NOW)), volunteer=make_volunteer())


def come(signup: SignUp, minute: int, proof: ProofKind = LEADER) -> Attendance:
    return enter(activity=signup.activity, signup=signup, at=NOW + minute * MINUTE, proof=proof)


def go(signup: SignUp, minute: int, proof: ProofKind = LEADER) -> Attendance:
    return leave(activity=signup.activity, signup=signup, at=NOW + minute * MINUTE, proof=proof)


def stays() -> list[tuple[int, int | None, list[str]]]:
    """Minutes of coming and going, and the proofs."""
    return [
        (
            (stay.in_at - NOW) // MINUTE,
            None if stay.out_at is None else (stay.out_at - NOW) // MINUTE,
            stay.proofs,
        )
        for stay in Attendance.objects.order_by("in_at", "out_at")
    ]


def test_in_and_out_are_one_stay(signup: SignUp) -> None:
    stay = come(signup, 5)
    assert stays() == [(5, None, ["leader-scan"])]

    assert go(signup, 65).pk == stay.pk
    assert stays() == [(5, 65, ["leader-scan"])]
    assert (stay.signup_id, stay.volunteer_id, stay.city) == (signup.pk, signup.volunteer_id, signup.city)


def test_a_second_way_in_strengthens_the_open_stay(signup: SignUp) -> None:
    come(signup, 5, LEADER)
    come(signup, 7, VENUE)
    come(signup, 9, VENUE)

    assert stays() == [(5, None, ["leader-scan", "venue-code"])]


def test_an_earlier_way_in_that_comes_later_moves_the_beginning(signup: SignUp) -> None:
    come(signup, 7)
    come(signup, 2, VENUE)

    assert stays() == [(2, None, ["leader-scan", "venue-code"])]


def test_the_way_out_may_be_proven_otherwise(signup: SignUp) -> None:
    come(signup, 0, TICK)
    go(signup, 60, VENUE)

    assert stays() == [(0, 60, ["leader-tick", "venue-code"])]


def test_a_later_way_out_extends_and_an_earlier_one_changes_nothing(signup: SignUp) -> None:
    come(signup, 0)
    for minute in (60, 90, 70):
        go(signup, minute)

    assert stays() == [(0, 90, ["leader-scan"])]


def test_coming_back_is_a_second_stay(signup: SignUp) -> None:
    come(signup, 0)
    go(signup, 30)
    come(signup, 60)
    go(signup, 90)

    assert stays() == [(0, 30, ["leader-scan"]), (60, 90, ["leader-scan"])]


def test_a_late_way_out_belongs_to_the_stay_that_is_open(signup: SignUp) -> None:
    come(signup, 0)
    go(signup, 30)
    come(signup, 60)

    go(signup, 61)

    assert stays() == [(0, 30, ["leader-scan"]), (60, 61, ["leader-scan"])]


def test_a_way_out_before_the_open_stay_extends_the_one_before_it(signup: SignUp) -> None:
    come(signup, 0)
    go(signup, 30)
    come(signup, 60)

    go(signup, 40)

    assert stays() == [(0, 40, ["leader-scan"]), (60, None, ["leader-scan"])]


def test_out_before_any_way_in_is_refused_and_writes_nothing(signup: SignUp) -> None:
    with pytest.raises(NoOpenStay), transaction.atomic():
        go(signup, 30)
    assert stays() == []

    come(signup, 60)
    with pytest.raises(NoOpenStay), transaction.atomic():
        go(signup, 59)
    assert stays() == [(60, None, ["leader-scan"])]


def test_in_and_out_at_one_moment_is_a_stay_of_no_length(signup: SignUp) -> None:
    come(signup, 5)
    go(signup, 5)

    assert stays() == [(5, 5, ["leader-scan"])]


def test_one_persons_ways_do_not_touch_anothers(signup: SignUp) -> None:
    other = make_signup(post=signup.post, volunteer=make_volunteer())
    come(signup, 0)
    come(other, 10, VENUE)

    go(other, 20, VENUE)

    assert stays() == [(0, None, ["leader-scan"]), (10, 20, ["venue-code"])]


def test_one_activitys_ways_do_not_touch_anothers(signup: SignUp) -> None:
    come(signup, 0)
    other = make_signup(
        post=make_post(activity=make_activity(starts_at=NOW + timedelta(days=1))), volunteer=signup.volunteer
    )

    with pytest.raises(NoOpenStay), transaction.atomic():
        go(other, 30)

    assert stays() == [(0, None, ["leader-scan"])]
