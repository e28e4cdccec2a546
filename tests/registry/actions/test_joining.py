"""Applications and invitations: the other side's yes makes a member, once; nobody is brought in by force."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial

import pytest
from django.test import override_settings

from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.registry.actions.joining import (
    answer_invitation,
    ask_to_join,
    decide_application,
    invite,
    withdraw_join,
)
from redvest.registry.choices import JoinState, TeamInvites
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.membership_errors import (
    AlreadyMember,
    InviteeUnknown,
    InvitesRefused,
    JoinAnswered,
    JoinReasonMissing,
    JoinUnknown,
    JoinWaiting,
    TooManyBodies,
)
from redvest.registry.models import Body, JoinRequest, Membership, Profile, Volunteer
from redvest.registry.policy import GUEST_STANDING
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
CHILD = date(2011, 5, 17)


def willing(birth_on: date = date(1990, 5, 17)) -> Volunteer:
    """Somebody who agreed to invitations in advance."""
    found = make.make_volunteer(birth_on=birth_on)
    Profile.objects.create(volunteer=found, team_invites=TeamInvites.ACCEPT, changed_at=NOW)
    return found


def applied(body: Body | None = None) -> JoinRequest:
    by = make.volunteer_standing(make.make_volunteer())
    return ask_to_join(by=by, body=body or make.make_body(), words=" 住得  近 ", at=NOW)


def test_an_application_makes_no_member_until_a_head_agrees() -> None:
    request = applied()
    assert (request.words, Membership.objects.count()) == ("住得 近", 0)

    decide_application(by=make.make_body_admin(request.body), request=request, accept=True, at=NOW)

    made = Membership.objects.get()
    assert (made.volunteer, made.consent, made.consented_at) == (request.volunteer, "applied", NOW)
    assert JoinRequest.objects.get().state == JoinState.ACCEPTED


def test_only_its_heads_and_the_officers_of_its_place_decide() -> None:
    request = applied()
    far = make.make_officer(make.make_region_tree().fenyi)
    for by in (make.make_leader(request.body), make.make_body_admin(make.make_body()), far):
        with pytest.raises(NotAllowed):
            decide_application(by=by, request=request, accept=True, at=NOW)
    assert JoinRequest.objects.get().state == JoinState.OPEN and not Membership.objects.exists()
    decide_application(by=make.make_officer(), request=request, accept=True, at=NOW)
    assert Membership.objects.exists()


def test_a_no_gives_its_reason_and_a_new_application_may_follow() -> None:
    request = applied()
    head = make.make_body_admin(request.body)
    with pytest.raises(JoinReasonMissing):
        decide_application(by=head, request=request, accept=False, note=" ", at=NOW)
    decide_application(by=head, request=request, accept=False, note="今年名额满了", at=NOW)
    with pytest.raises(JoinAnswered):
        decide_application(by=head, request=request, accept=True, at=NOW)
    assert not Membership.objects.exists()

    again = ask_to_join(by=make.volunteer_standing(request.volunteer), body=request.body, at=NOW)
    assert again.state == JoinState.OPEN and JoinRequest.objects.count() == 2


def test_one_open_request_per_person_and_body() -> None:
    request = applied()
    by = make.volunteer_standing(request.volunteer)
    with pytest.raises(JoinWaiting):
        ask_to_join(by=by, body=request.body, at=NOW)
    withdraw_join(by=by, request=request, at=NOW)
    with pytest.raises(JoinAnswered):
        withdraw_join(by=by, request=request, at=NOW)
    with pytest.raises(NotAllowed):
        withdraw_join(by=make.volunteer_standing(make.make_volunteer()), request=applied(), at=NOW)
    with pytest.raises(NoVolunteerRecord):
        ask_to_join(by=make.make_member(), body=request.body, at=NOW)


def test_somebody_elses_city_is_not_asked() -> None:
    abroad = make.make_body(city="410800", region=make.make_other_city())
    with pytest.raises(NotAllowed):
        applied(abroad)
    assert not JoinRequest.objects.exists()


class TestInvitations:
    def test_who_agreed_in_advance_is_a_member_and_told_so(self) -> None:
        body, person = make.make_body(), willing()
        with override_settings(REDVEST_DEMO=True):
            invite(by=make.make_body_admin(body), body=body, number=person.number, at=NOW)
        made = Membership.objects.get()
        assert (made.volunteer, made.consent) == (person, "standing")
        with pytest.raises(AlreadyMember):
            invite(by=make.make_body_admin(body), body=body, number=person.number, at=NOW)

    def test_who_wants_none_is_left_alone(self) -> None:
        body = make.make_body()
        for number, refused in (
            (make.make_volunteer().number, InvitesRefused),
            ("360599999999", InviteeUnknown),
        ):
            with pytest.raises(refused):
                invite(by=make.make_body_admin(body), body=body, number=number, at=NOW)
        assert not JoinRequest.objects.exists() and not Membership.objects.exists()

    def test_a_leader_and_a_stranger_invite_nobody(self) -> None:
        body, person = make.make_body(), willing()
        for by in (make.make_leader(body), make.make_body_admin(make.make_body()), make.make_member()):
            with pytest.raises(NotAllowed):
                invite(by=by, body=body, number=person.number, at=NOW)
        assert not JoinRequest.objects.exists()

    def test_a_minor_is_asked_and_answers_or_the_guardian_does(self) -> None:
        body, child = make.make_body(), willing(CHILD)
        request = invite(by=make.make_body_admin(body), body=body, number=child.number, at=NOW)
        assert (request.state, Membership.objects.count()) == (JoinState.OPEN, 0)
        with pytest.raises(NotTheGuardian):
            answer_invitation(
                by=make.volunteer_standing(make.make_volunteer()), request=request, yes=True, at=NOW
            )
        answer_invitation(by=make.volunteer_standing(child), request=request, yes=True, at=NOW)
        assert Membership.objects.get().consent == "invited"
        with pytest.raises(JoinAnswered):
            answer_invitation(by=make.volunteer_standing(child), request=request, yes=False, at=NOW)

    def test_no_is_no(self) -> None:
        body, child = make.make_body(), willing(CHILD)
        request = invite(by=make.make_body_admin(body), body=body, number=child.number, at=NOW)
        with pytest.raises(JoinUnknown):
            decide_application(by=make.make_body_admin(body), request=request, accept=True, at=NOW)
        answer_invitation(by=make.volunteer_standing(child), request=request, yes=False, at=NOW)
        assert not Membership.objects.exists()

    def test_an_application_is_not_answered_as_an_invitation(self) -> None:
        request = applied()
        with pytest.raises(JoinUnknown):
            answer_invitation(
                by=make.volunteer_standing(request.volunteer), request=request, yes=True, at=NOW
            )
        with pytest.raises(Unauthenticated):
            body, child = make.make_body(), willing(CHILD)
            asked = invite(by=make.make_body_admin(body), body=body, number=child.number, at=NOW)
            answer_invitation(by=GUEST_STANDING(make.CITY), request=asked, yes=True, at=NOW)
        assert not Membership.objects.exists()

    def test_the_body_takes_an_invitation_back(self) -> None:
        body, child = make.make_body(), willing(CHILD)
        request = invite(by=make.make_body_admin(body), body=body, number=child.number, at=NOW)
        with pytest.raises(NotAllowed):
            withdraw_join(by=make.make_leader(body), request=request, at=NOW)
        withdraw_join(by=make.make_body_admin(body), request=request, at=NOW)
        with pytest.raises(JoinAnswered):
            answer_invitation(by=make.volunteer_standing(child), request=request, yes=True, at=NOW)
        assert not Membership.objects.exists()


def test_a_refusal_of_the_sixth_leaves_the_application_open() -> None:
    volunteer = make.make_volunteer()
    for _ in range(5):
        Membership.objects.create(
            city=make.CITY, body=make.make_body(), volunteer=volunteer, joined_on=make.TODAY
        )
    request = ask_to_join(by=make.volunteer_standing(volunteer), body=make.make_body(), at=NOW)
    with pytest.raises(TooManyBodies):
        decide_application(by=make.make_body_admin(request.body), request=request, accept=True, at=NOW)
    assert JoinRequest.objects.get().state == JoinState.OPEN and Membership.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_answer_once() -> None:
    request = applied()
    heads = [make.make_body_admin(request.body) for _ in range(2)]
    outcomes = at_once(
        *[partial(decide_application, by=head, request=request, accept=True, at=NOW) for head in heads]
    )
    assert Counter(type(each) for each in outcomes) == {JoinRequest: 1, JoinAnswered: 1}
    assert Membership.objects.count() == 1
