"""Signing up and taking it back, one at a time; races are in tests/concurrency."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from redvest.core.errors import NotAllowed, NotFound
from redvest.core.idempotency import KeyReused
from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine
from redvest.registry.choices import RealNameState, VolunteerState
from redvest.service.actions.signup import cancel_signup, set_places, sign_up
from redvest.service.activity_errors import PlacesTaken
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Offer, Post, SignUp
from redvest.service.signup_errors import (
    AlreadySignedUp,
    CancelTooLate,
    NotEligible,
    Overlaps,
    SignUpClosed,
    SignUpNotFound,
)
from tests.factories.registry import NOW, make_leader, make_member, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def someone(**facts):
    return volunteer_standing(make_volunteer(**facts))


def unchanged(post: Post) -> bool:
    post.refresh_from_db()
    return post.taken == 0 and not SignUp.objects.filter(post=post).exists()


def test_a_free_place_is_given_and_written_down():
    post, by = make_post(places=2), someone()

    signed = sign_up(by=by, post_id=post.pk, at=NOW)

    assert (signed.state, signed.position) == ("confirmed", None)
    row = SignUp.objects.get(pk=signed.id)
    assert (row.volunteer_id, row.activity_id, row.confirmed_at) == (by.volunteer_id, post.activity_id, NOW)
    assert (row.period.lower, row.period.upper) == (post.activity.starts_at, post.activity.ends_at)
    post.refresh_from_db()
    assert post.taken == 1
    line = AuditLine.objects.get(target_id=str(signed.id))
    assert (line.verb, line.actor_id) == ("sign_up", by.account_id)


def test_when_full_people_wait_in_order():
    post = make_post(places=1)
    sign_up(by=someone(), post_id=post.pk, at=NOW)

    positions = [sign_up(by=someone(), post_id=post.pk, at=NOW).position for _ in range(3)]

    assert positions == [1, 2, 3]


def test_a_repeat_with_the_same_key_is_answered_as_the_first():
    post, by = make_post(places=1), someone()
    first = sign_up(by=by, post_id=post.pk, key="k1", at=NOW)

    again = sign_up(by=by, post_id=post.pk, key="k1", at=NOW)

    assert (again.id, again.state, again.repeated) == (first.id, "confirmed", True)


def test_a_second_sign_up_is_refused():
    post, by = make_post(places=3), someone()
    sign_up(by=by, post_id=post.pk, key="k1", at=NOW)

    with pytest.raises(AlreadySignedUp):
        sign_up(by=by, post_id=post.pk, key="k2", at=NOW)

    post.refresh_from_db()
    assert post.taken == 1


def test_two_posts_of_one_time_overlap_across_organisations():
    by = someone()
    mine, other = make_post(), make_post(activity=make_activity(title="护河"))
    sign_up(by=by, post_id=mine.pk, at=NOW)

    with pytest.raises(Overlaps) as refused:
        sign_up(by=by, post_id=other.pk, at=NOW)

    assert "陪独居老人买菜" in str(refused.value)
    assert unchanged(other)


def test_touching_times_do_not_overlap():
    by = someone()
    morning = make_activity(hours=2)
    noon = make_activity(starts_at=morning.ends_at)
    sign_up(by=by, post_id=make_post(activity=morning).pk, at=NOW)

    assert sign_up(by=by, post_id=make_post(activity=noon).pk, at=NOW).state == "confirmed"


@pytest.mark.parametrize("state", [s for s in ActivityState if s != ActivityState.PUBLISHED])
def test_only_published_activities_recruit(state):
    post = make_post(activity=make_activity(state=state))

    with pytest.raises(SignUpClosed):
        sign_up(by=someone(), post_id=post.pk, at=NOW)

    assert unchanged(post)


@pytest.mark.parametrize(("opens", "closes"), [(HOUR, 2 * HOUR), (-2 * HOUR, timedelta())])
def test_the_window_opens_and_closes_to_the_moment(opens, closes):
    activity = make_activity(signup_opens_at=NOW + opens, signup_closes_at=NOW + closes)
    post = make_post(activity=activity)

    with pytest.raises(SignUpClosed):
        sign_up(by=someone(), post_id=post.pk, at=NOW)

    assert unchanged(post)
    assert sign_up(by=someone(), post_id=post.pk, at=activity.signup_opens_at).state == "confirmed"


def test_every_reason_is_told_at_once():
    post = make_post(min_age=18)
    by = someone(birth_on=date(2012, 6, 1), state=VolunteerState.PENDING_GUARDIAN)

    with pytest.raises(NotEligible) as refused:
        sign_up(by=by, post_id=post.pk, at=NOW)

    assert {reason["code"] for reason in refused.value.details["reasons"]} == {"guardian", "too-young"}
    assert unchanged(post)


@pytest.mark.parametrize(
    ("birth_on", "allowed"),
    [
        (date(2008, 3, 6), True),
        (date(2008, 3, 7), False),
        (date(1966, 3, 7), True),
        (date(1965, 3, 6), False),
    ],
)
def test_age_counts_on_the_day_of_service(birth_on, allowed):
    # The activity is on 6 March 2026; 18 to 60 years.
    post = make_post(min_age=18, max_age=60)
    by = someone(birth_on=birth_on)

    if allowed:
        assert sign_up(by=by, post_id=post.pk, at=NOW).state == "confirmed"
    else:
        with pytest.raises(NotEligible):
            sign_up(by=by, post_id=post.pk, at=NOW)
        assert unchanged(post)


@pytest.mark.parametrize("state", [RealNameState.REFUSED])
def test_without_a_real_name_nobody_serves(state):
    post = make_post()

    with pytest.raises(NotEligible) as refused:
        sign_up(by=someone(real_name_state=state), post_id=post.pk, at=NOW)

    assert refused.value.details["reasons"][0]["code"] == "real-name"
    assert unchanged(post)


def test_a_member_without_a_record_is_told_to_register():
    post = make_post()

    with pytest.raises(NotEligible) as refused:
        sign_up(by=make_member(), post_id=post.pk, at=NOW)

    assert refused.value.details["reasons"][0]["code"] == "not-registered"


def test_a_refusal_inside_a_transaction_leaves_the_rest_of_it_whole():
    post, by = make_post(), someone()
    sign_up(by=by, post_id=post.pk, at=NOW)

    with transaction.atomic():
        with pytest.raises(AlreadySignedUp):
            sign_up(by=by, post_id=post.pk, at=NOW)
        assert SignUp.objects.count() == 1


def test_cancelling_gives_the_place_to_the_next_in_line():
    post, first = make_post(places=1), someone()
    held = sign_up(by=first, post_id=post.pk, at=NOW)
    waiting = [sign_up(by=someone(), post_id=post.pk, at=NOW) for _ in range(2)]

    cancel_signup(by=first, signup_id=held.id, at=NOW + HOUR)

    assert [SignUp.objects.get(pk=w.id).state for w in waiting] == ["offered", "waiting"]
    assert Offer.objects.get().made_at == NOW + HOUR
    post.refresh_from_db()
    assert post.taken == 1


def test_somebody_suspended_is_passed_over():
    post, first = make_post(places=1), someone()
    held = sign_up(by=first, post_id=post.pk, at=NOW)
    gone = make_volunteer()
    passed = sign_up(by=volunteer_standing(gone), post_id=post.pk, at=NOW)
    lucky = sign_up(by=someone(), post_id=post.pk, at=NOW)
    gone.state = VolunteerState.SUSPENDED
    gone.save()

    cancel_signup(by=first, signup_id=held.id, at=NOW)

    assert SignUp.objects.get(pk=lucky.id).state == "offered"
    assert SignUp.objects.get(pk=passed.id).state == "waiting"
    assert Offer.objects.get(signup=passed.id).reason == "inactive"


def test_leaving_the_line_frees_no_place():
    post = make_post(places=1)
    sign_up(by=someone(), post_id=post.pk, at=NOW)
    by = someone()
    waiting = sign_up(by=by, post_id=post.pk, at=NOW)

    cancel_signup(by=by, signup_id=waiting.id, at=NOW)

    post.refresh_from_db()
    assert post.taken == 1
    assert SignUp.objects.get(pk=waiting.id).state == "cancelled"


def test_after_cancelling_one_may_come_back_to_the_end_of_the_line():
    post, by = make_post(places=1), someone()
    held = sign_up(by=by, post_id=post.pk, at=NOW)
    sign_up(by=someone(), post_id=post.pk, at=NOW)
    cancel_signup(by=by, signup_id=held.id, at=NOW)

    assert sign_up(by=by, post_id=post.pk, at=NOW).position == 1


def test_nobody_cancels_for_somebody_else_but_the_leader_may():
    post, by = make_post(), someone()
    signed = sign_up(by=by, post_id=post.pk, at=NOW)

    with pytest.raises(NotAllowed):
        cancel_signup(by=someone(), signup_id=signed.id, at=NOW)
    assert SignUp.objects.get(pk=signed.id).state == "confirmed"

    cancel_signup(by=make_leader(post.activity.body), signup_id=signed.id, at=NOW)
    assert SignUp.objects.get(pk=signed.id).state == "cancelled"


def test_once_it_has_begun_it_is_too_late():
    post, by = make_post(), someone()
    signed = sign_up(by=by, post_id=post.pk, at=NOW)

    with pytest.raises(CancelTooLate):
        cancel_signup(by=by, signup_id=signed.id, at=post.activity.starts_at)

    post.refresh_from_db()
    assert post.taken == 1


def test_an_unknown_sign_up_is_not_found():
    with pytest.raises(SignUpNotFound):
        cancel_signup(by=someone(), signup_id=make_post().pk, at=NOW)


def test_more_places_call_up_those_who_wait():
    post = make_post(places=1)
    for _ in range(3):
        sign_up(by=someone(), post_id=post.pk, at=NOW)

    set_places(post=post, places=2, at=NOW)

    post.refresh_from_db()
    assert (post.places, post.taken) == (2, 2)
    assert SignUp.objects.filter(post=post, state=SignUpState.WAITING).count() == 1


def test_places_cannot_shrink_below_those_taken():
    post = make_post(places=3)
    for _ in range(2):
        make_signup(post=post, volunteer=make_volunteer())

    with pytest.raises(PlacesTaken):
        set_places(post=post, places=1, at=NOW)

    post.refresh_from_db()
    assert (post.places, post.taken) == (3, 2)


def test_a_late_repeat_is_answered_though_recruiting_has_closed():
    post, by = make_post(places=1), someone()
    first = sign_up(by=by, post_id=post.pk, key="k1", at=NOW)

    again = sign_up(by=by, post_id=post.pk, key="k1", at=post.activity.signup_closes_at)

    assert (again.id, again.repeated) == (first.id, True)


def test_a_late_repeat_after_cancelling_books_nothing():
    post, by = make_post(places=1), someone()
    first = sign_up(by=by, post_id=post.pk, key="k1", at=NOW)
    cancel_signup(by=by, signup_id=first.id, at=NOW)

    again = sign_up(by=by, post_id=post.pk, key="k1", at=NOW)

    assert (again.id, again.state) == (first.id, "cancelled")
    post.refresh_from_db()
    assert post.taken == 0
    assert sign_up(by=by, post_id=post.pk, key="k2", at=NOW).state == "confirmed"


def test_a_key_belongs_to_one_post():
    by = someone()
    sign_up(by=by, post_id=make_post().pk, key="k1", at=NOW)
    other = make_post(activity=make_activity(starts_at=NOW + 60 * HOUR))

    with pytest.raises(KeyReused):
        sign_up(by=by, post_id=other.pk, key="k1", at=NOW)

    assert unchanged(other)


def test_an_unknown_post_is_not_found():
    with pytest.raises(NotFound):
        sign_up(by=someone(), post_id=uuid7(), at=NOW)
