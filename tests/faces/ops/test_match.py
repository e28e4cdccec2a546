"""``redvest match run``: what it prints, and that a wrong place is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from redvest.care.choices import NeedState
from redvest.care.models import NeedAsk
from redvest.faces.ops import cli, matching
from tests.factories import registry as make
from tests.factories.care import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_open_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "open_database", lambda: None)


def test_proposals_with_their_reasons_and_the_bound(capsys: Any) -> None:
    need, person = (
        make_need(state=NeedState.QUEUED),
        make.make_volunteer(region=make.make_region_tree().baihua),
    )

    assert cli.run(["match", "run", "--region", "360502", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["needs"], told["proposed"], told["open"], told["gap"]) == (1, 1, 0, 0)
    assert told["cost"] == told["bound"]
    (only,) = told["proposals"]
    assert (only["need"], only["volunteer"]) == (need.number, person.number) and only["reasons"]
    assert person.name not in json.dumps(told, ensure_ascii=False)
    assert not NeedAsk.objects.exists()


def test_places_that_stay_open_are_a_fault(capsys: Any) -> None:
    make_need(state=NeedState.QUEUED)
    assert cli.run(["match", "run"]) == 1
    assert "还空着" in capsys.readouterr().out


def test_a_place_that_is_not_there(capsys: Any) -> None:
    make.make_region_tree()
    assert cli.run(["match", "run", "--region", "999999"]) == 2
    assert "没有这个区域" in capsys.readouterr().err
