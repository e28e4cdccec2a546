"""Stand-ins to the minute: how long a request stands, when the line comes first, and what ends with the place itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.models import DatedSetting, Message, Volunteer
from redvest.service.actions.hand_over import (
    Called,
    ask_stand_in,
    expire_hand_overs,
    make_link,
    withdraw_hand_over,
)
from redvest.service.actions.hand_over_answer import answer_hand_over, answer_link
from redvest.service.actions.hand_over_notice import tell_hand_over_asked, tell_hand_over_ended
from redvest.service.actions.party import PartyForm, cancel_party, sign_up_party
from redvest.service.actions.reconfirm import run_reconfirm
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.choices import HandOverState
from redvest.service.hand_over_errors import (
    HandOverOver,
    HandOverUnknown,
    LineComesFirst,
    NobodyByThatName,
    NoPlaceToGive,
)
from redvest.service.models import HandOver, Post, SignUp
from redvest.service.queries.hand_over import asked_of, standing_asked
from redvest.service.signup_errors import SignUpNotFound
from tests.factories.race import at_once
from tests.factories.registry import (
    CITY,
    NOW,
    make_account,
    make_body,
    make_region_tree,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.factories.service import make_activity, make_post, make_signup
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Held:
    """Somebody with the one place of a post that begins in so many hours, and a friend."""

    def __init__(self, left: int = 72, **post: object) -> None:
        self.body = make_body()
        self.activity = make_activity(body=self.body, starts_at=NOW + left * HOUR)
        self.post = make_post(places=1, activity=self.activity, **post)  # type: ignore[arg-type]
        self.giver, self.taker = make_volunteer(name="李明霞"), make_volunteer(name="欧阳明霞")
        self.by, self.other = volunteer_standing(self.giver), volunteer_standing(self.taker)
        self.signup = make_signup(post=self.post, volunteer=self.giver)

    def ask(self, at: datetime = NOW, who: Volunteer | None = None) -> HandOver:
        who = who or self.taker
        return ask_stand_in(by=self.by, signup_id=self.signup.pk, who=Called(who.number, who.name), at=at)

    def answer(self, asked: HandOver, at: datetime, accept: bool = True) -> HandOver:
        return answer_hand_over(by=self.other, hand_over_id=asked.pk, accept=accept, at=at)

    def facts(self) -> tuple[dict[str, str], int]:
        rows = SignUp.objects.filter(post=self.post).values_list("volunteer__name", "state")
        return dict(rows), Post.objects.get(pk=self.post.pk).taken


KEPT = ({"李明霞": "confirmed"}, 1)
MOVED = ({"李明霞": "cancelled", "欧阳明霞": "confirmed"}, 1)


def ruled(key: str, value: str) -> None:
    DatedSetting.objects.create(
        region=make_region_tree().city, key=key, value=value, effective_on=date(2026, 1, 1), set_at=NOW
    )


def told_to(person: Volunteer) -> list[str]:
    return list(Message.objects.filter(account=person.account).values_list("text", flat=True))


def test_a_yes_counts_until_the_minute_and_not_at_it() -> None:
    held = Held()
    asked = held.ask()
    assert asked.expires_at == NOW + 24 * HOUR
    with pytest.raises(HandOverOver) as refused:
        held.answer(asked, asked.expires_at)
    assert str(refused.value.message) == "这个请求已经结束了：对方撤回了，时间过了，或者已经换好。"
    assert held.facts() == KEPT and HandOver.objects.get().state == HandOverState.OPEN
    assert not AuditLine.objects.filter(verb="accept_hand_over").exists()
    held.answer(asked, asked.expires_at - MINUTE)
    assert held.facts() == MOVED


def test_it_never_stands_longer_than_until_the_start() -> None:
    held = Held(left=5)
    asked = held.ask()
    assert asked.expires_at == held.activity.starts_at
    with pytest.raises(HandOverOver):
        held.answer(asked, held.activity.starts_at)
    assert held.facts() == KEPT


def test_the_place_says_how_long_a_request_stands() -> None:
    ruled("handover.hours", "3")
    held = Held()
    asked = held.ask()
    assert asked.expires_at == NOW + 3 * HOUR
    assert expire_hand_overs(at=asked.expires_at - MINUTE) == 0
    assert expire_hand_overs(at=asked.expires_at) == 1
    row = HandOver.objects.get()
    assert (row.state, row.ended_at) == (HandOverState.EXPIRED, asked.expires_at)


def test_once_it_has_begun_there_is_no_place_to_give() -> None:
    held = Held(left=5)
    start = held.activity.starts_at
    for ask in (held.ask, lambda at: make_link(by=held.by, signup_id=held.signup.pk, at=at)):
        with pytest.raises(NoPlaceToGive) as refused:
            ask(start)
        assert refused.value.message == "只有报上了、还没开始、也没签到的名额能让给别人。"
    assert not HandOver.objects.exists()
    assert held.ask(start - MINUTE).expires_at == start


@pytest.mark.parametrize(("value", "hours"), [(None, 24), ("6", 6)])
def test_the_line_comes_first_to_the_minute_that_the_place_says(value: str | None, hours: int) -> None:
    if value:
        ruled("handover.line_hours", value)
    held = Held()
    sign_up(by=volunteer_standing(make_volunteer(name="周先到")), post_id=held.post.pk, at=NOW)
    border = held.activity.starts_at - hours * HOUR
    with pytest.raises(LineComesFirst) as refused:
        held.ask(border - MINUTE)
    assert refused.value.message == "有人在按顺序候补，名额要先让给他们。来不了的话，取消报名就行。"
    assert not HandOver.objects.exists() and held.facts()[1] == 1
    assert held.ask(border).state == HandOverState.OPEN


def test_a_request_nobody_answered_does_not_stand_in_the_way_of_the_next() -> None:
    held = Held()
    first = held.ask()
    third = make_volunteer(name="周路人")
    second = held.ask(first.expires_at, who=third)
    first.refresh_from_db()
    assert (first.state, second.state) == (HandOverState.EXPIRED, HandOverState.OPEN)
    with pytest.raises(HandOverOver):
        held.answer(first, first.expires_at)
    assert held.facts() == KEPT


def test_nobody_takes_back_what_is_done_and_others_may_not_even_try() -> None:
    held = Held()
    asked = held.ask()
    held.answer(asked, NOW + HOUR)
    withdraw_hand_over(by=held.by, hand_over_id=asked.pk, at=NOW + 2 * HOUR)
    assert HandOver.objects.get().state == HandOverState.DONE and held.facts() == MOVED
    with pytest.raises(NotAllowed):
        withdraw_hand_over(by=held.other, hand_over_id=asked.pk, at=NOW + 2 * HOUR)
    with pytest.raises(HandOverUnknown) as unknown:
        withdraw_hand_over(by=held.by, hand_over_id=uuid4(), at=NOW)
    assert unknown.value.message == "没有找到这个请求。它可能已经撤回，或者链接少复制了几个字。"
    assert not AuditLine.objects.filter(verb="withdraw_hand_over").exists()


def test_a_no_again_is_a_no_and_never_becomes_a_yes() -> None:
    held = Held()
    asked = held.ask()
    for _twice in range(2):
        assert held.answer(asked, NOW, accept=False).state == HandOverState.DECLINED
    with pytest.raises(HandOverOver):
        held.answer(asked, NOW)
    assert AuditLine.objects.filter(verb="decline_hand_over").count() == 1 and held.facts() == KEPT


def test_number_and_name_are_read_as_people_write_them_and_nobody_of_another_city_is_found() -> None:
    held = Held()
    loose = Called(" ".join(held.taker.number), f" {held.taker.name} ")
    asked = ask_stand_in(by=held.by, signup_id=held.signup.pk, who=loose, at=NOW)
    assert asked.to_volunteer_id == held.taker.pk
    withdraw_hand_over(by=held.by, hand_over_id=asked.pk, at=NOW)
    Volunteer.objects.filter(pk=held.taker.pk).update(city="360100")
    with pytest.raises(NobodyByThatName) as refused:
        held.ask()
    assert "没有找到这个编号和姓名的志愿者" in refused.value.message
    with pytest.raises(SignUpNotFound):
        make_link(by=held.by, signup_id=uuid4(), at=NOW)
    assert HandOver.objects.count() == 1


def test_who_takes_over_has_just_said_yes_to_the_question_asked_once_more() -> None:
    held = Held(reconfirm=True)
    due = held.activity.starts_at - 24 * HOUR
    run_reconfirm(city=CITY, at=held.activity.starts_at - 48 * HOUR)
    asked = held.ask(due - 2 * HOUR)
    held.answer(asked, due - HOUR)
    theirs = SignUp.objects.get(volunteer=held.taker)
    assert (theirs.reconfirm_by, theirs.reconfirmed_at) == (due, due - HOUR)
    assert run_reconfirm(city=CITY, at=due) == (0, 0, 0)
    assert held.facts() == MOVED


def test_a_lapsed_place_cannot_be_taken_over() -> None:
    held = Held(reconfirm=True)
    due = held.activity.starts_at - 24 * HOUR
    run_reconfirm(city=CITY, at=held.activity.starts_at - 48 * HOUR)
    asked = held.ask(due - HOUR)
    assert run_reconfirm(city=CITY, at=due)[2] == 1
    with pytest.raises(HandOverOver):
        held.answer(asked, due + MINUTE)
    assert held.facts() == ({"李明霞": "lapsed"}, 0)


def test_who_stands_in_for_one_of_a_group_is_of_the_group() -> None:
    held = Held()
    Post.objects.filter(pk=held.post.pk).update(places=4)
    friend = make_volunteer(name="赵同伴")
    maker = make_volunteer(name="钱队长")
    wish = PartyForm(people=[(friend.number, friend.name)])
    party = sign_up_party(by=volunteer_standing(maker), post_id=held.post.pk, form=wish, at=NOW)
    mine = SignUp.objects.get(volunteer=maker)
    who = Called(held.taker.number, held.taker.name)
    asked = ask_stand_in(by=volunteer_standing(maker), signup_id=mine.pk, who=who, at=NOW)
    held.answer(asked, NOW)
    assert SignUp.objects.get(volunteer=held.taker).party_id == party.pk
    assert cancel_party(by=volunteer_standing(maker), party_id=party.pk, at=NOW) == 2
    states = held.facts()
    assert states[0]["欧阳明霞"] == "cancelled" and states[1] == 1


@pytest.mark.parametrize("how", ["cancelled", "lapsed"])
def test_a_place_that_is_gone_is_not_said_to_be_still_theirs(how: str) -> None:
    """The asker who gave the place back hears nothing of it being theirs, whatever becomes of the request."""
    held = Held(reconfirm=True)
    asked = held.ask()
    if how == "cancelled":
        cancel_signup(by=held.by, signup_id=held.signup.pk, at=NOW)
    else:
        SignUp.objects.filter(pk=held.signup.pk).update(state="lapsed", cancelled_at=NOW)
    Message.objects.all().delete()
    tell_hand_over_asked(hand_over_id=asked.pk, at=NOW)
    assert told_to(held.taker) == []  # nobody is asked for a place that is no more
    expire_hand_overs(at=asked.expires_at)
    tell_hand_over_ended(hand_over_id=asked.pk, at=asked.expires_at)
    assert told_to(held.giver) == []


def test_each_hears_what_became_of_it_in_words() -> None:
    held = Held()
    asked = held.ask()
    tell_hand_over_asked(hand_over_id=asked.pk, at=NOW)
    (said,) = told_to(held.taker)
    assert said.startswith(f"【{held.body.name}】李*霞想请你顶替：") and "李明霞" not in said
    held.answer(asked, NOW, accept=False)
    tell_hand_over_ended(hand_over_id=asked.pk, at=NOW)
    assert ["没答应" in each for each in told_to(held.giver)] == [True]
    Message.objects.all().delete()
    again = held.ask()
    expire_hand_overs(at=again.expires_at)
    tell_hand_over_ended(hand_over_id=again.pk, at=again.expires_at)
    assert ["没有回音" in each for each in told_to(held.giver)] == [True]
    third = held.ask(again.expires_at)
    held.answer(third, again.expires_at)
    Message.objects.all().delete()
    tell_hand_over_ended(hand_over_id=third.pk, at=again.expires_at)
    assert "你不用来了" in told_to(held.giver)[0] and "现在由你去" in told_to(held.taker)[0]
    leader = Message.objects.get(account=held.activity.leader)
    assert "李*霞由欧阳*霞顶替" in leader.text


def test_a_withdrawn_one_is_told_to_nobody() -> None:
    held = Held()
    asked = held.ask()
    withdraw_hand_over(by=held.by, hand_over_id=asked.pk, at=NOW)
    tell_hand_over_asked(hand_over_id=asked.pk, at=NOW)
    tell_hand_over_ended(hand_over_id=asked.pk, at=NOW)
    assert told_to(held.taker) == told_to(held.giver) == []
    assert not AuditLine.objects.filter(verb__startswith="told").exists()


class Parented(Held):
    """The one who is asked is a child without a phone; the guardian is not on the register."""

    def __init__(self) -> None:
        super().__init__()
        self.parent = make_account(name="李建国")
        self.taker = registered(self.parent)

    @property
    def guardian(self) -> Any:
        return standing_of(self.parent)


def test_a_childs_guardian_is_told_and_answers_for_it_alone() -> None:
    held = Parented()
    asked = held.ask()
    tell_hand_over_asked(hand_over_id=asked.pk, at=NOW)
    (told,) = Message.objects.filter(account=held.parent)
    assert told.volunteer_id == held.taker.pk
    stranger = standing_of(make_account(name="周路人"))
    assert standing_asked(stranger, asked, NOW) is stranger
    for who in (stranger, held.guardian):
        with pytest.raises(NotAllowed):
            answer_hand_over(by=who, hand_over_id=asked.pk, accept=True, at=NOW)
    assert held.facts() == KEPT
    by = standing_asked(held.guardian, asked, NOW)
    answer_hand_over(by=by, hand_over_id=asked.pk, accept=True, at=NOW)
    assert held.facts() == ({"李明霞": "cancelled", held.taker.name: "confirmed"}, 1)
    line = AuditLine.objects.get(verb="accept_hand_over")
    assert line.actor_id == held.parent.pk


def test_a_guardian_stops_answering_at_the_birthday() -> None:
    held = Parented()
    asked = held.ask()
    Volunteer.objects.filter(pk=held.taker.pk).update(birth_on=date(2008, 3, 5))
    assert standing_asked(held.guardian, asked, NOW - 24 * HOUR) is not held.guardian
    grown = standing_asked(held.guardian, asked, NOW)
    with pytest.raises(NotAllowed):
        answer_hand_over(by=grown, hand_over_id=asked.pk, accept=True, at=NOW)
    assert held.facts() == KEPT


def test_what_is_asked_is_listed_until_it_is_over_the_most_urgent_first() -> None:
    soon, late = Held(left=5), Held()
    taker = soon.taker
    first, second = soon.ask(), late.ask(who=taker)
    assert list(asked_of([taker.pk], NOW)) == [first, second]
    assert list(asked_of([taker.pk], first.expires_at)) == [second]
    cancel_signup(by=late.by, signup_id=late.signup.pk, at=NOW)
    assert list(asked_of([taker.pk], NOW)) == [first]


def test_a_link_dies_with_its_request_and_a_stranger_to_the_register_cannot_use_it() -> None:
    held = Held()
    made, token = make_link(by=held.by, signup_id=held.signup.pk, at=NOW)
    with pytest.raises(NoVolunteerRecord):
        answer_link(by=standing_of(make_account()), token=token, accept=True, at=NOW)
    withdraw_hand_over(by=held.by, hand_over_id=made.pk, at=NOW)
    with pytest.raises(HandOverOver):
        answer_link(by=held.other, token=token, accept=True, at=NOW)
    again, fresh = make_link(by=held.by, signup_id=held.signup.pk, at=NOW)
    assert fresh != token
    with pytest.raises(HandOverOver):
        answer_link(by=held.other, token=fresh, accept=True, at=again.expires_at)
    assert held.facts() == KEPT


def _race(*works: Callable[[], Any]) -> list[Any]:
    found = at_once(*works)
    assert not [each for each in found if "deadlock" in str(each)]
    return found


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_its_taking_back_at_once_end_one_way() -> None:
    for _round in range(3):
        held = Held()
        asked = held.ask()
        back = partial(withdraw_hand_over, by=held.by, hand_over_id=asked.pk, at=NOW)
        _race(*[partial(held.answer, asked, NOW)] * 2, back, partial(expire_hand_overs, at=NOW))
        state = HandOver.objects.get(pk=asked.pk).state
        assert (state, held.facts()) in ((HandOverState.DONE, MOVED), (HandOverState.WITHDRAWN, KEPT))


@pytest.mark.django_db(transaction=True)
def test_many_requests_for_one_place_at_once_leave_one_open() -> None:
    held = Held()
    friends = [make_volunteer(name="赵一"), make_volunteer(name="钱二"), make_volunteer(name="孙三")]
    found = _race(*[partial(held.ask, who=each) for each in friends])
    assert sum(isinstance(each, HandOver) for each in found) == 1
    assert {getattr(each, "code", "made") for each in found} == {"made", "hand-over-open"}
    assert HandOver.objects.filter(state="open").count() == 1
