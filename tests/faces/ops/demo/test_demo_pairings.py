"""The demo city has a small "1151" with gaps in it, by everybody's own yes, and not an hour that nobody stands behind."""

from __future__ import annotations

import pytest

from redvest.care.models import Household
from redvest.care.queries.pairing_coverage import coverage_of
from redvest.core.clock import day_of
from redvest.faces.ops.demo.pairings import HANDS
from redvest.registry.models import Region
from tests.faces.ops.demo.conftest import Loaded

pytestmark = pytest.mark.django_db


def test_a_city_that_is_big_enough_shows_what_is_there_and_what_lacks(xinyu: Loaded) -> None:
    found, _ = coverage_of(Region.objects.get(parent=None), day_of(xinyu.at))
    assert found.zones > found.zones_met > 0
    places = Household.objects.values("region").distinct().count()
    if not places:
        pytest.skip("at this scale no community has enough people")
    assert found.households == 4 * places and found.households_met == 2 * places
    assert (found.members, found.full) == (3 * places, places)
    assert found.led == sum(HANDS) * places
