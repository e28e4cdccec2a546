"""What a group is refused for, to the number; until when places are kept; children; and what each is told."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.models import DatedSetting, Membership, Message, Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.answer_notice import tell_left_out, tell_named
from redvest.service.actions.offer import expire_offers, take_offer
from redvest.service.actions.party import PartyForm, cancel_party, leave_out, sign_up_party
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.models import Offer, Post, ProxyConsent, SignUp, SignUpParty
from redvest.service.party_errors import PartyEmpty, PartyNotHere, PartyOverMost, PartyRefused, PartyTooLarge
from redvest.service.queries.party import members_of, my_parties, parties_of
from redvest.service.signup_errors import CancelTooLate, SignUpNotFound
from tests.factories.race import at_once
from tests.factories.registry import (
    NOW,
    TODAY,
    make_account,
    make_body,
    make_leader,
    make_region_tree,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.factories.service import make_activity, make_post, make_signup
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Trip:
    """A post in so many hours, who wants to bring others there, and how many friends are needed."""

    def __init__(self, friends: int = 2, places: int = 9, left: int = 96, **post: object) -> None:
        self.body = make_body()
        self.activity = make_activity(body=self.body, starts_at=NOW + left * HOUR)
        self.post = make_post(places=places, activity=self.activity, **post)  # type: ignore[arg-type]
        self.maker = make_volunteer(name="李明霞")
        self.by = volunteer_standing(self.maker)
        self.friends = [make_volunteer(name=f"友{'甲乙丙丁戊'[n]}") for n in range(friends)]

    def book(self, by: Standing | None = None, key: str = "", **form: Any) -> SignUpParty:
        names = [(each.number, each.name) for each in form.pop("friends", self.friends)]
        wish = PartyForm(people=names, **form)
        return sign_up_party(
            by=by or self.by, post_id=form.pop("post", self.post.pk), form=wish, key=key, at=NOW
        )

    def untouched(self) -> bool:
        kept = SignUp.objects.filter(post=self.post).exists() or SignUpParty.objects.exists()
        return not kept and Post.objects.get(pk=self.post.pk).taken == 0 and not Offer.objects.exists()

    @property
    def taken(self) -> int:
        return Post.objects.get(pk=self.post.pk).taken


def ruled(key: str, value: str) -> None:
    DatedSetting.objects.create(
        region=make_region_tree().city, key=key, value=value, effective_on=date(2026, 1, 1), set_at=NOW
    )


def test_as_many_as_the_place_lets_come_at_once_and_not_one_more() -> None:
    ruled("party.most", "3")
    trip = Trip(friends=3)
    with pytest.raises(PartyOverMost) as refused:
        trip.book()
    assert refused.value.message == "一次组队的人太多了，请分几次报。"
    assert trip.untouched()
    trip.book(friends=trip.friends[:2])
    assert trip.taken == 3


def test_somebody_named_twice_or_the_maker_by_name_is_one_person() -> None:
    trip = Trip()
    with pytest.raises(PartyEmpty) as refused:
        trip.book(friends=[trip.maker, trip.maker])
    assert refused.value.message == "组队至少要两个人。一个人去，直接报名就行。"
    assert trip.untouched()
    trip.book(friends=[trip.friends[0], trip.friends[0], trip.maker])
    assert trip.taken == 2
    assert SignUp.objects.get(volunteer=trip.maker).state == "confirmed"


def test_without_me_everybody_is_asked_and_i_hold_no_place() -> None:
    trip = Trip()
    party = trip.book(with_me=False)
    assert {each.state for each in members_of(party)} == {"offered"}
    assert not SignUp.objects.filter(volunteer=trip.maker).exists()
    assert [each.kept_until == NOW + 33 * HOUR for each in members_of(party)] == [True, True]  # type: ignore[attr-defined]


def test_a_post_nobody_knows_and_somebody_there_already() -> None:
    trip = Trip()
    with pytest.raises(SignUpNotFound) as refused:
        sign_up_party(by=trip.by, post_id=uuid4(), form=PartyForm(), at=NOW)
    assert refused.value.message == "没有找到这个岗位，它可能已经取消。"
    make_signup(post=trip.post, volunteer=trip.friends[1])
    with pytest.raises(PartyRefused) as there:
        trip.book()
    assert "友乙：已经报过这个岗位了。" in [each["sentence"] for each in there.value.details["reasons"]]
    assert trip.taken == 1 and not SignUpParty.objects.exists()


def test_before_it_opens_and_after_it_closed_nobody_comes_in_a_group() -> None:
    for opens, closes in ((MINUTE, 50 * HOUR), (-50 * HOUR, timedelta())):
        trip = Trip()
        trip.activity.signup_opens_at, trip.activity.signup_closes_at = NOW + opens, NOW + closes
        trip.activity.save()
        with pytest.raises(PartyRefused) as refused:
            trip.book()
        names = {each["name"] for each in refused.value.details["reasons"]}
        assert names == {"李明霞", "友甲", "友乙"} and trip.untouched()


def test_a_post_that_chooses_takes_no_group_and_says_so() -> None:
    trip = Trip(needs_review=True)
    with pytest.raises(PartyNotHere) as refused:
        trip.book()
    assert refused.value.message == "这个岗位要审核，或者按公布的办法放号，不能组队，请各自报名。"
    assert trip.untouched()


def test_one_place_too_few_takes_none_and_the_last_ones_are_taken_whole() -> None:
    trip = Trip(places=4)
    make_signup(post=trip.post, volunteer=make_volunteer())
    trip.post.refresh_from_db()
    more = make_volunteer(name="友丙")
    with pytest.raises(PartyTooLarge) as refused:
        trip.book(friends=[*trip.friends, more])
    assert refused.value.details == {"left": 3} and "剩下的名额不够这一队" in refused.value.message
    assert trip.taken == 1 and not SignUpParty.objects.exists()
    trip.book()
    assert trip.taken == 4


def test_guessing_names_ends_and_a_refusal_does_not_undo_the_count() -> None:
    trip = Trip()
    nobody = Volunteer(number="360500000000", name="查无此人")
    for _n in range(30):
        with pytest.raises(PartyRefused):
            trip.book(friends=[nobody])
    with pytest.raises(TooManyTries):
        trip.book()
    assert trip.untouched()
    wish = PartyForm(people=[(each.number, each.name) for each in trip.friends])
    later = NOW + HOUR + MINUTE
    assert (
        sign_up_party(by=trip.by, post_id=trip.post.pk, form=wish, at=later).made_by_id == trip.by.account_id
    )


def test_a_key_is_its_makers_alone() -> None:
    trip, other = Trip(), make_volunteer(name="周另人")
    first = trip.book(key="same")
    strangers = [make_volunteer(name="友戊")]
    second = trip.book(by=volunteer_standing(other), friends=strangers, key="same")
    assert first.pk != second.pk and second.made_by_id != first.made_by_id and trip.taken == 5


def test_the_place_says_how_long_a_place_is_kept_and_never_past_the_start() -> None:
    ruled("party.hours", "2")
    trip = Trip()
    trip.book()
    assert set(Offer.objects.values_list("expires_at", flat=True)) == {NOW + 2 * HOUR}
    mine = SignUp.objects.get(volunteer=trip.friends[0])
    assert expire_offers(at=NOW + 2 * HOUR - MINUTE) == 0
    take_offer(by=volunteer_standing(trip.friends[0]), signup_id=mine.pk, at=NOW + 2 * HOUR - MINUTE)
    assert expire_offers(at=NOW + 2 * HOUR) == 1 and trip.taken == 2
    near = Trip(left=1)
    near.book()
    ends = Offer.objects.filter(signup__post=near.post).values_list("expires_at", flat=True)
    assert all(each <= near.activity.starts_at for each in ends)


def test_one_named_says_no_and_the_rest_stays() -> None:
    trip = Trip()
    party = trip.book()
    mine = SignUp.objects.get(volunteer=trip.friends[0])
    cancel_signup(by=volunteer_standing(trip.friends[0]), signup_id=mine.pk, at=NOW)
    states = {each.volunteer.name: each.state for each in members_of(party)}
    assert states == {"李明霞": "confirmed", "友甲": "cancelled", "友乙": "offered"} and trip.taken == 2
    assert not Offer.objects.filter(signup=mine, state="open").exists()


def test_a_guardian_off_the_register_brings_two_children_and_stays_out() -> None:
    parent = make_account(name="李建国")
    one, two = registered(parent), registered(parent, name="李小雪")
    trip = Trip()
    trip.book(by=standing_of(parent), friends=[], children=[one.pk, two.pk], with_me=False)
    rows = SignUp.objects.filter(post=trip.post)
    assert {(each.volunteer_id, each.state) for each in rows} == {
        (one.pk, "confirmed"),
        (two.pk, "confirmed"),
    }
    assert {each.made_by_id for each in rows} == {parent.pk}


def test_a_child_that_another_names_waits_for_its_guardians_yes() -> None:
    parent = make_account(name="李建国")
    child = registered(parent)
    trip = Trip()
    trip.book(friends=[child])
    theirs = SignUp.objects.get(volunteer=child)
    assert theirs.state == "offered"
    tell_named(signup_id=theirs.pk, at=NOW)
    (told,) = Message.objects.filter(account=parent)
    assert "有人给你报了名" in told.text and told.volunteer_id == child.pk


def test_an_organisation_cannot_speak_for_those_who_left_it() -> None:
    trip = Trip()
    leader = make_leader(trip.body)
    for friend in trip.friends:
        Membership.objects.create(city=friend.city, body=trip.body, volunteer=friend, joined_on=TODAY)
    Membership.objects.filter(volunteer=trip.friends[0]).update(left_on=TODAY)
    with pytest.raises(PartyRefused) as refused:
        trip.book(by=leader, with_me=False, body_id=trip.body.pk, how="phone")
    (reason,) = refused.value.details["reasons"]
    assert reason["sentence"] == "友甲：不是这个组织的成员，要本人自己答应，请从组织里去掉再报。"
    assert trip.untouched() and not ProxyConsent.objects.exists()
    with pytest.raises(NotAllowed):
        trip.book(by=leader, with_me=False, body_id=make_body().pk, how="phone")
    assert trip.untouched()


def test_too_late_is_the_start_itself() -> None:
    trip = Trip(left=5)
    party = trip.book()
    start = trip.activity.starts_at
    friend = SignUp.objects.get(volunteer=trip.friends[0])
    with pytest.raises(CancelTooLate):
        leave_out(by=trip.by, party_id=party.pk, signup_id=friend.pk, at=start)
    with pytest.raises(CancelTooLate):
        cancel_party(by=trip.by, party_id=party.pk, at=start)
    assert trip.taken == 3 and SignUpParty.objects.get().ended_at is None
    assert not AuditLine.objects.filter(verb__in=("cancel_party", "cancel_signup")).exists()
    assert cancel_party(by=trip.by, party_id=party.pk, at=start - MINUTE) == 3 and trip.taken == 0


def test_nobody_of_another_group_is_left_out_with_mine() -> None:
    trip, other = Trip(), Trip()
    mine, theirs = trip.book(), other.book()
    stranger = SignUp.objects.filter(party=theirs).first()
    assert stranger is not None
    leave_out(by=trip.by, party_id=mine.pk, signup_id=stranger.pk, at=NOW)
    assert SignUp.objects.filter(state="cancelled").count() == 0 and (trip.taken, other.taken) == (3, 3)


def test_the_one_left_out_hears_of_it_and_the_maker_of_nothing() -> None:
    trip = Trip()
    party = trip.book()
    friend = SignUp.objects.get(volunteer=trip.friends[0])
    leave_out(by=trip.by, party_id=party.pk, signup_id=friend.pk, at=NOW)
    Message.objects.all().delete()
    tell_named(signup_id=friend.pk, at=NOW)  # too late to ask
    assert not Message.objects.exists()
    tell_left_out(signup_id=friend.pk, at=NOW)
    (told,) = Message.objects.all()
    assert told.account_id == trip.friends[0].account_id
    assert told.text.startswith(f"【{trip.body.name}】给你报名的人取消了")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_groups_cost_the_same(count: int, django_assert_num_queries: Any) -> None:
    trip = Trip(places=30)
    for _n in range(count):
        trip.book(with_me=False, friends=[make_volunteer(name="甲一"), make_volunteer(name="乙二")])
    with django_assert_num_queries(1):
        rows = list(parties_of(trip.activity))
        said = [(row.made_by.name, row.post.title, row.coming, row.asked, row.out) for row in rows]  # type: ignore[attr-defined]
    assert said == [("李明霞", trip.post.title, 0, 2, 0)] * count
    with django_assert_num_queries(1):
        assert [each.post.activity.title for each in my_parties(trip.by.account_id, NOW)] == [  # type: ignore[arg-type]
            trip.activity.title
        ] * count
    assert list(my_parties(trip.by.account_id, trip.activity.ends_at)) == []  # type: ignore[arg-type]
    with django_assert_num_queries(2):
        assert len(members_of(rows[0])) == 2


@pytest.mark.django_db(transaction=True)
def test_a_group_given_up_while_its_members_say_yes_leaves_no_place_behind() -> None:
    for _round in range(2):
        trip = Trip(places=3)
        party = trip.book()
        rows = [SignUp.objects.get(volunteer=each) for each in trip.friends]
        yes = [
            partial(take_offer, by=volunteer_standing(each), signup_id=row.pk, at=NOW)
            for each, row in zip(trip.friends, rows, strict=True)
        ]
        give = [partial(cancel_party, by=trip.by, party_id=party.pk, at=NOW)] * 2
        join = partial(sign_up, by=volunteer_standing(make_volunteer()), post_id=trip.post.pk, at=NOW)
        found = at_once(*yes, *give, join)  # type: ignore[arg-type]
        assert not [each for each in found if "deadlock" in str(each)]
        live = SignUp.objects.filter(post=trip.post, state__in=("confirmed", "offered")).count()
        assert not SignUp.objects.filter(party=party, state__in=("confirmed", "offered")).exists()
        assert trip.taken == live <= 1
        assert AuditLine.objects.filter(verb="cancel_party", target_id=str(party.pk)).count() == 1
