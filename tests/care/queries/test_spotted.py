"""Who sees which spotted problems, and what everybody is told of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.care.choices import NeedKind, NeedState, SpottedKind
from redvest.care.models import Need
from redvest.care.queries.spotted import (
    Outcome,
    SpottedFilters,
    communities,
    listed,
    narrowed,
    outcomes,
    own_spotted,
    reported_by,
    spotted_for,
    spotted_of,
    what_was_seen,
)
from redvest.care.rules.need_private import Private
from redvest.care.spotted_errors import SpottedNotFound
from redvest.registry.actions.grid import add_grid, add_zone, appoint_keeper
from redvest.registry.choices import Role
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db
SEEN = Private(address="菜市场东门", words="堆了两天", lon=114.93, lat=27.81)


def spotted(**more: Any) -> Need:
    more.setdefault("state", NeedState.QUEUED)
    more.setdefault("spotted_kind", SpottedKind.LITTER)
    return make_need(kind=NeedKind.SPOTTED, private=SEEN, title="垃圾没人收：菜市场东门", **more)


def test_officers_keepers_of_stations_and_of_grids_see_theirs() -> None:
    tree = make.make_region_tree()
    officer = make.make_officer(tree.yushui)
    grid = add_grid(by=officer, community=tree.baihua, name="第一网格", at=NOW)
    need = spotted(grid=grid)
    keeper, zone_keeper = make.make_volunteer(), make.make_volunteer()
    appoint_keeper(by=officer, place=grid, number=keeper.number, starts_on=TODAY, at=NOW)
    zone = add_zone(by=officer, grid=grid, name="东片", at=NOW)
    appoint_keeper(by=officer, place=zone, number=zone_keeper.number, starts_on=TODAY, at=NOW)
    account = make.make_account()
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=make.make_station(tree.baihua))
    for by in (officer, make.volunteer_standing(keeper), make.standing_of(account)):
        assert list(spotted_of(by, TODAY)) == [need] and spotted_for(by, need.pk, TODAY) == need
    other = make.make_account()
    make.make_grant(account=other, role=Role.STATION_KEEPER, station=make.make_station(tree.zhanqian))
    for by in (
        make.make_officer(tree.fenyi), make.make_member(), make.standing_of(other),
        make.volunteer_standing(zone_keeper), make.make_leader(make.make_body()),
    ):  # fmt: skip
        assert not spotted_of(by, TODAY).exists()
        with pytest.raises(SpottedNotFound):
            spotted_for(by, need.pk, TODAY)


def test_who_reported_sees_their_own_and_nothing_else() -> None:
    by = make.make_member()
    mine, _other = spotted(requester_id=by.account_id), spotted()
    assert by.account_id is not None and list(reported_by(by.account_id)) == [mine]
    assert own_spotted(by, mine.pk, TODAY) == mine
    for key in (_other.pk, make_need(requester_id=by.account_id).pk):
        with pytest.raises(SpottedNotFound):
            own_spotted(by, key, TODAY)
    with pytest.raises(SpottedNotFound):
        spotted_for(by, mine.pk, TODAY)  # the desk is for who looks after the place


def test_a_request_for_help_is_no_spotted_problem() -> None:
    officer, need = make.make_officer(), make_need()
    assert not spotted_of(officer, TODAY).exists()
    with pytest.raises(SpottedNotFound):
        spotted_for(officer, need.pk, TODAY)
    with pytest.raises(SpottedNotFound):
        what_was_seen(need)


def test_the_list_is_narrowed_by_state_kind_place_and_words() -> None:
    tree = make.make_region_tree()
    first = spotted()
    passed = spotted(state=NeedState.PASSED_ON, spotted_kind=SpottedKind.PARKING)
    solved = spotted(state=NeedState.CLOSED, region=tree.zhanqian)

    def found(**filters: Any) -> set[Any]:
        rows = narrowed(spotted_of(make.make_officer(), TODAY), SpottedFilters(**filters))
        return {each.pk for each in rows}

    assert found() == {first.pk} == found(state="nonsense")
    assert found(state="passed") == {passed.pk} and found(state="solved") == {solved.pk}
    assert found(state="all") == {first.pk, passed.pk, solved.pk}
    assert found(state="all", kind="parking") == {passed.pk} and found(state="all", kind="x'") == found(
        state="all"
    )
    assert found(state="all", region=tree.zhanqian.path) == {solved.pk}
    assert found(state="all", q="菜市场") == found(state="all") and found(q=first.number) == {first.pk}
    assert found(q="没有的") == set()


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_is_one_query(more: int, django_assert_num_queries: Any) -> None:
    officer = make.make_officer()
    for _turn in range(more):
        spotted()
    with django_assert_num_queries(1):
        rows = list(listed(spotted_of(officer, TODAY)))
        assert all(each.region.name and not each.pictured for each in rows)  # type: ignore[attr-defined]
    assert len(rows) == more


def test_what_came_of_all_is_counted_by_kind() -> None:
    tree = make.make_region_tree()
    spotted()
    spotted(state=NeedState.CLOSED)
    spotted(state=NeedState.PASSED_ON, region=tree.qiandong)
    spotted(state=NeedState.CLOSED, spotted_kind=SpottedKind.PARKING)
    spotted(state=NeedState.CANCELLED)
    spotted(at=NOW - timedelta(days=40))
    make_need(state=NeedState.QUEUED)
    since = NOW - timedelta(days=30)
    assert outcomes(CITY, since) == [
        Outcome(SpottedKind.LITTER, 3, 1, 1),
        Outcome(SpottedKind.PARKING, 1, 1, 0),
    ]
    assert outcomes(CITY, since, [tree.fenyi.path]) == [Outcome(SpottedKind.LITTER, 1, 0, 1)]


def test_only_communities_can_be_chosen() -> None:
    make.make_region_tree()
    assert [each.name for each in communities(CITY)] == ["百花湖社区", "站前社区"]
