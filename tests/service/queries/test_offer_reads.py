"""Whose turn it is: many looked at cost as few queries as one, and say of each what is said of one alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from redvest.registry.choices import QualificationState, VolunteerState
from redvest.registry.models import Qualification
from redvest.service.actions.offer import expire_offers, hold_out, lock_post
from redvest.service.choices import SignUpState
from redvest.service.models import Offer, Post, PostCourse, SignUp, TrainingCourse, TrainingRecord
from redvest.service.queries.offer import (
    LOOK_AGAIN,
    posts_with_room_and_waiting,
    reasons_against,
    waiting_list,
)
from redvest.service.queries.signup import reasons_of_person
from tests.factories.registry import NOW, TODAY, make_account, make_volunteer
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
Counted = Callable[[int], AbstractContextManager[object]]
MINUTE = timedelta(minutes=1)


def strict_post(places: int = 1) -> Post:
    """Asks for an age, a training and a qualification."""
    activity = make_activity(starts_at=NOW + timedelta(hours=40))
    post = make_post(activity=activity, places=places, min_age=18, qualifications=["first-aid"])
    course = TrainingCourse.objects.create(
        city=post.city, body=activity.body, name="急救", content="心肺复苏", minutes=90,
        created_at=NOW, created_by=make_account(),
    )  # fmt: skip
    PostCourse.objects.create(post=post, course=course)
    return post


def wait(post: Post, **person: object) -> SignUp:
    return make_signup(post=post, volunteer=make_volunteer(**person), state=SignUpState.WAITING)  # type: ignore[arg-type]


def train(signup: SignUp, **more: date) -> None:
    course = PostCourse.objects.get(post=signup.post).course
    TrainingRecord.objects.create(
        city=signup.city, course=course, volunteer=signup.volunteer, on=TODAY, recorded_by=make_account(),
        recorded_at=NOW, **more,
    )  # fmt: skip


def qualify(signup: SignUp, state: QualificationState = QualificationState.VERIFIED) -> None:
    Qualification.objects.create(
        city=signup.city, volunteer=signup.volunteer, kind="first-aid", state=state, submitted_at=NOW,
        issued_by="红十字会", issued_on=TODAY, proof_key="k", proof_type="image/png",
    )  # fmt: skip


def test_many_are_told_what_one_is_told() -> None:
    post = strict_post()
    line = [
        wait(post, state=VolunteerState.SUSPENDED),
        wait(post, birth_on=TODAY.replace(year=TODAY.year - 15)),
        *[wait(post) for _n in range(5)],
    ]
    train(line[3])
    train(line[4], expires_on=TODAY)  # until today: not on the day itself
    for each in line[5:]:
        train(each)
    qualify(line[5], QualificationState.SUBMITTED)
    qualify(line[6])
    against = reasons_against(list(waiting_list(post.pk)), post)
    alone = {each.pk: own[0].code for each in line if (own := reasons_of_person(each.volunteer, each.post))}
    assert against == alone
    assert [against.get(each.pk, "") for each in line] == [
        "inactive", "too-young", "needs-training", "needs-qualification", "needs-training", "needs-qualification", "",
    ]  # fmt: skip


@pytest.mark.parametrize("people", [1, 60])
def test_a_line_of_people_passed_over_costs_the_same_however_long(
    people: int, django_assert_num_queries: Counted
) -> None:
    post = strict_post()
    for _n in range(people):
        make_signup(post=post, volunteer=make_volunteer(with_account=False), state=SignUpState.WAITING)
    lock_post(post_id=post.pk)
    with django_assert_num_queries(11):
        assert hold_out(post_id=post.pk, at=NOW) == 0
    assert Offer.objects.filter(state="skipped", reason="needs-training").count() == people


def test_the_clock_leaves_those_passed_over_alone_for_ten_minutes(django_assert_num_queries: Counted) -> None:
    post = strict_post()
    signup = wait(post)
    assert posts_with_room_and_waiting(NOW, 9) == [post.pk]
    assert expire_offers(at=NOW) == 0
    assert posts_with_room_and_waiting(NOW + 9 * MINUTE, 9) == []
    with django_assert_num_queries(2):
        assert expire_offers(at=NOW + 9 * MINUTE) == 0
    train(signup)
    qualify(signup)
    assert expire_offers(at=NOW + LOOK_AGAIN) == 1
    assert SignUp.objects.get().state == SignUpState.OFFERED


def test_a_place_given_up_is_held_out_at_once_to_whoever_may_serve_now() -> None:
    post = strict_post()
    first, second = wait(post), wait(post)
    expire_offers(at=NOW)
    for each in (first, second):
        train(each)
        qualify(each)
    assert hold_out(post_id=post.pk, at=NOW + MINUTE) == 1
    assert [SignUp.objects.get(pk=each.pk).state for each in (first, second)] == ["offered", "waiting"]


def test_a_reason_is_written_down_once_with_when_it_was_last_seen() -> None:
    post = strict_post()
    signup = wait(post)
    for minutes in (0, 10, 20):
        expire_offers(at=NOW + minutes * MINUTE)
    turn = Offer.objects.get()
    assert (turn.reason, turn.made_at, turn.ended_at) == ("needs-training", NOW, NOW + 20 * MINUTE)
    train(signup)
    expire_offers(at=NOW + 30 * MINUTE)
    assert list(Offer.objects.order_by("made_at").values_list("reason", flat=True)) == [
        "needs-training",
        "needs-qualification",
    ]
