"""``redvest roster solve --json`` where there is nothing to solve: told in words, no JSON, nothing written."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import time_machine

from redvest.faces.ops.cli import run
from redvest.service.actions.roster import close_roster
from redvest.service.models import Roster, RosterProposal
from tests.factories.registry import NOW
from tests.factories.roster import DAY, make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


def refused(roster: Roster, capsys: Captured) -> str:
    """What is said; the roster stays as it was."""
    before = Roster.objects.values().get()
    assert run(["roster", "solve", str(roster.pk), "--json"]) == 2
    assert Roster.objects.values().get() == before and not RosterProposal.objects.exists()
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_an_ended_roster_is_not_solved(capsys: Captured) -> None:
    team = make_team("李明霞")
    roster = make_roster(team, make_shift(team))
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert "已经结束" in refused(roster, capsys)


def test_what_has_begun_is_not_solved(capsys: Captured, clock: time_machine.Coordinates) -> None:
    team = make_team("李明霞")
    roster = make_roster(team, make_shift(team))
    clock.move_to(NOW + 4 * DAY, tick=False)
    assert "没有可以排的班次" in refused(roster, capsys)


def test_solved_again_it_says_that_nobody_moved(capsys: Captured) -> None:
    team = make_team("李明霞")
    roster = make_roster(team, make_shift(team))
    for kept in (0, 1):
        assert run(["roster", "solve", str(roster.pk), "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["kept"], said["moved"], said["draft"], said["gap"]) == (kept, 0, 1, 0)
