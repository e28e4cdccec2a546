"""Two officers appoint somebody for the same zone at the same moment: one keeper, and a plain word for the other."""

from __future__ import annotations

import pytest

from redvest.registry.actions.grid import add_grid, add_zone, appoint_keeper
from redvest.registry.grid_errors import KeeperBusy, KeeperThere
from redvest.registry.models import GridKeeping
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_keeper_comes_of_two_appointments() -> None:
    officer = make.make_officer()
    grid = add_grid(by=officer, community=make.make_region_tree().baihua, name="第一网格", at=NOW)
    zones = [add_zone(by=officer, grid=grid, name=name, at=NOW) for name in ("东片", "西片")]
    people = [make.make_volunteer() for _ in range(3)]

    def appoint(zone: int, person: int) -> object:
        return appoint_keeper(
            by=officer, place=zones[zone], number=people[person].number, starts_on=TODAY, at=NOW
        )

    same_zone = at_once(lambda: appoint(0, 0), lambda: appoint(0, 1))
    same_person = at_once(lambda: appoint(1, 2), lambda: appoint(0, 2))

    assert sorted(type(each).__name__ for each in same_zone) == ["GridKeeping", KeeperThere.__name__]
    assert sum(isinstance(each, GridKeeping) for each in same_person) == 1
    assert any(isinstance(each, (KeeperThere, KeeperBusy)) for each in same_person)
    assert GridKeeping.objects.count() == 2
