"""Whose sign-up ends by somebody else's hand hears of it."""

from __future__ import annotations

import pytest

from redvest.core.jobs.worker import run_queue
from redvest.registry.models import Message, Volunteer
from redvest.service.actions.activity import close_activity
from redvest.service.actions.signup import cancel_signup
from redvest.service.choices import SignUpState
from redvest.service.models import SignUp
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db(transaction=True)


def told(person: Volunteer) -> list[str]:
    run_queue()
    return list(Message.objects.filter(volunteer=person).values_list("text", flat=True))


def test_who_is_taken_off_the_list_hears_by_whom_and_whom_to_ask() -> None:
    activity = make_activity(starts_at=NOW + 48 * HOUR)
    person, other = make_volunteer(), make_volunteer()
    post = make_post(activity=activity)
    signup, mine = (make_signup(post=post, volunteer=each) for each in (person, other))
    cancel_signup(by=make_leader(activity.body), signup_id=signup.pk, reason="人数调整", at=NOW)
    cancel_signup(by=volunteer_standing(other), signup_id=mine.pk, at=NOW)
    (text,) = told(person)
    assert "组织者取消了你的报名" in text and "人数调整" in text and activity.contact_phone in text
    assert told(other) == [], "who cancels knows it"


@pytest.mark.parametrize("state", [SignUpState.APPLIED, SignUpState.WAITING, SignUpState.OFFERED])
def test_who_was_never_answered_hears_that_it_is_over(state: SignUpState) -> None:
    activity, person = make_activity(starts_at=NOW - 3 * HOUR), make_volunteer()
    post = make_post(
        activity=activity, needs_review=state == SignUpState.APPLIED, taken=int(state == SignUpState.OFFERED)
    )
    signup = make_signup(post=post, volunteer=person, state=state)
    close_activity(by=make_leader(activity.body), activity=activity, at=NOW)
    assert SignUp.objects.get(pk=signup.pk).state == SignUpState.LAPSED
    (text,) = told(person)
    assert "这次没有轮到你" in text
    assert told(person) == [text], "once"
