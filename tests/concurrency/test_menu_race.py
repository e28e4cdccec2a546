"""The last turn of a week's menu, and one spotted problem handled by several at once."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from redvest.care.actions.menu import claim_menu_week, offer_menu_item, put_back_menu_item, withdraw_menu_item
from redvest.care.actions.spotted import report_spotted
from redvest.care.actions.spotted_outcome import join_spotted, pass_on_spotted
from redvest.care.choices import MenuState, NeedKind, NeedState, SpottedKind
from redvest.care.menu_errors import MenuItemMoved, MenuNameTaken, MenuWeekFull
from redvest.care.models import MenuItem, Need
from redvest.care.need_errors import NeedMoved
from redvest.care.rules.need_private import Private
from redvest.care.rules.spotted import SpottedForm
from redvest.care.spotted_errors import SpottedNotAlike
from tests.care.actions.test_menu import form
from tests.concurrency.moves import sound
from tests.factories import registry as make
from tests.factories.care import make_menu_item, make_need
from tests.factories.race import at_once
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = Private(address="东门", words="", lon=114.93, lat=27.81)


def order(item: MenuItem) -> Need:
    """As asking does: the guard and the need in one transaction."""
    with transaction.atomic():
        claim_menu_week(item=item, wanted=None, at=NOW)
        return make_need(menu_item=item, region=item.region, state=NeedState.SUBMITTED)


@pytest.mark.parametrize("a_week", [1, 3])
def test_a_week_never_has_more_orders_than_turns(a_week: int) -> None:
    make.make_region_tree()
    make.make_domain("xinyu:02")
    item = make_menu_item(a_week=a_week)
    found = at_once(*[partial(order, item) for _ in range(8)])
    sound(found)
    assert Counter(type(each) for each in found) == {Need: a_week, MenuWeekFull: 8 - a_week}
    assert item.needs.count() == a_week


def test_one_name_offered_at_once_stands_once_on_the_menu() -> None:
    body, asked = make.make_body(), form()
    by = make.make_leader(body)
    found = at_once(*[partial(offer_menu_item, by=by, body=body, form=asked, at=NOW) for _ in range(4)])
    assert Counter(type(each) for each in found) == {MenuItem: 1, MenuNameTaken: 3}


def test_taken_off_twice_at_once_is_taken_off_once() -> None:
    item = make_menu_item()
    by = make.make_leader(item.body)
    found = at_once(*[partial(withdraw_menu_item, by=by, item=item, at=NOW) for _ in range(3)])
    assert Counter(type(each) for each in found) == {type(None): 1, MenuItemMoved: 2}
    back = at_once(*[partial(put_back_menu_item, by=by, item=item, at=NOW) for _ in range(3)])
    assert Counter(type(each) for each in back) == {type(None): 1, MenuItemMoved: 2}
    item.refresh_from_db()
    assert item.state == MenuState.OFFERED


def spotted() -> Need:
    return make_need(
        kind=NeedKind.SPOTTED, state=NeedState.QUEUED, private=SEEN, spotted_kind=SpottedKind.LITTER,
        cell="88412e8a2bfffff", title="垃圾没人收：东门",
    )  # fmt: skip


def test_passed_on_by_two_at_once_is_passed_on_once() -> None:
    need, by = spotted(), make.make_officer()
    copies = [Need.objects.get(pk=need.pk) for _ in range(3)]
    found = at_once(
        *[partial(pass_on_spotted, by=by, need=each, words="转给城管", at=NOW) for each in copies]
    )
    assert Counter(type(each) for each in found) == {Need: 1, NeedMoved: 2}
    assert need.steps.count() == 1


def test_joined_crosswise_one_of_the_two_stays() -> None:
    one, other, by = spotted(), spotted(), make.make_officer()
    found: list[Any] = at_once(
        partial(join_spotted, by=by, need=one, into=other, at=NOW),
        partial(join_spotted, by=by, need=other, into=one, at=NOW),
    )
    assert Counter(type(each) for each in found) in (
        {Need: 1, SpottedNotAlike: 1},
        {Need: 1, NeedMoved: 1},
    )
    assert sorted(Need.objects.values_list("state", flat=True)) == ["merged", "queued"]


def test_a_report_sent_several_times_at_once_is_one() -> None:
    tree = make.make_region_tree()
    for key, name in (("xinyu:06", "环境保护"), ("xinyu:02", "邻里守望")):
        make.make_domain(key, name)
    by = make.make_member()
    asked = SpottedForm(kind=SpottedKind.LITTER, place="东门", community=tree.baihua.code)
    found = at_once(*[partial(report_spotted, by=by, form=asked, at=NOW) for _ in range(5)])
    sound(found)
    assert (
        Need.objects.count() == 1
        and len({each.need.pk for each in found if not isinstance(each, Exception)}) == 1
    )
