"""Nobody is a member without a yes on record; leaving is free; five at most, and counted once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.joining import ask_to_join
from redvest.registry.actions.membership import end_membership, enrol, leave_body
from redvest.registry.choices import BodyState, MembershipConsent, VolunteerState
from redvest.registry.errors import BodyNotActive, VolunteerNotActive
from redvest.registry.membership_errors import (
    AlreadyMember,
    BodyFull,
    JoinReasonMissing,
    NotMember,
    TooManyBodies,
)
from redvest.registry.models import Body, DatedSetting, JoinRequest, Membership, Volunteer
from redvest.registry.policy import GUEST_STANDING
from redvest.registry.queries.body import in_a_body_of, members_of, memberships_of
from tests.factories import registry as make
from tests.factories.race import at_once


def join(volunteer: Volunteer, body: Body, days: int = 0) -> Membership:
    return enrol(
        by=make.volunteer_standing(volunteer), body=body, volunteer_id=volunteer.pk,
        consent=MembershipConsent.APPLIED, at=make.NOW + timedelta(days=days),
    )  # fmt: skip


@pytest.mark.django_db
class TestMembership:
    def test_join_leave_and_join_again(self) -> None:
        volunteer, body = make.make_volunteer(), make.make_body()
        by = make.volunteer_standing(volunteer)

        join(volunteer, body)
        leave_body(by=by, body=body, at=make.NOW + timedelta(days=2))
        join(volunteer, body, 3)

        stays = Membership.objects.order_by("id").values_list("joined_on", "left_on", "consent")
        assert list(stays) == [
            (make.TODAY, make.TODAY + timedelta(days=2), "applied"),
            (make.TODAY + timedelta(days=3), None, "applied"),
        ]
        assert [each.volunteer for each in members_of(body)] == [volunteer]
        assert [each.body for each in memberships_of(volunteer)] == [body]
        assert in_a_body_of(make.make_leader(body), volunteer.pk)
        assert not in_a_body_of(make.make_centre(), volunteer.pk)

    def test_twice_is_once(self) -> None:
        volunteer, body = make.make_volunteer(), make.make_body()
        join(volunteer, body)

        with pytest.raises(AlreadyMember):
            join(volunteer, body)

        assert Membership.objects.count() == AuditLine.objects.count() == 1

    def test_the_database_takes_no_consent_without_its_time(self) -> None:
        body, volunteer = make.make_body(), make.make_volunteer()
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(
                city=make.CITY, body=body, volunteer=volunteer, joined_on=make.TODAY,
                consent=MembershipConsent.APPLIED,
            )  # fmt: skip
        made = Membership.objects.create(city=make.CITY, body=body, volunteer=volunteer, joined_on=make.TODAY)
        assert made.consent == MembershipConsent.EARLIER, "what nobody recorded is not claimed"

    def test_five_at_most_and_the_rule_is_dated(self) -> None:
        volunteer = make.make_volunteer()
        for _ in range(5):
            join(volunteer, make.make_body())
        with pytest.raises(TooManyBodies):
            join(volunteer, make.make_body())
        assert Membership.objects.count() == 5

        city = make.make_region_tree().city
        DatedSetting.objects.create(
            key="bodies.per_person", region=city, value=6, effective_on=make.TODAY + timedelta(days=1),
            set_at=make.NOW,
        )  # fmt: skip
        with pytest.raises(TooManyBodies):
            join(volunteer, make.make_body())
        join(volunteer, make.make_body(), 1)
        assert Membership.objects.count() == 6

    def test_no_more_than_the_organisation_says_it_can_lead(self) -> None:
        body, first = make.make_body(), make.make_volunteer()
        Body.objects.filter(pk=body.pk).update(capacity=1)
        join(first, body)
        late = make.make_volunteer()
        for refused in (
            join,
            lambda one, to: ask_to_join(by=make.volunteer_standing(one), body=to, at=make.NOW),
        ):
            with pytest.raises(BodyFull):
                refused(late, body)
        assert Membership.objects.count() == 1 and not JoinRequest.objects.exists()
        leave_body(by=make.volunteer_standing(first), body=body, at=make.NOW)
        join(late, body)

    def test_who_is_no_member_cannot_leave(self) -> None:
        with pytest.raises(NotMember):
            leave_body(by=make.volunteer_standing(make.make_volunteer()), body=make.make_body(), at=make.NOW)

        assert not AuditLine.objects.exists()

    def test_only_volunteers_of_the_city_who_are_active_belong_to_active_bodies(self) -> None:
        body, volunteer = make.make_body(), make.make_volunteer()
        with pytest.raises(Unauthenticated):
            ask_to_join(by=GUEST_STANDING(make.CITY), body=body, at=make.NOW)
        with pytest.raises(VolunteerNotActive):
            join(make.make_volunteer(state=VolunteerState.SUSPENDED), body)
        for state in (BodyState.APPLIED, BodyState.SUSPENDED, BodyState.EXITED):
            with pytest.raises(BodyNotActive):
                join(volunteer, make.make_body(state=state))
        abroad = make.make_body(city="410800", region=make.make_other_city())
        with pytest.raises(BodyNotActive):
            join(volunteer, abroad)

        assert not Membership.objects.exists()

    def test_a_head_ends_a_membership_with_a_reason_and_the_hours_stay(self) -> None:
        body, volunteer = make.make_body(), make.make_volunteer()
        made = join(volunteer, body)
        for by in (make.make_leader(body), make.make_body_admin(make.make_body()), make.make_member()):
            with pytest.raises(NotAllowed):
                end_membership(by=by, membership=made, note="长期没有参加", at=make.NOW)
        head = make.make_body_admin(body)
        with pytest.raises(JoinReasonMissing):
            end_membership(by=head, membership=made, note="  ", at=make.NOW)
        assert Membership.objects.get().left_on is None

        end_membership(by=head, membership=made, note="长期没有参加", at=make.NOW)
        with pytest.raises(NotMember):
            end_membership(by=head, membership=made, note="再来一次", at=make.NOW)
        kept = Membership.objects.get()
        assert (kept.left_on, kept.left_note) == (make.TODAY, "长期没有参加")


@pytest.mark.django_db(transaction=True)
def test_joining_several_times_at_once_counts_once() -> None:
    volunteer, body = make.make_volunteer(), make.make_body()

    outcomes = at_once(*[partial(join, volunteer, body)] * 4)

    assert Counter(type(each) for each in outcomes) == {Membership: 1, AlreadyMember: 3}
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_seven_bodies_at_once_make_five_memberships() -> None:
    volunteer = make.make_volunteer()
    bodies = [make.make_body() for _ in range(7)]

    outcomes = at_once(*[partial(join, volunteer, body) for body in bodies])

    assert Counter(type(each) for each in outcomes) == {Membership: 5, TooManyBodies: 2}
    assert Membership.objects.filter(left_on__isnull=True).count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_last_place_in_an_organisation_is_had_once() -> None:
    make.make_region_tree()
    body = make.make_body()
    Body.objects.filter(pk=body.pk).update(capacity=1)
    outcomes = at_once(*[partial(join, make.make_volunteer(), body) for _ in range(3)])
    assert Counter(type(each) for each in outcomes) == {Membership: 1, BodyFull: 2}
