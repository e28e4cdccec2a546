"""1151 coverage: every gap shows, and the parts of a place add up to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redvest.care.choices import PairingKind, PairingState
from redvest.care.queries.pairing_candidates import keepers_for, members_for, volunteers_for
from redvest.care.queries.pairing_coverage import coverage_by_path, coverage_of, coverage_of_branches, summed
from redvest.care.queries.pairing_gaps import gaps_of, gaps_of_branch
from redvest.care.rules.pairing_coverage import Coverage, total
from redvest.registry.models import Region
from tests.factories import registry as make
from tests.factories import service
from tests.factories.pairing import (
    make_branch,
    make_household,
    make_pairing,
    make_party_member,
    make_zones,
)
from tests.factories.registry import NOW, TODAY, RegionTree

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tree() -> RegionTree:
    return make.make_region_tree()


def a_community(region: Region) -> None:
    """Three households, one without a member; a member with five, one with two and no household; three zones, two kept."""
    full, short = (make_party_member(region=region) for _ in range(2))
    helped = [make_household(region=region) for _ in range(2)]
    make_household(region=region)
    make_pairing(member=full, household=helped[0])
    make_pairing(member=make_party_member(region=make.make_region_tree().zhanqian), household=helped[1])
    for _ in range(5):
        make_pairing(kind=PairingKind.LED, member=full)
    for _ in range(2):
        make_pairing(kind=PairingKind.LED, member=short)
    make_zones(region, kept=2, free=1)
    make_pairing(kind=PairingKind.ELDER_CHILD, household=helped[0])


def test_every_gap_of_a_community_shows_and_adds_up(tree: RegionTree) -> None:
    a_community(tree.baihua)
    found, lines = coverage_of(tree.baihua, TODAY)
    assert found == Coverage(
        households=3,
        households_met=2,
        members=2,
        members_met=1,
        full=1,
        led=7,
        zones=3,
        zones_met=2,
        others=1,
    )
    assert lines == []
    assert (found.households_lacking, found.short, found.hands_lacking, found.zones_lacking) == (1, 1, 3, 1)
    gaps = gaps_of(tree.baihua, TODAY)
    assert len(gaps.households) == found.households_lacking
    assert len(gaps.members) == found.members_lacking
    assert len(gaps.short) == found.short and sum(each.lacking for each in gaps.short) == found.hands_lacking
    assert len(gaps.zones) == found.zones_lacking


def test_the_parts_add_up_to_the_whole_at_every_level(tree: RegionTree) -> None:
    a_community(tree.baihua)
    make_household(region=tree.zhanqian)
    make_household(region=make.make_region("360521001001", "府前社区", "community", tree.qiandong))  # type: ignore[arg-type]
    for place in (tree.city, tree.yushui, tree.chengnan):
        found, lines = coverage_of(place, TODAY)
        assert found == total(line.coverage for line in lines)
        assert [line.coverage.gaps for line in lines] == sorted(
            (x.coverage.gaps for x in lines), reverse=True
        )
    assert coverage_of(tree.city, TODAY)[0].households == 5


def test_a_day_has_its_own_coverage(tree: RegionTree) -> None:
    """What ended today counted yesterday; what begins today did not."""
    home = make_household(region=tree.baihua, entered_on=date(2026, 1, 1))
    old = make_pairing(household=home, state=PairingState.ENDED, starts_on=date(2026, 1, 10), ends_on=TODAY)
    assert coverage_of(tree.baihua, date(2025, 12, 31))[0].households == 0
    assert coverage_of(tree.baihua, date(2026, 1, 9))[0].households_met == 0
    assert coverage_of(tree.baihua, TODAY - DAY)[0].households_met == 1
    assert coverage_of(tree.baihua, TODAY)[0].households_met == 0
    make_pairing(household=home, starts_on=TODAY)  # handed over: never twice, never missing
    assert coverage_of(tree.baihua, TODAY)[0].households_met == 1
    assert old.member is not None
    left = make_party_member(region=tree.baihua, left_on=TODAY)
    assert coverage_by_path("360500", tree.baihua.path, TODAY - DAY)[tree.baihua.path].members == 3
    assert coverage_by_path("360500", tree.baihua.path, TODAY)[tree.baihua.path].members == 2
    assert left.pk


def test_who_was_only_asked_counts_nowhere(tree: RegionTree) -> None:
    make_party_member(region=tree.baihua, agreed=False)
    home = make_household(region=tree.baihua)
    make_pairing(household=home, member=make_party_member(region=tree.zhanqian), state=PairingState.ASKED)
    found, _ = coverage_of(tree.baihua, TODAY)
    assert (found.members, found.households, found.households_met) == (0, 1, 0)


def test_branches_add_up_too(tree: RegionTree) -> None:
    branches = [make_branch() for _ in range(2)]
    for branch, hands in zip(branches, (5, 1), strict=True):
        member = make_party_member(branch=branch, region=tree.baihua)
        for _ in range(hands):
            make_pairing(kind=PairingKind.LED, member=member)
    lines = coverage_of_branches(branches, TODAY)
    assert [line.branch for line in lines] == [branches[1], branches[0]]  # the one that lacks most first
    whole = coverage_of(tree.city, TODAY)[0]
    assert summed(lines) == Coverage(members=whole.members, full=whole.full, led=whole.led)


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_much_there_is(tree: RegionTree, count: int) -> None:
    for _ in range(count):
        make_pairing(
            household=make_household(region=tree.baihua), member=make_party_member(region=tree.baihua)
        )
        make_zones(tree.zhanqian, kept=1)
    with CaptureQueriesContext(connection) as spent:
        coverage_of(tree.city, TODAY)
    assert len(spent) == 5
    with CaptureQueriesContext(connection) as spent:
        gaps_of(tree.city, TODAY)
    assert len(spent) == 3
    branches = [make_branch() for _ in range(count)]
    with CaptureQueriesContext(connection) as spent:
        coverage_of_branches(branches, TODAY)
    assert len(spent) == 1


_PLAIN = """
SELECT
 (SELECT count(*) FROM care_household h WHERE h.closed_on IS NULL AND h.region_path LIKE %(p)s),
 (SELECT count(*) FROM care_household h WHERE h.closed_on IS NULL AND h.region_path LIKE %(p)s AND EXISTS (
   SELECT 1 FROM care_pairing x WHERE x.household_id = h.id AND x.kind = 'household' AND x.state = 'live')),
 (SELECT count(*) FROM care_partymember m WHERE m.left_on IS NULL AND m.agreed_at IS NOT NULL AND m.region_path LIKE %(p)s),
 (SELECT count(*) FROM care_partymember m WHERE m.left_on IS NULL AND m.agreed_at IS NOT NULL AND m.region_path LIKE %(p)s
   AND EXISTS (SELECT 1 FROM care_pairing x WHERE x.member_id = m.id AND x.kind = 'household' AND x.state = 'live')),
 (SELECT count(*) FROM care_partymember m WHERE m.left_on IS NULL AND m.agreed_at IS NOT NULL AND m.region_path LIKE %(p)s
   AND 5 = (SELECT count(*) FROM care_pairing x WHERE x.member_id = m.id AND x.kind = 'led' AND x.state = 'live')),
 (SELECT count(*) FROM care_pairing x JOIN care_partymember m ON m.id = x.member_id WHERE m.left_on IS NULL
   AND m.region_path LIKE %(p)s AND x.kind = 'led' AND x.state = 'live'),
 (SELECT count(*) FROM registry_sanitationzone z JOIN registry_grid g ON g.id = z.grid_id WHERE g.region_path LIKE %(p)s),
 (SELECT count(DISTINCT k.zone_id) FROM registry_gridkeeping k JOIN registry_sanitationzone z ON z.id = k.zone_id
   JOIN registry_grid g ON g.id = z.grid_id WHERE g.region_path LIKE %(p)s),
 (SELECT count(*) FROM care_pairing x WHERE x.region_path LIKE %(p)s AND x.state = 'live' AND x.kind NOT IN ('household', 'led'))
"""

community = st.tuples(
    st.integers(0, 2),  # households with a member
    st.integers(0, 2),  # households without
    st.lists(st.integers(0, 5), max_size=2),  # how many each further member leads
    st.integers(0, 2),  # zones kept
    st.integers(0, 2),  # zones free
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(baihua=community, zhanqian=community)
def test_it_says_what_plain_sql_says(baihua: tuple[object, ...], zhanqian: tuple[object, ...]) -> None:
    from django.db import transaction

    tree = make.make_region_tree()
    with transaction.atomic():
        for place, made in ((tree.baihua, baihua), (tree.zhanqian, zhanqian)):
            _fill(place, *made)  # type: ignore[arg-type]
        for place in (tree.city, tree.yushui, tree.chengnan, tree.baihua, tree.zhanqian, tree.fenyi):
            found, lines = coverage_of(place, TODAY)
            with connection.cursor() as cursor:
                cursor.execute(_PLAIN, {"p": f"{place.path}%"})
                assert found == Coverage(*cursor.fetchone())
            if lines:
                assert found == total(line.coverage for line in lines)
        transaction.set_rollback(True)


def _fill(place: Region, helped: int, alone: int, leads: list[int], kept: int, free: int) -> None:
    for _ in range(helped):
        make_pairing(household=make_household(region=place), member=make_party_member(region=place))
    for _ in range(alone):
        make_household(region=place)
    for hands in leads:
        member = make_party_member(region=place)
        for _ in range(hands):
            make_pairing(kind=PairingKind.LED, member=member)
    if kept + free:
        make_zones(place, kept=kept, free=free)


def test_members_near_come_first_and_say_why(tree: RegionTree) -> None:
    home = make_household(region=tree.baihua)
    near = make_party_member(region=tree.baihua, name="钟远山")
    far = make_party_member(region=tree.zhanqian, name="安近水")
    busy = make_party_member(region=tree.baihua)
    make_pairing(member=busy)
    asked = make_party_member(region=tree.baihua)
    make_pairing(member=asked, state=PairingState.ASKED, household=make_household())
    make_pairing(kind=PairingKind.LED, member=near)
    with CaptureQueriesContext(connection) as spent:
        found = members_for(make.make_officer(), home, tree.chengnan)
    assert [each.member for each in found] == [near, far]
    assert found[0].reasons == ("在同一个社区报到", "还没有联系家庭", "带着 1 名志愿者")
    assert found[1].reasons[0] == "站前社区"
    assert len(spent) == 5  # four for the officer of the test, one for the candidates


def test_volunteers_and_keepers_are_people_of_the_place_who_are_free(tree: RegionTree) -> None:
    keen, quiet = (
        make.make_volunteer(name="孙勤", region=tree.baihua),
        make.make_volunteer(name="安静", region=tree.baihua),
    )
    service.make_entry(volunteer=keen, body=make.make_body(), starts_at=NOW - DAY)
    led = make_pairing(kind=PairingKind.LED, member=make_party_member(region=tree.zhanqian))
    zone = make_zones(tree.baihua, kept=1)[1]
    make.make_volunteer(region=tree.zhanqian)
    found = [each.volunteer for each in volunteers_for(tree.baihua, TODAY)]
    assert found[0] == keen and quiet in found and led.volunteer not in found
    assert "服务 1 次" in volunteers_for(tree.baihua, TODAY)[0].reasons[2]
    keepers = [each.volunteer for each in keepers_for(zone, TODAY)]
    assert keen in keepers and all(each.region == tree.baihua for each in keepers)
    assert not any(each.grid_keepings.exists() for each in keepers)


def test_a_branch_sees_its_own_gaps_and_the_households_of_its_area(tree: RegionTree) -> None:
    branch = make_branch(region=tree.chengnan)
    busy = make_party_member(branch=branch, region=tree.baihua)
    make_pairing(member=busy, household=make_household(region=tree.baihua))
    free = make_party_member(branch=branch, region=tree.zhanqian)
    make_party_member(branch=branch, agreed=False)
    make_party_member(region=tree.baihua)  # of another branch
    waits = make_household(region=tree.zhanqian)
    make_household(region=tree.qiandong)
    found = gaps_of_branch(branch, TODAY)
    assert found.households == [waits] and found.members == [free] and found.zones == []
    assert {each.member for each in found.short} == {busy, free}
    line = coverage_of_branches([branch], TODAY)[0].coverage
    assert (line.members_lacking, line.short) == (len(found.members), len(found.short))
