"""The desk's grid pages: what they tell of keepers and zones, who comes in, and what a wrong press leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine
from redvest.registry.actions.grid import add_grid, add_zone, appoint_keeper
from redvest.registry.models import Grid, GridKeeping, Region, SanitationZone
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW, TODAY
from tests.registry.rules.test_grid import SQUARE, polygon

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def drawn(place: Place, name: str = "第一网格", outline: str = "") -> Grid:
    by = registry.standing_of(place.officer)
    return add_grid(by=by, community=place.tree.baihua, name=name, outline=outline, at=NOW)


def zone_in(place: Place, grid: Grid, name: str = "东片", outline: str = "") -> SanitationZone:
    return add_zone(by=registry.standing_of(place.officer), grid=grid, name=name, outline=outline, at=NOW)


def keep(place: Place, what: Grid | SanitationZone, name: str, since: int = 0) -> GridKeeping:
    return appoint_keeper(
        by=registry.standing_of(place.officer), place=what, starts_on=TODAY + since * DAY, at=NOW,
        number=registry.make_volunteer(name=name).number,
    )  # fmt: skip


def page_of(grid: Grid) -> str:
    return reverse("desk:grid", args=[grid.pk])


def test_guests_sign_in_members_and_leaders_see_none(place: Place, sign_in: SignIn) -> None:
    grid = drawn(place)
    for path in (reverse("desk:grids"), reverse("desk:grid-new"), page_of(grid)):
        assert Client().get(path).status_code == 302
        assert sign_in(place.member).get(path).status_code == 403
    for account in (place.leader, place.admin):
        shown = sign_in(account).get(reverse("desk:grids"))
        assert "这里还没有网格" in said(shown) and "划一个网格" not in said(shown)
        assert sign_in(account).get(page_of(grid)).status_code == 404
        typed = {"community": place.tree.baihua.code, "name": "第二网格", "outline": ""}
        assert sign_in(account).post(reverse("desk:grid-new"), typed).status_code == 403
    assert Grid.objects.get() == grid


def test_the_list_tells_who_keeps_today_and_how_many_zones_are_kept(place: Place, as_officer: Client) -> None:
    grid, bare = drawn(place), drawn(place, "第二网格")
    east, west = zone_in(place, grid), zone_in(place, grid, "西片")
    keep(place, grid, "何网格")
    keep(place, east, "赵东片")
    keep(place, west, "钱明天", since=1)
    page = said(as_officer.get(reverse("desk:grids")))
    assert "何网格" in page and "2 个，1 个有人负责" in page
    assert bare.name in page and "还没有人" in page and "0 个，0 个有人负责" in page
    assert "第二网格" not in said(as_officer.get(reverse("desk:grids"), {"q": "第一"}))


@pytest.mark.parametrize("more", [1, 3])
def test_a_grid_s_page_costs_the_same_however_many_zones_it_has(
    place: Place, as_officer: Client, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    grid = drawn(place)
    for turn in range(more):
        keep(place, zone_in(place, grid, f"第{turn}片"), "赵东片")
    with django_assert_num_queries(9):
        assert len(as_officer.get(page_of(grid)).context["zones"]) == more


def test_a_page_shows_each_place_with_its_keeper_of_today(place: Place, as_officer: Client) -> None:
    grid = drawn(place, outline=polygon(SQUARE))
    east = zone_in(place, grid, outline=polygon(SQUARE))
    zone_in(place, grid, "西片")
    keep(place, east, "赵东片", since=-3)
    page = as_officer.get(page_of(grid))
    assert page.context["keeper"] is None
    assert [(row["zone"].name, bool(row["keeper"])) for row in page.context["zones"]] == [
        ("东片", True), ("西片", False),
    ]  # fmt: skip
    assert "2026年3月2日" in said(page) and "长期" in said(page) and said(page).count("不再负责") == 1
    assert len(page.context["map_data"]["outlines"]["features"]) == 2


def test_a_grid_without_a_point_has_no_map_and_one_with_its_community_s_has_a_pin(
    place: Place, as_officer: Client
) -> None:
    assert as_officer.get(page_of(drawn(place))).context["map_data"] is None
    assert as_officer.get(reverse("desk:grids")).context["map_data"]["markers"] == []
    Region.objects.filter(pk=place.tree.baihua.pk).update(lon=114.93, lat=27.81)
    place.tree.baihua.refresh_from_db()
    data = as_officer.get(page_of(drawn(place, "第二网格"))).context["map_data"]
    assert [(pin["lon"], pin["text"]) for pin in data["markers"]] == [(114.93, "百花湖社区")]
    assert data["outlines"] is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [({"keeper-number": ""}, "请填写志愿者编号"), ({"keeper-number": "000000000000"}, "没有找到这个编号"),
     ({"keeper-ends_on": "2026-03-04"}, "结束日期不能早于开始日期"), ({"keeper-starts_on": "gestern"}, "日期"),
     ({"keeper-zone": str(uuid7())}, "没有找到这个网格")],
)  # fmt: skip
def test_a_keeper_that_cannot_be_is_said_and_nothing_is_kept(
    place: Place, as_officer: Client, typed: dict[str, str], told: str
) -> None:
    grid, number = drawn(place), registry.make_volunteer().number
    lines = AuditLine.objects.count()
    right = {"verb": "appoint", "keeper-zone": "", "keeper-number": number}
    answer = as_officer.post(page_of(grid), right | typed)
    assert answer.status_code == 422 and told in said(answer)
    assert not GridKeeping.objects.exists() and AuditLine.objects.count() == lines
    assert as_officer.post(page_of(grid), right).status_code == 302
    assert GridKeeping.objects.get().grid == grid


def test_a_zone_of_another_grid_is_out_of_reach(place: Place, as_officer: Client) -> None:
    grid, other = drawn(place), drawn(place, "第二网格")
    zone = zone_in(place, other)
    keep(place, zone, "赵东片", since=-3)
    assert as_officer.post(page_of(grid), {"verb": "relieve", "zone": str(zone.pk)}).status_code == 404
    typed = {"verb": "appoint", "keeper-zone": str(zone.pk), "keeper-number": "360500000000"}
    assert as_officer.post(page_of(grid), typed).status_code == 422
    assert GridKeeping.objects.get().ends_on is None


def test_a_name_that_is_taken_and_a_step_nobody_knows_change_nothing(
    place: Place, as_officer: Client
) -> None:
    grid = drawn(place)
    zone_in(place, grid)
    again = as_officer.post(page_of(grid), {"verb": "zone", "zone-name": " 东片 ", "zone-outline": ""})
    assert again.status_code == 422 and "已经有一个同名的网格或片区" in said(again)
    taken = {"community": place.tree.baihua.code, "name": grid.name, "outline": ""}
    assert as_officer.post(reverse("desk:grid-new"), taken).status_code == 422
    for verb in ({}, {"verb": "burn"}):
        answer = as_officer.post(page_of(grid), verb, follow=True)
        assert answer.status_code == 200 and "没看懂要做哪一步" in said(answer)
    assert (Grid.objects.count(), SanitationZone.objects.count()) == (1, 1)


def test_the_form_begins_with_the_community_of_the_address(place: Place, as_officer: Client) -> None:
    code = place.tree.zhanqian.code
    page = as_officer.get(reverse("desk:grid-new"), {"community": code})
    assert page.status_code == 200 and f'value="{code}"' in said(page)
