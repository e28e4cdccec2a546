"""Groups: as many places as names or none; nobody without a yes; one given up, or all of it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.idempotency import KeyReused, KeyTooLong
from redvest.core.models import AuditLine
from redvest.registry.models import Account, Membership, Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.answer_notice import tell_left_out, tell_named
from redvest.service.actions.offer import expire_offers, take_offer
from redvest.service.actions.party import PartyForm, cancel_party, leave_out, sign_up_party
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.choices import ConsentHow
from redvest.service.models import Offer, Opening, Post, ProxyConsent, SignUp, SignUpParty
from redvest.service.party_errors import (
    ConsentMissing,
    PartyEmpty,
    PartyNotHere,
    PartyRefused,
    PartyTooLarge,
    PartyUnknown,
)
from redvest.service.signup_errors import CancelTooLate
from tests.factories.race import at_once
from tests.factories.registry import (
    NOW,
    TODAY,
    make_account,
    make_body,
    make_leader,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.factories.service import make_activity, make_post, make_signup
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Group:
    """Somebody with two friends before a post."""

    def __init__(self, places: int = 5, **post: object) -> None:
        self.body = make_body()
        activity = make_activity(body=self.body, starts_at=NOW + 96 * HOUR)
        self.post = make_post(places=places, activity=activity, **post)  # type: ignore[arg-type]
        self.maker = make_volunteer(name="李明霞")
        self.friends = [make_volunteer(name="欧阳明霞"), make_volunteer(name="周路人")]
        self.by = volunteer_standing(self.maker)

    def book(self, by: Standing | None = None, key: str = "", **form: Any) -> SignUpParty:
        names = [(each.number, each.name) for each in form.pop("friends", self.friends)]
        wanted = PartyForm(people=names, **form)
        return sign_up_party(by=by or self.by, post_id=self.post.pk, form=wanted, key=key, at=NOW)

    def states(self) -> dict[str, str]:
        return dict(SignUp.objects.filter(post=self.post).values_list("volunteer__name", "state"))

    @property
    def taken(self) -> int:
        return Post.objects.get(pk=self.post.pk).taken


def test_the_maker_comes_and_the_friends_places_wait_for_their_yes() -> None:
    group = Group()
    party = group.book(name="读书会")
    assert group.states() == {"李明霞": "confirmed", "欧阳明霞": "offered", "周路人": "offered"}
    assert group.taken == 3
    mine = SignUp.objects.get(volunteer=group.friends[0])
    assert (mine.party_id, mine.made_by_id) == (party.pk, group.by.account_id)
    take_offer(by=volunteer_standing(group.friends[0]), signup_id=mine.pk, at=NOW + HOUR)
    until = Offer.objects.filter(state="open").get().expires_at
    assert until == NOW + 24 * HOUR + 9 * HOUR  # the night does not count
    assert expire_offers(at=until) == 1
    assert group.states() == {"李明霞": "confirmed", "欧阳明霞": "confirmed", "周路人": "lapsed"}
    assert group.taken == 2


def test_all_or_none() -> None:
    group = Group(places=2)
    with pytest.raises(PartyTooLarge) as refused:
        group.book()
    assert refused.value.details == {"left": 2}
    assert (group.states(), group.taken) == ({}, 0) and not SignUpParty.objects.exists()


def test_everybodys_reasons_are_said_and_nobody_is_put_down() -> None:
    group = Group(min_age=30)
    young = make_volunteer(name="小年轻", birth_on=TODAY.replace(year=TODAY.year - 20))
    elsewhere = make_activity(title="撞上了", starts_at=NOW + 96 * HOUR)
    make_signup(post=make_post(activity=elsewhere), volunteer=group.friends[0])
    with pytest.raises(PartyRefused) as refused:
        group.book(friends=[*group.friends, young])
    assert [(each["name"], each["code"]) for each in refused.value.details["reasons"]] == [
        ("欧阳明霞", "busy"),
        ("小年轻", "not-fit"),
    ]
    assert "撞上了" not in str(refused.value.details) and "30" not in str(refused.value.details)
    make_signup(post=make_post(activity=elsewhere), volunteer=group.maker)
    with pytest.raises(PartyRefused) as mine:  # of oneself everything is said
        group.book(friends=[young])
    assert "撞上了" in mine.value.details["reasons"][0]["sentence"]
    nobody = Volunteer(number="360500000000", name="查无此人")
    with pytest.raises(PartyRefused) as unknown:
        group.book(friends=[*group.friends, nobody])
    assert "查无此人" in unknown.value.details["reasons"][0]["sentence"]
    assert (group.states(), group.taken) == ({}, 0)


def test_one_alone_is_no_group_and_chosen_or_announced_posts_take_none() -> None:
    group = Group()
    with pytest.raises(PartyEmpty):
        group.book(friends=[])
    with pytest.raises(PartyNotHere):
        Group(needs_review=True).book()
    Opening.objects.create(post=group.post, city=group.post.city, announced_at=NOW, opens_at=NOW)
    with pytest.raises(PartyNotHere):
        group.book()
    assert group.taken == 0


def test_a_guardian_brings_the_children_and_nobody_elses() -> None:
    parent = make_account(name="李建国")
    child = registered(parent)
    group = Group()
    group.book(by=standing_of(parent), children=[child.pk], with_me=False, friends=group.friends[:1])
    assert group.states()[child.name] == "confirmed"
    other = Group()
    other.book(children=[child.pk])
    assert child.name not in other.states()


class Club(Group):
    """An organisation's leader who heard what its members say."""

    def __init__(self) -> None:
        super().__init__()
        self.leader = make_leader(self.body)
        for friend in self.friends:
            Membership.objects.create(city=friend.city, body=self.body, volunteer=friend, joined_on=TODAY)

    def club(self, **form: Any) -> SignUpParty:
        return self.book(
            **({"by": self.leader, "with_me": False, "body_id": self.body.pk, "how": "phone"} | form)
        )


def test_an_organisation_writes_down_how_its_members_agreed() -> None:
    club = Club()
    club.club(words="群里接龙")
    assert club.states() == {"欧阳明霞": "confirmed", "周路人": "confirmed"}
    consent = ProxyConsent.objects.get(signup__volunteer=club.friends[0])
    assert (consent.how, consent.words, consent.heard_by_id) == (
        ConsentHow.PHONE,
        "群里接龙",
        club.leader.account_id,
    )


def test_only_its_leader_only_for_members_only_with_words_and_for_no_child() -> None:
    club = Club()
    with pytest.raises(NotAllowed):
        club.club(by=club.by)
    with pytest.raises(ConsentMissing):
        club.club(how="")
    stranger = make_volunteer(name="外人")
    with pytest.raises(PartyRefused) as refused:
        club.club(friends=[*club.friends, stranger])
    assert [each["name"] for each in refused.value.details["reasons"]] == ["外人"]
    assert (club.states(), club.taken) == ({}, 0)
    Volunteer.objects.filter(pk=club.friends[0].pk).update(birth_on=TODAY.replace(year=TODAY.year - 15))
    club.club()
    assert club.states() == {"欧阳明霞": "offered", "周路人": "confirmed"}


def test_the_same_request_again_is_the_same_group() -> None:
    group = Group()
    assert group.book(key="k").pk == group.book(key="k").pk
    assert group.taken == 3 and SignUpParty.objects.count() == 1


def test_a_key_is_one_posts_and_never_cut_to_another_one() -> None:
    group, other = Group(), Group()
    made = group.book(key="k" * 120)
    with pytest.raises(KeyReused):
        other.book(by=group.by, key="k" * 120)
    for key in ("k" * 121, "n" * 121):
        with pytest.raises(KeyTooLong):
            group.book(key=key)
    assert (other.states(), other.taken) == ({}, 0) and list(SignUpParty.objects.all()) == [made]
    assert other.book(key="k" * 120).post_id == other.post.pk  # somebody else's key of the same name


def test_one_or_the_whole_group_is_given_up_and_those_in_line_are_next() -> None:
    group = Group(places=3)
    party = group.book()
    waiting = sign_up(by=volunteer_standing(make_volunteer(name="候补")), post_id=group.post.pk, at=NOW)
    friend = SignUp.objects.get(volunteer=group.friends[0])
    for _twice in range(2):
        leave_out(by=group.by, party_id=party.pk, signup_id=friend.pk, at=NOW)
    assert group.states()["欧阳明霞"] == "cancelled" and group.states()["候补"] == "offered"
    assert [cancel_party(by=group.by, party_id=party.pk, at=NOW) for _n in range(2)] == [2, 0]
    assert group.taken == 1 and SignUp.objects.get(pk=waiting.id).state == "offered"
    assert AuditLine.objects.filter(verb="cancel_party").count() == 1
    party.refresh_from_db()
    assert party.ended_at == NOW


def test_a_member_leaves_by_oneself_and_strangers_change_nothing() -> None:
    group = Group()
    party = group.book()
    friend = group.friends[0]
    cancel_signup(by=volunteer_standing(friend), signup_id=SignUp.objects.get(volunteer=friend).pk, at=NOW)
    stranger = volunteer_standing(make_volunteer())
    for who in (stranger, make_leader(make_body())):
        with pytest.raises(NotAllowed):
            cancel_party(by=who, party_id=party.pk, at=NOW)
        with pytest.raises(NotAllowed):
            leave_out(by=who, party_id=party.pk, signup_id=party.pk, at=NOW)
    with pytest.raises(PartyUnknown):
        cancel_party(by=group.by, party_id=group.post.pk, at=NOW)
    with pytest.raises(CancelTooLate):
        cancel_party(by=group.by, party_id=party.pk, at=NOW + 96 * HOUR)
    assert group.states() == {"李明霞": "confirmed", "欧阳明霞": "cancelled", "周路人": "offered"}
    cancel_party(by=make_leader(group.body), party_id=party.pk, at=NOW)
    assert group.taken == 0


def test_each_is_told_once() -> None:
    group = Group()
    party = group.book()
    friend = SignUp.objects.get(volunteer=group.friends[0])
    for _twice in range(2):
        tell_named(signup_id=friend.pk, at=NOW)
        tell_left_out(signup_id=friend.pk, at=NOW)
    cancel_party(by=group.by, party_id=party.pk, at=NOW)
    for _twice in range(2):
        tell_named(signup_id=friend.pk, at=NOW)
        tell_left_out(signup_id=friend.pk, at=NOW)
    told = Counter(AuditLine.objects.filter(verb__startswith="told").values_list("verb", flat=True))
    assert told == {"told_named": 1, "told_left_out": 1}
    assert isinstance(group.maker.account, Account)


@pytest.mark.django_db(transaction=True)
def test_groups_and_single_people_at_once_never_oversell() -> None:
    for _round in range(3):
        group = Group(places=4)
        others = [Group(places=1) for _n in range(2)]
        parties = [group.book] + [partial(group.book, by=o.by, friends=o.friends) for o in others]
        single = [
            partial(sign_up, by=volunteer_standing(make_volunteer()), post_id=group.post.pk, at=NOW)
            for _n in range(4)
        ]
        outcomes = at_once(*parties, *single)  # type: ignore[operator]
        assert not [each for each in outcomes if "deadlock" in str(each)]
        held = SignUp.objects.filter(post=group.post, state__in=("confirmed", "offered"))
        assert group.taken == held.count() <= 4
        sizes = Counter(held.exclude(party=None).values_list("party", flat=True))
        assert set(sizes.values()) <= {3}


@pytest.mark.django_db(transaction=True)
def test_the_same_request_several_times_at_once_is_one_group() -> None:
    group = Group()
    made = at_once(*[partial(group.book, key="k")] * 4)
    assert len({each.pk for each in made if isinstance(each, SignUpParty)}) == 1
    assert not [each for each in made if isinstance(each, Exception)] and group.taken == 3


@pytest.mark.django_db(transaction=True)
def test_one_key_for_two_posts_at_once_is_one_group_and_one_refusal() -> None:
    for _round in range(3):
        first, second = Group(), Group()
        second.friends = [make_volunteer(name="周路人"), make_volunteer(name="吴路人")]
        works = [partial(each.book, by=first.by, key="k", with_me=False) for each in (first, second)]
        outcomes = at_once(*works)
        kinds = Counter(type(each) for each in outcomes)
        assert kinds == {SignUpParty: 1, KeyReused: 1}
        assert sorted([first.taken, second.taken]) == [0, 2]
