"""Sign-ups that move with their activity: waiting, offered and applied ones too; duty at a station stands in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.registry.choices import DutyTurnState
from redvest.registry.models import Volunteer
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.moving import CLASH
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.choices import OfferState, SignUpState
from redvest.service.models import Activity, Offer, Post, SignUp
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db
BEGINS = NOW + 48 * HOUR


@pytest.fixture
def activity() -> Activity:
    return make_activity(starts_at=BEGINS)


def join(post: Post, person: Volunteer | None = None) -> SignUp:
    made = sign_up(by=volunteer_standing(person or make_volunteer()), post_id=post.pk, at=NOW)
    return SignUp.objects.get(pk=made.id)


def move(activity: Activity, hours: float) -> None:
    activity.refresh_from_db()
    form = ChangeForm(starts_at=activity.starts_at + hours * HOUR, ends_at=activity.ends_at + hours * HOUR)
    change_activity(by=make_leader(activity.body), activity=activity, form=form, at=NOW)


def begins_of(signup: SignUp) -> float:
    signup.refresh_from_db()
    return (signup.period.lower - BEGINS) / HOUR


def test_those_who_wait_keep_their_turn_and_move_along(activity):
    post = make_post(activity=activity, places=1)
    line = [join(post) for _ in range(3)]
    move(activity, 2)
    assert [begins_of(each) for each in line] == [2, 2, 2]
    assert [each.state for each in line] == ["confirmed", "waiting", "waiting"]
    assert [each.queue for each in line] == sorted(each.queue for each in line)


def test_an_offer_ends_no_later_than_the_new_start(activity):
    post = make_post(activity=activity, places=1)
    holder, person = make_volunteer(), make_volunteer()
    held, waiting = join(post, holder), join(post, person)
    cancel_signup(by=volunteer_standing(holder), signup_id=held.pk, at=NOW)
    offer = Offer.objects.get(signup=waiting, state=OfferState.OPEN)
    assert offer.expires_at == NOW + 2 * HOUR
    move(activity, -47)
    offer.refresh_from_db()
    assert offer.expires_at == NOW + HOUR
    assert begins_of(waiting) == -47


def test_an_application_is_answered_no_later_than_the_new_start(activity):
    post = make_post(activity=activity, needs_review=True, answer_hours=40)
    applied = join(post)
    assert (applied.state, applied.answer_by) == ("applied", NOW + 40 * HOUR)
    move(activity, -18)
    applied.refresh_from_db()
    assert applied.answer_by == NOW + 30 * HOUR


def test_duty_at_a_station_at_the_new_time_ends_the_sign_up(activity):
    post, person = make_post(activity=activity, places=2), make_volunteer()
    mine, other = join(post, person), join(post)
    slot = slots()[0]
    slot.turns.create(
        volunteer=person, state=DutyTurnState.TAKEN, starts_at=BEGINS + 3 * HOUR, ends_at=BEGINS + 5 * HOUR,
        changed_at=NOW,
    )  # fmt: skip
    move(activity, 3)
    mine.refresh_from_db()
    assert (mine.state, mine.cancel_kind, mine.cancel_reason) == ("cancelled", "house", CLASH)
    assert begins_of(other) == 3
    assert Post.objects.get(pk=post.pk).taken == 1
    assert AuditLine.objects.get(verb="end_moved_signup").target_id == str(mine.pk)


def test_what_ended_before_neither_moves_nor_comes_back(activity):
    post, person = make_post(activity=activity), make_volunteer()
    gone = join(post, person)
    cancel_signup(by=volunteer_standing(person), signup_id=gone.pk, at=NOW)
    move(activity, 2)
    assert begins_of(gone) == 0
    assert gone.state == SignUpState.CANCELLED


def test_moving_onto_ones_own_other_shift_of_another_activity_is_found_out(activity):
    post, person = make_post(activity=activity), make_volunteer()
    mine = join(post, person)
    next_door = make_activity(starts_at=BEGINS + 2 * HOUR)
    kept = make_signup(post=make_post(activity=next_door), volunteer=person)
    move(activity, 0.5)
    mine.refresh_from_db()
    kept.refresh_from_db()
    assert (mine.state, kept.state) == ("cancelled", "confirmed")


def test_touching_the_next_activity_is_no_clash(activity):
    post, person = make_post(activity=activity), make_volunteer()
    mine = join(post, person)
    make_signup(post=make_post(activity=make_activity(starts_at=BEGINS + 3 * HOUR)), volunteer=person)
    move(activity, 1)
    assert begins_of(mine) == 1
    assert mine.state == SignUpState.CONFIRMED


def test_a_longer_end_moves_the_whole_posts_and_not_the_shifts(activity):
    whole, shift = (
        make_post(activity=activity),
        make_post(activity=activity, starts_at=BEGINS, ends_at=BEGINS + HOUR),
    )
    first, second = join(whole), join(shift)
    change_activity(
        by=make_leader(activity.body), activity=activity, form=ChangeForm(ends_at=BEGINS + 4 * HOUR), at=NOW
    )
    for signup, hours in ((first, 4), (second, 1)):
        signup.refresh_from_db()
        assert signup.period.upper - signup.period.lower == timedelta(hours=hours)
