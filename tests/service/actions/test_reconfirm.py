"""Reconfirmation: everybody is asked once, one yes is enough, silence frees the place for the next in line."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import DatedSetting, Message
from redvest.service.actions.answer_notice import tell_reconfirm, tell_unconfirmed
from redvest.service.actions.reconfirm import reconfirm, run_reconfirm, set_reconfirm
from redvest.service.actions.signup import sign_up
from redvest.service.choices import ActivityState
from redvest.service.errors import WrongState
from redvest.service.models import Activity, Offer, Post, SignUp
from redvest.service.signup_errors import NothingToReconfirm, SignUpNotFound
from tests.factories.race import at_once
from tests.factories.registry import (
    CITY,
    NOW,
    make_body,
    make_leader,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
START = NOW + 72 * HOUR
ASK, DUE = START - 48 * HOUR, START - 24 * HOUR


class Asked:
    """A full post that asks two days ahead: who holds a place, and who waits."""

    def __init__(self, places: int = 2, waiting: int = 1, wanted: bool | None = True) -> None:
        self.body = make_body()
        self.post = make_post(
            places=places, activity=make_activity(body=self.body, starts_at=START), reconfirm=wanted
        )
        self.people = [volunteer_standing(make_volunteer()) for _n in range(places + waiting)]
        self.made = [sign_up(by=by, post_id=self.post.pk, at=NOW) for by in self.people]

    def run(self, at: Any = ASK) -> tuple[int, int, int]:
        return run_reconfirm(city=CITY, at=at)

    def rows(self) -> list[SignUp]:
        return [SignUp.objects.get(pk=each.id) for each in self.made]

    def states(self) -> list[str]:
        return [each.state for each in self.rows()]

    @property
    def taken(self) -> int:
        return Post.objects.get(pk=self.post.pk).taken


def test_everybody_with_a_place_is_asked_once_and_who_waits_is_not() -> None:
    asked = Asked()
    assert asked.run(ASK - HOUR) == (0, 0, 0)
    assert asked.run() == (2, 0, 0)
    assert [each.reconfirm_by for each in asked.rows()] == [DUE, DUE, None]
    assert asked.run() == (0, 0, 0)
    assert AuditLine.objects.get(verb="ask_reconfirm").details["people"] == 2


def test_one_yes_keeps_the_place_and_silence_gives_it_to_the_next() -> None:
    asked = Asked()
    asked.run()
    for _twice in range(2):
        reconfirm(by=asked.people[0], signup_id=asked.made[0].id, at=ASK + HOUR)
    assert asked.run(DUE - timedelta(seconds=1)) == (0, 1, 0)
    assert asked.run(DUE) == (0, 0, 1)
    assert (asked.states(), asked.taken) == (["confirmed", "lapsed", "offered"], 2)
    assert Offer.objects.get().signup_id == asked.made[2].id
    assert asked.run(DUE + HOUR) == (0, 0, 0)
    verbs = Counter(AuditLine.objects.values_list("verb", flat=True))
    assert (verbs["reconfirm"], verbs["lapse_unconfirmed"]) == (1, 1)


def test_who_got_the_place_after_the_question_has_just_said_yes() -> None:
    asked = Asked(places=2, waiting=0)
    SignUp.objects.filter(pk=asked.made[1].id).update(confirmed_at=ASK + HOUR)
    assert asked.run(ASK + 2 * HOUR)[0] == 1
    assert asked.run(ASK + 3 * HOUR)[0] == 0
    assert asked.rows()[1].reconfirm_by is None


@pytest.mark.parametrize(
    ("wanted", "place", "count"), [(None, "no", 0), (None, "yes", 2), (False, "yes", 0), (True, "no", 2)]
)
def test_the_post_decides_and_says_nothing_where_the_place_does(
    wanted: bool | None, place: str, count: int
) -> None:
    asked = Asked(wanted=wanted)
    DatedSetting.objects.create(
        region=make_region_tree().city,
        key="reconfirm.asked",
        value=place,
        effective_on=NOW.date(),
        set_at=NOW,
    )
    assert asked.run()[0] == count


def test_nobody_says_yes_for_somebody_else_and_nothing_changes() -> None:
    asked = Asked()
    asked.run()
    with pytest.raises(NotAllowed):
        reconfirm(by=asked.people[1], signup_id=asked.made[0].id, at=ASK)
    with pytest.raises(NotAllowed):
        reconfirm(by=make_leader(asked.body), signup_id=asked.made[0].id, at=ASK)
    with pytest.raises(SignUpNotFound):
        reconfirm(by=asked.people[1], signup_id=asked.post.pk, at=ASK)
    assert asked.rows()[0].reconfirmed_at is None


def test_who_was_not_asked_or_lost_the_place_has_nothing_to_say() -> None:
    asked = Asked()
    with pytest.raises(NothingToReconfirm):
        reconfirm(by=asked.people[0], signup_id=asked.made[0].id, at=ASK)
    asked.run()
    asked.run(DUE)
    with pytest.raises(NothingToReconfirm):
        reconfirm(by=asked.people[0], signup_id=asked.made[0].id, at=DUE)
    assert asked.states() == ["lapsed", "lapsed", "offered"] and asked.taken == 1


def test_an_activity_moved_to_a_later_day_asks_anew() -> None:
    asked = Asked(waiting=0)
    asked.run()
    later = START + 72 * HOUR
    Activity.objects.update(starts_at=later, ends_at=later + HOUR)
    SignUp.objects.update(period=(later, later + HOUR))
    assert asked.run(DUE) == (0, 0, 0)
    assert asked.run(later - 48 * HOUR) == (2, 0, 0)


def test_who_is_asked_anew_hears_of_it_anew() -> None:
    """A deadline that nobody is told of would take places from people who never saw the question."""
    asked = Asked(waiting=0)
    asked.run()
    key, later = asked.made[0].id, START + 72 * HOUR
    for _twice in range(2):
        tell_reconfirm(signup_id=key, again=False, at=ASK)
        tell_reconfirm(signup_id=key, again=True, at=DUE - HOUR)
    Activity.objects.update(starts_at=later, ends_at=later + HOUR)
    SignUp.objects.update(period=(later, later + HOUR))
    asked.run(DUE)
    asked.run(later - 48 * HOUR)
    for _twice in range(2):
        tell_reconfirm(signup_id=key, again=False, at=later - 48 * HOUR)
        tell_reconfirm(signup_id=key, again=True, at=later - 25 * HOUR)
    told = Counter(AuditLine.objects.filter(verb__startswith="told").values_list("verb", flat=True))
    assert told == {"told_reconfirm": 2, "told_reconfirm_again": 2}
    texts = list(Message.objects.order_by("id").values_list("text", flat=True))
    assert ["3月7日 10:00 前" in text for text in texts] == [True, True, False, False]
    assert all("3月10日 10:00 前" in text for text in texts[2:])


def test_the_leader_switches_and_a_no_lets_off_those_who_were_asked() -> None:
    asked = Asked()
    asked.run()
    reconfirm(by=asked.people[0], signup_id=asked.made[0].id, at=ASK)
    leader = make_leader(asked.body)
    for stranger in (asked.people[0], make_leader(make_body())):
        with pytest.raises(NotAllowed):
            set_reconfirm(by=stranger, post=asked.post, wanted=False, at=ASK)
    set_reconfirm(by=leader, post=asked.post, wanted=False, at=ASK)
    assert [each.reconfirm_by for each in asked.rows()] == [DUE, None, None]
    assert asked.run(DUE) == (0, 0, 0) and asked.states()[:2] == ["confirmed", "confirmed"]
    Activity.objects.update(state=ActivityState.CANCELLED)
    asked.post.activity.refresh_from_db()
    with pytest.raises(WrongState):
        set_reconfirm(by=leader, post=asked.post, wanted=True, at=ASK)


def test_the_question_the_reminder_and_the_end_are_told_once_each() -> None:
    asked = Asked()
    asked.run()
    key = asked.made[0].id
    for _twice in range(2):
        tell_reconfirm(signup_id=key, again=False, at=ASK)
        tell_reconfirm(signup_id=key, again=True, at=DUE - HOUR)
    tell_unconfirmed(signup_id=key, at=DUE)  # not lapsed yet: silent
    asked.run(DUE)
    for _twice in range(2):
        tell_unconfirmed(signup_id=key, at=DUE)
    told = Counter(AuditLine.objects.filter(verb__startswith="told").values_list("verb", flat=True))
    assert told == {"told_reconfirm": 1, "told_reconfirm_again": 1, "told_unconfirmed": 1}


@pytest.mark.django_db(transaction=True)
def test_a_yes_at_the_last_moment_and_the_clock_have_one_outcome() -> None:
    for _round in range(4):
        asked = Asked(places=1, waiting=1)
        asked.run()
        yes = [partial(reconfirm, by=asked.people[0], signup_id=asked.made[0].id, at=DUE)] * 2
        at_once(*yes, *[partial(asked.run, DUE)] * 3)
        assert asked.states() in (["confirmed", "waiting"], ["lapsed", "offered"])
        assert asked.taken == 1
        assert Offer.objects.filter(post=asked.post).count() == (asked.states()[0] == "lapsed")
