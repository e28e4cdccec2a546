"""What is proposed as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.care.actions.need_merge import say_needs_differ
from redvest.care.choices import NeedKind, NeedState
from redvest.care.queries.need_alike import alike_with, pair_for, proposals
from redvest.care.rules.likeness import Why
from tests.factories.care import GRANNY, make_need
from tests.factories.registry import NOW, make_member, make_officer, make_region_tree

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CELL = "8840ae3a35fffff"
NEIGHBOUR = replace(GRANNY, name="王阿姨", phone="13907900002", words="膝盖疼，下不了楼，想请人去药店买药")


def test_the_same_phone_and_the_same_place_in_similar_words_are_proposed_the_earlier_first() -> None:
    first = make_need(cell=CELL)
    by_phone = make_need(
        at=NOW + HOUR, title="陪去医院", private=replace(GRANNY, lon=None, lat=None), cell=CELL
    )
    near = make_need(at=NOW + 2 * HOUR, private=NEIGHBOUR, cell=CELL)
    make_need(
        at=NOW + HOUR,
        title="教孩子数学",
        private=replace(NEIGHBOUR, words="三年级", phone="13907900003"),
        cell=CELL,
    )
    by = make_officer(make_region_tree().baihua)

    found = [(each.first, each.second, each.why) for each in proposals(by, NOW + 3 * HOUR)]
    assert found == [(first, near, Why.NEAR), (first, by_phone, Why.PHONE)]
    of_first = {(each.first, each.second, each.why) for each in alike_with(by, first, NOW + 3 * HOUR)}
    assert of_first == set(found)
    assert [each.first for each in alike_with(by, near, NOW + 3 * HOUR)] == [first]


def test_other_kinds_ended_ones_other_places_and_those_told_apart_are_not() -> None:
    first = make_need()
    make_need(kind=NeedKind.WISH)
    make_need(state=NeedState.OFFERED)
    make_need(state=NeedState.CLOSED)
    make_need(region=make_region_tree().qiandong)
    two = make_need(at=NOW + HOUR)
    by = make_officer(make_region_tree().yushui)
    assert [(each.first, each.second) for each in proposals(by, NOW)] == [(first, two)]
    say_needs_differ(by=by, first=two, second=first, at=NOW)
    assert proposals(by, NOW) == alike_with(by, first, NOW) == alike_with(by, two, NOW) == []


def test_what_nobody_merged_for_two_months_is_not_proposed_again() -> None:
    make_need(), make_need()
    assert proposals(make_officer(make_region_tree().baihua), NOW + timedelta(days=61)) == []


@pytest.mark.parametrize("many", [2, 6])
def test_proposals_are_two_queries_however_many(many: int) -> None:
    for turn in range(many):
        make_need(at=NOW + turn * HOUR)
    by = make_officer(make_region_tree().baihua)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(proposals(by, NOW + HOUR)) == many - 1
    assert len(asked) == 2


def test_a_pair_is_found_where_both_are_in_charge() -> None:
    tree = make_region_tree()
    here, there = make_need(), make_need(region=tree.zhanqian)
    assert pair_for(make_officer(tree.chengnan), here.pk, there.pk) == (here, there)
    assert pair_for(make_officer(tree.baihua), here.pk, there.pk) is None
    assert pair_for(make_officer(tree.chengnan), here.pk, here.pk) is None
    assert pair_for(make_member(), here.pk, there.pk) is None
