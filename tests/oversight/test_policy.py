"""Who reads which ledger, and who sees whole names in it."""

from __future__ import annotations

import pytest

from redvest.core.identifiers import uuid7
from redvest.oversight import policy
from redvest.oversight.choices import UnitKind
from redvest.oversight.queries.unit import find_unit, unit_of_body, unit_of_region, unit_of_station
from redvest.oversight.rules.unit_ledger import LedgerUnitUnknown
from redvest.registry.choices import Role
from redvest.registry.models import Grant, Region, Station
from redvest.registry.policy import Standing
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db


def station_in(region: Region) -> Station:
    return Station.objects.create(
        id=uuid7(), city=CITY, region=region, name="百花湖社区志愿服务站", address="抱石大道 1 号",
        lon=114.9, lat=27.8, opened_on=TODAY,
    )  # fmt: skip


def keeper_of(station: Station) -> Standing:
    account = make.make_account(name="何守站")
    Grant.objects.create(
        account=account, role=Role.STATION_KEEPER, station=station, starts_on=TODAY, given_at=NOW
    )
    return make.standing_of(account)


def holder_of(role: Role, region: Region) -> Standing:
    account = make.make_account(name="钱检查")
    make.make_grant(account=account, role=role, region=region)
    return make.standing_of(account)


def test_the_table_of_who_reads_and_who_sees_names() -> None:
    tree = make.make_region_tree()
    body = make.make_body(region=tree.baihua)
    station = station_in(tree.baihua)
    units = [unit_of_region(tree.baihua), unit_of_station(station), unit_of_body(body)]
    both, reads, nothing = (True, True), (True, False), (False, False)
    table = [
        (make.make_centre(), [both, both, both]),
        (make.make_officer(tree.baihua), [both, both, both]),
        (make.make_officer(tree.zhanqian), [nothing, nothing, nothing]),
        (make.make_officer(tree.fenyi), [nothing, nothing, nothing]),
        (holder_of(Role.INSPECTOR, tree.yushui), [reads, reads, reads]),
        (holder_of(Role.INSPECTOR, tree.fenyi), [nothing, nothing, nothing]),
        (holder_of(Role.EDITOR, tree.yushui), [nothing, nothing, nothing]),
        (keeper_of(station), [nothing, reads, nothing]),
        (keeper_of(station_in(tree.zhanqian)), [nothing, nothing, nothing]),
        (make.make_body_admin(body), [nothing, nothing, both]),
        (make.make_leader(body), [nothing, nothing, both]),
        (make.make_leader(make.make_body(name="别的队")), [nothing, nothing, nothing]),
        (make.make_member(), [nothing, nothing, nothing]),
    ]
    for by, expected in table:
        found = [(policy.may_read_ledger(by, unit), policy.may_see_names(by, unit)) for unit in units]
        assert found == expected, by
        if (True, True) in expected or (True, False) in expected:
            assert policy.may_read_ledgers(by)


def test_a_unit_is_found_by_its_own_key_alone() -> None:
    tree = make.make_region_tree()
    body, station = make.make_body(region=tree.baihua), station_in(tree.baihua)
    by = make.make_officer()
    assert policy.unit_for(by, "region", "360502001001").name == "百花湖社区"
    assert policy.unit_for(by, "station", str(station.pk)).path == tree.baihua.path
    assert policy.unit_for(by, "body", str(body.pk)) == policy.unit_for(by, "body", body.code.lower())
    for kind, key in (
        ("region", "360521"), ("region", "999"), ("station", "360502"), ("station", str(body.pk)), ("body", "NOBODY"),
        ("body", "x" * 30), ("body", str(station.pk)), ("grid", "360502"), ("", ""),
    ):  # fmt: skip
        with pytest.raises(LedgerUnitUnknown):
            policy.unit_for(by, kind, key)
    with pytest.raises(LedgerUnitUnknown):
        find_unit("410800", UnitKind.REGION, "360502")
