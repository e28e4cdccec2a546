"""People who came to listen are in the ledger of the place, of the organisation and of the days, and in no hours."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.oversight.queries.unit_ledger import totals_of
from redvest.oversight.rules.unit_ledger import Totals
from redvest.oversight.rules.unit_ledger_sheets import summary_rows
from redvest.service.actions.audience import record_audience
from redvest.service.models import Activity
from redvest.service.rules.measure import Slice
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def talk(body, people: int, *, region=None, ago: timedelta = timedelta(hours=1)) -> Activity:
    activity = service.make_activity(body=body, region=region, starts_at=NOW - ago)
    Activity.objects.filter(pk=activity.pk).update(kind="health")
    activity.refresh_from_db()
    record_audience(by=make.make_leader(body), activity=activity, people={"residents": people}, at=NOW)
    return activity


def test_the_audience_is_told_for_each_part_of_the_ledger() -> None:
    tree = make.make_region_tree()
    here, there = make.make_body(region=tree.yushui), make.make_body(region=tree.fenyi)
    talk(here, 30, region=tree.yushui)
    talk(here, 12, region=tree.yushui, ago=40 * DAY)
    talk(there, 5, region=tree.fenyi)
    served = {
        part: totals_of(part).served
        for part in (
            Slice(CITY),
            Slice(CITY, tree.yushui.path),
            Slice(CITY, tree.fenyi.path),
            Slice(CITY, "", here.pk),
            Slice(CITY, "", None, TODAY - 7 * DAY),
            Slice(CITY, "", None, None, TODAY - 7 * DAY),
            Slice("410800"),
        )
    }
    assert list(served.values()) == [47, 42, 5, 42, 35, 12, 0]


def test_an_audience_makes_no_hours_and_no_activity_of_the_ledger() -> None:
    talk(make.make_body(), 30)
    found = totals_of(Slice(CITY))
    assert (found.served, found.minutes, found.people, found.activities, found.lines) == (30, 0, 0, 0, 0)


def test_the_first_sheet_says_what_the_figure_counts() -> None:
    (row,) = [row for row in summary_rows(Totals(served=47)) if "听众" in str(row[0])]
    assert row[1] == 47
    assert "不是志愿者" in str(row[2])
