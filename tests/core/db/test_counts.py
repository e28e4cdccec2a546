"""Several counts, and a name beside them, in one round trip."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.db.counts import counts_and_text, counts_of
from redvest.registry.models import Region
from tests.factories import registry

pytestmark = pytest.mark.django_db


def test_counts_and_a_name_take_one_query() -> None:
    tree = registry.make_region_tree()
    rows = {"all": Region.objects.all(), "unasked": None, "none": Region.objects.none()}
    with CaptureQueriesContext(connection) as spent:
        counts, name = counts_and_text(
            rows, Region.objects.filter(pk=tree.city.pk).values_list("name", flat=True)
        )
    assert len(spent) == 1
    assert counts == {"all": Region.objects.count(), "unasked": 0, "none": 0}
    assert name == tree.city.name


def test_what_cannot_match_is_not_asked() -> None:
    registry.make_region_tree()
    with CaptureQueriesContext(connection) as spent:
        assert counts_of({"none": Region.objects.none(), "unasked": None}) == {"none": 0, "unasked": 0}
        assert counts_and_text({}, Region.objects.none().values_list("name", flat=True)) == ({}, "")
    assert len(spent) == 0
    gone = Region.objects.filter(pk="nowhere").values_list("name", flat=True)
    assert counts_and_text({}, gone) == ({}, "")
