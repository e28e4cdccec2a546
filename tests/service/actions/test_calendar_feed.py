"""A feed behind a secret: what it shows, how its versions rise, and that a cancellation is said to who saw the event."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.registry.choices import DutyTurnState
from redvest.registry.models import DutyTurn
from redvest.service.actions.calendar_feed import discard_events, read_feed, renew_feed, revoke_feed
from redvest.service.actions.signup import cancel_signup
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, CalendarEvent, CalendarFeed
from redvest.service.rules.calendar_feed import Published
from redvest.service.signup_errors import FeedUnknown
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def by_uid(events: list[Published]) -> dict[str, Published]:
    return {each.occasion.uid: each for each in events}


def test_a_new_address_kills_the_old_one_and_revoking_kills_all() -> None:
    by = volunteer_standing(make_volunteer())
    old = renew_feed(by=by, at=NOW)
    new = renew_feed(by=by, at=NOW)
    assert old not in str(CalendarFeed.objects.values()) and read_feed(secret=new, at=NOW) == []
    for wrong in (old, "", new + "x"):
        with pytest.raises(FeedUnknown):
            read_feed(secret=wrong, at=NOW)
    revoke_feed(by=by, at=NOW)
    revoke_feed(by=by, at=NOW)
    with pytest.raises(FeedUnknown):
        read_feed(secret=new, at=NOW)
    assert AuditLine.objects.filter(verb="revoke_calendar_feed").count() == 1


def test_versions_rise_with_changes_alone() -> None:
    person = make_volunteer()
    signup = make_signup(post=make_post(), volunteer=person)
    secret = renew_feed(by=volunteer_standing(person), at=NOW)
    (first,) = read_feed(secret=secret, at=NOW)
    assert (first.sequence, first.modified_at, first.occasion.status) == (0, NOW, "CONFIRMED")
    assert read_feed(secret=secret, at=NOW + HOUR) == [first]
    activity = signup.activity
    Activity.objects.filter(pk=activity.pk).update(
        starts_at=activity.starts_at + HOUR, ends_at=activity.ends_at + HOUR
    )
    (moved,) = read_feed(secret=secret, at=NOW + 2 * HOUR)
    assert (moved.sequence, moved.modified_at) == (1, NOW + 2 * HOUR)
    assert moved.occasion.uid == first.occasion.uid
    assert moved.occasion.starts_at == activity.starts_at + HOUR


def test_a_cancellation_is_said_to_who_saw_the_event_for_a_month_and_more() -> None:
    person, by = make_volunteer(), None
    seen, unseen = make_signup(post=make_post(), volunteer=person), None
    by = volunteer_standing(person)
    secret = renew_feed(by=by, at=NOW)
    read_feed(secret=secret, at=NOW)
    later = make_activity(starts_at=NOW + 9 * DAY)
    unseen = make_signup(post=make_post(activity=later), volunteer=person)
    for signup in (seen, unseen):
        cancel_signup(by=by, signup_id=signup.pk, at=NOW + HOUR)
    (gone,) = read_feed(secret=secret, at=NOW + 2 * HOUR)
    assert (gone.occasion.status, gone.sequence) == ("CANCELLED", 1)
    assert gone.occasion.title.startswith("（已取消）")
    over = seen.activity.ends_at
    assert len(read_feed(secret=secret, at=over + 31 * DAY)) == 1
    assert read_feed(secret=secret, at=over + 60 * DAY) == []
    assert discard_events(at=over + 60 * DAY) == 1 and not CalendarEvent.objects.exists()


def test_offers_waiting_duty_and_cancelled_activities() -> None:
    person = make_volunteer()
    offered = make_signup(post=make_post(), volunteer=person, state=SignUpState.OFFERED)
    other = make_activity(starts_at=NOW + 9 * DAY)
    make_signup(post=make_post(activity=other), volunteer=person, state=SignUpState.WAITING)
    slot = slots()[0]
    turn = DutyTurn.objects.create(
        slot=slot, volunteer=person, starts_at=slot.starts_at, ends_at=slot.ends_at,
        state=DutyTurnState.TAKEN, changed_at=NOW,
    )  # fmt: skip
    secret = renew_feed(by=volunteer_standing(person), at=NOW)
    found = by_uid(read_feed(secret=secret, at=NOW))
    assert {uid: each.occasion.status for uid, each in found.items()} == {
        f"signup-{offered.pk}@redvest": "TENTATIVE",
        f"duty-{turn.pk}@redvest": "CONFIRMED",
    }
    Activity.objects.filter(pk=offered.activity_id).update(state="cancelled")
    DutyTurn.objects.filter(pk=turn.pk).update(state=DutyTurnState.CALLED_OFF)
    found = by_uid(read_feed(secret=secret, at=NOW + HOUR))
    assert {each.occasion.status for each in found.values()} == {"CANCELLED"}


def test_a_shift_is_over_with_its_own_end_and_does_not_come_back() -> None:
    person = make_volunteer()
    activity = make_activity(starts_at=NOW + HOUR, hours=31 * 24)
    shift_ends = NOW + 3 * HOUR
    make_signup(post=make_post(activity=activity, starts_at=NOW + HOUR, ends_at=shift_ends), volunteer=person)
    secret = renew_feed(by=volunteer_standing(person), at=NOW)
    assert len(read_feed(secret=secret, at=NOW)) == 1
    assert len(read_feed(secret=secret, at=shift_ends + 44 * DAY)) == 1
    for days in (46, 60):
        assert read_feed(secret=secret, at=shift_ends + days * DAY) == []
        discard_events(at=shift_ends + days * DAY)
        assert not CalendarEvent.objects.exists()


def test_a_new_feed_after_a_revoked_one_lets_no_version_fall() -> None:
    person = make_volunteer()
    signup, by = make_signup(post=make_post(), volunteer=person), volunteer_standing(person)
    secret = renew_feed(by=by, at=NOW)
    read_feed(secret=secret, at=NOW)
    Activity.objects.filter(pk=signup.activity_id).update(title="改了名字")
    (seen,) = read_feed(secret=secret, at=NOW + HOUR)
    revoke_feed(by=by, at=NOW + 2 * HOUR)
    again = renew_feed(by=by, at=NOW + 3 * HOUR)
    (same,) = read_feed(secret=again, at=NOW + 3 * HOUR)
    assert (same.sequence, same.occasion.uid) == (seen.sequence, seen.occasion.uid) == (1, same.occasion.uid)
    revoke_feed(by=by, at=NOW + 4 * HOUR)
    assert discard_events(at=signup.activity.ends_at + 60 * DAY) == 1
