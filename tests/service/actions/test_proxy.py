"""Signing up at a desk: the person's own rules, the yes that was given, the witness, and never a yes of one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.card import issue_card
from redvest.service.actions.offer import hold_out
from redvest.service.actions.proxy import Consent, answer_here, sign_up_for
from redvest.service.choices import ConsentHow, SignUpState
from redvest.service.code_errors import CardRevoked
from redvest.service.hand_over_errors import OneselfAsked
from redvest.service.models import Post, ProxyConsent, SignUp
from redvest.service.party_errors import ConsentMissing, GuardianSigns, PersonUnknownHere
from redvest.service.queries.codes import card_text
from redvest.service.queries.person_here import person_here
from redvest.service.signup_errors import NotEligible, OfferOver
from tests.factories.registry import (
    CITY,
    NOW,
    TODAY,
    make_account,
    make_body,
    make_grant,
    make_leader,
    make_region_tree,
    make_station,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


class Desk:
    """A station with its keeper, somebody without a phone, and a post."""

    def __init__(self, **post: object) -> None:
        self.station = make_station(make_region_tree().zhanqian)
        keeper = make_account(name="赵站长")
        make_grant(account=keeper, role=Role.STATION_KEEPER, station=self.station)
        self.by = standing_of(keeper)
        self.person = make_volunteer(name="老王", with_account=False)
        self.post = make_post(activity=make_activity(starts_at=NOW + timedelta(hours=40)), **post)  # type: ignore[arg-type]

    def book(self, by: Standing | None = None, how: str = "present", key: str = "", **more: object) -> SignUp:
        consent = Consent(how, "听力不好，写给他看的", more.get("station", self.station))  # type: ignore[arg-type]
        person = more.get("person", self.person)
        done = sign_up_for(
            by=by or self.by, person=person, post_id=self.post.pk, consent=consent, key=key, at=NOW  # type: ignore[arg-type]
        )  # fmt: skip
        return SignUp.objects.get(pk=done.id)


def test_the_yes_and_its_witness_are_kept() -> None:
    desk = Desk()
    signup = desk.book()
    assert (signup.state, signup.volunteer_id, signup.made_by_id) == (
        "confirmed",
        desk.person.pk,
        desk.by.account_id,
    )
    kept = ProxyConsent.objects.get()
    assert (kept.how, kept.station_id, kept.heard_by_id) == ("present", desk.station.pk, desk.by.account_id)
    line = AuditLine.objects.get(verb="sign_up_for")
    assert (line.actor_id, line.details["how"]) == (desk.by.account_id, "present")


def test_the_same_request_again_books_nothing_twice() -> None:
    desk = Desk()
    assert desk.book(key="k").pk == desk.book(key="k").pk
    assert Post.objects.get(pk=desk.post.pk).taken == 1
    assert AuditLine.objects.filter(verb="sign_up_for").count() == 1


def test_a_leader_does_so_for_the_own_activities_and_nobody_else() -> None:
    desk = Desk()
    assert desk.book(by=make_leader(desk.post.activity.body), station=None).state == "confirmed"
    other = Desk()
    far = make_account(name="远站长")
    make_grant(account=far, role=Role.STATION_KEEPER, station=make_station(make_region_tree().qiandong))
    for who in (make_leader(make_body()), volunteer_standing(make_volunteer()), standing_of(far)):
        with pytest.raises(NotAllowed):
            other.book(by=who)
    with pytest.raises(NotAllowed):
        other.book(station=None)
    assert not SignUp.objects.filter(post=other.post).exists()


def test_every_rule_holds_and_so_does_the_missing_yes() -> None:
    desk = Desk(min_age=90)
    with pytest.raises(NotEligible):
        desk.book()
    with pytest.raises(ConsentMissing):
        desk.book(how="")
    assert not ProxyConsent.objects.exists() and not AuditLine.objects.filter(verb="sign_up_for").exists()


def test_for_a_child_the_guardian_signs() -> None:
    desk = Desk()
    child = make_volunteer(name="小雨", birth_on=TODAY.replace(year=TODAY.year - 15))
    with pytest.raises(GuardianSigns):
        desk.book(person=child)
    assert desk.book(person=child, how=ConsentHow.PAPER).state == "confirmed"


def test_a_kept_place_is_taken_by_the_persons_word_with_the_keeper_as_witness() -> None:
    desk = Desk(places=1)
    signup = make_signup(post=desk.post, volunteer=desk.person, state=SignUpState.WAITING)
    hold_out(post_id=desk.post.pk, at=NOW)

    def say(by: Standing, person: Volunteer = desk.person) -> SignUp:
        return answer_here(by=by, person=person, signup_id=signup.pk, station=desk.station, at=NOW)

    for who in (make_leader(desk.post.activity.body), volunteer_standing(make_volunteer())):
        with pytest.raises(NotAllowed):
            say(who)
    signup.refresh_from_db()
    assert signup.state == SignUpState.OFFERED
    assert say(desk.by).state == "confirmed"
    assert ProxyConsent.objects.get().how == "present"
    SignUp.objects.update(reconfirm_by=NOW + timedelta(hours=3))
    assert say(desk.by).reconfirmed_at == NOW
    SignUp.objects.update(state="cancelled")
    with pytest.raises(OfferOver):
        say(desk.by)


def test_nobody_bears_witness_for_oneself() -> None:
    desk = Desk(places=1)
    me = make_volunteer(name="赵站长")
    assert me.account is not None
    make_grant(account=me.account, role=Role.STATION_KEEPER, station=desk.station)
    by = standing_of(me.account)
    with pytest.raises(OneselfAsked):
        desk.book(by=by, person=me)
    signup = make_signup(post=desk.post, volunteer=me, state=SignUpState.WAITING)
    hold_out(post_id=desk.post.pk, at=NOW)
    with pytest.raises(OneselfAsked):
        answer_here(by=by, person=me, signup_id=signup.pk, station=desk.station, at=NOW)
    signup.refresh_from_db()
    assert signup.state == SignUpState.OFFERED


def test_a_card_or_number_with_name_says_who_it_is() -> None:
    desk = Desk()
    officer = standing_of(make_account())
    person = make_volunteer(name="李明霞")
    own = volunteer_standing(person)
    card = issue_card(by=own, volunteer=person, at=NOW)
    assert person_here(CITY, card_text(card), "") == person
    assert person_here(CITY, person.number, person.name) == person
    for number, name in ((person.number, "王五"), ("", ""), ("123", "李明霞")):
        with pytest.raises(PersonUnknownHere):
            person_here(CITY, number, name)
    issue_card(by=own, volunteer=person, renew=True, at=NOW)
    with pytest.raises(CardRevoked):
        person_here(CITY, card_text(card), "")
    assert officer.account_id and desk.person.number
