"""Duty and activities at the same time: the second of the two is refused, whichever it is, also at the same moment."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from redvest.registry.actions.duty import give_back_slot
from redvest.registry.choices import DutyTurnState
from redvest.registry.models import DutySlot, DutyTurn, Volunteer
from redvest.service.actions.duty import take_duty
from redvest.service.actions.signup import sign_up
from redvest.service.models import Post, SignUp
from redvest.service.signup_errors import Overlaps
from tests.factories import registry as make
from tests.factories import service
from tests.factories.race import at_once
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot() -> DutySlot:
    return slots()[0]


@pytest.fixture
def person() -> Volunteer:
    return make.make_volunteer()


def post_at(slot: DutySlot, hours: int = 0) -> Post:
    starts_at = slot.starts_at + timedelta(hours=hours)
    return service.make_post(activity=service.make_activity(starts_at=starts_at))


def test_no_duty_while_one_is_signed_up(slot: DutySlot, person: Volunteer) -> None:
    by, post = make.volunteer_standing(person), post_at(slot)
    sign_up(by=by, post_id=post.pk, at=make.NOW)
    with pytest.raises(Overlaps) as refused:
        take_duty(by=by, slot=slot, at=make.NOW)
    assert post.activity.title in str(refused.value)
    slot.refresh_from_db()
    assert (slot.taken, DutyTurn.objects.count()) == (0, 0)


def test_no_sign_up_while_one_is_on_duty_but_after_giving_it_back(slot: DutySlot, person: Volunteer) -> None:
    by, post = make.volunteer_standing(person), post_at(slot)
    take_duty(by=by, slot=slot, at=make.NOW)
    with pytest.raises(Overlaps) as refused:
        sign_up(by=by, post_id=post.pk, at=make.NOW)
    assert slot.station.name in str(refused.value)
    assert not SignUp.objects.exists()
    give_back_slot(by=by, slot=slot, at=make.NOW)
    sign_up(by=by, post_id=post.pk, at=make.NOW)
    assert SignUp.objects.count() == 1


def test_what_lies_apart_stays_possible(slot: DutySlot, person: Volunteer) -> None:
    by = make.volunteer_standing(person)
    sign_up(by=by, post_id=post_at(slot, hours=48).pk, at=make.NOW)
    assert take_duty(by=by, slot=slot, at=make.NOW).state == DutyTurnState.TAKEN


@pytest.mark.django_db(transaction=True)
def test_of_both_at_once_one_is_refused(slot: DutySlot, person: Volunteer) -> None:
    by, post = make.volunteer_standing(person), post_at(slot)
    outcomes = at_once(
        partial(take_duty, by=by, slot=slot, at=make.NOW), partial(sign_up, by=by, post_id=post.pk, at=make.NOW)
    )  # fmt: skip
    assert sum(isinstance(each, Overlaps) for each in outcomes) == 1
    assert DutyTurn.objects.filter(state="taken").count() + SignUp.objects.count() == 1
