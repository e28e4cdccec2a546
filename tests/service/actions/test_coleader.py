"""Leading together: who may be added, what they may do, and what being one takes away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Account, Grant, Membership
from redvest.registry.queries.role import standing_of
from redvest.service.actions.activity import approve_activity
from redvest.service.actions.coleader import add_co_leader, remove_co_leader
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.second_person import second_officer_confirms
from redvest.service.choices import ActivityState
from redvest.service.coleader_errors import BadCoLeader, LeadsAlready, NoCoLeader
from redvest.service.errors import WrongState
from redvest.service.hours_errors import SamePerson
from redvest.service.models import Activity, CoLeader, HoursSheet
from redvest.service.policy import may_lead
from redvest.service.queries.activity import to_review
from redvest.service.queries.coleader import candidates_for, co_leaders_of
from redvest.service.queries.hours import awaiting_second_officer
from tests.factories.registry import (
    NOW,
    TODAY,
    make_account,
    make_body,
    make_body_admin,
    make_grant,
    make_leader,
    make_member,
    make_region_tree,
    make_volunteer,
)
from tests.factories.service import HOUR, make_activity, make_post, make_signup, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    return make_activity(starts_at=NOW + 48 * HOUR)


def leader_account(activity: Activity) -> Account:
    account = make_account(name="王领队")
    make_grant(account=account, role=Role.ACTIVITY_LEADER, body=activity.body)
    return account


def member_account(activity: Activity, **more: object) -> Account:
    person = make_volunteer(name="李成员", **more)
    Membership.objects.create(city=activity.city, body=activity.body, volunteer=person, joined_on=TODAY)
    assert person.account is not None
    return person.account


def test_somebody_with_a_role_is_added_for_the_days_until_the_last(activity):
    account = leader_account(activity)
    made = add_co_leader(by=make_leader(activity.body), activity=activity, account_id=account.pk, at=NOW)
    assert (made.starts_on, made.ends_on) == (TODAY, TODAY + timedelta(days=2))
    assert [each.account for each in co_leaders_of(activity)] == [account]
    assert Grant.objects.filter(account=account).count() == 1
    assert AuditLine.objects.filter(verb="add_co_leader").count() == 1


def test_a_member_gets_the_role_for_those_days_and_may_then_lead(activity):
    account = member_account(activity)
    assert not may_lead(standing_of(account, TODAY), activity)
    add_co_leader(by=make_body_admin(activity.body), activity=activity, account_id=account.pk, at=NOW)
    grant = Grant.objects.get(account=account)
    assert (grant.role, grant.ends_on) == (Role.ACTIVITY_LEADER, TODAY + timedelta(days=2))
    assert may_lead(standing_of(account, TODAY), activity)
    assert not may_lead(standing_of(account, TODAY + timedelta(days=3)), activity)


def test_who_may_give_no_role_adds_nobody_without_one(activity):
    account = member_account(activity)
    with pytest.raises(NotAllowed):
        add_co_leader(by=make_leader(activity.body), activity=activity, account_id=account.pk, at=NOW)
    assert not CoLeader.objects.exists() and not Grant.objects.filter(account=account).exists()


def test_strangers_minors_and_those_who_lead_already_are_refused(activity):
    by = make_body_admin(activity.body)
    young = member_account(activity, birth_on=TODAY.replace(year=TODAY.year - 17))
    for account in (make_account(), young):
        with pytest.raises(BadCoLeader):
            add_co_leader(by=by, activity=activity, account_id=account.pk, at=NOW)
    make_grant(account=activity.leader, role=Role.ACTIVITY_LEADER, body=activity.body)
    with pytest.raises(LeadsAlready):
        add_co_leader(by=by, activity=activity, account_id=activity.leader_id, at=NOW)
    account = leader_account(activity)
    add_co_leader(by=by, activity=activity, account_id=account.pk, at=NOW)
    with pytest.raises(LeadsAlready):
        add_co_leader(by=by, activity=activity, account_id=account.pk, at=NOW)
    assert CoLeader.objects.count() == 1


def test_days_are_in_order_and_not_in_the_past_and_what_is_over_takes_nobody(activity):
    by, account = make_leader(activity.body), leader_account(activity)
    day = timedelta(days=1)
    for begins, ends in ((TODAY - day, TODAY), (TODAY + day, TODAY)):
        with pytest.raises(BadCoLeader):
            add_co_leader(
                by=by, activity=activity, account_id=account.pk, starts_on=begins, ends_on=ends, at=NOW
            )
    off = make_activity(body=activity.body, state=ActivityState.CANCELLED)
    with pytest.raises(WrongState):
        add_co_leader(by=by, activity=off, account_id=account.pk, at=NOW)
    for other in (make_member(), make_leader(make_body())):
        with pytest.raises(NotAllowed):
            add_co_leader(by=other, activity=activity, account_id=account.pk, at=NOW)
    assert not CoLeader.objects.exists()


def test_one_may_be_taken_off_step_back_and_come_again(activity):
    by, account = make_leader(activity.body), leader_account(activity)
    add_co_leader(by=by, activity=activity, account_id=account.pk, at=NOW)
    with pytest.raises(NotAllowed):
        remove_co_leader(by=make_member(), activity=activity, account_id=account.pk, at=NOW)
    remove_co_leader(by=standing_of(account, TODAY), activity=activity, account_id=account.pk, at=NOW)
    with pytest.raises(NoCoLeader):
        remove_co_leader(by=by, activity=activity, account_id=account.pk, at=NOW)
    add_co_leader(by=by, activity=activity, account_id=account.pk, at=NOW)
    assert co_leaders_of(activity).count() == 1


def test_nobody_makes_hours_better_than_d_with_a_second_leader_of_the_same_activity():
    activity = make_activity(starts_at=NOW - 3 * HOUR)
    account = leader_account(activity)
    CoLeader.objects.create(
        activity=activity, account=account, starts_on=TODAY, ends_on=TODAY, added_by=account, added_at=NOW
    )
    signup = make_signup(post=make_post(activity=activity), volunteer=make_volunteer())
    make_stay(signup=signup, in_at=NOW - 3 * HOUR, out_at=NOW - HOUR, proofs=("leader-tick",))
    confirm_hours(
        by=make_leader(activity.body), activity=activity, entries=[HoursForm(signup.volunteer_id)], at=NOW
    )
    sheet = HoursSheet.objects.get()
    together = standing_of(account, TODAY)
    assert not awaiting_second_officer(together).exists()
    with pytest.raises(SamePerson):
        second_officer_confirms(by=together, sheet=sheet, at=NOW)
    sheet.refresh_from_db()
    assert (sheet.second_officer_id, sheet.entry.grade) == (None, "D")
    assert awaiting_second_officer(make_leader(activity.body)).get() == sheet


def test_an_officer_who_leads_it_with_others_does_not_approve_it():
    tree = make_region_tree()
    activity = make_activity(state=ActivityState.SUBMITTED)
    account = leader_account(activity)
    make_grant(account=account, role=Role.REGION_OFFICER, region=tree.yushui)
    officer = standing_of(account, TODAY)
    assert to_review(officer).count() == 1
    add_co_leader(by=make_leader(activity.body), activity=activity, account_id=account.pk, at=NOW)
    assert to_review(officer).count() == 0
    with pytest.raises(NotAllowed):
        approve_activity(by=officer, activity=activity, at=NOW)
    activity.refresh_from_db()
    assert activity.state == "submitted"


def test_candidates_are_the_organisations_people_each_once(activity):
    leads, belongs = leader_account(activity), member_account(activity)
    make_account(name="外人")
    make_grant(account=belongs, role=Role.ACTIVITY_LEADER, body=activity.body)
    assert set(candidates_for(activity, TODAY)) == {leads, belongs}
    assert candidates_for(activity, TODAY).count() == 2
