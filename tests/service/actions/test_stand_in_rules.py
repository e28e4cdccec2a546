"""Taking a place over is under the same rules as signing up: one place for one person, caps, groups, and the line first."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.registry.models import DatedSetting, Volunteer
from redvest.service.actions.hand_over import make_link
from redvest.service.actions.hand_over_answer import answer_hand_over, answer_link
from redvest.service.actions.signup import SignedUp, sign_up
from redvest.service.choices import CancelKind, SignUpState
from redvest.service.hand_over_errors import LineComesFirst
from redvest.service.models import HandOver, Opening, Post, SignUp
from redvest.service.rules.opening import StagePlan
from redvest.service.signup_errors import AlreadySignedUp, NotEligible
from tests.factories.opening import MINUTE, OPENS, announce
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_entry, make_post, make_signup
from tests.service.actions.test_hand_over import Handed
from tests.service.actions.test_person import merged, two_records
from tests.service.actions.test_swap import Two

pytestmark = pytest.mark.django_db


def everything(post: Post) -> tuple[Any, ...]:
    signups = SignUp.objects.filter(post=post).order_by("pk").values()
    return (
        list(signups),
        list(HandOver.objects.values()),
        Post.objects.get(pk=post.pk).taken,
        AuditLine.objects.count(),
    )


def refused(
    handed: Handed, asked: HandOver, error: type[DomainError], at: datetime = NOW + HOUR
) -> DomainError:
    """A yes that is refused and changes nothing."""
    before = everything(handed.post)
    with pytest.raises(error) as fault:
        answer_hand_over(by=handed.other, hand_over_id=asked.pk, accept=True, at=at)
    assert everything(handed.post) == before
    return fault.value


class TwoRecords(Handed):
    """The taker has an older record, merged into theirs, that is on this post."""

    def __init__(self, state: SignUpState) -> None:
        super().__init__(places=2)
        old, self.taker = two_records()
        merged(old, self.taker)
        self.other = volunteer_standing(self.taker)
        self.asked = self.ask()
        self.row = make_signup(post=self.post, volunteer=old, state=state)


@pytest.mark.parametrize("state", [SignUpState.CONFIRMED, SignUpState.APPLIED, SignUpState.OFFERED])
def test_a_place_under_another_record_is_a_place_already(state: SignUpState) -> None:
    two = TwoRecords(state)
    fault = refused(two, two.asked, AlreadySignedUp)
    assert fault.details == {"signup": str(two.row.pk), "state": state}


def test_who_waited_under_another_record_leaves_the_line_with_it() -> None:
    two = TwoRecords(SignUpState.WAITING)
    two.yes(two.asked)
    two.row.refresh_from_db()
    assert (two.row.state, two.row.cancel_kind, two.row.cancelled_at) == (
        SignUpState.CANCELLED, CancelKind.EARLY, NOW + HOUR,
    )  # fmt: skip
    mine = SignUp.objects.get(post=two.post, state=SignUpState.CONFIRMED)
    assert (mine.volunteer_id, two.taken) == (two.taker.pk, 1)


def place(post: Post, **about: Any) -> Volunteer:
    """Somebody new with a place on a post, whatever its opening says."""
    person = make_volunteer(**about)
    make_signup(post=post, volunteer=person)
    return person


def codes(fault: DomainError) -> list[str]:
    return [each["code"] for each in fault.details["reasons"]]


CAP = {"most_each": 1, "within_days": 30}


class Hot(Handed):
    """A place on an announced post that nobody waits for, and somebody asked to take it."""

    def __init__(self, **plan: Any) -> None:
        super().__init__(places=3)
        SignUp.objects.all().delete()
        Post.objects.update(taken=0)
        self.post.refresh_from_db()
        announce(self.post, **plan)
        self.post.refresh_from_db()
        self.signup = make_signup(post=self.post, volunteer=self.giver)


def hot_elsewhere(days: int = 0) -> Post:
    begins = NOW + (120 + 24 * days) * HOUR
    post = make_post(activity=make_activity(starts_at=begins, signup_opens_at=NOW))
    announce(post, **CAP)
    post.refresh_from_db()
    return post


def test_who_has_used_up_the_hot_posts_takes_none_over() -> None:
    hot = Hot(**CAP)
    make_signup(post=hot_elsewhere(), volunteer=hot.taker)
    fault = refused(hot, hot.ask(), NotEligible)
    assert codes(fault) == ["hot-cap-reached"] and "30 天" in fault.details["reasons"][0]["sentence"]


def test_nor_by_a_link_nor_under_another_record() -> None:
    hot = Hot(**CAP)
    old, hot.taker = two_records()
    merged(old, hot.taker)
    hot.other = volunteer_standing(hot.taker)
    make_signup(post=hot_elsewhere(), volunteer=old, state=SignUpState.SERVED)
    _made, token = make_link(by=hot.by, signup_id=hot.signup.pk, at=NOW)
    before = everything(hot.post)
    with pytest.raises(NotEligible) as fault:
        answer_link(by=hot.other, token=token, accept=True, at=NOW + HOUR)
    assert codes(fault.value) == ["hot-cap-reached"] and everything(hot.post) == before


def test_who_has_one_left_takes_it() -> None:
    hot = Hot(**CAP)
    make_signup(post=hot_elsewhere(days=40), volunteer=hot.taker)
    make_signup(post=make_post(activity=make_activity(starts_at=NOW + 90 * HOUR)), volunteer=hot.taker)
    hot.yes(hot.ask())
    assert hot.holders()["欧阳明霞"] == "confirmed"


def test_two_who_swap_hot_shifts_keep_one_each_and_no_third_comes_of_it() -> None:
    for more in (0, 1):
        two = Two()
        for post, signup in zip(two.posts, two.signups, strict=True):
            opening = {"city": post.city, "announced_at": NOW, "opens_at": NOW}
            Opening.objects.create(post=post, **opening, **CAP)
            assert signup.state == "confirmed"
        if more:
            make_signup(post=hot_elsewhere(), volunteer=two.people[0])
            with pytest.raises(NotEligible) as fault:
                two.ask()
            assert codes(fault.value) == ["hot-cap-reached"]
            make_signup(post=hot_elsewhere(), volunteer=two.people[1])
            asked = HandOver.objects.create(
                kind="swap", signup=two.signups[0], other=two.signups[1], to_volunteer=two.people[1],
                city=two.posts[0].city, made_at=NOW, expires_at=NOW + 9 * HOUR,
            )  # fmt: skip
            with pytest.raises(NotEligible):
                two.yes(asked)
            assert two.now() == [["李明霞"], ["欧阳明霞"]]
        else:
            two.yes(two.ask())
            assert two.now() == [["欧阳明霞"], ["李明霞"]]
        assert two.taken() == [1, 1]


def staged() -> Hot:
    first = StagePlan("served", OPENS, 2, "10")
    return Hot(mode="staged", stages=(first, StagePlan("all", NOW + 9 * HOUR, 0)))


def test_only_whom_a_stage_is_open_to_takes_a_place_over_while_it_runs() -> None:
    hot = staged()
    asked = hot.ask()
    fault = refused(hot, asked, NotEligible, at=NOW + 8 * HOUR)
    assert codes(fault) == ["not-your-stage"] and "03-05 19:00" in fault.details["reasons"][0]["sentence"]
    make_entry(volunteer=hot.taker, body=hot.post.activity.body, minutes=600)
    answer_hand_over(by=hot.other, hand_over_id=asked.pk, accept=True, at=NOW + 8 * HOUR)
    assert hot.holders()["欧阳明霞"] == "confirmed"


def test_once_it_is_open_to_all_anybody_takes_a_place_over() -> None:
    hot = staged()
    asked = hot.ask()
    answer_hand_over(by=hot.other, hand_over_id=asked.pk, accept=True, at=NOW + 9 * HOUR)
    assert hot.holders()["欧阳明霞"] == "confirmed"


def test_a_full_stage_does_not_stand_against_a_place_that_is_given_already() -> None:
    hot = staged()
    make_entry(volunteer=hot.taker, body=hot.post.activity.body, minutes=600)
    place(hot.post)
    asked = hot.ask()
    answer_hand_over(by=hot.other, hand_over_id=asked.pk, accept=True, at=NOW + 8 * HOUR)
    assert hot.taken == 2


def joins(post: Post, person: Volunteer | None = None) -> SignUp:
    return make_signup(post=post, volunteer=person or make_volunteer(name="候补"), state=SignUpState.WAITING)


def test_who_joined_the_line_since_comes_before_a_link_made_earlier() -> None:
    handed = Handed()
    _made, token = make_link(by=handed.by, signup_id=handed.signup.pk, at=NOW)
    joins(handed.post)
    before = everything(handed.post)
    with pytest.raises(LineComesFirst) as fault:
        answer_link(by=handed.other, token=token, accept=True, at=NOW + HOUR)
    assert "候补" in fault.value.message and everything(handed.post) == before


def test_near_the_start_the_link_is_good_again_and_so_it_is_once_the_line_is_empty() -> None:
    handed = Handed(left=25)
    DatedSetting.objects.create(
        region=handed.post.activity.region,
        key="handover.line_hours",
        value=24,
        effective_on=NOW.date(),
        set_at=NOW,
    )
    asked = handed.ask()
    row = joins(handed.post)
    refused(handed, asked, LineComesFirst, at=NOW + 59 * MINUTE)
    with transaction.atomic():
        answer_hand_over(by=handed.other, hand_over_id=asked.pk, accept=True, at=NOW + HOUR)
        assert handed.holders()["欧阳明霞"] == "confirmed"
        transaction.set_rollback(True)
    SignUp.objects.filter(pk=row.pk).update(state=SignUpState.CANCELLED)
    answer_hand_over(by=handed.other, hand_over_id=asked.pk, accept=True, at=NOW + 59 * MINUTE)
    assert handed.taken == 1


def test_who_is_alone_in_the_line_takes_the_place_they_are_asked_to_take() -> None:
    handed = Handed()
    asked = handed.ask()
    own = joins(handed.post, handed.taker)
    handed.yes(asked)
    own.refresh_from_db()
    assert own.state == SignUpState.CONFIRMED


def test_a_swap_takes_no_place_from_those_in_line() -> None:
    two = Two()
    asked = two.ask()
    for post in two.posts:
        joins(post)
    two.yes(asked)
    assert two.now() == [["欧阳明霞"], ["李明霞"]]


def test_no_is_said_to_a_link_whoever_waits() -> None:
    handed = Handed()
    asked = handed.ask()
    joins(handed.post)
    answer_hand_over(by=handed.other, hand_over_id=asked.pk, accept=False, at=NOW)
    asked.refresh_from_db()
    assert asked.state == "declined"


@pytest.mark.django_db(transaction=True)
def test_joining_the_line_and_taking_the_place_over_at_once_have_one_order() -> None:
    for _round in range(4):
        handed = Handed()
        asked = handed.ask()
        late = volunteer_standing(make_volunteer(name="候补"))
        found = at_once(
            partial(answer_hand_over, by=handed.other, hand_over_id=asked.pk, accept=True, at=NOW + HOUR),
            partial(sign_up, by=late, post_id=handed.post.pk, at=NOW + HOUR),
        )  # type: ignore[arg-type]
        assert isinstance(found[1], SignedUp) and found[1].state == "waiting"
        assert isinstance(found[0], HandOver | LineComesFirst) and handed.taken == 1
        kept = handed.holders()["李明霞"]
        assert kept == ("confirmed" if isinstance(found[0], LineComesFirst) else "cancelled")
