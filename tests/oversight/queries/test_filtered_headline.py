"""The statistics of a place, an organisation, some days: the same keys, and the same hours as the whole where nothing is cut."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.oversight.actions.tally import rebuild
from redvest.oversight.queries.filtered_headline import StatisticsBodyUnknown, filtered_headline, slice_of
from redvest.oversight.queries.headline import headline
from redvest.registry.models import Membership
from redvest.registry.registration_errors import RegionUnknown
from redvest.service.rules.measure import PeriodBackwards, Slice
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db


def test_the_numbers_of_a_district_and_of_a_body() -> None:
    tree = make.make_region_tree()
    here, there = make.make_body(region=tree.baihua), make.make_body(name="分宜队", region=tree.fenyi)
    mine, far = make.make_volunteer(region=tree.baihua), make.make_volunteer(region=tree.fenyi)
    Membership.objects.create(city=CITY, body=here, volunteer=mine, joined_on=TODAY)
    service.make_project(body=here)
    service.make_entry(volunteer=mine, body=here, minutes=90)
    service.make_entry(volunteer=far, body=there, minutes=30)
    service.make_entry(volunteer=far, body=here, minutes=60, starts_at=NOW - timedelta(days=500))
    rebuild(city=CITY, at=NOW)

    place = filtered_headline(slice_of(CITY, region="360502"), NOW)
    body = filtered_headline(slice_of(CITY, body=there.code.lower()), NOW)
    days = filtered_headline(slice_of(CITY, since=date(2020, 1, 1), until=TODAY), NOW)

    assert (place.volunteers, place.organizations, place.projects) == (1, 1, 1)
    assert (place.service_hours, place.active_volunteers) == (2.5, 1)
    assert (body.volunteers, body.organizations, body.projects, body.service_hours) == (0, 1, 0, 0.5)
    assert days.minutes_by_grade == headline(CITY, NOW).minutes_by_grade
    assert set(place.as_json()) == set(headline(CITY, NOW).as_json())


@pytest.mark.parametrize("entries", [1, 3])
def test_a_handful_of_queries_whatever_there_is(entries: int) -> None:
    body = make.make_body()
    for _ in range(entries):
        service.make_entry(volunteer=make.make_volunteer(), body=body)
    with CaptureQueriesContext(connection) as spent:
        filtered_headline(Slice(CITY, body.region_path), NOW)
    assert len(spent) == 8


def test_what_cannot_be_is_a_sentence() -> None:
    make.make_region_tree()
    with pytest.raises(RegionUnknown):
        slice_of(CITY, region="999999")
    with pytest.raises(StatisticsBodyUnknown):
        slice_of(CITY, body="NOBODY")
    with pytest.raises(PeriodBackwards):
        slice_of(CITY, since=TODAY, until=TODAY - timedelta(days=1))
    assert slice_of(CITY, region=CITY).whole


def test_the_api_filters_as_the_command_does(client: Client) -> None:
    tree = make.make_region_tree()
    body = make.make_body(region=tree.baihua)
    service.make_entry(volunteer=make.make_volunteer(), body=body, minutes=90)
    answer = client.get("/api/v1/statistics", {"region": "360502", "from": "2020-01-01", "to": "2030-01-01"})
    assert (answer.status_code, answer.json()["service_hours"]) == (200, 1.5)
    assert client.get("/api/v1/statistics", {"region": "360521"}).json()["service_hours"] == 0
    assert client.get("/api/v1/statistics", {"region": "1"}).status_code in (404, 422)
    assert client.get("/api/v1/statistics", {"from": "gestern"}).status_code == 422
