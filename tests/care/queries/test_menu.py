"""Which services residents find, and how many turns this week has left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.care.choices import MenuState, NeedState
from redvest.care.menu_errors import MenuItemNotFound
from redvest.care.models import MenuItem
from redvest.care.queries.menu import (
    MenuFilters,
    item_of,
    items_of,
    left_of,
    listed,
    offered_item,
    offered_items,
    orders_by_week,
    printed,
)
from redvest.care.queries.spoken import terms_of
from redvest.registry.choices import BodyState
from redvest.registry.rules.availability import encode
from tests.factories import registry as make
from tests.factories.care import make_menu_item, make_need
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db


def names(**filters: Any) -> set[str]:
    rows = listed(offered_items(CITY), MenuFilters(**filters), TODAY)
    return {item.name for item in rows}


def named(name: str, **more: Any) -> MenuItem:
    item = make_menu_item(name=name, **more)
    item.search = terms_of(name)
    item.save()
    return item


def test_residents_find_what_is_offered_by_bodies_that_work() -> None:
    named("上门理发")
    named("草稿", state=MenuState.DRAFT)
    named("下架", state=MenuState.WITHDRAWN)
    named("歇业", body=make.make_body(state=BodyState.SUSPENDED))
    named("焦作的", body=make.make_body(city="410800", region=make.make_other_city()))
    assert names() == {"上门理发"}


def test_a_menu_serves_its_place_what_lies_below_and_is_seen_from_above() -> None:
    tree = make.make_region_tree()
    named("全市", region=tree.city)
    named("渝水", region=tree.yushui)
    named("百花", region=tree.baihua)
    named("分宜", region=tree.fenyi)
    assert names(region=tree.baihua.path) == {"全市", "渝水", "百花"}
    assert names(region=tree.zhanqian.path) == {"全市", "渝水"}
    assert names(region=tree.yushui.path) == {"全市", "渝水", "百花"}
    assert names(region=tree.fenyi.path) == {"全市", "分宜"}


@pytest.mark.parametrize(
    ("q", "found"),
    [("理发", True), ("li fa", True), ("lifa", True), ("shangmen", True), ("smlf", True), ("行动不便", True),
     ("洗车", False), ("%", True), ("xyz", False)],
)  # fmt: skip
def test_it_is_found_as_people_type(q: str, found: bool) -> None:
    named("上门理发")
    assert (names(q=q) == {"上门理发"}) is found


def test_it_is_found_by_kind_time_and_whether_somebody_comes_home() -> None:
    named("上门理发", slots=encode(["sat-morning"]))
    named("站里量血压", slots=encode(["mon-evening"]), at_home=False)
    assert names(domain="xinyu:10") == {"上门理发", "站里量血压"} and names(domain="xinyu:02") == set()
    assert names(day="sat") == names(part="morning") == names(at_home=True) == {"上门理发"}
    assert names(day="sat", part="evening") == set() and names(day="mon", part="evening") == {"站里量血压"}


def test_turns_left_are_those_of_this_week() -> None:
    item, free = named("上门理发", a_week=3), named("代买菜")
    make_need(menu_item=item, state=NeedState.QUEUED)
    make_need(menu_item=item, state=NeedState.CANCELLED)
    make_need(menu_item=item, state=NeedState.QUEUED, starts_at=NOW + timedelta(days=7))
    rows = {each.name: left_of(each) for each in listed(offered_items(CITY), MenuFilters(), TODAY)}
    assert rows == {"上门理发": 2, "代买菜": None} and free.a_week == 0
    assert {f"{week:%m-%d}": n for week, n in orders_by_week(item.pk, TODAY).items()} == {
        "03-02": 1,
        "03-09": 1,
    }


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_is_one_query(more: int, django_assert_num_queries: Any) -> None:
    for turn in range(more):
        named(f"第{turn}项")
    with django_assert_num_queries(1):
        rows = list(listed(offered_items(CITY), MenuFilters(q="项"), TODAY))
        assert [(each.body.name, each.domain.name, each.region.name, left_of(each)) for each in rows]
    assert len(rows) == more


def test_what_cannot_be_ordered_is_not_found() -> None:
    gone = named("下架", state=MenuState.WITHDRAWN)
    with pytest.raises(MenuItemNotFound):
        offered_item(CITY, gone.pk)
    there = named("上门理发")
    assert offered_item(CITY, there.pk) == there
    with pytest.raises(MenuItemNotFound):
        offered_item("410800", there.pk)


def test_at_the_desk_leaders_see_their_own_and_officers_those_of_their_place() -> None:
    tree = make.make_region_tree()
    item = named("上门理发", region=tree.baihua)
    see = [make.make_leader(item.body), make.make_officer(tree.yushui), make.make_officer(tree.baihua)]
    for by in see:
        assert list(items_of(by)) == [item] and item_of(by, item.pk) == item
    blind = [make.make_leader(make.make_body()), make.make_officer(tree.fenyi), make.make_member()]
    for by in blind:
        assert not items_of(by).exists()
        with pytest.raises(MenuItemNotFound):
            item_of(by, item.pk)


def test_the_sheet_holds_what_is_offered_and_no_more_than_fits() -> None:
    body = make.make_body()
    for turn in range(4):
        named(f"第{turn}项", body=body)
    named("下架", body=body, state=MenuState.WITHDRAWN)
    rows = items_of(make.make_leader(body))
    (first, more), (last, rest) = printed(rows, 0, 3), printed(rows, 3, 3)
    assert [each.name for each in first] == ["第0项", "第1项", "第2项"] and more
    assert [each.name for each in last] == ["第3项"] and not rest
