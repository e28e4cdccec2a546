"""Offers: a freed place held out in order, taken, declined, expired, passed on; nobody in line is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.offer import expire_offers, take_offer
from redvest.service.actions.signup import SignedUp, Wish, cancel_all, cancel_signup, set_places, sign_up
from redvest.service.choices import OfferState
from redvest.service.models import Offer, Post, SignUp
from redvest.service.signup_errors import OfferOver, SignUpNotFound
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def someone() -> Standing:
    return volunteer_standing(make_volunteer())


def states(line: list[SignedUp]) -> list[str]:
    return [SignUp.objects.get(pk=each.id).state for each in line]


class Line:
    """A full post with a waiting list."""

    def __init__(self, places: int = 1, waiting: int = 3, **activity: object) -> None:
        self.post = make_post(places=places, activity=make_activity(**activity))
        self.holders = [someone() for _n in range(places)]
        self.held = [sign_up(by=by, post_id=self.post.pk, at=NOW) for by in self.holders]
        self.people = [someone() for _n in range(waiting)]
        self.line = [sign_up(by=by, post_id=self.post.pk, at=NOW) for by in self.people]

    def leave(self, at: object = NOW, number: int = 0) -> None:
        cancel_signup(by=self.holders[number], signup_id=self.held[number].id, at=at)  # type: ignore[arg-type]

    @property
    def taken(self) -> int:
        return Post.objects.get(pk=self.post.pk).taken


def test_thirty_minutes_before_the_start_the_next_has_ten_minutes_then_the_one_behind() -> None:
    line = Line(starts_at=NOW + 30 * MINUTE, signup_closes_at=NOW + MINUTE)
    line.leave()
    assert states(line.line) == ["offered", "waiting", "waiting"]
    offer = Offer.objects.get()
    assert (offer.made_at, offer.expires_at) == (NOW, NOW + 10 * MINUTE)

    assert expire_offers(at=NOW + 10 * MINUTE - timedelta(seconds=1)) == 0
    assert expire_offers(at=NOW + 10 * MINUTE) == 1
    assert states(line.line) == ["lapsed", "offered", "waiting"]
    assert line.taken == 1
    offer.refresh_from_db()
    assert (offer.state, offer.ended_at) == (OfferState.EXPIRED, NOW + 10 * MINUTE)
    with pytest.raises(OfferOver):
        take_offer(by=line.people[0], signup_id=line.line[0].id, at=NOW + 10 * MINUTE)


def test_yes_is_yes_once_and_again() -> None:
    line = Line()
    line.leave()
    for _time in range(2):
        assert take_offer(by=line.people[0], signup_id=line.line[0].id, at=NOW + HOUR).state == "confirmed"
    assert (states(line.line), line.taken) == (["confirmed", "waiting", "waiting"], 1)
    assert AuditLine.objects.filter(verb="take_offer").count() == 1
    assert Offer.objects.get().state == OfferState.TAKEN


def test_too_late_is_too_late_even_before_the_clock_has_come_round() -> None:
    line = Line()
    line.leave()
    ends = Offer.objects.get().expires_at
    assert ends is not None
    with pytest.raises(OfferOver):
        take_offer(by=line.people[0], signup_id=line.line[0].id, at=ends)
    assert (states(line.line)[0], Offer.objects.get().state, line.taken) == ("offered", "open", 1)


def test_nobody_takes_somebody_elses_offer_or_one_that_is_not_there() -> None:
    line = Line()
    with pytest.raises(OfferOver):
        take_offer(by=line.people[0], signup_id=line.line[0].id, at=NOW)
    line.leave()
    with pytest.raises((NotAllowed, SignUpNotFound)):
        take_offer(by=line.people[1], signup_id=line.line[0].id, at=NOW)
    assert states(line.line) == ["offered", "waiting", "waiting"]


def test_no_thank_you_passes_the_place_on_at_once() -> None:
    line = Line()
    line.leave()
    cancel_signup(by=line.people[0], signup_id=line.line[0].id, at=NOW + MINUTE)
    assert (states(line.line), line.taken) == (["cancelled", "offered", "waiting"], 1)
    assert [each.state for each in Offer.objects.order_by("made_at")] == ["declined", "open"]


def test_who_said_so_beforehand_is_not_asked_again() -> None:
    line = Line(waiting=0)
    mine = sign_up(by=someone(), post_id=line.post.pk, wish=Wish(take_at_once=True), at=NOW)
    line.leave()
    assert (states([mine]), Offer.objects.count(), line.taken) == (["confirmed"], 0, 1)


def test_who_may_not_serve_now_is_passed_over_with_the_reason_and_keeps_the_place_in_line() -> None:
    line = Line(waiting=2)
    first = Volunteer.objects.get(pk=line.people[0].volunteer_id)
    Volunteer.objects.filter(pk=first.pk).update(state=VolunteerState.SUSPENDED)
    line.leave()
    assert states(line.line) == ["waiting", "offered"]
    skipped = Offer.objects.get(signup=line.line[0].id)
    assert (skipped.state, skipped.reason, skipped.ended_at) == (OfferState.SKIPPED, "inactive", NOW)

    cancel_signup(by=line.people[1], signup_id=line.line[1].id, at=NOW + MINUTE)
    assert (states(line.line), line.taken) == (["waiting", "cancelled"], 0)
    assert Offer.objects.filter(state=OfferState.SKIPPED).count() == 1  # the same reason is written once

    Volunteer.objects.filter(pk=first.pk).update(state=VolunteerState.ACTIVE)
    assert expire_offers(at=NOW + 11 * MINUTE) == 1
    assert (states(line.line), line.taken) == (["offered", "cancelled"], 1)


def test_more_places_are_held_out_and_newcomers_go_behind() -> None:
    line = Line()
    set_places(post=line.post, places=3, at=NOW)
    assert (states(line.line), line.taken) == (["offered", "offered", "waiting"], 3)
    assert sign_up(by=someone(), post_id=line.post.pk, at=NOW).state == "waiting"


def test_after_the_start_nothing_is_held_out() -> None:
    line = Line(starts_at=NOW + HOUR)
    line.leave(at=NOW + HOUR - MINUTE)
    ends = Offer.objects.get().expires_at
    assert ends is not None and ends <= NOW + HOUR
    expire_offers(at=NOW + HOUR)
    assert (states(line.line), line.taken) == (["lapsed", "waiting", "waiting"], 0)


def test_an_activity_that_is_off_withdraws_what_it_held_out() -> None:
    line = Line()
    line.leave()
    cancel_all(activity_id=line.post.activity_id, at=NOW + MINUTE)
    assert (Offer.objects.get().state, set(states(line.line)), line.taken) == ("withdrawn", {"cancelled"}, 0)
    assert expire_offers(at=NOW + 9 * HOUR) == 0
