"""``redvest stations assess``: levels and changes for people and as JSON, and nothing is written."""

from __future__ import annotations

import json

import pytest
import time_machine

from redvest.core.models import AuditLine
from redvest.faces.ops.cli import run as run_cli
from redvest.oversight.models import StationAssessment
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.station import fill, inspector_of, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(time_machine_now) -> None:
    good, bare = make.make_station(name="好站"), make.make_station(name="空站")
    fill(good)
    prove(inspector_of(good), good, "mark", "place", "rules")
    assert bare.pk


@pytest.fixture
def time_machine_now():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_levels_are_told_as_json(two: None, capsys: pytest.CaptureFixture[str]) -> None:
    lines = AuditLine.objects.count()
    assert run_cli(["stations", "assess", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["standard"], told["on"]) == ("henan-2013", "2026-03-05")
    assert (told["standardised"], told["basic"], told["none"]) == (1, 0, 1)
    by_name = {each["name"]: each for each in told["stations"]}
    assert by_name["好站"]["short_of"] == [] and by_name["好站"]["points"] == 100
    assert "办公场所：缺少证据" in by_name["空站"]["short_of"]
    assert AuditLine.objects.count() == lines and not StationAssessment.objects.exists()


def test_another_standard_and_another_day_show_changes(two: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["stations", "assess", "--json", "--against", "national-2024"]) == 0
    told = json.loads(capsys.readouterr().out)
    (change,) = told["changes"]
    assert (change["name"], change["before"], change["after"]) == ("好站", "standardised", "none")
    assert told["against"] == {
        "standard": "national-2024", "on": "2026-03-05", "standardised": 0, "basic": 0, "none": 2,
    }  # fmt: skip
    assert run_cli(["stations", "assess", "--json", "--against-on", "2010-01-01"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert {change["after"] for change in changes} == {None}


def test_people_read_a_table(two: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["stations", "assess", "--against", "national-2024"]) == 0
    said = capsys.readouterr().out
    assert "六有一落实" in said and "会变的站" in said and "好站" in said


def test_a_standard_that_nobody_wrote_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["stations", "assess", "--standard", "mars-2040"]) == 2
