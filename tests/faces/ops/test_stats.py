"""``redvest stats``: the headline numbers for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from redvest.faces.ops import cli
from redvest.oversight.actions.tally import rebuild
from redvest.registry.choices import BodyState, RealNameState, VolunteerState
from redvest.registry.models import Region
from redvest.service.choices import Grade
from tests.factories import registry as make
from tests.factories import service
from tests.factories.station import level_of

pytestmark = pytest.mark.django_db
NAMES = (
    "实名志愿者", "近一年参加过服务", "志愿服务组织", "志愿服务项目", "服务时长（小时）", "服务站", "其中规范化", "其中基础",
    "常住人口",
)  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert cli.run(["stats", "--json", *words]) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1  # one document on one line, for programs that read lines
    found: dict[str, object] = json.loads(said)
    return found


def test_an_empty_installation_has_zeros_and_an_unknown_population(
    capsys: pytest.CaptureFixture[str],
) -> None:
    numbers = told(capsys)
    as_of = numbers.pop("as_of")
    assert as_of == "2026-03-05T10:00:00+08:00"
    assert numbers.pop("population") is None
    assert not any(numbers.pop("minutes_by_grade").values())  # type: ignore[attr-defined]
    assert set(numbers.values()) == {0}


def test_the_numbers_are_those_of_the_register_and_the_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    tree = make.make_region_tree()
    Region.objects.filter(pk=make.CITY).update(population=1_202_499)
    body = make.make_body(region=tree.yushui)
    make.make_body(state=BodyState.APPLIED)
    served, long_ago = make.make_volunteer(), make.make_volunteer()
    make.make_volunteer(state=VolunteerState.LEFT)
    make.make_volunteer(real_name_state=RealNameState.MISSING)
    service.make_project(body=body)
    service.make_entry(volunteer=served, body=body, minutes=90, grade=Grade.A)
    service.make_entry(
        volunteer=long_ago, body=body, minutes=45, grade=Grade.B, starts_at=make.NOW - timedelta(days=400)
    )
    for turn, level in enumerate(("standardised", "basic", "basic")):
        level_of(make.make_station(tree.baihua, name=f"站{turn}"), level)
    rebuild(city=make.CITY, at=make.NOW)

    numbers = told(capsys)

    assert {key: numbers[key] for key in ("volunteers", "organizations", "projects", "service_hours")} == {
        "volunteers": 2, "organizations": 1, "projects": 1, "service_hours": 2.25,
    }  # fmt: skip
    assert (numbers["stations"], numbers["stations_standardised"], numbers["stations_basic"]) == (3, 1, 2)
    assert (numbers["active_volunteers"], numbers["population"]) == (1, 1_202_499)
    assert numbers["minutes_by_grade"]["A"] == 90  # type: ignore[index]
    assert numbers["minutes_by_grade"]["B"] == 45  # type: ignore[index]


def test_another_city_has_its_own_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    make.make_volunteer()
    assert told(capsys)["volunteers"] == 1
    assert told(capsys, "--city", "410800")["volunteers"] == 0


def test_people_read_a_table_with_thousands_parted_and_a_dash_for_unknown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make.make_region_tree()
    assert cli.run(["stats"]) == 0
    said = capsys.readouterr().out
    assert [line.split()[0] for line in said.splitlines() if line.strip()] == list(NAMES)
    assert next(line for line in said.splitlines() if "常住人口" in line).split()[-1] == "—"
    Region.objects.filter(pk=make.CITY).update(population=1_202_499)
    assert cli.run(["stats"]) == 0
    assert "1,202,499" in capsys.readouterr().out
