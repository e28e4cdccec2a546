"""The wall of small wishes: what is on it, what came true, and that nobody is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.care.choices import DispatchWay, NeedKind, NeedState, ServingState
from redvest.care.models import Need
from redvest.care.queries.wish import WishFilters, wish_figures, wishes_granted, wishes_waiting
from tests.factories import registry as make
from tests.factories.care import make_dispatch, make_need, make_serving
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db


def wish(title: str = "想要一套彩笔", state: NeedState = NeedState.QUEUED, **more: Any) -> Need:
    return make_need(kind=NeedKind.WISH, title=title, state=state, **more)


def test_published_wishes_that_nobody_took_on_are_on_the_wall() -> None:
    queued, offered = wish(), wish(state=NeedState.OFFERED)
    for state in NeedState:
        if state not in (NeedState.QUEUED, NeedState.OFFERED, NeedState.MERGED):
            wish(state=state)
    make_need(state=NeedState.OFFERED)
    assert {each.pk for each in wishes_waiting(CITY, WishFilters())} == {queued.pk, offered.pk}
    assert not wishes_waiting("410800", WishFilters()).exists()


def test_only_what_is_open_for_grabbing_can_be_claimed_at_once() -> None:
    _queued, body, open_ = wish(), wish(state=NeedState.OFFERED), wish(state=NeedState.OFFERED)
    make_dispatch(need=body, way=DispatchWay.BODY, body=make.make_body())
    make_dispatch(need=open_)
    assert [each.pk for each in wishes_waiting(CITY, WishFilters(claimable=True))] == [open_.pk]
    assert sum(each.open for each in wishes_waiting(CITY, WishFilters())) == 1


def test_the_wall_is_narrowed_by_kind_and_place() -> None:
    tree = make.make_region_tree()
    here, there = wish(), wish(region=tree.qiandong, domain_key="xinyu:10")
    assert [each.pk for each in wishes_waiting(CITY, WishFilters(region=tree.fenyi.path))] == [there.pk]
    assert [each.pk for each in wishes_waiting(CITY, WishFilters(domain="xinyu:02"))] == [here.pk]


def test_what_came_true_thanks_those_who_did_it_and_counts_them() -> None:
    done = wish(state=NeedState.CLOSED, served_at=NOW)
    body = make.make_body(name="暖阳队")
    done.hands = 3
    done.save()
    for state in (ServingState.CONFIRMED, ServingState.SERVED, ServingState.CANCELLED):
        make_serving(need=done, body=body, state=state)
    alone = wish(state=NeedState.CLOSED, served_at=NOW - timedelta(days=1))
    wish(state=NeedState.CLOSED)  # ended without anybody having served
    found = [(each.pk, each.helpers, each.thanks) for each in wishes_granted(CITY)]  # type: ignore[attr-defined]
    assert found == [(done.pk, 2, "暖阳队"), (alone.pk, 0, "")]


def test_how_many_wait_are_met_and_came_true() -> None:
    wish()
    wish(state=NeedState.ACCEPTED)
    wish(state=NeedState.SERVED)
    wish(state=NeedState.CLOSED, served_at=NOW)
    wish(state=NeedState.REFUSED)
    assert wish_figures(CITY) == {"waiting": 1, "taken": 2, "granted": 1}


@pytest.mark.parametrize("more", [1, 3])
def test_both_lists_are_one_query_and_read_nothing_sealed(more: int, django_assert_num_queries: Any) -> None:
    for _turn in range(more):
        wish()
        wish(state=NeedState.CLOSED, served_at=NOW)
    with django_assert_num_queries(2) as spent:
        rows = [*wishes_waiting(CITY, WishFilters()), *wishes_granted(CITY)]
        assert all(each.region.parent and each.domain.name for each in rows)
    assert len(rows) == 2 * more and "private_sealed" not in str(spent.captured_queries)
