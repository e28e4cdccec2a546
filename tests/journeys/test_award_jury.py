"""An award with a vote and a jury at the browser: a citizen votes, jurors judge without names, and an outsider recomputes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import expect

from redvest.honour.choices import EditionState
from redvest.honour.models import AwardEdition, AwardFreeze, AwardNomination, AwardVote
from redvest.registry.choices import Role
from redvest.registry.models import Account
from tests.factories import registry
from tests.factories.award_jury import juror_account, make_category, make_entry, make_judged, make_vote
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town
from tests.journeys.test_mayors_award import agree, of_the_centre, shoot
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
WORDS = ("十年如一日照看楼里的三位独居老人", "带着邻居把楼道打理得干干净净", "周末在图书馆给孩子们讲故事")


def make_stage() -> tuple[AwardEdition, list[AwardNomination]]:
    """Three who stand, a ring of six votes for the first, one honest vote for the second."""
    edition = make_judged(state=EditionState.VOTING)
    category = make_category(edition, name="市长奖（个人）")
    names = ("赵春华", "钱国庆", "孙丽娟")
    entries = [
        make_entry(category, volunteer=registry.make_volunteer(name=name), words=words)
        for name, words in zip(names, WORDS, strict=True)
    ]
    for n in range(6):
        make_vote(entries[0], device=b"one", at=NOW - n * n * timedelta(minutes=7))
    make_vote(entries[1])
    return edition, entries


def judge(juror: Visitor, deeds: tuple[int, int, int]) -> None:
    """Everything in the order in which it comes, and the seal."""
    juror.go("/desk/jury/")
    juror.open("2026 年度市长奖")
    juror.open("开始打分")
    for each in deeds:
        juror.main.get_by_label("事迹（满分 60）").fill(str(each))
        juror.main.get_by_label("成效（满分 40）").fill("20")
        shoot(juror, "jury-entry")
        juror.press("记下分数")
    shoot(juror, "jury-mine")
    agree(juror, "交卷", "交卷")
    expect(juror.main.get_by_text("各位评委打的分")).to_be_visible()
    shoot(juror, "jury-sealed")


def test_from_the_vote_to_a_result_that_anybody_recomputes(
    arrive: Arrive, town: Town, moment: time_machine.Traveller, new_folder: Callable[[], Path]
) -> None:
    edition, entries = make_stage()
    person = registry.make_volunteer(name="李明霞")
    assert person.account is not None
    citizen = arrive(person.account)
    citizen.go(f"/awards/{edition.pk}/")
    citizen.open("去投票")
    citizen.main.get_by_role("radio", name="钱*庆").check()
    shoot(citizen, "vote")
    citizen.press("投票")
    expect(citizen.main.get_by_text("你投的")).to_be_visible()
    assert AwardVote.objects.filter(volunteer=person, nomination=entries[1]).count() == 1

    seats = [juror_account(name=f"{name}评委") for name in ("周", "吴", "郑")]
    at_the_centre: Account = of_the_centre(town)
    registry.make_grant(account=at_the_centre, role=Role.REGION_OFFICER, region=town.tree.yushui)
    centre = arrive(at_the_centre)
    moment.move_to(NOW + DAY)
    centre.go(f"/desk/editions/{edition.pk}/")
    centre.press("进入评审")
    centre.main.get_by_role("link", name="评委和结果").first.click()
    centre.look()
    for seat in seats:
        centre.main.get_by_label("评委", exact=True).select_option(label=seat.name)
        centre.press("聘请")
    shoot(centre, "edition-jury")
    for seat, deeds in zip(seats, ((10, 50, 30), (20, 60, 25), (5, 40, 41)), strict=True):
        judge(arrive(seat), deeds)

    address = f"/desk/editions/{edition.pk}/jury/"
    centre.go(address)
    agree(centre, "封存结果", "封存")
    shoot(centre, "edition-frozen")
    centre.open("没有计入的票 ›")
    expect(centre.main.get_by_text("没有计入 6 票")).to_be_visible()
    shoot(centre, "edition-votes")
    centre.go(f"/desk/editions/{edition.pk}/winners/")
    shoot(centre, "edition-winners")
    centre.press("就选这些")
    agree(centre, "开始公示", "开始公示")

    citizen.go(f"/awards/{edition.pk}/result/")
    expect(citizen.main.get_by_text("另有 6 票没有计入")).to_be_visible()
    shoot(citizen, "award-scores")
    folder = new_folder()
    folder.mkdir(parents=True)
    for name in ("recompute.py", f"{edition.pk}/scores.json"):
        answer = citizen.page.request.get(f"{citizen.page.url.split('/awards/')[0]}/awards/{name}")
        (folder / name.split("/")[-1]).write_bytes(answer.body())
    done = subprocess.run(
        [sys.executable, "-I", "recompute.py", "scores.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and AwardFreeze.objects.get().digest in done.stdout
