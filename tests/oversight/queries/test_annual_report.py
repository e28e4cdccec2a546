"""The figures of an annual report: what ``redvest stats`` tells, corrections included, and nothing of other years."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.faces.ops import cli
from redvest.oversight.queries.annual_report import annual_figures
from redvest.registry.models import Body, Membership
from redvest.service.actions.correction import void_entry
from redvest.service.choices import Grade
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
JUNE = datetime(2025, 6, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def told(capsys: pytest.CaptureFixture[str], body: Body, year: int) -> dict[str, object]:
    words = ["stats", "--json", "--body", body.code, "--from", f"{year}-01-01", "--to", f"{year}-12-31"]
    assert cli.run(words) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_they_are_what_the_command_tells(capsys: pytest.CaptureFixture[str]) -> None:
    body, one, two = make.make_body(), make.make_volunteer(), make.make_volunteer()
    service.make_project(body=body)
    for turn, (person, grade) in enumerate(((one, Grade.A), (one, Grade.D), (two, Grade.B))):
        service.make_entry(
            volunteer=person, body=body, minutes=61 + turn, grade=grade, starts_at=JUNE + timedelta(days=turn)
        )
    figures, said = annual_figures(body, 2025, NOW), told(capsys, body, 2025)
    assert (figures["hours"], figures["people"]) == (said["service_hours"], said["active_volunteers"])
    assert figures["minutes_by_grade"] == said["minutes_by_grade"]
    assert (figures["members"], figures["projects"]) == (said["volunteers"], said["projects"])
    assert (figures["minutes"], figures["times"], figures["imported"]) == (61 + 62 + 63, 3, 3)
    assert figures["as_of"] == said["as_of"]


def test_members_and_projects_are_those_of_the_years_last_evening(capsys: pytest.CaptureFixture[str]) -> None:
    body = make.make_body()
    days = (
        ("2023-05-01", None),
        ("2024-12-31", "2025-12-31"),
        ("2025-06-01", "2026-01-01"),
        ("2026-02-01", None),
    )
    for joined_on, left_on in days:
        person = make.make_volunteer(at=datetime(2022, 1, 1, tzinfo=UTC), with_account=False)
        Membership.objects.create(
            city=body.city, body=body, volunteer=person, joined_on=joined_on, left_on=left_on
        )
    for begins in ("2024-03-01", "2025-12-31", "2026-01-01"):
        begun = datetime.fromisoformat(f"{begins}T02:00:00+00:00") + timedelta(days=30)
        service.make_project(body=body, at=begun)
    for year, members, projects in ((2023, 1, 0), (2024, 2, 1), (2025, 2, 2)):
        figures, said = annual_figures(body, year, NOW), told(capsys, body, year)
        assert (figures["members"], figures["projects"]) == (members, projects)
        assert (said["volunteers"], said["projects"]) == (members, projects)


def test_an_entry_that_was_taken_back_counts_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    body, one, two = make.make_body(), make.make_volunteer(), make.make_volunteer()
    wrong = service.make_entry(volunteer=one, body=body, minutes=120, starts_at=JUNE)
    service.make_entry(volunteer=two, body=body, minutes=30, starts_at=JUNE)
    void_entry(by=make.make_officer(), entry=wrong, reason="记错了人", at=NOW)
    figures = annual_figures(body, 2025, NOW)
    assert (figures["minutes"], figures["people"], figures["times"]) == (30, 1, 1)
    assert figures["hours"] == told(capsys, body, 2025)["service_hours"] == 0.5


@pytest.mark.parametrize(
    ("starts_at", "year"),
    [
        (datetime(2024, 12, 31, 15, 59, tzinfo=UTC), 2024),  # a minute before midnight in China
        (datetime(2024, 12, 31, 16, 0, tzinfo=UTC), 2025),
        (datetime(2025, 12, 31, 15, 0, tzinfo=UTC), 2025),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), 2026),
    ],
)
def test_a_year_begins_at_midnight_in_china(starts_at: datetime, year: int) -> None:
    body = make.make_body()
    service.make_entry(volunteer=make.make_volunteer(), body=body, minutes=10, starts_at=starts_at)
    assert {each: annual_figures(body, each, NOW)["minutes"] for each in (2024, 2025, 2026)} == {
        each: 10 if each == year else 0 for each in (2024, 2025, 2026)
    }


def test_another_organisations_hours_are_its_own() -> None:
    body, other = make.make_body(), make.make_body()
    person = make.make_volunteer()
    service.make_entry(volunteer=person, body=other, minutes=90, starts_at=JUNE)
    assert annual_figures(body, 2025, NOW)["minutes"] == 0
    assert annual_figures(other, 2025, NOW)["minutes"] == 90


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_much_was_done(count: int) -> None:
    body = make.make_body()
    for _ in range(count):
        service.make_entry(volunteer=make.make_volunteer(), body=body, starts_at=JUNE)
    with CaptureQueriesContext(connection) as spent:
        assert annual_figures(body, 2025, NOW)["people"] == count
    assert len(spent) == 11
