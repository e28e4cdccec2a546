"""Watches looked at by several workers at once, and searches kept by several requests: one notice, twenty searches."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.registry.models import Message
from redvest.service.actions.saved_search import keep_search
from redvest.service.actions.watch import look_out
from redvest.service.actions.watch_notice import tell_found
from redvest.service.finding_errors import SearchesTooMany, SearchKept
from redvest.service.models import RecruitingActivity, SavedSearch, WatchNotice
from redvest.service.rules.look import Look
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db(transaction=True)


def test_news_is_found_and_told_once_by_whoever_looks_first() -> None:
    for _n in range(2):
        SavedSearch.objects.create(
            city=CITY, volunteer=make_volunteer(), name="陪老人", asked={"weekdays": [5]}, created_at=NOW
        )
    make_post(activity=make_activity())
    looked = at_once(*[partial(look_out, city=CITY, at=NOW)] * 4)
    assert sorted(map(str, looked)) == ["0", "0", "0", "2"]
    assert (RecruitingActivity.objects.count(), WatchNotice.objects.count()) == (1, 2)

    told = at_once(*[partial(tell_found, city=CITY, at=NOW)] * 4)
    assert sorted(map(str, told)) == ["0", "0", "0", "2"]
    assert Message.objects.count() == 2


def test_of_many_at_once_twenty_are_kept_and_the_same_one_once() -> None:
    by = volunteer_standing(make_volunteer())
    keep = partial(keep_search, by=by, watched=True, at=NOW)
    same = at_once(*[partial(keep, name="老人", look=Look(q="老人"))] * 4)
    assert sum(isinstance(each, SavedSearch) for each in same) == 1
    assert sum(isinstance(each, SearchKept) for each in same) == 3
    for turn in range(16):
        keep(name="老人", look=Look(q=f"老人{turn}"))

    found = at_once(*[partial(keep, name="树", look=Look(q=f"树{turn}")) for turn in range(6)])
    assert SavedSearch.objects.count() == 20
    assert sum(isinstance(each, SearchesTooMany) for each in found) == 3
