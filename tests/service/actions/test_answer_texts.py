"""What people read: who is asked what until when, who comes instead, and what the leader hears. Never a whole name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.models import Account, Message, Volunteer
from redvest.service.actions.absence import alert_short_posts, answer_appeal, appeal_absence
from redvest.service.actions.absence_notice import tell_appeal
from redvest.service.actions.answer_notice import (
    tell_left_out,
    tell_named,
    tell_reconfirm,
    tell_unconfirmed,
)
from redvest.service.actions.hand_over import Called, ask_stand_in, ask_swap
from redvest.service.actions.hand_over_answer import answer_hand_over
from redvest.service.actions.hand_over_notice import tell_hand_over_asked, tell_hand_over_ended
from redvest.service.actions.party import PartyForm, cancel_party, sign_up_party
from redvest.service.choices import SignUpState
from redvest.service.models import SignUp
from tests.factories.registry import CITY, NOW, make_body, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def last(to: Volunteer | Account) -> str:
    account = to.account if isinstance(to, Volunteer) else to
    assert account is not None
    message = Message.objects.filter(account=account).order_by("-id").first()
    return message.text if message else ""


class Two:
    """A place of one, and another volunteer."""

    def __init__(self) -> None:
        self.one, self.two = make_volunteer(name="李明霞"), make_volunteer(name="欧阳明霞")
        self.post = make_post(activity=make_activity(starts_at=NOW + 72 * HOUR), places=3)
        self.signup = make_signup(post=self.post, volunteer=self.one)


def test_the_question_says_until_when_and_what_silence_means() -> None:
    two = Two()
    SignUp.objects.update(reconfirm_by=NOW + 5 * HOUR)
    tell_reconfirm(signup_id=two.signup.pk, again=False, at=NOW)
    assert "请再确认一次：3月8日 10:00“陪独居老人买菜”（陪同员）" in last(two.one)
    assert "3月5日 15:00 前" in last(two.one) and "没有回音" in last(two.one)
    tell_reconfirm(signup_id=two.signup.pk, again=True, at=NOW + 4 * HOUR)
    assert "还没等到你的回音" in last(two.one)
    SignUp.objects.update(state="lapsed")
    tell_unconfirmed(signup_id=two.signup.pk, at=NOW + 5 * HOUR)
    assert "名额让给了别人" in last(two.one) and "再报名" in last(two.one)


def test_a_question_that_is_answered_or_over_is_not_sent() -> None:
    two = Two()
    SignUp.objects.update(reconfirm_by=NOW + 5 * HOUR, reconfirmed_at=NOW)
    tell_reconfirm(signup_id=two.signup.pk, again=False, at=NOW)
    SignUp.objects.update(reconfirmed_at=None)
    tell_reconfirm(signup_id=two.signup.pk, again=False, at=NOW + 5 * HOUR)
    assert last(two.one) == ""


def test_a_stand_in_is_asked_and_everybody_hears_the_end() -> None:
    two = Two()
    asked = ask_stand_in(
        by=volunteer_standing(two.one), signup_id=two.signup.pk, who=Called(two.two.number, two.two.name), at=NOW
    )  # fmt: skip
    tell_hand_over_asked(hand_over_id=asked.pk, at=NOW)
    assert "李*霞想请你顶替" in last(two.two) and "李明霞" not in last(two.two)
    answer_hand_over(by=volunteer_standing(two.two), hand_over_id=asked.pk, accept=True, at=NOW)
    tell_hand_over_ended(hand_over_id=asked.pk, at=NOW)
    assert "由对方去，你不用来了" in last(two.one) and "现在由你去" in last(two.two)
    heard = last(two.post.activity.leader)
    assert "李*霞由欧阳*霞顶替" in heard and "名单已经更新" in heard


def test_a_no_leaves_the_place_and_says_so() -> None:
    two = Two()
    asked = ask_stand_in(
        by=volunteer_standing(two.one), signup_id=two.signup.pk, who=Called(two.two.number, two.two.name), at=NOW
    )  # fmt: skip
    answer_hand_over(by=volunteer_standing(two.two), hand_over_id=asked.pk, accept=False, at=NOW)
    tell_hand_over_ended(hand_over_id=asked.pk, at=NOW)
    assert "没答应" in last(two.one) and "还是你的" in last(two.one)
    assert last(two.post.activity.leader) == ""


def test_a_swap_names_both_places() -> None:
    two = Two()
    evening = make_post(activity=two.post.activity, title="引导员")
    make_signup(post=evening, volunteer=two.two)
    asked = ask_swap(
        by=volunteer_standing(two.one), signup_id=two.signup.pk, who=Called(two.two.number, two.two.name), at=NOW
    )  # fmt: skip
    tell_hand_over_asked(hand_over_id=asked.pk, at=NOW)
    assert "想和你互换" in last(two.two)
    answer_hand_over(by=volunteer_standing(two.two), hand_over_id=asked.pk, accept=True, at=NOW)
    tell_hand_over_ended(hand_over_id=asked.pk, at=NOW)
    assert "你改去" in last(two.one) and "（引导员）" in last(two.one)
    assert "李*霞和欧阳*霞互换了岗位" in last(two.post.activity.leader)


def test_who_is_put_down_in_a_group_reads_how_to_say_no() -> None:
    two = Two()
    party = sign_up_party(
        by=volunteer_standing(make_volunteer()), post_id=two.post.pk, at=NOW,
        form=PartyForm(people=[(two.two.number, two.two.name)]),
    )  # fmt: skip
    signup = SignUp.objects.get(volunteer=two.two)
    tell_named(signup_id=signup.pk, at=NOW)
    assert "有人给你报了名" in last(two.two) and "不点就不算报名" in last(two.two)
    cancel_party(
        by=volunteer_standing(Volunteer.objects.get(account=party.made_by)), party_id=party.pk, at=NOW
    )
    tell_left_out(signup_id=signup.pk, at=NOW)
    assert "取消了" in last(two.two) and "可以自己报名" in last(two.two)


def test_an_appeal_is_answered_in_words() -> None:
    body, person = make_body(), make_volunteer()
    past = make_post(activity=make_activity(body=body, starts_at=NOW - 48 * HOUR))
    signup = make_signup(post=past, volunteer=person, state=SignUpState.ABSENT)
    appeal_absence(by=volunteer_standing(person), signup_id=signup.pk, words="住院了", at=NOW)
    tell_appeal(signup_id=signup.pk, at=NOW)
    assert last(person) == ""
    answer_appeal(by=make_leader(body), signup_id=signup.pk, accept=True, words="早日康复", at=NOW)
    tell_appeal(signup_id=signup.pk, at=NOW)
    assert "已经不算缺席" in last(person) and "早日康复" in last(person)


def test_the_leader_reads_which_post_lacks_how_many() -> None:
    post = make_post(activity=make_activity(starts_at=NOW + 40 * HOUR), places=9, title="引导员")
    make_signup(post=post, volunteer=make_volunteer())
    assert alert_short_posts(city=CITY, at=NOW) == 1
    heard = last(post.activity.leader)
    assert "引导员要 9 人，报上 1 人" in heard and "估计" not in heard and "再招一些人" in heard
