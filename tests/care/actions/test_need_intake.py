"""Asking for something oneself, and writing down what somebody told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from redvest.care.actions.need import PHONE_TRIES, ask_need, enter_need
from redvest.care.choices import CareGroup, MenuState, NeedChannel, NeedState, NeedUrgency
from redvest.care.intake_errors import NeedIncomplete
from redvest.care.menu_errors import MenuWeekFull
from redvest.care.models import Need, NeedStep
from redvest.care.queries.need_reading import masked_of, private_of
from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.models import Region
from redvest.registry.queries import secret
from tests.factories.care import GRANNY, make_menu_item
from tests.factories.intake import filled, grid_worker, keeper_at, make_grid
from tests.factories.registry import (
    NOW,
    make_member,
    make_officer,
    make_other_city,
    make_region_tree,
    next_phone,
)

pytestmark = pytest.mark.django_db


def _faults(caught: pytest.ExceptionInfo[NeedIncomplete]) -> list[str]:
    return [fault["field"] for fault in caught.value.details["errors"]]


def test_a_guest_asks_and_it_waits_for_a_review() -> None:
    need = ask_need(by=None, form=filled(channel=NeedChannel.PHONE), at=NOW)

    baihua = make_region_tree().baihua
    assert (need.state, need.channel, need.region_path) == (NeedState.SUBMITTED, NeedChannel.WEB, baihua.path)
    assert (need.desk_path, need.due_at) == (baihua.path, NOW + timedelta(hours=24))
    assert (need.requester_id, need.entered_by_id) == (None, None)
    assert len(need.number) == 8 and need.number.isdecimal()
    assert need.cell and need.declared_true_at == NOW and need.age_floor == 18
    assert [step.verb for step in NeedStep.objects.all()] == ["ask_need"]
    line = AuditLine.objects.get()
    assert (line.verb, line.actor_kind, line.target_id) == ("ask_need", "guest", str(need.pk))


def test_nothing_personal_lies_open() -> None:
    need = ask_need(by=None, form=filled(), at=NOW)
    row = Need.objects.filter(pk=need.pk).values().get()
    open_text = str({name: value for name, value in row.items() if name != "private_sealed"})
    for word in (GRANNY.name, GRANNY.phone, GRANNY.address, GRANNY.words):
        assert word not in open_text and word.encode() not in bytes(row["private_sealed"])
    assert GRANNY.phone not in str(list(AuditLine.objects.values()))
    assert private_of(need) == GRANNY
    assert bytes(row["phone_hash"]) == secret.phone_hash(GRANNY.phone) and row["phone_tail"] == "0001"
    shown = masked_of(need)
    assert (shown.name, shown.phone) == ("刘某", "*******0001") and shown.has_address and not shown.has_groups


def test_somebody_signed_in_finds_their_need_again() -> None:
    me = make_member()
    assert ask_need(by=me, form=filled(), at=NOW).requester_id == me.account_id


def test_a_relative_s_name_makes_it_a_relative_s() -> None:
    form = filled(asked_by="刘军", relation="儿子")
    assert ask_need(by=None, form=form, at=NOW).channel == NeedChannel.RELATIVE


def test_an_urgent_need_is_due_sooner() -> None:
    need = ask_need(by=None, form=filled(urgency=NeedUrgency.URGENT), at=NOW)
    assert need.due_at == NOW + timedelta(hours=2)


def test_sent_twice_it_is_one_need() -> None:
    first = ask_need(by=None, form=filled(), at=NOW)
    again = ask_need(by=None, form=filled(), at=NOW + timedelta(minutes=9))
    assert again == first and NeedStep.objects.count() == 1
    later = ask_need(by=None, form=filled(), at=NOW + timedelta(minutes=11))
    other = ask_need(by=None, form=filled(words="还要买菜"), at=NOW + timedelta(minutes=9))
    assert len({first.pk, later.pk, other.pk}) == Need.objects.count() == 3


def test_without_a_phone_twice_from_the_same_desk_is_one_need_and_from_another_two() -> None:
    tree = make_region_tree()
    keeper, officer = keeper_at(tree.baihua)[0], make_officer(tree.baihua)
    form = filled(phone="", channel=NeedChannel.STATION)
    first = enter_need(by=keeper, form=form, at=NOW)
    assert enter_need(by=keeper, form=form, at=NOW) == first
    assert enter_need(by=officer, form=form, at=NOW) != first


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"region": "360502001999"}, "region"),
        ({"region": "360502001"}, "region"),  # a street is no community
        ({"domain": "xinyu:99"}, "domain"),
        ({"grid": uuid4()}, "grid"),
        ({"menu_item": uuid4()}, "menu_item"),
        ({"title": "去百花路8号买药"}, "title"),
        ({"declared_true": False}, "declared_true"),
    ],
)
def test_a_form_with_a_fault_leaves_nothing(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(NeedIncomplete) as caught:
        ask_need(by=None, form=filled(**changed), at=NOW)
    assert _faults(caught) == [field]
    assert not Need.objects.exists() and not AuditLine.objects.exists()


def test_a_community_of_another_city_is_none_of_ours() -> None:
    city = make_other_city()
    other = Region.objects.create(
        code="410802001001", city=city.code, name="和平社区", level="community", parent=city,
        path=f"{city.path}410802001001/",
    )  # fmt: skip
    with pytest.raises(NeedIncomplete) as caught:
        ask_need(by=make_member(), form=filled(region=other.code), at=NOW)
    assert _faults(caught) == ["region"] and not Need.objects.exists()


def test_what_is_ordered_from_a_menu_has_its_domain() -> None:
    item = make_menu_item()
    need = ask_need(by=None, form=filled(menu_item=item.pk, domain=""), at=NOW)
    assert (need.menu_item, need.domain_id) == (item, "xinyu:10")


def test_what_is_no_longer_offered_cannot_be_ordered() -> None:
    item = make_menu_item(state=MenuState.WITHDRAWN)
    with pytest.raises(NeedIncomplete) as caught:
        ask_need(by=None, form=filled(menu_item=item.pk), at=NOW)
    assert _faults(caught) == ["menu_item"]


def test_the_last_turn_of_a_week_is_ordered_once_and_asking_again_takes_no_second() -> None:
    item = make_menu_item(a_week=1)
    form = filled(menu_item=item.pk)
    first = ask_need(by=None, form=form, at=NOW)
    assert ask_need(by=None, form=form, at=NOW) == first

    with pytest.raises(MenuWeekFull) as caught:
        ask_need(by=None, form=filled(phone=next_phone(), menu_item=item.pk), at=NOW)

    assert caught.value.details["next_week"]
    assert Need.objects.get() == first


def test_sensitive_groups_keep_the_time_of_their_separate_yes() -> None:
    form = filled(groups=(CareGroup.ELDER_ALONE,), groups_agreed=True)
    need = ask_need(by=None, form=form, at=NOW)
    assert need.groups_agreed_at == NOW and masked_of(need).has_groups
    assert ask_need(by=None, form=filled(phone=next_phone()), at=NOW).groups_agreed_at is None


def test_a_guest_s_phone_asks_so_often_an_hour() -> None:
    for turn in range(PHONE_TRIES):
        ask_need(by=None, form=filled(words=f"第{turn}次"), at=NOW)
    with pytest.raises(TooManyTries):
        ask_need(by=None, form=filled(words="又一次"), at=NOW)
    assert Need.objects.count() == PHONE_TRIES
    assert ask_need(by=make_member(), form=filled(words="登录了"), at=NOW), "who signed in is known"


def test_one_address_asks_so_often_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redvest.care.actions.need.ADDRESS_TRIES", 1)
    ask_need(by=None, form=filled(phone=next_phone()), at=NOW, address="10.0.0.1")
    with pytest.raises(TooManyTries):
        ask_need(by=None, form=filled(phone=next_phone()), at=NOW, address="10.0.0.1")
    assert ask_need(by=None, form=filled(phone=next_phone()), at=NOW, address="10.0.0.2")


def test_a_number_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 8])
    monkeypatch.setattr("redvest.care.actions.need.secrets.randbelow", lambda _most: next(drawn))
    assert ask_need(by=None, form=filled(), at=NOW).number == "00000007"
    assert ask_need(by=None, form=filled(phone=next_phone()), at=NOW).number == "00000008"


def test_where_nothing_is_pointed_at_the_cell_is_of_the_grid_or_the_community() -> None:
    tree = make_region_tree()
    form = filled(lon=None, lat=None)
    assert ask_need(by=None, form=form, at=NOW).cell == ""
    Region.objects.filter(pk=tree.baihua.pk).update(lon=114.93, lat=27.81)
    of_community = ask_need(by=None, form=filled(lon=None, lat=None, words="再来"), at=NOW).cell
    grid = make_grid(lon=114.97, lat=27.85)
    of_grid = ask_need(by=None, form=filled(lon=None, lat=None, words="网格", grid=grid.pk), at=NOW).cell
    assert of_community and of_grid and of_community != of_grid


def test_officers_keepers_and_grid_workers_write_down_what_they_are_told() -> None:
    tree, grid = make_region_tree(), make_grid()
    people = [
        make_officer(tree.baihua),
        make_officer(tree.yushui),
        keeper_at(tree.baihua)[0],
        grid_worker(grid),
    ]
    for turn, by in enumerate(people):
        need = enter_need(
            by=by, form=filled(words=f"{turn}", grid=grid.pk, channel=NeedChannel.VISIT), at=NOW
        )
        assert (need.entered_by_id, need.requester_id, need.channel) == (
            by.account_id,
            None,
            NeedChannel.VISIT,
        )
    assert {line.verb for line in AuditLine.objects.all()} == {"enter_need"}


def test_nobody_else_writes_down_for_others() -> None:
    tree, grid = make_region_tree(), make_grid()
    beside, elsewhere = make_grid(name="第二网格"), make_grid(tree.zhanqian)
    others = [
        make_member(), make_officer(tree.zhanqian), make_officer(tree.fenyi), keeper_at(tree.zhanqian)[0],
        grid_worker(beside), grid_worker(elsewhere),
    ]  # fmt: skip
    for by in others:
        with pytest.raises(NotAllowed):
            enter_need(by=by, form=filled(grid=grid.pk), at=NOW)
    with pytest.raises(NotAllowed):
        enter_need(by=grid_worker(make_grid(name="第三网格")), form=filled(), at=NOW)  # without a grid
    assert not Need.objects.exists() and not AuditLine.objects.exists()
