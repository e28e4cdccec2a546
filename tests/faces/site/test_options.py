"""What lists can be narrowed by: read once a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.faces.site.options import District, Kind, forget_options, options
from redvest.registry.models import ServiceDomain
from tests.factories.registry import CITY, NOW, make_domain, make_region_tree

pytestmark = pytest.mark.django_db


def test_a_city_offers_its_kinds_and_districts(django_assert_num_queries: Any) -> None:
    make_region_tree()
    make_domain("xinyu:05", "文明交通")
    with django_assert_num_queries(2):
        found = options(CITY, NOW)
        assert options(CITY, NOW + timedelta(seconds=59)) is found
    assert Kind("xinyu:05", "文明交通") in found.kinds
    assert District("360502", "渝水区", "360500/360502/") in found.districts
    assert all(district.code != CITY for district in found.districts)


@pytest.mark.parametrize("after", [timedelta(minutes=1), timedelta(seconds=-1)])
def test_after_a_minute_they_are_read_again(after: timedelta) -> None:
    make_domain("xinyu:05", "文明交通")
    options(CITY, NOW)
    ServiceDomain.objects.filter(key="xinyu:05").update(name="交通劝导")
    assert Kind("xinyu:05", "交通劝导") in options(CITY, NOW + after).kinds


def test_cities_do_not_mix_and_can_be_forgotten() -> None:
    make_region_tree()
    assert options(CITY, NOW).districts and not options("410800", NOW).districts
    ServiceDomain.objects.all().delete()
    make_domain("xinyu:05", "文明交通")
    forget_options()
    assert options(CITY, NOW).kinds == (Kind("xinyu:05", "文明交通"),)
