"""Bodies write their menus of services; officers take off; a week takes so many orders and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from redvest.care.actions.menu import (
    change_menu_item,
    claim_menu_week,
    offer_menu_item,
    put_back_menu_item,
    withdraw_menu_item,
)
from redvest.care.choices import MenuState, NeedState
from redvest.care.menu_errors import (
    BadMenuItem,
    MenuBodyRests,
    MenuItemHeld,
    MenuItemMoved,
    MenuItemWithdrawn,
    MenuNameTaken,
    MenuReasonMissing,
    MenuWeekFull,
)
from redvest.care.models import MenuItem
from redvest.care.rules.menu import MenuForm
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import BodyState, Role
from redvest.registry.models import Message
from tests.factories import registry as make
from tests.factories.care import make_menu_item, make_need
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def form(**changed: Any) -> MenuForm:
    make.make_domain("xinyu:10", "老年介护")
    made = MenuForm(
        name="上门理发", words="带好推子，给下不了楼的老人剪头发", domain="xinyu:10", region="360502", slots=0b101,
        a_week=3, minutes=40, for_whom="行动不便的老人",
    )  # fmt: skip
    return replace(made, **changed)


def test_a_leader_offers_a_service_that_can_be_ordered_at_once() -> None:
    body = make.make_body()
    item = offer_menu_item(by=make.make_leader(body), body=body, form=form(), at=NOW)

    item.refresh_from_db()
    assert (item.state, item.region_path, item.a_week) == (MenuState.OFFERED, body.region_path, 3)
    assert {"理发", "li", "smlf"} <= set(item.search)
    assert AuditLine.objects.get().verb == "offer_menu_item"


@pytest.mark.parametrize("state", [BodyState.APPLIED, BodyState.SUSPENDED, BodyState.EXITED])
def test_a_body_that_rests_offers_nothing(state: BodyState) -> None:
    body = make.make_body(state=state)
    with pytest.raises(MenuBodyRests):
        offer_menu_item(by=make.make_officer(body.region), body=body, form=form(), at=NOW)
    assert not MenuItem.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"domain": "xinyu:99"}, "domain"),
        ({"domain": "henan:02"}, "domain"),  # of another city's list
        ({"region": "360521"}, "region"),  # beside the body's own district
        ({"region": "360500"}, "region"),  # above it
        ({"region": "410800"}, "region"),
        ({"name": ""}, "name"),
    ],
)
def test_a_service_that_is_not_sound_is_not_kept(changed: dict[str, Any], field: str) -> None:
    make.make_region_tree()
    make.make_other_city()
    make.make_domain("henan:02", "扶老救孤")
    body = make.make_body()
    with pytest.raises(BadMenuItem) as refused:
        offer_menu_item(by=make.make_leader(body), body=body, form=form(**changed), at=NOW)
    assert [error["field"] for error in refused.value.details["errors"]] == [field]
    assert not MenuItem.objects.exists() and not AuditLine.objects.exists()


def test_a_station_stands_where_the_service_is_offered() -> None:
    tree = make.make_region_tree()
    body = make.make_body()
    here, there = make.make_station(tree.baihua), make.make_station(tree.qiandong)
    by = make.make_leader(body)
    item = offer_menu_item(by=by, body=body, form=form(region="360502001", station_id=here.pk), at=NOW)
    assert item.station == here
    with pytest.raises(BadMenuItem):
        change_menu_item(by=by, item=item, form=form(station_id=there.pk), at=NOW)
    item.refresh_from_db()
    assert item.station == here


def test_an_officer_of_the_city_offers_a_district_body_to_everybody() -> None:
    body = make.make_body()
    item = offer_menu_item(
        by=make.make_officer(make.make_region_tree().city), body=body, form=form(region="360500"), at=NOW
    )
    assert item.region_path == "360500/"


def test_only_who_leads_the_body_or_governs_its_place_writes_its_menu() -> None:
    tree = make.make_region_tree()
    body, other = make.make_body(), make.make_body()
    for by in (
        make.make_leader(other),
        make.make_officer(tree.fenyi),
        make.volunteer_standing(make.make_volunteer()),
    ):
        with pytest.raises(NotAllowed):
            offer_menu_item(by=by, body=body, form=form(), at=NOW)
    item = make_menu_item(body=body)
    for by in (make.make_leader(other), make.make_officer(tree.fenyi)):
        with pytest.raises(NotAllowed):
            change_menu_item(by=by, item=item, form=form(name="代缴水电费"), at=NOW)
        with pytest.raises(NotAllowed):
            withdraw_menu_item(by=by, item=item, reason="不该有", at=NOW)
        with pytest.raises(NotAllowed):
            put_back_menu_item(by=by, item=item, at=NOW)
    item.refresh_from_db()
    assert (item.name, item.state, MenuItem.objects.count()) == ("上门理发", MenuState.OFFERED, 1)


def test_a_name_stands_once_on_a_menu() -> None:
    body = make.make_body()
    by = make.make_leader(body)
    first = offer_menu_item(by=by, body=body, form=form(), at=NOW)
    with pytest.raises(MenuNameTaken):
        offer_menu_item(by=by, body=body, form=form(), at=NOW)
    second = offer_menu_item(by=by, body=body, form=form(name="上门洗头"), at=NOW)
    with pytest.raises(MenuNameTaken):
        change_menu_item(by=by, item=second, form=form(name=first.name), at=NOW)
    second.refresh_from_db()
    assert second.name == "上门洗头"
    other = make.make_body()
    assert offer_menu_item(by=make.make_leader(other), body=other, form=form(), at=NOW).name == first.name


def test_changing_finds_it_under_its_new_name() -> None:
    body = make.make_body()
    by = make.make_leader(body)
    item = offer_menu_item(by=by, body=body, form=form(), at=NOW)
    change_menu_item(by=by, item=item, form=form(name="代缴水电费", a_week=0), at=NOW + DAY)
    item.refresh_from_db()
    assert (item.name, item.a_week, item.changed_at) == ("代缴水电费", 0, NOW + DAY)
    assert "水电" in item.search and "理发" not in item.search


def test_a_leader_takes_off_and_puts_back_without_saying_why() -> None:
    item = make_menu_item()
    by = make.make_leader(item.body)
    withdraw_menu_item(by=by, item=item, at=NOW)
    assert (item.state, item.reason) == (MenuState.WITHDRAWN, "")
    with pytest.raises(MenuItemMoved):
        withdraw_menu_item(by=by, item=item, at=NOW)
    put_back_menu_item(by=by, item=item, at=NOW)
    assert item.state == MenuState.OFFERED and not Message.objects.exists()
    with pytest.raises(MenuItemMoved):
        put_back_menu_item(by=by, item=item, at=NOW)


def test_an_officer_says_why_and_the_leaders_hear_of_it() -> None:
    item = make_menu_item()
    leader = make.make_account(name="陈小梅")
    make.make_grant(account=leader, role=Role.BODY_ADMIN, body=item.body)
    officer = make.make_officer(item.region)
    for reason in ("", "   "):
        with pytest.raises(MenuReasonMissing):
            withdraw_menu_item(by=officer, item=item, reason=reason, at=NOW)
    item.refresh_from_db()
    assert item.state == MenuState.OFFERED

    withdraw_menu_item(by=officer, item=item, reason="没有资质，不能上门看病", at=NOW)
    item.refresh_from_db()
    assert (item.state, item.reason) == (MenuState.WITHDRAWN, "没有资质，不能上门看病")
    told = Message.objects.get()
    assert told.account == leader and "没有资质" in told.text
    assert AuditLine.objects.latest("id").details == {"held": True}

    by = make.standing_of(leader)
    with pytest.raises(MenuItemHeld):
        put_back_menu_item(by=by, item=item, at=NOW)
    item.refresh_from_db()
    assert item.state == MenuState.WITHDRAWN
    put_back_menu_item(by=officer, item=item, at=NOW)
    assert (item.state, item.reason) == (MenuState.OFFERED, "")


def test_an_officer_of_the_residents_place_may_take_off_too() -> None:
    tree = make.make_region_tree()
    item = make_menu_item(region=tree.baihua)
    withdraw_menu_item(by=make.make_officer(tree.chengnan), item=item, reason="社区已经有了", at=NOW)
    assert item.state == MenuState.WITHDRAWN


def test_what_rests_is_not_put_back() -> None:
    item = make_menu_item(state=MenuState.WITHDRAWN)
    item.body.state = BodyState.SUSPENDED
    item.body.save()
    with pytest.raises(MenuBodyRests):
        put_back_menu_item(by=make.make_officer(item.region), item=item, at=NOW)
    item.refresh_from_db()
    assert item.state == MenuState.WITHDRAWN


def order(item: MenuItem, **more: Any) -> None:
    make_need(menu_item=item, state=more.pop("state", NeedState.QUEUED), **more)


def test_a_week_takes_so_many_orders_and_then_says_which_is_next() -> None:
    item = make_menu_item(a_week=2)
    claim_menu_week(item=item, wanted=None, at=NOW)
    order(item)
    order(item, starts_at=NOW + DAY)
    with pytest.raises(MenuWeekFull) as refused:
        claim_menu_week(item=item, wanted=None, at=NOW)
    assert refused.value.details == {"next_week": "2026-03-09"} and "3 月 9 日" in refused.value.message
    claim_menu_week(item=item, wanted=NOW + 7 * DAY, at=NOW)


def test_full_weeks_are_passed_over_and_what_was_refused_takes_no_turn() -> None:
    item = make_menu_item(a_week=1)
    order(item)
    order(item, starts_at=NOW + 7 * DAY)
    order(item, starts_at=NOW + 14 * DAY, state=NeedState.REFUSED)
    with pytest.raises(MenuWeekFull) as refused:
        claim_menu_week(item=item, wanted=None, at=NOW)
    assert refused.value.details == {"next_week": "2026-03-16"}


def test_twelve_full_weeks_say_so_without_a_date() -> None:
    item = make_menu_item(a_week=1)
    for week in range(14):
        order(item, starts_at=NOW + 7 * week * DAY)
    with pytest.raises(MenuWeekFull) as refused:
        claim_menu_week(item=item, wanted=None, at=NOW)
    assert refused.value.details == {"next_week": ""} and "换一项" in refused.value.message


def test_a_service_without_a_limit_is_never_full() -> None:
    item = make_menu_item(a_week=0)
    for _turn in range(4):
        order(item)
    claim_menu_week(item=item, wanted=None, at=NOW)


def test_what_was_taken_off_cannot_be_ordered() -> None:
    item = make_menu_item(state=MenuState.WITHDRAWN)
    with pytest.raises(MenuItemWithdrawn):
        claim_menu_week(item=item, wanted=None, at=NOW)
    rests = make_menu_item(name="代买菜")
    rests.body.state = BodyState.EXITED
    rests.body.save()
    with pytest.raises(MenuItemWithdrawn):
        claim_menu_week(item=rests, wanted=None, at=NOW)


def test_the_week_changes_at_midnight_in_china() -> None:
    item = make_menu_item(a_week=1)
    sunday_night = NOW.replace(day=8, hour=15, minute=59)  # 23:59 in China
    order(item, at=sunday_night)
    with pytest.raises(MenuWeekFull):
        claim_menu_week(item=item, wanted=None, at=sunday_night)
    claim_menu_week(item=item, wanted=None, at=sunday_night + timedelta(minutes=1))
