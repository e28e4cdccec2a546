"""Several counts in one round trip say what each query says by itself."""

from __future__ import annotations

import pytest
from django.db.models import Count, Q

from redvest.core.db.counts import counts_of
from redvest.registry.models import Region, Volunteer
from tests.factories.registry import make_volunteer

pytestmark = pytest.mark.django_db


def test_each_count_is_that_of_its_query(django_assert_num_queries) -> None:
    people = [make_volunteer() for _ in range(3)]
    rows = {
        "all": Volunteer.objects.order_by("name"),
        "one": Volunteer.objects.filter(pk=people[0].pk).select_related("account"),
        "joined": Region.objects.filter(stations__isnull=True).annotate(n=Count("stations")),
        "quoted": Volunteer.objects.filter(Q(name="100%") | Q(name="%s")),
    }
    expected = {name: query.count() for name, query in rows.items()}
    with django_assert_num_queries(1):
        assert counts_of(rows) == expected
    assert expected["all"] == 3
    assert expected["one"] == 1


def test_what_can_match_nothing_is_zero_and_is_not_asked(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert counts_of({"none": Volunteer.objects.filter(pk__in=[]), "left out": None}) == {
            "none": 0,
            "left out": 0,
        }
        assert counts_of({}) == {}
