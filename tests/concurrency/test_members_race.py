"""Joining, leaving, deciding and ending at once: nobody is in twice, in too many, or in what has ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from redvest.registry.actions.body import exit_body
from redvest.registry.actions.body_change import ask_change, decide_change
from redvest.registry.actions.joining import (
    answer_invitation,
    ask_to_join,
    decide_application,
    invite,
    withdraw_join,
)
from redvest.registry.actions.membership import end_membership, leave_body
from redvest.registry.body_change_errors import ChangeDecided
from redvest.registry.choices import BodyState, JoinState, TeamInvites
from redvest.registry.errors import BodyNotActive
from redvest.registry.membership_errors import JoinAnswered, JoinWaiting, NotMember, TooManyBodies
from redvest.registry.models import Body, BodyChange, JoinRequest, Membership, Profile, Volunteer
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW
from tests.registry.actions.test_qualification import PDF

pytestmark = pytest.mark.django_db(transaction=True)


def applied(person: Volunteer, body: Body) -> JoinRequest:
    return ask_to_join(by=make.volunteer_standing(person), body=body, at=NOW)


def read(request: JoinRequest) -> JoinRequest:
    """As each of several people at their own page has it."""
    return JoinRequest.objects.select_related("body", "volunteer", "volunteer__account").get(pk=request.pk)


def accept(request: JoinRequest) -> Callable[[], Any]:
    head = make.make_body_admin(request.body)
    return partial(decide_application, by=head, request=read(request), accept=True, at=NOW)


def kinds(outcomes: list[Any]) -> Counter[type]:
    return Counter(type(each) for each in outcomes)


def test_six_heads_at_once_take_somebody_in_five_times() -> None:
    person = make.make_volunteer()
    works = [accept(applied(person, make.make_body())) for _ in range(6)]
    assert kinds(at_once(*works)) == {JoinRequest: 5, TooManyBodies: 1}
    assert Membership.objects.filter(volunteer=person, left_on__isnull=True).count() == 5
    assert JoinRequest.objects.filter(state=JoinState.OPEN).count() == 1, "the sixth still waits"


def test_an_organisation_that_ends_takes_nobody_in() -> None:
    body, person = make.make_body(), make.make_volunteer()
    work = accept(applied(person, body))
    officer = make.make_officer()
    ends = partial(exit_body, by=officer, body=Body.objects.get(pk=body.pk), note="解散", at=NOW)
    outcomes = at_once(work, ends)
    assert isinstance(outcomes[1], Body)
    assert isinstance(outcomes[0], JoinRequest | JoinAnswered | BodyNotActive)
    assert Body.objects.get(pk=body.pk).state == BodyState.EXITED
    assert not Membership.objects.filter(body=body, left_on__isnull=True).exists()
    assert not JoinRequest.objects.filter(body=body, state=JoinState.OPEN).exists()


def test_a_change_that_is_decided_while_the_organisation_ends() -> None:
    body = make.make_body()
    change = ask_change(
        by=make.make_body_admin(body), body=body, fact="name", after="晨光志愿服务队", reason="改名", proof=PDF, at=NOW
    )  # fmt: skip
    change = BodyChange.objects.select_related("body").get(pk=change.pk)
    works = [
        partial(decide_change, by=make.make_officer(), change=change, accept=True, note="", at=NOW),
        partial(exit_body, by=make.make_officer(), body=Body.objects.get(pk=body.pk), note="解散", at=NOW),
    ]
    decided, ended = at_once(*works)
    assert isinstance(ended, Body) and isinstance(decided, BodyChange | ChangeDecided)
    renamed = Body.objects.get(pk=body.pk).name == "晨光志愿服务队"
    assert BodyChange.objects.get().state == ("accepted" if renamed else "withdrawn")


def test_accepting_and_taking_back_at_once_is_one_of_them() -> None:
    body, person = make.make_body(), make.make_volunteer()
    request = applied(person, body)
    back = partial(withdraw_join, by=make.volunteer_standing(person), request=read(request), at=NOW)
    outcomes = at_once(accept(request), back)
    assert kinds(outcomes) == {JoinRequest: 1, JoinAnswered: 1}
    state = JoinRequest.objects.get().state
    assert Membership.objects.exists() == (state == JoinState.ACCEPTED)


def test_yes_and_no_of_the_same_person_at_once_is_one_answer() -> None:
    body, child = make.make_body(), make.make_volunteer(birth_on=NOW.date().replace(year=2011))
    Profile.objects.create(volunteer=child, team_invites=TeamInvites.ACCEPT, changed_at=NOW)
    request = invite(by=make.make_body_admin(body), body=body, number=child.number, at=NOW)
    by = make.volunteer_standing(child)
    outcomes = at_once(
        *[partial(answer_invitation, by=by, request=read(request), yes=yes, at=NOW) for yes in (True, False)]
    )
    assert kinds(outcomes) == {JoinRequest: 1, JoinAnswered: 1}
    assert Membership.objects.exists() == (JoinRequest.objects.get().state == JoinState.ACCEPTED)


def test_asking_twice_at_once_is_asking_once() -> None:
    body, person = make.make_body(), make.make_volunteer()
    by = make.volunteer_standing(person)
    outcomes = at_once(*[partial(ask_to_join, by=by, body=body, at=NOW) for _ in range(4)])
    assert kinds(outcomes) == {JoinRequest: 1, JoinWaiting: 3}


def test_leaving_and_being_taken_out_at_once_ends_it_once() -> None:
    body, person = make.make_body(), make.make_volunteer()
    made = Membership.objects.create(city=CITY, body=body, volunteer=person, joined_on=make.TODAY)
    own = Membership.objects.select_related("body", "volunteer", "volunteer__account").get(pk=made.pk)
    outcomes = at_once(
        partial(leave_body, by=make.volunteer_standing(person), body=body, at=NOW),
        partial(end_membership, by=make.make_body_admin(body), membership=own, note="搬走了", at=NOW),
    )
    assert sum(isinstance(each, NotMember) for each in outcomes) == 1
    assert Membership.objects.get().left_on == make.TODAY


def test_two_organisations_invite_somebody_who_has_one_place_left() -> None:
    person = make.make_volunteer()
    Profile.objects.create(volunteer=person, team_invites=TeamInvites.ACCEPT, changed_at=NOW)
    for _ in range(4):
        Membership.objects.create(city=CITY, body=make.make_body(), volunteer=person, joined_on=make.TODAY)
    works = []
    for body in (make.make_body(), make.make_body()):
        head = make.make_body_admin(body)
        works.append(partial(invite, by=head, body=body, number=person.number, at=NOW))
    assert kinds(at_once(*works)) == {JoinRequest: 1, TooManyBodies: 1}
    assert Membership.objects.filter(volunteer=person).count() == 5
    assert JoinRequest.objects.count() == 1, "the one that came too late left nothing"
