"""Joining and leaving an organisation is free, and counted once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.membership import join_body, leave_body
from redvest.registry.choices import BodyState, VolunteerState
from redvest.registry.errors import (
    AlreadyMember,
    BodyNotActive,
    NotMember,
    NoVolunteerRecord,
    VolunteerNotActive,
)
from redvest.registry.models import Membership
from redvest.registry.policy import GUEST_STANDING
from redvest.registry.queries.body import in_a_body_of, members_of, memberships_of
from tests.factories import registry as make
from tests.factories.race import at_once


@pytest.mark.django_db
class TestMembership:
    def test_join_leave_and_join_again(self) -> None:
        volunteer, body = make.make_volunteer(), make.make_body()
        by = make.volunteer_standing(volunteer)

        join_body(by=by, body=body, at=make.NOW)
        leave_body(by=by, body=body, at=make.NOW + timedelta(days=2))
        join_body(by=by, body=body, at=make.NOW + timedelta(days=3))

        stays = Membership.objects.order_by("id").values_list("joined_on", "left_on")
        assert list(stays) == [
            (make.TODAY, make.TODAY + timedelta(days=2)),
            (make.TODAY + timedelta(days=3), None),
        ]
        assert [each.volunteer for each in members_of(body)] == [volunteer]
        assert [each.body for each in memberships_of(volunteer)] == [body]
        assert in_a_body_of(make.make_leader(body), volunteer.pk)
        assert not in_a_body_of(make.make_centre(), volunteer.pk)

    def test_twice_is_once(self) -> None:
        volunteer, body = make.make_volunteer(), make.make_body()
        by = make.volunteer_standing(volunteer)
        join_body(by=by, body=body, at=make.NOW)

        with pytest.raises(AlreadyMember):
            join_body(by=by, body=body, at=make.NOW)

        assert Membership.objects.count() == AuditLine.objects.count() == 1

    def test_who_is_no_member_cannot_leave(self) -> None:
        with pytest.raises(NotMember):
            leave_body(by=make.volunteer_standing(make.make_volunteer()), body=make.make_body(), at=make.NOW)

        assert not AuditLine.objects.exists()

    def test_only_volunteers_of_the_city_who_are_active_join_active_bodies(self) -> None:
        body = make.make_body()
        with pytest.raises(Unauthenticated):
            join_body(by=GUEST_STANDING(make.CITY), body=body, at=make.NOW)
        with pytest.raises(NoVolunteerRecord):
            join_body(by=make.make_member(), body=body, at=make.NOW)
        resting = make.volunteer_standing(make.make_volunteer(state=VolunteerState.SUSPENDED))
        with pytest.raises(VolunteerNotActive):
            join_body(by=resting, body=body, at=make.NOW)
        by = make.volunteer_standing(make.make_volunteer())
        with pytest.raises(BodyNotActive):
            join_body(by=by, body=make.make_body(state=BodyState.APPLIED), at=make.NOW)
        with pytest.raises(NotAllowed):
            abroad = make.make_body(city="410800", region=make.make_other_city())
            join_body(by=by, body=abroad, at=make.NOW)

        assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_joining_several_times_at_once_counts_once() -> None:
    by, body = make.volunteer_standing(make.make_volunteer()), make.make_body()

    outcomes = at_once(*[lambda: join_body(by=by, body=body, at=make.NOW)] * 4)

    assert sum(isinstance(outcome, Membership) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyMember) for outcome in outcomes) == 3
    assert Membership.objects.count() == 1
