"""Who may do what at a place: read in one query, by the grants in force there and above, of active people only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.registry.choices import Role
from redvest.registry.models import Account, Grant
from redvest.registry.queries.powers import grants_of, held_at
from redvest.registry.rules.powers import Where
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def names(where: Where, key: str) -> set[str]:
    held = {each.power.key: each for each in held_at(where, make.CITY, make.TODAY)}
    return {grant.account.name for grant in held[key].grants}


def give(name: str, role: Role, **place: Any) -> Account:
    account = make.make_account(name=name)
    make.make_grant(account=account, role=role, **place)
    return account


def test_an_organisation_is_reached_from_itself_and_from_above() -> None:
    tree = make.make_region_tree()
    body, other = make.make_body(region=tree.yushui), make.make_body(region=tree.yushui)
    give("中心", Role.CENTRE, region=tree.city)
    give("渝水", Role.REGION_OFFICER, region=tree.yushui)
    give("分宜", Role.REGION_OFFICER, region=tree.fenyi)
    give("负责人", Role.BODY_ADMIN, body=body)
    give("领队", Role.ACTIVITY_LEADER, body=body)
    give("老师", Role.TEACHER, body=body)
    give("别家", Role.BODY_ADMIN, body=other)
    where = Where(tree.yushui.path, body_id=body.pk)

    assert names(where, "lead") == {"负责人", "领队"}
    assert names(where, "review") == {"中心", "渝水"}
    assert names(where, "give-body") == {"中心", "渝水", "负责人"}
    assert "set-rule" not in {each.power.key for each in held_at(where, make.CITY, make.TODAY)}


def test_what_does_not_hold_today_gives_nothing() -> None:
    tree = make.make_region_tree()
    give("过期", Role.REGION_OFFICER, region=tree.yushui, ends_on=make.TODAY - timedelta(days=1))
    give("以后", Role.REGION_OFFICER, region=tree.yushui, starts_on=make.TODAY + timedelta(days=1))
    gone = give("停用", Role.REGION_OFFICER, region=tree.yushui)
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    back = give("收回", Role.REGION_OFFICER, region=tree.yushui)
    Grant.objects.filter(account=back).update(revoked_at=make.NOW)

    assert names(Where(tree.yushui.path), "set-rule") == set()


def test_more_people_ask_the_same(django_assert_num_queries: Any) -> None:
    tree = make.make_region_tree()
    for count in (1, 2):
        for turn in range(count):
            give(f"第{turn}位", Role.REGION_OFFICER, region=tree.yushui)
        with django_assert_num_queries(1):
            for held in held_at(Where(tree.yushui.path), make.CITY, make.TODAY):
                _ = [(grant.account.name, grant.given_by, str(grant.region)) for grant in held.grants]


def test_the_history_of_a_person_is_the_newest_first() -> None:
    tree = make.make_region_tree()
    account = give("历任", Role.REGION_OFFICER, region=tree.fenyi, ends_on=make.TODAY - timedelta(days=9))
    make.make_grant(account=account, role=Role.CENTRE, region=tree.city, starts_on=make.TODAY)

    assert [grant.role for grant in grants_of(account)] == [Role.CENTRE, Role.REGION_OFFICER]
