"""The headline numbers: what counts, what does not, and how they are told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.faces.ops.cli import run as run_cli
from redvest.oversight.models import LastService
from redvest.oversight.queries.headline import Headline, headline, hours
from redvest.registry.choices import BodyState, RealNameState, VolunteerState
from redvest.registry.models import Region
from redvest.service.actions import ledger
from redvest.service.choices import Grade
from tests.factories.registry import (
    CITY,
    NOW,
    make_body,
    make_other_city,
    make_region_tree,
    make_station,
    make_volunteer,
)
from tests.factories.service import make_entry, make_project
from tests.factories.station import level_of

pytestmark = pytest.mark.django_db

KEYS = {
    "volunteers", "organizations", "projects", "service_hours", "stations", "stations_standardised", "stations_basic",
    "active_volunteers", "population", "as_of", "minutes_by_grade",
}  # fmt: skip


def test_an_empty_city_is_all_zeros():
    empty = headline(CITY, NOW)
    assert (empty.volunteers, empty.organizations, empty.projects, empty.service_hours, empty.stations) == (
        0,
        0,
        0,
        0,
        0,
    )
    assert empty.population is None
    assert empty.minutes_by_grade == {"A": 0, "B": 0, "C": 0, "D": 0}


@pytest.mark.parametrize(
    ("state", "real_name", "counts"),
    [
        (VolunteerState.ACTIVE, RealNameState.CHECKED, True),
        (VolunteerState.ACTIVE, RealNameState.VERIFIED, True),
        (VolunteerState.ACTIVE, RealNameState.REFUSED, False),
        (VolunteerState.PENDING_GUARDIAN, RealNameState.CHECKED, False),
        (VolunteerState.SUSPENDED, RealNameState.VERIFIED, False),
        (VolunteerState.LEFT, RealNameState.CHECKED, False),
    ],
)
def test_who_counts_as_a_volunteer(state, real_name, counts):
    make_volunteer(state=state, real_name_state=real_name)
    assert headline(CITY, NOW).volunteers == int(counts)


def test_only_active_bodies_count_and_every_project_does():
    for state in BodyState:
        make_body(state=state)
    make_project(body=make_body())
    make_project(body=make_body(state=BodyState.EXITED))
    found = headline(CITY, NOW)
    assert found.organizations == 2
    assert found.projects == 2


def test_stations_are_told_by_the_last_assessment_that_stands():
    for level in ("standardised", "basic", "basic", ""):
        station = make_station(name=f"{level}站")
        if level:
            level_of(station, level)
    level_of(station, "standardised", days_ago=800)
    found = headline(CITY, NOW)
    assert (found.stations, found.stations_standardised, found.stations_basic) == (4, 1, 2)
    level_of(station, "none", days_ago=3)
    level_of(station, "basic", days_ago=9)
    assert headline(CITY, NOW).stations_basic == 2


def test_hours_and_grades_come_from_the_ledger():
    person, body = make_volunteer(), make_body()
    make_entry(volunteer=person, body=body, minutes=90, grade=Grade.A)
    make_entry(volunteer=person, body=body, minutes=30, grade=Grade.D)
    found = headline(CITY, NOW)
    assert found.service_hours == 2
    assert found.minutes_by_grade == {"A": 90, "B": 0, "C": 0, "D": 30}


def test_a_void_takes_its_minutes_away():
    entry = make_entry(volunteer=make_volunteer(), body=make_body(), minutes=90, grade=Grade.B)
    ledger.void(entry=entry, reason="登记错了", by_account=None, at=NOW)
    found = headline(CITY, NOW)
    assert found.service_hours == 0
    assert found.minutes_by_grade["B"] == 0
    assert found.active_volunteers == 0


def test_active_means_served_within_a_year():
    body = make_body()
    recent, long_ago = make_volunteer(), make_volunteer()
    make_entry(volunteer=recent, body=body, starts_at=NOW - timedelta(days=364))
    make_entry(volunteer=long_ago, body=body, starts_at=NOW - timedelta(days=366))
    assert headline(CITY, NOW).active_volunteers == 1
    assert headline(CITY, NOW + timedelta(days=10)).active_volunteers == 0


def test_the_population_is_what_the_city_says():
    make_region_tree()
    Region.objects.filter(code=CITY).update(population=1_178_000)
    assert headline(CITY, NOW).population == 1_178_000


def test_another_city_does_not_count():
    make_other_city()
    make_entry(volunteer=make_volunteer(), body=make_body(), minutes=60)
    found = headline("410800", NOW)
    assert (found.volunteers, found.organizations, found.service_hours) == (0, 0, 0)


def test_one_query_answers_everything():
    make_entry(volunteer=make_volunteer(), body=make_body())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        headline(CITY, NOW)
    assert len(queries) == 1


def test_nothing_reads_the_ledger_itself():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as queries:
        headline(CITY, NOW)
    assert "service_hoursentry" not in queries[0]["sql"]


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, 0), (60, 1), (2_866_248 * 60, 2_866_248), (90, 1.5), (1, 0.02), (-60, -1), (100, 1.67)],
)
def test_minutes_are_told_as_hours(minutes, told):
    assert hours(minutes) == told
    assert isinstance(hours(minutes), int) == (minutes % 60 == 0)


def test_as_json_has_exactly_the_promised_keys_and_chinas_time():
    told = headline(CITY, NOW).as_json()
    assert set(told) == KEYS
    assert told["as_of"] == "2026-03-05T10:00:00+08:00"
    assert json.loads(json.dumps(told)) == told


def test_the_command_prints_one_document(capsys):
    make_volunteer()
    assert run_cli(["stats", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == KEYS
    assert told["volunteers"] == 1


def test_the_command_prints_a_table_for_people(capsys):
    make_volunteer()
    assert run_cli(["stats"]) == 0
    heard = capsys.readouterr().out
    assert "实名志愿者" in heard
    assert "—" in heard  # nobody entered the population


def test_a_headline_is_a_value():
    assert headline(CITY, NOW) == headline(CITY, NOW)
    assert isinstance(headline(CITY, NOW), Headline)
    assert LastService.objects.count() == 0
