"""Roles are given from above, at places that fit them, and never the last centre taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.grant import give_grant, revoke_grant
from redvest.registry.choices import BodyState, Role
from redvest.registry.errors import BodyNotActive
from redvest.registry.grant_errors import (
    GrantBackdated,
    GrantDatesWrong,
    GrantRevoked,
    GrantWrong,
    LastCentre,
    RoleHeld,
)
from redvest.registry.models import Account, Grant
from redvest.registry.policy import SYSTEM_STANDING, Standing
from tests.factories import registry as make
from tests.factories.race import at_once


def give(by: Standing, role: Role, **given: Any) -> Grant:
    fields = {"account": given.pop("account", None) or make.make_account(), "starts_on": make.TODAY, **given}
    return give_grant(by=by, role=role, at=make.NOW, **fields)


@pytest.mark.django_db
class TestGiving:
    def test_a_role_stands_from_its_first_day(self) -> None:
        tree = make.make_region_tree()
        account = make.make_account()
        by = make.make_centre()

        grant = give(by, Role.REGION_OFFICER, account=account, region=tree.yushui)

        assert make.standing_of(account).governs(tree.baihua.path)
        assert grant.given_by_id == by.account_id
        line = AuditLine.objects.get()
        assert (line.verb, line.target_id, line.details) == (
            "give_grant", str(grant.pk), {"role": "region-officer"},
        )  # fmt: skip

    def test_nobody_has_one_role_twice_nor_since_before_today(self) -> None:
        tree, account, by = make.make_region_tree(), make.make_account(), make.make_centre()
        give(by, Role.REGION_OFFICER, account=account, region=tree.yushui, ends_on=make.TODAY)
        before = Grant.objects.count()
        for error, days in (
            (RoleHeld, {}), (RoleHeld, {"ends_on": make.TODAY}),
            (GrantBackdated, {"starts_on": make.TODAY - timedelta(days=1)}),
        ):  # fmt: skip
            with pytest.raises(error):
                give(by, Role.REGION_OFFICER, account=account, region=tree.yushui, **days)
        assert Grant.objects.count() == before
        give(by, Role.REGION_OFFICER, account=account, region=tree.fenyi)
        give(
            by,
            Role.REGION_OFFICER,
            account=account,
            region=tree.yushui,
            starts_on=make.TODAY + timedelta(days=1),
        )

    def test_the_first_centre_is_given_by_the_house(self) -> None:
        give(SYSTEM_STANDING(make.CITY), Role.CENTRE, region=make.make_region_tree().city)

        assert Grant.objects.get().given_by is None

    def test_nobody_gives_what_stands_above_or_beside_them(self) -> None:
        tree = make.make_region_tree()
        body = make.make_body(region=tree.yushui)
        officer, neighbour = make.make_officer(tree.yushui), make.make_officer(tree.fenyi)
        head, leader = make.make_body_admin(body), make.make_leader(body)
        before = Grant.objects.count()

        for by, role, place in (
            (officer, Role.CENTRE, {"region": tree.city}),
            (officer, Role.REGION_OFFICER, {"region": tree.yushui}),
            (officer, Role.REGION_OFFICER, {"region": tree.fenyi}),
            (neighbour, Role.BODY_ADMIN, {"body": body}),
            (head, Role.REGION_OFFICER, {"region": tree.chengnan}),
            (leader, Role.ACTIVITY_LEADER, {"body": body}),
            (make.make_member(), Role.ACTIVITY_LEADER, {"body": body}),
        ):
            with pytest.raises(NotAllowed):
                give(by, role, **place)

        assert Grant.objects.count() == before
        assert not AuditLine.objects.exists()

    def test_a_head_names_leaders(self) -> None:
        body = make.make_body()
        account = make.make_account()

        give(make.make_body_admin(body), Role.ACTIVITY_LEADER, account=account, body=body)

        assert make.standing_of(account).leads(body.pk)

    def test_a_role_fits_its_place(self) -> None:
        tree = make.make_region_tree()
        body = make.make_body()
        by = make.make_centre()

        for role, place in (
            (Role.CENTRE, {"region": tree.yushui}),
            (Role.CENTRE, {"body": body}),
            (Role.REGION_OFFICER, {"body": body}),
            (Role.REGION_OFFICER, {}),
            (Role.BODY_ADMIN, {"region": tree.yushui}),
            (Role.BODY_ADMIN, {"body": body, "region": tree.yushui}),
            (Role.REGION_OFFICER, {"region": make.make_other_city()}),
        ):
            with pytest.raises(GrantWrong):
                give(by, role, **place)

    def test_dates_run_forward(self) -> None:
        tree = make.make_region_tree()
        by = make.make_centre()

        with pytest.raises(GrantDatesWrong):
            give(by, Role.REGION_OFFICER, region=tree.yushui, ends_on=make.TODAY - timedelta(days=1))
        give(by, Role.REGION_OFFICER, region=tree.yushui, ends_on=make.TODAY)

    def test_a_body_that_rests_gets_no_leaders(self) -> None:
        body = make.make_body(state=BodyState.SUSPENDED)

        with pytest.raises(BodyNotActive):
            give(make.make_officer(), Role.ACTIVITY_LEADER, body=body)


@pytest.mark.django_db
class TestRevoking:
    def test_what_is_taken_back_counts_no_more(self) -> None:
        account = make.make_account()
        grant = make.make_grant(
            account=account, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui
        )
        by = make.make_centre()

        revoke_grant(by=by, grant=grant, at=make.NOW)

        assert not make.standing_of(account).is_staff
        with pytest.raises(GrantRevoked):
            revoke_grant(by=by, grant=grant, at=make.NOW)
        assert AuditLine.objects.filter(verb="revoke_grant").count() == 1

    def test_a_holder_may_lay_a_role_down(self) -> None:
        officer = make.make_officer()
        grant = Grant.objects.get(account_id=officer.account_id)

        revoke_grant(by=officer, grant=grant, at=make.NOW)

        assert Grant.objects.get(pk=grant.pk).revoked_at == make.NOW

    def test_others_may_not_take_it(self) -> None:
        body = make.make_body()
        make.make_body_admin(body)
        grant = Grant.objects.get(body=body)

        for by in (
            make.make_member(),
            make.make_leader(body),
            make.make_officer(make.make_region_tree().fenyi),
        ):
            with pytest.raises(NotAllowed):
                revoke_grant(by=by, grant=grant, at=make.NOW)

        assert Grant.objects.get(pk=grant.pk).revoked_at is None

    def test_the_last_centre_stays(self) -> None:
        centre = make.make_centre()
        grant = Grant.objects.get(account_id=centre.account_id)

        with pytest.raises(LastCentre):
            revoke_grant(by=centre, grant=grant, at=make.NOW)

        assert Grant.objects.get().revoked_at is None
        make.make_centre()
        revoke_grant(by=centre, grant=grant, at=make.NOW)

    def test_a_switched_off_colleague_is_no_centre(self) -> None:
        centre, colleague = make.make_centre(), make.make_centre()
        Account.objects.filter(pk=colleague.account_id).update(is_active=False)

        with pytest.raises(LastCentre):
            revoke_grant(by=centre, grant=Grant.objects.get(account_id=centre.account_id), at=make.NOW)


@pytest.mark.django_db(transaction=True)
def test_the_last_two_centres_cannot_leave_at_once() -> None:
    people = [make.make_centre(), make.make_centre()]
    grants = [Grant.objects.get(account_id=by.account_id) for by in people]

    outcomes = at_once(
        *[
            lambda by=by, grant=grant: revoke_grant(by=by, grant=grant, at=make.NOW)  # type: ignore[misc]
            for by, grant in zip(people, grants, strict=True)
        ]
    )

    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, LastCentre) for outcome in outcomes) == 1
    assert Grant.objects.filter(revoked_at=None).count() == 1
