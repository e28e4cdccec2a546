"""Departments, quotas, the separation of three administrators and the integrity agreement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.department import add_department, appoint_department, end_duty, load_departments
from redvest.registry.actions.grant import give_grant, revoke_grant
from redvest.registry.actions.pledge import publish_pledge, sign_pledge
from redvest.registry.choices import DepartmentDuty, Role
from redvest.registry.governance_errors import (
    DepartmentNameWrong,
    DutyDatesWrong,
    DutyTaken,
    LeadTaken,
    PledgeMissing,
    PledgeWrong,
)
from redvest.registry.grant_errors import OwnSeparatedRole, QuotaReached, SeparatedRoles
from redvest.registry.models import (
    Account,
    DatedSetting,
    Department,
    DepartmentRole,
    Grant,
    Pledge,
    PledgeSignature,
)
from redvest.registry.queries.department import departments_of, duty_history, lead_of
from redvest.registry.queries.role import standing_of
from tests.factories import registry as make
from tests.factories.race import at_once

TEXT = "我承诺：不替人录时长，不泄露个人信息，不以志愿服务牟利，如有违反，愿意承担责任。"


def department(key: str) -> Department:
    load_departments(city=make.CITY)
    return Department.objects.get(city=make.CITY, key=key)


@pytest.mark.django_db
class TestDepartments:
    def test_who_leads_changes_and_the_past_stays(self) -> None:
        tree, by = make.make_region_tree(), make.make_centre()
        old, new = department("civilisation-office"), department("social-work")
        for each, since in ((old, date(2012, 1, 1)), (new, date(2024, 4, 12))):
            appoint_department(
                by=by,
                department=each,
                region=tree.city,
                duty=DepartmentDuty.LEAD,
                starts_on=since,
                at=make.NOW,
            )

        leads = [
            found.department.name if (found := lead_of(tree.baihua.path, on)) else None
            for on in (date(2011, 1, 1), date(2024, 4, 11), date(2024, 4, 12))
        ]
        assert leads == [None, "文明办", "社会工作部"]
        assert [row.ends_on for row in duty_history(tree.city)] == [None, date(2024, 4, 11)]
        assert set(AuditLine.objects.values_list("verb", flat=True)) == {"appoint_department", "end_duty"}

    def test_the_nearest_lead_counts_and_the_order_is_by_duty(self) -> None:
        tree, by = make.make_region_tree(), make.make_centre()
        for key, duty, region in (
            ("youth-league", DepartmentDuty.MEMBER, tree.yushui),
            ("civil-affairs", DepartmentDuty.ADMINISTERS, tree.yushui),
            ("social-work", DepartmentDuty.LEAD, tree.yushui),
            ("civilisation-office", DepartmentDuty.LEAD, tree.city),
        ):
            appoint_department(
                by=by, department=department(key), region=region, duty=duty, starts_on=make.TODAY, at=make.NOW
            )

        here = [row.department.key for row in departments_of(tree.yushui, make.TODAY)]
        near, far = lead_of(tree.baihua.path, make.TODAY), lead_of(tree.fenyi.path, make.TODAY)
        assert here == ["social-work", "civil-affairs", "youth-league"]
        assert near is not None and near.department.key == "social-work"
        assert far is not None and far.department.key == "civilisation-office"

    def test_two_leads_at_one_time_and_two_duties_are_refused(self) -> None:
        tree, by = make.make_region_tree(), make.make_centre()
        first, second = department("civilisation-office"), department("social-work")
        common = {"by": by, "region": tree.city, "at": make.NOW}
        appoint_department(
            department=first,
            duty=DepartmentDuty.LEAD,
            starts_on=date(2012, 1, 1),
            ends_on=date(2024, 1, 1),
            **common,
        )

        with pytest.raises(LeadTaken):
            appoint_department(
                department=second, duty=DepartmentDuty.LEAD, starts_on=date(2023, 1, 1), **common
            )
        with pytest.raises(DutyTaken):
            appoint_department(
                department=first, duty=DepartmentDuty.MEMBER, starts_on=date(2023, 1, 1), **common
            )
        with pytest.raises(DutyDatesWrong):
            appoint_department(
                department=second,
                duty=DepartmentDuty.MEMBER,
                starts_on=make.TODAY,
                ends_on=date(2020, 1, 1),
                **common,
            )
        assert DepartmentRole.objects.count() == 1

    def test_an_officer_appoints_below_and_nowhere_else(self) -> None:
        tree, by = make.make_region_tree(), make.make_officer()
        role = appoint_department(
            by=by, department=department("red-cross"), region=tree.chengnan, duty=DepartmentDuty.MEMBER,
            starts_on=date(2024, 1, 1), at=make.NOW,
        )  # fmt: skip
        with pytest.raises(NotAllowed):
            appoint_department(
                by=by, department=department("education"), region=tree.city, duty=DepartmentDuty.LEAD,
                starts_on=make.TODAY, at=make.NOW,
            )  # fmt: skip
        with pytest.raises(NotAllowed):
            end_duty(by=make.make_officer(tree.fenyi), role=role, ends_on=make.TODAY, at=make.NOW)
        with pytest.raises(DutyDatesWrong):
            end_duty(by=by, role=role, ends_on=date(2023, 1, 1), at=make.NOW)

        end_duty(by=by, role=role, ends_on=make.TODAY, at=make.NOW)

        assert DepartmentRole.objects.get().ends_on == make.TODAY

    def test_the_list_grows_and_loading_again_keeps_it(self) -> None:
        load_departments(city=make.CITY)
        by = make.make_centre()
        own = add_department(by=by, name="文旅局", at=make.NOW)
        count = load_departments(city=make.CITY)

        assert Department.objects.count() == count + 1
        for name in ("文旅局", "团委", "局"):
            with pytest.raises(DepartmentNameWrong):
                add_department(by=by, name=name, at=make.NOW)
        with pytest.raises(NotAllowed):
            add_department(by=make.make_officer(), name="体育局", at=make.NOW)
        assert Department.objects.filter(pk=own.pk).exists()
        assert Department.objects.count() == count + 1


@pytest.mark.django_db
class TestSeparation:
    def give(self, account: Account, role: Role, starts_on: date = make.TODAY) -> Grant:
        city = make.make_region_tree().city
        return give_grant(
            by=make.make_centre(), account=account, role=role, region=city, starts_on=starts_on, at=make.NOW
        )

    def test_nobody_is_two_of_the_three_until_the_first_is_taken_back(self) -> None:
        account = make.make_account()
        grant = self.give(account, Role.AUDITOR)

        with pytest.raises(SeparatedRoles):
            self.give(account, Role.SYSTEM_ADMIN, make.TODAY + timedelta(days=9))
        assert Grant.objects.filter(account=account).count() == 1

        by = make.make_centre()
        revoke_grant(by=by, grant=grant, at=make.NOW)
        self.give(account, Role.SYSTEM_ADMIN)
        assert Grant.objects.get(pk=grant.pk).revoked_by_id == by.account_id

    def test_the_centre_makes_itself_none_of_them(self) -> None:
        by = make.make_centre()
        city = make.make_region_tree().city
        with pytest.raises(OwnSeparatedRole):
            give_grant(
                by=by, account=Account.objects.get(pk=by.account_id), role=Role.AUDITOR, region=city,
                starts_on=make.TODAY, at=make.NOW,
            )  # fmt: skip
        assert Grant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_of_the_three_given_at_once_leave_one() -> None:
    account, by, city = make.make_account(), make.make_centre(), make.make_region_tree().city

    def give(role: Role) -> Grant:
        return give_grant(by=by, account=account, role=role, region=city, starts_on=make.TODAY, at=make.NOW)

    done = at_once(lambda: give(Role.AUDITOR), lambda: give(Role.SECURITY_ADMIN))

    assert sorted(type(each).__name__ for each in done) == ["Grant", "SeparatedRoles"]
    assert Grant.objects.filter(account=account).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_quota_is_given_once() -> None:
    body = make.make_body()
    DatedSetting.objects.create(
        key="grants.body_admins", region=make.make_region_tree().city, effective_on=date(2020, 1, 1), value=2,
        set_at=make.NOW,
    )  # fmt: skip
    by = make.make_body_admin(body)
    people = [make.make_account() for _ in range(3)]

    def give(account: Account) -> Grant:
        return give_grant(
            by=by, account=account, role=Role.BODY_ADMIN, body=body, starts_on=make.TODAY, at=make.NOW
        )

    done = at_once(*[lambda each=each: give(each) for each in people])

    names = sorted(type(each).__name__ for each in done)
    assert names == ["Grant", "QuotaReached", "QuotaReached"]
    assert Grant.objects.filter(body=body, role=Role.BODY_ADMIN).count() == 2


@pytest.mark.django_db
def test_a_quota_counts_only_those_of_the_same_time() -> None:
    body, by = make.make_body(), make.make_officer()
    tree = make.make_region_tree()
    DatedSetting.objects.create(
        key="grants.activity_leaders",
        region=tree.city,
        effective_on=date(2020, 1, 1),
        value=1,
        set_at=make.NOW,
    )
    make.make_grant(
        account=make.make_account(),
        role=Role.ACTIVITY_LEADER,
        body=body,
        ends_on=make.TODAY - timedelta(days=1),
    )
    give_grant(
        by=by,
        account=make.make_account(),
        role=Role.ACTIVITY_LEADER,
        body=body,
        starts_on=make.TODAY,
        at=make.NOW,
    )
    with pytest.raises(QuotaReached):
        give_grant(
            by=by,
            account=make.make_account(),
            role=Role.ACTIVITY_LEADER,
            body=body,
            starts_on=make.TODAY,
            at=make.NOW,
        )
    assert Grant.objects.filter(body=body).count() == 2


@pytest.mark.django_db
class TestPledge:
    def test_roles_wait_for_the_signature_and_then_stand(self) -> None:
        by, officer = make.make_centre(), make.make_officer()
        publish_pledge(by=by, text=TEXT, effective_on=make.TODAY, at=make.NOW)
        account = Account.objects.get(pk=officer.account_id)

        before = standing_of(account, make.TODAY)
        assert (before.is_staff, len(before.waiting)) == (False, 1)
        sign_pledge(by=before, at=make.NOW)
        sign_pledge(by=before, at=make.NOW)

        after = standing_of(account, make.TODAY)
        assert (after.is_staff, after.waiting) == (True, ())
        assert PledgeSignature.objects.count() == 1
        assert AuditLine.objects.filter(verb="sign_pledge").count() == 1

    def test_a_new_version_asks_again_from_its_day(self) -> None:
        by = make.make_centre()
        account = Account.objects.get(pk=by.account_id)
        publish_pledge(by=by, text=TEXT, effective_on=make.TODAY, at=make.NOW)
        sign_pledge(by=by, at=make.NOW)
        tomorrow = make.TODAY + timedelta(days=1)
        assert (
            publish_pledge(by=by, text=TEXT + "再加一条。", effective_on=tomorrow, at=make.NOW).version == 2
        )

        assert standing_of(account, make.TODAY).is_staff
        assert not standing_of(account, tomorrow).is_staff

    def test_what_is_no_agreement_is_not_published(self) -> None:
        by = make.make_centre()
        yesterday = make.TODAY - timedelta(days=1)
        with pytest.raises(PledgeMissing):
            sign_pledge(by=by, at=make.NOW)
        for text, day in (("太短", make.TODAY), (TEXT, yesterday)):
            with pytest.raises(PledgeWrong):
                publish_pledge(by=by, text=text, effective_on=day, at=make.NOW)
        with pytest.raises(NotAllowed):
            publish_pledge(by=make.make_officer(), text=TEXT, effective_on=make.TODAY, at=make.NOW)
        assert not Pledge.objects.exists()
        publish_pledge(by=by, text=TEXT, effective_on=make.TODAY, at=make.NOW)
        with pytest.raises(PledgeWrong):
            publish_pledge(by=by, text=TEXT, effective_on=make.TODAY, at=make.NOW)
