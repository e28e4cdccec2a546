"""Entering a lottery: once each, in its time, by whoever may serve; withdrawing until the draw; the list fixed in time."""

from __future__ import annotations

from uuid import uuid4

import pytest

from redvest.core.errors import NotFound
from redvest.registry.errors import NoVolunteerRecord
from redvest.service.actions.activity import cancel_activity
from redvest.service.actions.draw_entry import close_entries, enter_draw, withdraw_entry
from redvest.service.actions.lottery import draw
from redvest.service.actions.signup import sign_up
from redvest.service.models import DrawEntry, Opening
from redvest.service.opening_errors import AlreadyDrawn, ByLottery, DrawEntryNotFound, EntryNotOpen
from redvest.service.queries.lottery import listed_numbers
from redvest.service.rules.lottery import list_digest
from redvest.service.signup_errors import NotEligible, SignUpClosed
from tests.factories.opening import (
    CLOSES,
    DRAWS,
    HOUR,
    MINUTE,
    OPENS,
    announce,
    announce_lottery,
    enter,
    someone,
)
from tests.factories.registry import NOW, make_leader, make_member
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


def test_one_entry_each_and_the_number_stays_through_a_withdrawal() -> None:
    opening, by, other = announce_lottery(), someone(), someone()
    assert [each.number for each in enter(opening, by, other, by)] == [1, 2, 1]
    withdraw_entry(by=by, post_id=opening.pk, at=OPENS)
    withdraw_entry(by=by, post_id=opening.pk, at=OPENS + MINUTE)
    gone = DrawEntry.objects.get(number=1)
    assert gone.withdrawn_at == OPENS
    assert enter(opening, by, at=OPENS + HOUR)[0].pk == gone.pk
    gone.refresh_from_db()
    assert (gone.withdrawn_at, gone.number, DrawEntry.objects.count()) == (None, 1, 2)


def test_only_in_its_time_and_signing_up_directly_is_refused_until_it_is_drawn() -> None:
    opening, by = announce_lottery(), someone()
    for at in (OPENS - MINUTE, CLOSES):
        with pytest.raises(EntryNotOpen):
            enter(opening, by, at=at)
    with pytest.raises(ByLottery):
        sign_up(by=by, post_id=opening.pk, at=OPENS)
    with pytest.raises(EntryNotOpen):
        enter(announce(), by)
    with pytest.raises(DrawEntryNotFound):
        withdraw_entry(by=by, post_id=opening.pk, at=OPENS)
    assert not DrawEntry.objects.exists() and Opening.objects.get(pk=opening.pk).last_number == 0
    draw(post_id=opening.pk, at=DRAWS)
    assert sign_up(by=by, post_id=opening.pk, at=DRAWS).state == "confirmed"


def test_every_reason_is_looked_at_when_one_enters() -> None:
    by, elsewhere = someone(), make_post()
    opening = announce_lottery(make_post(min_age=60))
    sign_up(by=by, post_id=elsewhere.pk, at=NOW)
    with pytest.raises(NotEligible) as fault:
        enter(opening, by)
    assert {each["code"] for each in fault.value.details["reasons"]} == {"too-young", "overlaps"}
    with pytest.raises(NoVolunteerRecord):
        enter(opening, make_member())
    with pytest.raises(NotFound):
        enter_draw(by=by, post_id=uuid4(), at=OPENS)
    assert not DrawEntry.objects.exists()


def test_the_list_is_fixed_once_and_later_withdrawals_keep_their_number_on_it() -> None:
    opening, people = announce_lottery(), [someone() for _n in range(4)]
    enter(opening, *people)
    withdraw_entry(by=people[0], post_id=opening.pk, at=OPENS)
    assert close_entries(at=CLOSES - MINUTE) == 0
    assert close_entries(at=CLOSES) == 1
    assert close_entries(at=CLOSES) == 0
    opening.refresh_from_db()
    assert opening.list_digest == list_digest([2, 3, 4])
    withdraw_entry(by=people[1], post_id=opening.pk, at=CLOSES)
    assert listed_numbers(opening) == [2, 3, 4]
    draw(post_id=opening.pk, at=DRAWS)
    with pytest.raises(AlreadyDrawn):
        withdraw_entry(by=people[2], post_id=opening.pk, at=DRAWS)
    assert DrawEntry.objects.get(number=3).withdrawn_at is None


def test_an_activity_that_is_off_takes_no_entries_and_is_never_drawn() -> None:
    opening, by = announce_lottery(make_post(activity=make_activity())), someone()
    enter(opening, by)
    activity = opening.post.activity
    cancel_activity(by=make_leader(activity.body), activity=activity, reason="下雨", at=OPENS)
    with pytest.raises(SignUpClosed):
        enter(opening, someone(), at=OPENS)
    assert not draw(post_id=opening.pk, at=DRAWS)
    opening.refresh_from_db()
    assert (opening.seed, opening.drawn_at) == ("", None)
