"""``redvest roster solve``: drafts, says what is missing, and asks nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import time_machine

from redvest.faces.ops.cli import run
from redvest.service.models import Roster, RosterProposal
from tests.factories.registry import NOW
from tests.factories.roster import make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_tests_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_it_drafts_and_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    team = make_team("李明霞", "王小路")
    roster = make_roster(team, make_shift(team, places=3))
    assert run(["roster", "solve", str(roster.pk), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["needed"], said["missing"], said["draft"], said["asked"]) == (3, 1, 2, 0)
    assert said["bound"] <= said["cost"] and said["roster"] == str(roster.pk)
    assert RosterProposal.objects.count() == 2
    full = make_roster(team, make_shift(team, days=4))
    assert run(["roster", "solve", str(full.pk)]) == 0
    assert "还缺" in capsys.readouterr().out


def test_what_is_no_roster_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["roster", "solve", "abc"]) == 2
    assert "编号不对" in capsys.readouterr().err
    assert run(["roster", "solve", "01900000-0000-7000-8000-000000000000"]) == 2
    assert "没有找到这张排班表" in capsys.readouterr().err
    assert not Roster.objects.exists()
