"""The lists of kinds and groups: whole, short enough for their columns, and every word translated."""

from __future__ import annotations

import pytest

from redvest.service.models import Activity, AudienceCount
from redvest.service.queries.activity_kind import (
    ORDINARY,
    SPOKEN,
    activity_kinds,
    audience_groups,
    kind_choices,
    kind_of,
)


def test_every_word_of_the_lists_is_among_those_that_are_translated():
    names = {kind.name for kind in activity_kinds().values()} | set(audience_groups().values())
    assert names == set(SPOKEN)


def test_keys_fit_their_columns():
    longest = Activity._meta.get_field("kind").max_length
    assert all(len(key) <= longest for key in activity_kinds())
    longest = AudienceCount._meta.get_field("group").max_length
    assert all(len(key) <= longest for key in audience_groups())


def test_the_ordinary_kind_comes_first_and_is_what_an_activity_is_when_nobody_says():
    assert kind_choices()[0] == (ORDINARY, "志愿服务")
    assert Activity._meta.get_field("kind").default == ORDINARY


@pytest.mark.parametrize("key", sorted(activity_kinds()))
def test_each_kind_says_what_it_is_and_whether_people_come_to_listen(key: str):
    kind = kind_of(Activity(kind=key))
    assert (kind.key, bool(kind.name), bool(kind.about)) == (key, True, True)
    assert kind.audience is ("讲座" in kind.name or key in ("business", "performance"))


def test_groups_are_of_residents_and_end_with_the_others():
    assert list(audience_groups())[-1] == "other"
    assert len(set(audience_groups().values())) == len(audience_groups())
