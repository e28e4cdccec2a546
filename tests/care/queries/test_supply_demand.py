"""Supply and demand from the tables: what counts as asked, waiting, offered, and how many queries it takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.care.choices import MenuState, NeedKind, NeedState
from redvest.care.queries.supply_demand import (
    Area,
    Question,
    most_asked,
    places_of,
    supply_and_demand,
)
from redvest.care.rules.supply import ANY, Line, Narrowed
from redvest.registry.choices import BodyState, ProjectInvites, RealNameState, VolunteerState
from redvest.registry.models import Profile
from redvest.registry.rules.availability import encode
from tests.factories import registry as make
from tests.factories import service
from tests.factories.care import make_menu_item, make_need
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
WHOLE = Area(CITY, (f"{CITY}/",))
DAY = timedelta(days=1)
MORNINGS = encode(["sat-morning", "sun-morning"])


def lines(by: Any = "domain", area: Area = WHOLE, **narrowed: str) -> dict[str, Line]:
    table = supply_and_demand(Question(area, by, Narrowed(**narrowed)), NOW)
    return {line.key: line for line in table.lines}


def total(area: Area = WHOLE, days: int = 30, **narrowed: str) -> Line:
    return supply_and_demand(Question(area, "domain", Narrowed(**narrowed), days), NOW).total


def person(slots: int = MORNINGS, *, domains: tuple[str, ...] = ("xinyu:02",), **more: Any) -> None:
    invites = more.pop("invites", ProjectInvites.ASK)
    volunteer = make.make_volunteer(domains=domains, **more)
    Profile.objects.create(volunteer=volunteer, slots=slots, project_invites=invites, changed_at=NOW)


def test_what_was_asked_what_waits_and_for_how_many_hands() -> None:
    make_need(state=NeedState.QUEUED, hands=3, taken=1)
    make_need(state=NeedState.OFFERED, kind=NeedKind.WISH)
    make_need(state=NeedState.CLOSED)
    make_need(state=NeedState.SUBMITTED, at=NOW - 40 * DAY)  # waits, though asked long ago
    make_need(state=NeedState.CLOSED, at=NOW - 40 * DAY)
    make_need(state=NeedState.REFUSED)
    make_need(state=NeedState.CANCELLED)
    make_need(state=NeedState.QUEUED, kind=NeedKind.SPOTTED)
    found = total().sum
    assert (found.asked, found.open, found.hands) == (3, 3, 4)
    assert total(days=60).sum.asked == 5


def test_needs_lie_at_the_time_wished_for_else_at_the_times_that_suit() -> None:
    make_need(state=NeedState.QUEUED, starts_at=NOW, slots=encode(["mon-evening"]))  # ten in the morning
    make_need(state=NeedState.QUEUED, slots=encode(["mon-evening", "tue-evening"]))
    make_need(state=NeedState.QUEUED, slots=encode(["mon-evening", "tue-morning"]))
    make_need(state=NeedState.QUEUED)
    found = {key: line.sum.open for key, line in lines("part").items()}
    assert found == {"morning": 1, "evening": 1, ANY: 2}


def test_places_are_the_level_below_whoever_looks() -> None:
    tree = make.make_region_tree()
    make_need(state=NeedState.QUEUED, region=tree.baihua)
    make_need(state=NeedState.QUEUED, region=tree.zhanqian)
    make_need(state=NeedState.QUEUED, region=tree.qiandong)
    assert {key: line.sum.open for key, line in lines("place").items()} == {"360502": 2, "360521": 1}
    district = Area(CITY, (tree.yushui.path,))
    assert {key: line.sum.open for key, line in lines("place", district).items()} == {"360502001": 2}
    street = Area(CITY, (tree.chengnan.path,))
    assert set(lines("place", street)) == {tree.baihua.code, tree.zhanqian.code}
    community = Area(CITY, (tree.baihua.path,))
    assert set(lines("place", community)) == {tree.baihua.code}
    assert ("360502", "渝水区") in places_of(WHOLE) and places_of(district) == [("360502001", "城南街道")]
    assert places_of(community) == [(tree.baihua.code, "百花湖社区")]


def test_volunteers_who_may_be_asked_by_kind_place_and_part() -> None:
    tree = make.make_region_tree()
    person(domains=("xinyu:02", "xinyu:10"))
    person(region=tree.qiandong)
    person(slots=0)
    make.make_volunteer(domains=("xinyu:02",))  # never filled in a profile
    person(invites=ProjectInvites.REFUSE)
    person(state=VolunteerState.SUSPENDED)
    person(real_name_state=RealNameState.REFUSED)
    other = make.make_other_city()
    person(region=other, city="410800")
    assert total().people == 4
    assert {key: line.people for key, line in lines().items()} == {"xinyu:02": 4, "xinyu:10": 1}
    assert {key: line.people for key, line in lines("place").items()} == {"360502": 3, "360521": 1}
    assert {key: line.people for key, line in lines("part").items()} == {"morning": 2, ANY: 4}
    assert total(part="morning", place="360521").people == 1


def test_menus_and_seats_are_counted_where_they_can_be_had() -> None:
    tree = make.make_region_tree()
    make_menu_item(a_week=5, slots=MORNINGS)
    make_menu_item(name="代买菜", a_week=2, slots=MORNINGS, region=tree.city)  # for the whole city
    make_menu_item(name="下架的", state=MenuState.WITHDRAWN)
    make_menu_item(name="歇着的", body=make.make_body(state=BodyState.SUSPENDED))
    make_menu_item(name="分宜的", region=tree.fenyi, a_week=9)
    found = lines("place")
    assert (found["360502"].sum.items, found["360502"].sum.turns) == (1, 5)
    assert (found[""].sum.items, found[""].sum.turns) == (1, 2)
    yushui = total(Area(CITY, (tree.yushui.path,))).sum
    assert (yushui.items, yushui.turns) == (2, 7)
    assert total(part="morning").sum.items == 2


def test_free_places_at_posts_that_take_people_now() -> None:
    body = make.make_body()
    coming = service.make_activity(body=body, starts_at=NOW + 50 * service.HOUR)
    post = service.make_post(activity=coming, places=5)
    type(post).objects.filter(pk=post.pk).update(taken=2)
    later = service.make_activity(body=body, starts_at=NOW + 60 * DAY)
    service.make_post(activity=later, places=7)
    assert total().sum.seats == 3


@pytest.mark.parametrize("more", [1, 3])
def test_it_takes_four_queries_however_much_there_is(more: int, django_assert_num_queries: Any) -> None:
    for turn in range(more):
        make_need(state=NeedState.QUEUED)
        make_menu_item(name=f"第{turn}项")
        person()
    with django_assert_num_queries(4):
        table = supply_and_demand(Question(WHOLE), NOW)
    assert table.total.people == table.total.sum.open == more


def test_another_place_is_not_looked_into() -> None:
    tree = make.make_region_tree()
    make_need(state=NeedState.QUEUED, region=tree.qiandong)
    person(region=tree.qiandong)
    make_menu_item(region=tree.fenyi)
    found = total(Area(CITY, (tree.yushui.path,)))
    assert (found.sum.open, found.people, found.sum.items) == (0, 0, 0)


def test_the_public_hears_of_what_ten_and_more_asked_for() -> None:
    for _turn in range(10):
        make_need(state=NeedState.QUEUED)
    for _turn in range(9):
        make_need(state=NeedState.QUEUED, domain_key="xinyu:10")
    make_need(state=NeedState.REFUSED, domain_key="xinyu:10")
    assert most_asked(CITY, NOW - 30 * DAY) == [("xinyu:02", "邻里守望", 10)]
    assert most_asked(CITY, NOW + DAY) == []
