"""Whoever leads an activity with others hears what its leader hears, as long as they may do something about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from redvest.registry.choices import Role
from redvest.registry.models import Account, Message
from redvest.service.actions.absence import alert_short_posts
from redvest.service.actions.application import remind_answers
from redvest.service.actions.coleader import add_co_leader, remove_co_leader
from redvest.service.actions.departure import release_places
from redvest.service.actions.hand_over import Called, ask_stand_in
from redvest.service.actions.hand_over_answer import answer_hand_over
from redvest.service.actions.hand_over_notice import tell_hand_over_ended
from redvest.service.actions.reminder import remind_leader, remind_recording
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, SignUp
from redvest.service.queries.coleader import leaders_to_tell
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Led:
    """An activity with a leader, somebody who leads it too, and somebody who did."""

    def __init__(self, starts_in: timedelta = 40 * HOUR) -> None:
        self.body = make.make_body()
        self.leader = make.make_account(name="陈领队")
        self.activity = make_activity(body=self.body, leader=self.leader, starts_at=NOW + starts_in)
        self.by = make.make_leader(self.body)
        self.other, self.gone = self.joins("王领队"), self.joins("周领队")
        remove_co_leader(by=self.by, activity=self.activity, account_id=self.gone.pk, at=NOW)

    def joins(self, name: str, until: int | None = None) -> Account:
        account = make.make_account(name=name)
        ends = None if until is None else TODAY + until * DAY
        make.make_grant(account=account, role=Role.ACTIVITY_LEADER, body=self.body, ends_on=ends)
        last = TODAY + 2 * DAY
        add_co_leader(by=self.by, activity=self.activity, account_id=account.pk, ends_on=last, at=NOW)
        return account


def an_application_is_due(led: Led) -> None:
    post = make_post(activity=led.activity, needs_review=True)
    made = make_signup(post=post, volunteer=make.make_volunteer(), state=SignUpState.APPLIED)
    SignUp.objects.filter(pk=made.pk).update(answer_by=NOW + HOUR)
    remind_answers(city=CITY, at=NOW)


def somebody_stands_in(led: Led) -> None:
    one, two = make.make_volunteer(), make.make_volunteer(name="欧阳明霞")
    signup = make_signup(post=make_post(activity=led.activity), volunteer=one)
    asked = ask_stand_in(
        by=make.volunteer_standing(one), signup_id=signup.pk, who=Called(two.number, two.name), at=NOW
    )
    answer_hand_over(by=make.volunteer_standing(two), hand_over_id=asked.pk, accept=True, at=NOW)
    tell_hand_over_ended(hand_over_id=asked.pk, at=NOW)


def people_will_lack(led: Led) -> None:
    make_signup(post=make_post(activity=led.activity, places=9), volunteer=make.make_volunteer())
    alert_short_posts(city=CITY, at=NOW)


def somebody_is_suspended(led: Led) -> None:
    person = make.make_volunteer(state="suspended")
    make_signup(post=make_post(activity=led.activity), volunteer=person)
    release_places(volunteer_id=person.pk, at=NOW)


def hours_are_asked_for(led: Led) -> None:
    served(led)
    remind_leader(by=led.by, activity=led.activity, at=NOW)


def hours_are_due(led: Led) -> None:
    """Twelve days after the days of the one who leads too."""
    Activity.objects.filter(pk=led.activity.pk).update(starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR)
    served(led)
    assert remind_recording(city=CITY, at=NOW + 14 * DAY) == 1


def served(led: Led) -> None:
    post = make_post(activity=led.activity)
    make_signup(post=post, volunteer=make.make_volunteer(), state=SignUpState.SERVED)


@pytest.mark.parametrize(
    "happens",
    [
        an_application_is_due,
        somebody_stands_in,
        people_will_lack,
        somebody_is_suspended,
        hours_are_asked_for,
        hours_are_due,
    ],
)
def test_all_who_lead_hear_and_who_leads_no_more_does_not(happens: Callable[[Led], None]) -> None:
    led = Led()
    happens(led)
    heard = list(Message.objects.filter(kind="work").order_by("id"))
    assert [each.account for each in heard] == [led.leader, led.other]
    assert len({each.text for each in heard}) == 1


def test_who_may_not_act_on_the_day_is_not_told() -> None:
    led = Led()
    for_two_days = led.joins("吴领队", until=2)
    switched_off = led.joins("郑领队")
    Account.objects.filter(pk=switched_off.pk).update(is_active=False)
    assert leaders_to_tell([led.activity], TODAY) == {led.activity.pk: [led.leader, led.other, for_two_days]}
    later = leaders_to_tell([led.activity], TODAY + 3 * DAY)
    assert later == {led.activity.pk: [led.leader, led.other]}


@pytest.mark.parametrize("activities", [1, 3])
def test_one_query_however_many(activities: int, django_assert_num_queries: Callable[[int], object]) -> None:
    led = [Led() for _n in range(activities)]
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        found = leaders_to_tell([each.activity for each in led], TODAY)
    assert found == {each.activity.pk: [each.leader, each.other] for each in led}
