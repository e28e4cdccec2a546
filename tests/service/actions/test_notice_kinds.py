"""What the notices of sign-ups are: their kind, the row they lead to, until when they are worth anything."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from redvest.registry.models import Message, Volunteer
from redvest.service.actions.activity import cancel_activity
from redvest.service.actions.application import answer_application
from redvest.service.actions.notice import (
    tell_cancelled,
    tell_decided,
    tell_lapsed,
    tell_offered,
    tell_promoted,
)
from redvest.service.choices import OfferState, SignUpState
from redvest.service.models import Offer, SignUp
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def signed_up(state: SignUpState, *, starts_in: timedelta = 24 * HOUR, **post: object) -> SignUp:
    activity = make_activity(body=make.make_body(name="暖阳队"), starts_at=NOW + starts_in)
    return make_signup(
        post=make_post(activity=activity, **post), volunteer=make.make_volunteer(), state=state
    )  # type: ignore[arg-type]


def told(person: Volunteer) -> tuple[str, str, str, bool]:
    message = Message.objects.get(account=person.account)
    assert message.volunteer == person
    return message.kind, message.about_kind, message.about_id, message.urgent


@pytest.mark.parametrize(
    ("state", "tell"), [(SignUpState.CONFIRMED, tell_promoted), (SignUpState.LAPSED, tell_lapsed)]
)
def test_what_became_of_a_sign_up_leads_to_it(state: SignUpState, tell: object) -> None:
    signup = signed_up(state)
    tell(signup_id=signup.pk, at=NOW)  # type: ignore[operator]
    tell(signup_id=signup.pk, at=NOW)  # type: ignore[operator]
    assert told(signup.volunteer) == ("signup", "SignUp", str(signup.pk), False)


def test_an_offer_is_worth_telling_until_it_ends() -> None:
    signup = signed_up(SignUpState.OFFERED)
    Offer.objects.create(
        city=signup.city, post=signup.post, signup=signup, state=OfferState.OPEN, made_at=NOW,
        expires_at=NOW + 2 * HOUR,
    )  # fmt: skip
    tell_offered(signup_id=signup.pk, at=NOW)
    message = Message.objects.get()
    assert (message.about_id, message.until) == (str(signup.pk), NOW + 2 * HOUR)


@pytest.mark.parametrize(
    ("at", "begins", "urgent"),
    [("06:00", "06:30", True), ("22:00", "07:30", True), ("06:00", "09:00", False), ("14:00", "18:00", True)],
)
@pytest.mark.parametrize(
    ("state", "tell"), [(SignUpState.CONFIRMED, tell_promoted), (SignUpState.OFFERED, tell_offered)]
)
def test_news_of_a_place_rings_at_night_where_the_morning_is_too_late_for_the_shift(
    state: SignUpState, tell: object, at: str, begins: str, urgent: bool
) -> None:
    now, starts = (datetime.fromisoformat(f"2026-03-05T{each}+08:00") for each in (at, begins))
    starts += timedelta(days=starts < now)
    activity = make_activity(starts_at=starts - 30 * HOUR, hours=60)
    post = make_post(activity=activity, starts_at=starts, ends_at=starts + HOUR)
    signup = make_signup(post=post, volunteer=make.make_volunteer(), state=state)
    Offer.objects.create(
        city=signup.city, post=post, signup=signup, state=OfferState.OPEN, made_at=now,
        expires_at=now + 10 * timedelta(minutes=1),
    )  # fmt: skip
    tell(signup_id=signup.pk, at=now)  # type: ignore[operator]
    assert told(signup.volunteer)[3] is urgent


@pytest.mark.parametrize(("starts_in", "urgent"), [(3 * HOUR, True), (48 * HOUR, False)])
def test_a_cancellation_just_before_the_start_goes_out_at_night_too(
    starts_in: timedelta, urgent: bool
) -> None:
    signup = signed_up(SignUpState.CONFIRMED, starts_in=starts_in)
    activity = signup.activity
    by = make.make_body_admin(activity.body)
    cancel_activity(by=by, activity=activity, reason="暴雨", at=NOW)
    tell_cancelled(activity_id=activity.pk, at=NOW)
    assert told(signup.volunteer) == ("activity", "SignUp", str(signup.pk), urgent)


def test_an_answer_to_an_application_leads_to_it() -> None:
    signup = signed_up(SignUpState.APPLIED, needs_review=True)
    leader = make.make_leader(signup.activity.body)
    answer_application(by=leader, signup_id=signup.pk, accept=False, words="这次人满了", at=NOW)
    tell_decided(signup_id=signup.pk, at=NOW)
    assert told(signup.volunteer) == ("signup", "SignUp", str(signup.pk), False)
    assert "这次人满了" in Message.objects.get().text


def offered(signup: SignUp) -> Offer:
    return Offer.objects.create(
        city=signup.city, post=signup.post, signup=signup, state=OfferState.OPEN, made_at=NOW,
        expires_at=NOW + 2 * HOUR,
    )  # fmt: skip


def shift_of_a_week(state: SignUpState, **more: object) -> SignUp:
    """Of an activity that began the day before, a shift in two days."""
    times = {"starts_at": NOW + 48 * HOUR, "ends_at": NOW + 50 * HOUR, "title": "晚班"}
    activity = make_activity(starts_at=NOW - 24 * HOUR, hours=24 * 7)
    person = make.make_volunteer(**more)  # type: ignore[arg-type]
    return make_signup(post=make_post(activity=activity, **times), volunteer=person, state=state)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "tell"),
    [
        (SignUpState.OFFERED, tell_offered),
        (SignUpState.CONFIRMED, tell_promoted),
        (SignUpState.CONFIRMED, tell_decided),
    ],
)
def test_a_notice_names_the_shift_and_its_own_time(state: SignUpState, tell: object) -> None:
    signup = shift_of_a_week(state)
    if state == SignUpState.OFFERED:
        offered(signup)
    tell(signup_id=signup.pk, at=NOW)  # type: ignore[operator]
    text = Message.objects.get().text
    assert "3月7日 10:00“陪独居老人买菜”（晚班），百花湖社区志愿服务站" in text and "3月4日" not in text


def test_the_guardian_of_a_child_who_is_offered_a_place_gets_an_address_of_their_own(
    settings: object,
) -> None:
    settings.REDVEST_BASE_URL = "https://xy.example"  # type: ignore[attr-defined]
    signup = shift_of_a_week(SignUpState.OFFERED, with_account=False)
    offered(signup)
    tell_offered(signup_id=signup.pk, at=NOW)
    own = f"https://xy.example/me/children/{signup.volunteer_id}/signups/{signup.pk}/"
    assert own in Message.objects.get().text
