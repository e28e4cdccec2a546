"""Grids, zones and keepers: who may, what is refused, and that the database holds one keeper a place at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.grid import add_grid, add_zone, appoint_keeper, redraw_place, relieve_keeper
from redvest.registry.grid_errors import (
    GridNameMissing,
    GridNameTaken,
    GridNotInCommunity,
    GridUnknown,
    KeeperBusy,
    KeeperThere,
    KeeperUnknown,
    KeepingDatesWrong,
    OutlineWrong,
)
from redvest.registry.models import Grid, GridKeeping, SanitationZone
from redvest.registry.queries.grid import grid_for, grids_of, keepings_on, zone_of
from redvest.registry.rules import grid as rules
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.registry.rules.test_grid import SQUARE, polygon

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def first() -> Grid:
    return add_grid(by=make.make_officer(), community=make.make_region_tree().baihua, name="第一网格", at=NOW)


def refused(fault: type[DomainError], act: object, **said: object) -> None:
    before = (
        Grid.objects.count(),
        SanitationZone.objects.count(),
        GridKeeping.objects.count(),
        AuditLine.objects.count(),
    )
    with pytest.raises(fault):
        act(**said)  # type: ignore[operator]
    after = (
        Grid.objects.count(),
        SanitationZone.objects.count(),
        GridKeeping.objects.count(),
        AuditLine.objects.count(),
    )
    assert before == after


def test_a_grid_has_its_place_its_outline_and_a_pin_in_it() -> None:
    tree = make.make_region_tree()
    grid = add_grid(
        by=make.make_officer(), community=tree.baihua, name=" 第一网格 ", outline=polygon(SQUARE), at=NOW
    )
    assert (grid.region_path, grid.name, grid.lon, grid.lat) == (
        tree.baihua.path,
        "第一网格",
        114.905,
        27.805,
    )
    assert AuditLine.objects.filter(verb="add_grid", target_id=str(grid.pk)).count() == 1


def test_what_is_refused_leaves_no_trace() -> None:
    tree, grid, officer = make.make_region_tree(), first(), make.make_officer()
    zone = add_zone(by=officer, grid=grid, name="东片", at=NOW)
    person = make.make_volunteer()
    refused(NotAllowed, add_grid, by=make.make_officer(tree.fenyi), community=tree.baihua, name="甲", at=NOW)
    refused(NotAllowed, add_zone, by=make.make_member(), grid=grid, name="甲", at=NOW)
    refused(NotAllowed, relieve_keeper, by=make.make_member(), place=zone, at=NOW)
    refused(GridNotInCommunity, add_grid, by=officer, community=tree.chengnan, name="甲", at=NOW)
    refused(GridNameTaken, add_grid, by=officer, community=tree.baihua, name="第一网格", at=NOW)
    refused(GridNameTaken, add_zone, by=officer, grid=grid, name="东片", at=NOW)
    refused(OutlineWrong, add_zone, by=officer, grid=grid, name="西片", outline="圆的", at=NOW)
    appoint = {"by": officer, "place": zone, "number": person.number, "starts_on": TODAY, "at": NOW}
    refused(NotAllowed, appoint_keeper, **appoint | {"by": make.make_officer(tree.fenyi)})
    refused(KeeperUnknown, appoint_keeper, **appoint | {"number": "000000000000"})
    refused(KeepingDatesWrong, appoint_keeper, **appoint | {"ends_on": TODAY - DAY})


def test_one_keeper_a_place_and_one_zone_a_volunteer_at_a_time() -> None:
    grid, officer = first(), make.make_officer()
    east, west = (add_zone(by=officer, grid=grid, name=name, at=NOW) for name in ("东片", "西片"))
    one, two = make.make_volunteer(), make.make_volunteer()
    same = {"by": officer, "starts_on": TODAY, "at": NOW}
    appoint_keeper(place=east, number=one.number, ends_on=TODAY + 9 * DAY, **same)
    appoint_keeper(place=grid, number=one.number, **same)  # a grid beside a zone is no second zone

    refused(KeeperThere, appoint_keeper, place=east, number=two.number, **same)
    refused(KeeperThere, appoint_keeper, place=grid, number=two.number, **same)
    refused(KeeperBusy, appoint_keeper, place=west, number=one.number, **same)

    later = same | {"starts_on": TODAY + 10 * DAY}  # the day after the last one
    appoint_keeper(place=east, number=two.number, **later)
    appoint_keeper(place=west, number=one.number, **later)
    assert keepings_on(TODAY).count() == 2
    assert keepings_on(TODAY + 10 * DAY).filter(zone=east).get().volunteer == two


def test_the_constraint_stands_behind_the_action() -> None:
    zone = add_zone(by=make.make_officer(), grid=first(), name="东片", at=NOW)
    people = [make.make_volunteer(), make.make_volunteer()]
    rows = [GridKeeping(city=zone.city, zone=zone, volunteer=person, starts_on=TODAY) for person in people]
    with pytest.raises(IntegrityError, match="one_keeper_per_zone"), transaction.atomic():
        GridKeeping.objects.bulk_create(rows)
    with pytest.raises(IntegrityError, match="keeping_of_grid_or_zone"), transaction.atomic():
        GridKeeping.objects.create(city=zone.city, volunteer=people[0], starts_on=TODAY)


def test_relieved_today_another_may_begin_today() -> None:
    zone, officer = add_zone(by=make.make_officer(), grid=first(), name="东片", at=NOW), make.make_officer()
    one, two = make.make_volunteer(), make.make_volunteer()
    appoint_keeper(by=officer, place=zone, number=one.number, starts_on=TODAY - 5 * DAY, at=NOW)
    relieve_keeper(by=officer, place=zone, at=NOW)
    appoint_keeper(by=officer, place=zone, number=two.number, starts_on=TODAY, at=NOW)
    relieve_keeper(by=officer, place=zone, at=NOW)
    kept = GridKeeping.objects.get()  # who began and ended today never kept it
    assert (kept.volunteer, kept.ends_on) == (one, TODAY - DAY)
    assert AuditLine.objects.filter(verb="relieve_keeper").count() == 2


def test_grids_are_found_where_one_governs() -> None:
    tree, grid = make.make_region_tree(), first()
    zone = add_zone(by=make.make_officer(), grid=grid, name="东片", at=NOW)
    officer, far = make.make_officer(), make.make_officer(tree.fenyi)
    assert grid_for(officer, grid.pk) == grid and zone_of(grid, zone.pk) == zone
    for q in ("第一", "百花", "3605020010"):
        assert list(grids_of(officer, q)) == [grid]
    assert not grids_of(officer, "站前") and not grids_of(far) and not grids_of(make.make_member())
    with pytest.raises(GridUnknown):
        grid_for(far, grid.pk)
    with pytest.raises(GridUnknown):
        zone_of(grid, grid.pk)


def test_a_name_and_an_outline_are_mended_and_what_is_empty_stays() -> None:
    grid, by = first(), make.make_officer()
    zone = add_zone(by=by, grid=grid, name="东片", at=NOW)
    redraw_place(by=by, place=grid, name=" 第一  甲网格 ", at=NOW)
    redraw_place(by=by, place=grid, outline=polygon(SQUARE), at=NOW)
    redraw_place(by=by, place=zone, name="西片", outline=polygon(SQUARE), at=NOW)
    for each in (grid, zone):
        each.refresh_from_db()
    assert (grid.name, zone.name) == ("第一 甲网格", "西片")
    assert grid.outline == zone.outline and (grid.lon, grid.lat) == rules.middle(grid.outline)
    lines = AuditLine.objects.filter(verb="redraw_place").order_by("id")
    assert [line.details["what"] for line in lines] == [["name"], ["outline"], ["name", "outline"]]


def test_what_is_refused_redraws_nothing() -> None:
    grid, by, tree = first(), make.make_officer(), make.make_region_tree()
    add_grid(by=by, community=tree.baihua, name="第二网格", at=NOW)
    before = list(Grid.objects.order_by("pk").values())
    refused(NotAllowed, redraw_place, by=make.make_officer(tree.fenyi), place=grid, name="别处", at=NOW)
    refused(GridNameMissing, redraw_place, by=by, place=grid, at=NOW)
    refused(OutlineWrong, redraw_place, by=by, place=grid, outline="[[1,2]]", at=NOW)
    refused(GridNameTaken, redraw_place, by=by, place=grid, name="第二网格", at=NOW)
    assert list(Grid.objects.order_by("pk").values()) == before
