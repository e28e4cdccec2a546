"""Keepers of grids and zones over time: any row of appointments leaves one keeper a place, and lists tell that day's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.grid import add_grid, add_zone, appoint_keeper, release_keepings, relieve_keeper
from redvest.registry.choices import VolunteerState
from redvest.registry.grid_errors import GridNameTaken, GridUnknown, KeeperThere, KeeperUnknown
from redvest.registry.models import Grid, GridKeeping, Region, SanitationZone
from redvest.registry.queries.grid import grids_of, keepings_on, listed, with_keepers, zone_of
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.registry.rules.test_grid import SQUARE, polygon

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SPANS = st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 8)), min_size=1, max_size=5)


def drawn(name: str = "第一网格", community: Region | None = None) -> Grid:
    community = community or make.make_region_tree().baihua
    return add_grid(by=make.make_officer(community), community=community, name=name, at=NOW)


def zone_in(grid: Grid, name: str = "东片") -> SanitationZone:
    return add_zone(by=make.make_officer(), grid=grid, name=name, at=NOW)


def kept(place: Grid | SanitationZone, since: date = TODAY, until: date | None = None) -> GridKeeping:
    return appoint_keeper(
        by=make.make_officer(), place=place, number=make.make_volunteer().number, starts_on=since,
        ends_on=until, at=NOW,
    )  # fmt: skip


@given(spans=SPANS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_is_taken_never_meets_another_and_whoever_is_refused_would_have(
    db: None, spans: list[tuple[int, int | None]]
) -> None:
    officer, people = make.make_officer(), [make.make_volunteer() for _ in spans]
    grid = add_grid(
        by=officer, community=make.make_region_tree().baihua, name=make.next_phone(), at=NOW
    )  # a fresh name for every example
    zone = add_zone(by=officer, grid=grid, name="东片", at=NOW)
    stand: list[tuple[int, float]] = []
    for (first, length), person in zip(spans, people, strict=True):
        last = float("inf") if length is None else first + length
        meets = any(first <= other[1] and other[0] <= last for other in stand)
        ends_on = None if length is None else TODAY + (first + length) * DAY
        said = {"by": officer, "place": zone, "number": person.number, "starts_on": TODAY + first * DAY}
        if meets:
            with pytest.raises(KeeperThere):
                appoint_keeper(**said, ends_on=ends_on, at=NOW)  # type: ignore[arg-type]
        else:
            appoint_keeper(**said, ends_on=ends_on, at=NOW)  # type: ignore[arg-type]
            stand.append((first, last))
    assert GridKeeping.objects.filter(zone=zone).count() == len(stand)
    for turn in range(45):
        live = sum(first <= turn <= last for first, last in stand)
        assert keepings_on(TODAY + turn * DAY).filter(zone=zone).count() == live <= 1


@pytest.mark.parametrize(
    ("day", "found"), [(TODAY - DAY, 0), (TODAY, 1), (TODAY + 3 * DAY, 1), (TODAY + 4 * DAY, 0)]
)
def test_the_first_and_the_last_day_both_count(day: date, found: int) -> None:
    kept(zone_in(drawn()), TODAY, TODAY + 3 * DAY)
    assert keepings_on(day).count() == found


def test_one_day_is_the_shortest_time() -> None:
    one = kept(zone_in(drawn()), TODAY, TODAY)
    assert (one.starts_on, one.ends_on) == (TODAY, TODAY)


def test_a_number_is_read_with_spaces_but_not_of_another_city() -> None:
    zone, officer, person = zone_in(drawn()), make.make_officer(), make.make_volunteer()
    far = make.make_volunteer(city="410800", region=make.make_other_city())
    said = {"by": officer, "place": zone, "starts_on": TODAY, "at": NOW}
    with pytest.raises(KeeperUnknown):
        appoint_keeper(**said, number=far.number)  # type: ignore[arg-type]
    assert not GridKeeping.objects.exists()
    spaced = f" {person.number[:4]} {person.number[4:8]} {person.number[8:]} "
    assert appoint_keeper(**said, number=spaced).volunteer == person  # type: ignore[arg-type]


def test_relieving_touches_neither_the_past_nor_the_future_nor_the_neighbour() -> None:
    grid = drawn()
    east, west = zone_in(grid), zone_in(grid, "西片")
    past = kept(east, TODAY - 20 * DAY, TODAY - 10 * DAY)
    now = kept(east, TODAY - 5 * DAY, TODAY + 5 * DAY)
    future = kept(east, TODAY + 6 * DAY)
    beside, above = kept(west, TODAY - DAY), kept(grid, TODAY - DAY)

    relieve_keeper(by=make.make_officer(), place=east, at=NOW)

    ends = dict(GridKeeping.objects.values_list("pk", "ends_on"))
    assert ends == {
        past.pk: TODAY - 10 * DAY, now.pk: TODAY - DAY, future.pk: None, beside.pk: None, above.pk: None,
    }  # fmt: skip
    line = AuditLine.objects.get(verb="relieve_keeper")
    assert line.target_id == str(east.pk)


def test_where_nobody_keeps_it_relieving_does_nothing_and_writes_nothing() -> None:
    grid = drawn()
    kept(zone_in(grid))
    relieve_keeper(by=make.make_officer(), place=grid, at=NOW)
    assert GridKeeping.objects.count() == 1
    assert not AuditLine.objects.filter(verb="relieve_keeper").exists()


@pytest.mark.parametrize("who", ["member", "leader", "head", "far"])
def test_only_an_officer_of_the_place_changes_it(who: str) -> None:
    tree, body, grid = make.make_region_tree(), make.make_body(), drawn()
    zone = zone_in(grid)
    kept(zone, TODAY - DAY)
    by = {
        "member": make.make_member, "leader": lambda: make.make_leader(body),
        "head": lambda: make.make_body_admin(body), "far": lambda: make.make_officer(tree.fenyi),
    }[who]()  # fmt: skip
    number, lines = make.make_volunteer().number, AuditLine.objects.count()
    for act in (
        lambda: add_grid(by=by, community=tree.zhanqian, name="第二网格", at=NOW),
        lambda: add_zone(by=by, grid=grid, name="西片", at=NOW),
        lambda: appoint_keeper(by=by, place=grid, number=number, starts_on=TODAY, at=NOW),
        lambda: relieve_keeper(by=by, place=zone, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (Grid.objects.count(), SanitationZone.objects.count(), AuditLine.objects.count()) == (1, 1, lines)
    assert GridKeeping.objects.get().ends_on is None


@pytest.mark.parametrize("level", ["city", "yushui", "chengnan"])
def test_officers_above_the_community_draw_in_it_too(level: str) -> None:
    tree = make.make_region_tree()
    by = make.make_centre() if level == "city" else make.make_officer(getattr(tree, level))
    grid = add_grid(by=by, community=tree.baihua, name="第一网格", at=NOW)
    assert list(grids_of(by)) == [grid]


def test_the_same_name_is_free_in_the_next_community_and_the_next_grid() -> None:
    tree = make.make_region_tree()
    one, two = drawn(), drawn(community=tree.zhanqian)
    assert one.name == two.name and one.region_path != two.region_path
    assert zone_in(one).name == zone_in(two).name
    with pytest.raises(GridNameTaken):
        zone_in(two, " 东片  ")
    assert SanitationZone.objects.count() == 2
    with pytest.raises(GridUnknown):
        zone_of(one, SanitationZone.objects.get(grid=two).pk)


def test_without_an_outline_the_pin_is_that_of_the_community() -> None:
    community = make.make_region_tree().baihua
    assert (drawn().lon, drawn("第二网格").lat) == (None, None)
    Region.objects.filter(pk=community.pk).update(lon=114.93, lat=27.81)
    community.refresh_from_db()
    grid = drawn("第三网格", community)
    assert (grid.lon, grid.lat, grid.outline) == (114.93, 27.81, None)
    zone = add_zone(by=make.make_officer(), grid=grid, name="东片", outline=polygon(SQUARE), at=NOW)
    assert zone.outline is not None and zone.outline["type"] == "Polygon"


@pytest.mark.parametrize("more", [1, 3])
def test_a_list_with_keepers_and_zones_is_one_query_and_a_page_four(
    more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = make.make_officer()
    for turn in range(more):
        grid = drawn(f"第{turn}网格")
        kept(grid)
        kept(zone_in(grid), TODAY - 9 * DAY, TODAY - DAY)  # no longer
        kept(zone_in(grid, "西片"))
    with django_assert_num_queries(1):
        rows = list(listed(grids_of(officer), TODAY))
    assert [(row.keeper_name, row.zones_all, row.zones_kept) for row in rows] == [("李明霞", 2, 1)] * more
    with django_assert_num_queries(4):
        shown = [
            (len(grid.live), [len(zone.live) for zone in grid.kept_zones])
            for grid in with_keepers(grids_of(officer), TODAY)
        ]
    assert shown == [(1, [0, 1])] * more


@pytest.mark.parametrize("state", sorted(set(VolunteerState) - {VolunteerState.ACTIVE}))
def test_who_may_not_serve_keeps_nothing(state: VolunteerState) -> None:
    grid, gone = drawn(), make.make_volunteer(state=state)
    with pytest.raises(KeeperUnknown):
        appoint_keeper(by=make.make_officer(), place=grid, number=gone.number, starts_on=TODAY, at=NOW)
    assert not GridKeeping.objects.exists()


def test_leaving_ends_what_one_keeps_today_and_never_begins_what_was_to_come() -> None:
    grid, person = drawn(), make.make_volunteer()
    said = {"by": make.make_officer(), "number": person.number, "at": NOW}
    now = appoint_keeper(place=grid, starts_on=TODAY - DAY, **said)
    appoint_keeper(place=zone_in(grid), starts_on=TODAY + DAY, **said)
    other = kept(zone_in(grid, "西片"))
    assert [release_keepings(volunteer_id=person.pk, at=NOW) for _ in range(2)] == [1, 0]
    assert set(GridKeeping.objects.values_list("pk", "ends_on")) == {(now.pk, TODAY), (other.pk, None)}
    assert AuditLine.objects.filter(verb="release_keeping").count() == 2
