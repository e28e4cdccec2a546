"""What concerns a shift within hours is urgent, whatever it is, and it goes by the shift: others wait for the morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from redvest.core.identifiers import uuid7
from redvest.registry.actions.duty import take_slot
from redvest.registry.actions.duty_off import call_off_slot
from redvest.registry.models import Message
from redvest.service.actions.activity import cancel_activity
from redvest.service.actions.answer_notice import tell_left_out, tell_named
from redvest.service.actions.application import answer_application
from redvest.service.actions.hand_over_notice import tell_hand_over_asked, tell_hand_over_ended
from redvest.service.actions.letter import send_letter, write_letter
from redvest.service.actions.notice import tell_cancelled, tell_decided
from redvest.service.actions.series_notice import tell_changed
from redvest.service.choices import SignUpState
from redvest.service.models import ActivityChange, Post, SignUp
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup
from tests.registry.actions.test_duty import keeper, slots
from tests.service.actions.test_hand_over import Handed

pytestmark = pytest.mark.django_db
NEAR = pytest.mark.parametrize(("hours", "urgent"), [(3, True), (11, True), (12, False), (48, False)])


def shift(hours: int, **post: object) -> Post:
    """A shift that begins in so many hours, of an activity that began the day before and lasts for a week."""
    activity = make_activity(body=make.make_body(name="暖阳队"), starts_at=NOW - 24 * HOUR, hours=7 * 24)
    begins = NOW + hours * HOUR
    return make_post(activity=activity, starts_at=begins, ends_at=begins + 2 * HOUR, **post)  # type: ignore[arg-type]


def on(post: Post, state: SignUpState = SignUpState.CONFIRMED) -> SignUp:
    return make_signup(post=post, volunteer=make.make_volunteer(), state=state)


def told(signup: SignUp) -> bool:
    return Message.objects.filter(account=signup.volunteer.account).latest("pk").urgent


@NEAR
def test_a_cancelled_activity_is_urgent_for_who_is_about_to_leave(hours: int, urgent: bool) -> None:
    signup = on(shift(hours))
    cancel_activity(
        by=make.make_body_admin(signup.activity.body), activity=signup.activity, reason="暴雨", at=NOW
    )
    tell_cancelled(activity_id=signup.activity_id, at=NOW)
    assert told(signup) is urgent


@NEAR
@pytest.mark.parametrize(
    ("state", "tell"), [(SignUpState.CONFIRMED, tell_named), (SignUpState.CANCELLED, tell_left_out)]
)
def test_who_was_put_down_or_taken_off_by_others_hears_in_time(
    state: SignUpState, tell: Callable[..., None], hours: int, urgent: bool
) -> None:
    signup = on(shift(hours), state)
    tell(signup_id=signup.pk, at=NOW)
    assert told(signup) is urgent


@NEAR
def test_a_new_place_is_urgent_by_the_shift_and_not_by_the_first_day(hours: int, urgent: bool) -> None:
    signup, edit = on(shift(hours)), uuid7()
    ActivityChange.objects.create(
        city=signup.city, activity=signup.activity, edit=edit, made_by=signup.activity.leader, made_at=NOW,
        before={"place_name": "东门"}, after={"place_name": "西门"},
    )  # fmt: skip
    tell_changed(edit=edit, at=NOW)
    assert told(signup) is urgent


@pytest.mark.parametrize(("left", "urgent"), [(3, True), (72, False)])
def test_a_stand_in_is_asked_and_answered_in_time(left: int, urgent: bool) -> None:
    handed = Handed(left=left)
    asked = handed.ask()
    tell_hand_over_asked(hand_over_id=asked.pk, at=NOW)
    handed.yes(asked)
    tell_hand_over_ended(hand_over_id=asked.pk, at=NOW + HOUR)
    assert set(Message.objects.values_list("urgent", flat=True)) == {urgent}
    assert Message.objects.filter(account=handed.giver.account).exists()
    assert Message.objects.filter(account=handed.taker.account).count() == 2


@pytest.mark.parametrize(
    ("at", "begins", "accept", "urgent"),
    [("22:10", "06:30", True, True), ("22:10", "06:30", False, False), ("22:10", "09:00", True, False)],
)
def test_a_yes_to_an_application_rings_at_night_where_the_morning_is_too_late(
    at: str, begins: str, accept: bool, urgent: bool
) -> None:
    now = datetime.fromisoformat(f"2026-03-05T{at}+08:00")
    starts = datetime.fromisoformat(f"2026-03-06T{begins}+08:00")
    activity = make_activity(body=make.make_body(), starts_at=starts)
    signup = on(make_post(activity=activity, needs_review=True), SignUpState.APPLIED)
    leader = make.make_leader(activity.body)
    answer_application(by=leader, signup_id=signup.pk, accept=accept, words="欢迎来一起做", at=now)
    tell_decided(signup_id=signup.pk, at=now)
    assert told(signup) is urgent


@pytest.mark.parametrize(("before", "urgent"), [(3, True), (30, False)])
def test_duty_that_is_called_off_is_told_before_somebody_sets_out(before: int, urgent: bool) -> None:
    slot, me = slots()[0], make.make_volunteer()
    take_slot(by=make.volunteer_standing(me), slot=slot, at=NOW)
    at = slot.starts_at - before * HOUR
    call_off_slot(by=keeper(slot.station), slot=slot, words="停电", at=at)
    assert Message.objects.get(account=me.account).urgent is urgent


@pytest.mark.parametrize(("hours", "urgent"), [(3, True), (30, False)])
def test_a_letter_is_urgent_where_a_shift_begins_soon(hours: int, urgent: bool) -> None:
    signup = on(shift(hours))
    leader = make.make_leader(signup.activity.body)
    letter = write_letter(
        by=leader, activity=signup.activity, audience="holding", text="改到东门集合", at=NOW
    )
    send_letter(letter_id=letter.pk, at=NOW)
    assert told(signup) is urgent
