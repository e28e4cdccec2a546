"""A stand-in: asked by name or by a link, checked by every rule, moved in one go; the count of places stays."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.models import OutgoingMessage, Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.hand_over import (
    Called,
    ask_stand_in,
    expire_hand_overs,
    make_link,
    withdraw_hand_over,
)
from redvest.service.actions.hand_over_answer import answer_hand_over, answer_link
from redvest.service.actions.hand_over_notice import tell_hand_over_asked, tell_hand_over_ended
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.choices import CancelKind, HandOverState
from redvest.service.hand_over_errors import (
    HandOverOpen,
    HandOverOver,
    HandOverUnknown,
    LeaderChooses,
    LineComesFirst,
    NobodyByThatName,
    NoPlaceToGive,
    OneselfAsked,
)
from redvest.service.models import HandOver, Post, SignUp
from redvest.service.signup_errors import AlreadySignedUp, NotEligible, Overlaps
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post, make_signup, make_stay

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Handed:
    """Somebody with a place on a full post, and somebody who could come instead."""

    def __init__(self, places: int = 1, left: int = 72, **post: object) -> None:
        activity = make_activity(starts_at=NOW + left * HOUR)
        self.post = make_post(places=places, activity=activity, **post)  # type: ignore[arg-type]
        self.giver, self.taker = make_volunteer(name="李明霞"), make_volunteer(name="欧阳明霞")
        self.by, self.other = volunteer_standing(self.giver), volunteer_standing(self.taker)
        self.signup = make_signup(post=self.post, volunteer=self.giver)

    def ask(self, by: Standing | None = None, who: Volunteer | None = None, name: str = "") -> HandOver:
        who = who or self.taker
        called = Called(who.number, name or who.name)
        return ask_stand_in(by=by or self.by, signup_id=self.signup.pk, who=called, at=NOW)

    def yes(self, asked: HandOver, by: Standing | None = None) -> HandOver:
        return answer_hand_over(by=by or self.other, hand_over_id=asked.pk, accept=True, at=NOW + HOUR)

    def holders(self) -> dict[str, str]:
        return dict(SignUp.objects.filter(post=self.post).values_list("volunteer__name", "state"))

    @property
    def taken(self) -> int:
        return Post.objects.get(pk=self.post.pk).taken


def test_a_yes_moves_the_place_and_leaves_a_trail() -> None:
    handed = Handed()
    asked = handed.ask()
    assert handed.holders() == {"李明霞": "confirmed"}
    for _twice in range(2):
        assert handed.yes(asked).state == HandOverState.DONE
    assert (handed.holders(), handed.taken) == ({"李明霞": "cancelled", "欧阳明霞": "confirmed"}, 1)
    handed.signup.refresh_from_db()
    assert handed.signup.cancel_kind == CancelKind.HANDED
    line = AuditLine.objects.get(verb="take_over_place")
    assert line.details == {"instead_of": str(handed.signup.pk)}
    assert AuditLine.objects.filter(verb="accept_hand_over").count() == 1


def test_both_and_the_leader_are_told_once() -> None:
    handed = Handed()
    asked = handed.ask()
    tell_hand_over_asked(hand_over_id=asked.pk, at=NOW)
    handed.yes(asked)
    before = OutgoingMessage.objects.count()
    for _twice in range(2):
        tell_hand_over_ended(hand_over_id=asked.pk, at=NOW + HOUR)
        tell_hand_over_asked(hand_over_id=asked.pk, at=NOW + HOUR)
    assert OutgoingMessage.objects.count() in (before, before + 3)
    told = Counter(AuditLine.objects.filter(verb__startswith="told").values_list("verb", flat=True))
    assert told == {"told_hand_over": 1, "told_hand_over_end": 1}


def test_a_no_leaves_everything_and_another_may_be_asked() -> None:
    handed = Handed()
    asked = handed.ask()
    with pytest.raises(HandOverOpen):
        handed.ask()
    answer_hand_over(by=handed.other, hand_over_id=asked.pk, accept=False, at=NOW)
    assert (handed.holders(), handed.taken) == ({"李明霞": "confirmed"}, 1)
    with pytest.raises(HandOverOver):
        handed.yes(asked)
    assert handed.ask().state == HandOverState.OPEN


def test_number_and_name_belong_together_and_guessing_ends_soon() -> None:
    handed = Handed()
    with pytest.raises(NobodyByThatName):
        handed.ask(name="王五")
    with pytest.raises(OneselfAsked):
        handed.ask(who=handed.giver)
    Volunteer.objects.filter(pk=handed.taker.pk).update(state=VolunteerState.SUSPENDED)
    with pytest.raises(NobodyByThatName):
        handed.ask()
    for _n in range(17):
        with pytest.raises(NobodyByThatName):
            handed.ask(name="王五")
    with pytest.raises(TooManyTries):
        handed.ask(name="王五")
    assert not HandOver.objects.exists()


def test_only_the_holder_asks_and_only_the_one_asked_answers() -> None:
    handed = Handed()
    stranger = volunteer_standing(make_volunteer())
    with pytest.raises(NotAllowed):
        handed.ask(by=stranger)
    asked = handed.ask()
    for other in (stranger, handed.by):
        with pytest.raises(NotAllowed):
            handed.yes(asked, by=other)
    with pytest.raises(NotAllowed):
        withdraw_hand_over(by=stranger, hand_over_id=asked.pk, at=NOW)
    assert handed.holders() == {"李明霞": "confirmed"}


def test_every_rule_of_the_post_holds_for_the_stand_in() -> None:
    handed = Handed(min_age=90, qualifications=["first-aid"])
    asked = handed.ask()
    with pytest.raises(NotEligible) as refused:
        handed.yes(asked)
    assert {each["code"] for each in refused.value.details["reasons"]} == {"too-young", "needs-qualification"}
    assert (handed.holders(), handed.taken) == ({"李明霞": "confirmed"}, 1)


def test_who_has_other_plans_then_is_told_which() -> None:
    handed = Handed()
    make_signup(
        post=make_post(activity=make_activity(title="撞上了", starts_at=NOW + 72 * HOUR)),
        volunteer=handed.taker,
    )
    with pytest.raises((NotEligible, Overlaps)) as refused:
        handed.yes(handed.ask())
    assert "撞上了" in str(refused.value.details)
    assert handed.taken == 1


def test_where_people_wait_in_line_the_place_is_theirs_until_near_the_start() -> None:
    handed = Handed()
    sign_up(by=volunteer_standing(make_volunteer()), post_id=handed.post.pk, at=NOW)
    with pytest.raises(LineComesFirst):
        handed.ask()
    near = Handed(left=20)
    first = make_volunteer(name="周先到")
    sign_up(by=volunteer_standing(first), post_id=near.post.pk, at=NOW)
    near.yes(near.ask())
    assert near.holders() == {"李明霞": "cancelled", "周先到": "waiting", "欧阳明霞": "confirmed"}
    assert near.taken == 1


def test_who_waits_in_the_line_and_stands_in_leaves_the_line() -> None:
    handed = Handed(left=20)
    sign_up(by=handed.other, post_id=handed.post.pk, at=NOW)
    handed.yes(handed.ask())
    assert handed.holders() == {"李明霞": "cancelled", "欧阳明霞": "confirmed"} and handed.taken == 1
    both = Handed(places=2)
    sign_up(by=both.other, post_id=both.post.pk, at=NOW)
    with pytest.raises(AlreadySignedUp):
        both.yes(both.ask())
    assert both.taken == 2


def test_a_place_one_has_not_or_cannot_give_is_not_given() -> None:
    chosen = Handed(needs_review=True)
    with pytest.raises(LeaderChooses):
        chosen.ask()
    there = Handed()
    make_stay(signup=there.signup, in_at=NOW)
    with pytest.raises(NoPlaceToGive):
        there.ask()
    gone = Handed()
    asked = gone.ask()
    cancel_signup(by=gone.by, signup_id=gone.signup.pk, at=NOW)
    with pytest.raises(HandOverOver):
        gone.yes(asked)
    with pytest.raises(NoPlaceToGive):
        gone.ask()
    assert gone.taken == 0


def test_a_link_works_once_for_whoever_comes_first() -> None:
    handed = Handed()
    _made, token = make_link(by=handed.by, signup_id=handed.signup.pk, at=NOW)
    with pytest.raises(HandOverUnknown):
        answer_link(by=handed.by, token=token, accept=True, at=NOW)
    with pytest.raises(HandOverUnknown):
        answer_link(by=handed.other, token=f"{token}x", accept=True, at=NOW)
    answer_link(by=volunteer_standing(make_volunteer()), token=token, accept=False, at=NOW)
    assert answer_link(by=handed.other, token=token, accept=True, at=NOW).state == HandOverState.DONE
    with pytest.raises(HandOverOver):
        answer_link(by=volunteer_standing(make_volunteer()), token=token, accept=True, at=NOW)
    assert handed.holders() == {"李明霞": "cancelled", "欧阳明霞": "confirmed"}
    assert token not in str(HandOver.objects.values_list("link_digest", flat=True).get())


def test_time_ends_a_request_and_so_does_its_maker() -> None:
    handed = Handed()
    asked = handed.ask()
    assert expire_hand_overs(at=asked.expires_at - HOUR) == 0
    assert [expire_hand_overs(at=asked.expires_at) for _n in range(2)] == [1, 0]
    with pytest.raises(HandOverOver):
        handed.yes(asked)
    again = handed.ask()
    for _twice in range(2):
        withdraw_hand_over(by=handed.by, hand_over_id=again.pk, at=NOW)
    assert AuditLine.objects.filter(verb="withdraw_hand_over").count() == 1
    assert handed.holders() == {"李明霞": "confirmed"}


@pytest.mark.django_db(transaction=True)
def test_a_link_pressed_by_many_while_its_maker_cancels_never_gives_two_places() -> None:
    for _round in range(3):
        handed = Handed()
        _made, token = make_link(by=handed.by, signup_id=handed.signup.pk, at=NOW)
        people = [volunteer_standing(make_volunteer()) for _n in range(3)]
        press = [partial(answer_link, by=by, token=token, accept=True, at=NOW) for by in people]
        join = [partial(sign_up, by=by, post_id=handed.post.pk, at=NOW) for by in people]
        leave = partial(cancel_signup, by=handed.by, signup_id=handed.signup.pk, at=NOW)
        outcomes = at_once(*press, *join, leave)  # type: ignore[arg-type]
        assert not [each for each in outcomes if "deadlock" in str(each)]
        states = Counter(SignUp.objects.filter(post=handed.post).values_list("state", flat=True))
        assert handed.taken == states["confirmed"] + states["offered"] <= 1
