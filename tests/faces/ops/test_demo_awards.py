"""The demo city gives its awards by the actions and on the days of everybody else; who lacks hours does not stand."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from subprocess import run

import pytest

from redvest import honour
from redvest.faces.ops.demo.awards import BEGUN, ON_THE_WALL, hold_awards
from redvest.honour.choices import EditionState, NominationState, StoryState
from redvest.honour.models import AwardEdition, AwardFreeze, AwardNomination, AwardResult, AwardStory
from redvest.honour.queries.honour_wall import wall_of_honour
from redvest.registry.choices import Role
from redvest.registry.models import Region
from redvest.service.models import AwardRecord
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.star import serve

pytestmark = pytest.mark.django_db


def test_one_walked_to_the_end_and_one_open_now() -> None:
    make.make_centre()
    body = make.make_body(at=NOW - timedelta(days=1200))
    make.make_body_admin(body)
    served = NOW - BEGUN - timedelta(days=5)
    for hours in (40, 30, 25, 21, 3):
        serve(make.make_volunteer(at=NOW - timedelta(days=400)), hours, at=served, body=body)
    assert hold_awards(city=CITY, at=NOW) == 4
    mayor, yearly = AwardEdition.objects.order_by("created_at")
    assert (mayor.state, yearly.state) == (EditionState.CONFERRED, EditionState.NOMINATING)
    assert mayor.publicity_until is not None and mayor.decided_at is not None
    assert mayor.conferred_at is not None and mayor.conferred_at < NOW
    assert yearly.nominate_from <= TODAY <= yearly.nominate_until and yearly.vote_percent == 10
    chosen = AwardNomination.objects.filter(edition=mayor)
    assert (
        chosen.count() == AwardRecord.objects.count() == 4
    )  # the body lacks members, one person lacks hours
    assert set(chosen.values_list("state", flat=True)) == {NominationState.CHOSEN}
    assert wall_of_honour(CITY, TODAY).count() == ON_THE_WALL
    assert AwardStory.objects.get().state == StoryState.PUBLISHED


def test_three_jurors_judge_blind_and_anybody_works_the_result_out_again(tmp_path: Path) -> None:
    make.make_centre()
    tree = make.make_region_tree()
    for name in ("孙老师", "李编辑", "周教授"):
        make.make_grant(account=make.make_account(name=name), role=Role.JUROR, region=tree.city)
    served = NOW - BEGUN - timedelta(days=5)
    body = make.make_body(at=NOW - timedelta(days=1200))
    for hours in (40, 30, 25, 21):
        serve(make.make_volunteer(at=NOW - timedelta(days=400)), hours, at=served, body=body)
    assert hold_awards(city=CITY, at=NOW) == 4
    mayor = AwardEdition.objects.order_by("created_at")[0]
    frozen = AwardFreeze.objects.get(edition=mayor)
    ranks = sorted(AwardResult.objects.filter(freeze=frozen).values_list("rank", flat=True))
    assert len(ranks) == 4 and ranks[0] == 1 and ranks[-1] > 1, "jurors told them apart"
    program = Path(honour.__file__).parent / "data" / "award" / "recompute.py"
    (tmp_path / "scores.json").write_text(frozen.log, encoding="utf-8")
    command = [sys.executable, "-I", str(program), str(tmp_path / "scores.json")]
    done = run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_nothing_in_a_city_without_a_centre_or_hours() -> None:
    assert hold_awards(city=CITY, at=NOW) == 0
    make.make_centre()
    assert hold_awards(city=CITY, at=NOW) == 0
    assert Region.objects.exists() and not AwardEdition.objects.exists()
