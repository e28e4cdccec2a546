"""Two people swap posts or shifts: both say yes, both are checked, both places stay taken."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from redvest.service.actions.hand_over import Called, ask_swap
from redvest.service.actions.hand_over_answer import answer_hand_over
from redvest.service.actions.hand_over_notice import tell_hand_over_ended
from redvest.service.actions.signup import cancel_signup
from redvest.service.hand_over_errors import HandOverOver, LeaderChooses, NotOnThisActivity
from redvest.service.models import HandOver, Post, SignUp
from redvest.service.signup_errors import NotEligible
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Two:
    """Two shifts of one activity, each full with one person."""

    def __init__(self, **second: object) -> None:
        self.activity = make_activity(starts_at=NOW + 72 * HOUR, hours=8)
        start = self.activity.starts_at
        self.posts = [
            make_post(activity=self.activity, places=1, title="早班", starts_at=start, ends_at=start + 4 * HOUR),
            make_post(
                activity=self.activity, places=1, title="晚班", starts_at=start + 4 * HOUR,
                ends_at=start + 8 * HOUR, **second,  # type: ignore[arg-type]
            ),
        ]  # fmt: skip
        self.people = [make_volunteer(name="李明霞"), make_volunteer(name="欧阳明霞")]
        self.by = [volunteer_standing(each) for each in self.people]
        self.signups = [
            make_signup(post=p, volunteer=v) for p, v in zip(self.posts, self.people, strict=True)
        ]
        for signup, post in zip(self.signups, self.posts, strict=True):
            signup.period = (post.starts_at, post.ends_at)
            signup.save(update_fields=["period"])

    def ask(self, number: int = 0) -> HandOver:
        other = self.people[1 - number]
        who = Called(other.number, other.name)
        return ask_swap(by=self.by[number], signup_id=self.signups[number].pk, who=who, at=NOW)

    def yes(self, asked: HandOver, number: int = 1) -> HandOver:
        return answer_hand_over(by=self.by[number], hand_over_id=asked.pk, accept=True, at=NOW)

    def now(self) -> list[list[str]]:
        return [
            list(
                SignUp.objects.filter(post=post, state="confirmed").values_list("volunteer__name", flat=True)
            )
            for post in self.posts
        ]

    def taken(self) -> list[int]:
        return [Post.objects.get(pk=post.pk).taken for post in self.posts]


def test_both_have_each_others_shift() -> None:
    two = Two()
    two.yes(two.ask())
    assert two.now() == [["欧阳明霞"], ["李明霞"]] and two.taken() == [1, 1]
    periods = {each.volunteer.name: each.period.lower for each in SignUp.objects.filter(state="confirmed")}
    assert periods == {"欧阳明霞": two.posts[0].starts_at, "李明霞": two.posts[1].starts_at}
    tell_hand_over_ended(hand_over_id=HandOver.objects.get().pk, at=NOW)


def test_the_asker_is_checked_at_once_and_the_other_one_at_the_yes() -> None:
    strict = Two(min_age=90)
    with pytest.raises(NotEligible):
        strict.ask()
    two = Two()
    asked = two.ask()
    Post.objects.filter(pk=two.posts[0].pk).update(min_age=90)
    with pytest.raises(NotEligible):
        two.yes(asked)
    Post.objects.update(min_age=None)
    Post.objects.filter(pk=two.posts[1].pk).update(max_age=5)
    with pytest.raises(HandOverOver, match="对方现在不能去"):
        two.yes(asked)
    assert two.now() == [["李明霞"], ["欧阳明霞"]] and two.taken() == [1, 1]


def test_only_with_somebody_on_another_post_of_the_same_activity() -> None:
    two = Two()
    elsewhere = make_volunteer(name="周路人")
    make_signup(post=make_post(), volunteer=elsewhere)
    with pytest.raises(NotOnThisActivity):
        ask_swap(
            by=two.by[0], signup_id=two.signups[0].pk, who=Called(elsewhere.number, elsewhere.name), at=NOW
        )
    chosen = Two(needs_review=True)
    with pytest.raises(LeaderChooses):
        chosen.ask()
    assert not HandOver.objects.exists()


def test_a_place_given_back_meanwhile_cannot_be_swapped() -> None:
    two = Two()
    asked = two.ask()
    cancel_signup(by=two.by[1], signup_id=two.signups[1].pk, at=NOW)
    with pytest.raises(HandOverOver):
        two.yes(asked)
    assert two.now() == [["李明霞"], []] and two.taken() == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_each_other_and_both_say_yes_swap_once() -> None:
    for _round in range(3):
        two = Two()
        asked = [two.ask(0), two.ask(1)]
        outcomes = at_once(*[partial(two.yes, asked[0], 1), partial(two.yes, asked[1], 0)] * 2)
        assert not [each for each in outcomes if "deadlock" in str(each)]
        assert two.now() == [["欧阳明霞"], ["李明霞"]] and two.taken() == [1, 1]
        assert HandOver.objects.filter(signup__activity=two.activity, state="done").count() == 1
