"""Who writes menus, who takes services off, who handles a spotted problem: every role at its place."""

from __future__ import annotations

import pytest

from redvest.care.choices import NeedKind, NeedState, SpottedKind
from redvest.care.policy import (
    may_handle_spotted,
    may_offer,
    may_rule_menu,
    require_may_handle_spotted,
    require_may_offer,
    require_may_rule_menu,
)
from redvest.core.errors import NotAllowed
from redvest.registry.choices import Role
from redvest.registry.policy import GUEST_STANDING, SYSTEM_STANDING, Standing
from tests.factories import registry as make
from tests.factories.care import make_menu_item, make_need
from tests.factories.registry import CITY

pytestmark = pytest.mark.django_db
PLACED = (Role.CENTRE, Role.REGION_OFFICER)
OF_BODIES = (Role.BODY_ADMIN, Role.ACTIVITY_LEADER)


def holding(role: Role, **where: object) -> Standing:
    account = make.make_account()
    make.make_grant(account=account, role=role, **where)  # type: ignore[arg-type]
    return make.standing_of(account)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TEACHER, Role.BRANCH_SECRETARY, *OF_BODIES])
def test_who_leads_the_body_writes_its_menu_and_nobody_else_in_it(role: Role) -> None:
    body = make.make_body()
    assert may_offer(holding(role, body=body), body) is (role in OF_BODIES)
    assert not may_offer(holding(role, body=make.make_body()), body)


@pytest.mark.parametrize("role", list(Role))
def test_of_roles_at_places_only_those_that_govern_write_and_take_off(role: Role) -> None:
    if role in (*OF_BODIES, Role.STATION_KEEPER, Role.TEACHER, Role.BRANCH_SECRETARY):
        return
    tree = make.make_region_tree()
    item = make_menu_item(body=make.make_body(region=tree.yushui), region=tree.baihua)
    above, beside = holding(role, region=tree.city), holding(role, region=tree.fenyi)
    assert may_offer(above, item.body) is may_rule_menu(above, item) is (role in PLACED)
    assert not may_offer(beside, item.body) and not may_rule_menu(beside, item)


def test_below_the_body_one_takes_off_for_ones_own_residents_and_writes_nothing() -> None:
    tree = make.make_region_tree()
    item = make_menu_item(body=make.make_body(region=tree.yushui), region=tree.baihua)
    street = make.make_officer(tree.chengnan)
    assert may_rule_menu(street, item) and not may_offer(street, item.body)
    require_may_rule_menu(street, item)
    with pytest.raises(NotAllowed):
        require_may_offer(street, item.body)


def test_a_spotted_problem_is_handled_by_the_grid_the_station_and_the_place() -> None:
    tree = make.make_region_tree()
    need = make_need(
        kind=NeedKind.SPOTTED, state=NeedState.QUEUED, spotted_kind=SpottedKind.LITTER, region=tree.baihua
    )
    guest = GUEST_STANDING(CITY)
    assert may_handle_spotted(guest, need, keeps_grid=True)  # the caller has looked at the grids
    for by, may in (
        (guest, False),
        (make.make_member(), False),
        (make.make_officer(tree.baihua), True),
        (make.make_officer(tree.yushui), True),
        (make.make_officer(tree.fenyi), False),
        (SYSTEM_STANDING(CITY), True),
        (holding(Role.STATION_KEEPER, station=make.make_station(tree.baihua)), True),
        (holding(Role.STATION_KEEPER, station=make.make_station(tree.zhanqian)), False),
        (make.make_leader(make.make_body()), False),
    ):
        assert may_handle_spotted(by, need, keeps_grid=False) is may
        if not may:
            with pytest.raises(NotAllowed):
                require_may_handle_spotted(by, need, keeps_grid=False)
