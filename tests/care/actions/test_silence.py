"""Pairings that fall silent: each stage is told once, to the right people, and a visit begins the count anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.care import jobs
from redvest.care.actions.silence import remind_silent
from redvest.care.choices import PairingKind, PairingState, SilenceStage
from redvest.care.models import Pairing, SilenceReminder
from redvest.care.queries.silence import heard_of, silent_kept, with_silence
from redvest.core.clock import CHINA
from redvest.core.models import AuditLine
from redvest.registry.models import DatedSetting, Message
from tests.factories import registry as make
from tests.factories.pairing import Village, make_household, make_pairing, make_party_member, make_village
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def here() -> Village:
    return make_village()


def silent_for(here: Village, days: int) -> Pairing:
    return make_pairing(
        member=here.member, household=here.household, starts_on=TODAY - 200 * DAY, visited_at=NOW - days * DAY
    )


def remind(days: int = 0) -> int:
    return remind_silent(city="360500", at=NOW + days * DAY)


def told() -> list[tuple[str, str]]:
    return [
        (each.account.name, each.text)
        for each in Message.objects.order_by("created_at", "id")
        if each.account
    ]


def test_silence_climbs_from_the_member_to_the_branch_to_the_place_once_each(here: Village) -> None:
    silent_for(here, 29)
    assert remind() == 0 and not told()
    assert remind(1) == 1 and remind(1) == 0 and remind(2) == 0
    assert [name for name, _ in told()] == ["赵向前"] and "30 天没有走访" in told()[0][1]
    assert remind(16) == 1 and remind(20) == 0
    assert told()[1][0] == "钱书记" and "1 个结对" in told()[1][1]
    assert remind(31) == 1 and remind(90) == 0
    assert told()[2][0] == "刘区域" and "百花湖社区有 1 个结对" in told()[2][1]
    assert list(SilenceReminder.objects.order_by("id").values_list("stage", flat=True)) == list(SilenceStage)
    assert AuditLine.objects.filter(verb="remind_silent", actor_kind="system").count() == 3
    assert not any("刘桂英" in text or "百花路" in text for _, text in told())


def test_a_visit_begins_the_count_anew(here: Village) -> None:
    row = silent_for(here, 30)
    assert remind() == 1
    Pairing.objects.filter(pk=row.pk).update(visited_at=NOW)
    assert remind(20) == 0
    assert remind(30) == 1
    assert SilenceReminder.objects.filter(stage=SilenceStage.HELPER).count() == 2


def test_one_never_visited_counts_from_its_first_day(here: Village) -> None:
    make_pairing(member=here.member, household=here.household, starts_on=TODAY - 30 * DAY)
    assert remind() == 1


def test_what_is_over_or_has_nobody_to_visit_is_not_silent(here: Village) -> None:
    old = TODAY - 100 * DAY
    make_pairing(member=here.member, household=here.household, starts_on=old, state=PairingState.ENDED)
    make_pairing(kind=PairingKind.LED, member=here.member, starts_on=old)
    make_pairing(member=here.member, household=make_household(), state=PairingState.ASKED)
    assert remind() == 0


def test_a_silent_unit_is_told_through_its_heads(here: Village) -> None:
    body = make.make_body()
    make.make_body_admin(body)
    make_pairing(kind=PairingKind.TWINNED, body=body, starts_on=TODAY - 31 * DAY)
    assert remind() == 1
    assert [name for name, _ in told()] == ["周建国"]


def test_one_text_for_all_of_a_branch(here: Village) -> None:
    for _ in range(3):
        member = make_party_member(branch=here.branch)
        make_pairing(member=member, household=make_household(), starts_on=TODAY - 45 * DAY)
    assert remind() == 3 and [name for name, _ in told()] == ["赵向前"] * 3
    assert remind(15) == 3
    assert [name for name, _ in told()[3:]] == ["钱书记"] and "3 个结对" in told()[3][1]


def test_a_silence_found_late_begins_with_the_helper_who_has_their_time(here: Village) -> None:
    """The branch is told "after the reminder": of nobody who was not reminded, however long it was."""
    silent_for(here, 199)
    assert remind() == 1 and [name for name, _ in told()] == ["赵向前"]
    assert remind(14) == 0
    assert remind(15) == 1 and told()[1][0] == "钱书记"
    assert remind(29) == 0
    assert remind(30) == 1 and told()[2][0] == "刘区域"
    assert remind(200) == 0


def test_nobody_is_told_backwards_when_a_rule_changes(here: Village) -> None:
    silent_for(here, 30)
    assert remind() == 1 and remind(15) == 1
    DatedSetting.objects.create(
        region=make.make_region_tree().city, key="pairing.silent_days", value=60, effective_on=TODAY + 16 * DAY,
        set_at=NOW,
    )  # fmt: skip
    assert remind(16) == 0 and remind(31) == 0 and remind(46) == 0
    assert remind(60) == 1 and told()[2][0] == "刘区域"  # 90 days


def test_a_visit_that_did_not_happen_brings_the_old_silence_back_and_tells_nobody_twice(
    here: Village,
) -> None:
    row = silent_for(here, 30)
    assert remind() == 1
    Pairing.objects.filter(pk=row.pk).update(visited_at=NOW)
    assert remind(1) == 0
    Pairing.objects.filter(pk=row.pk).update(visited_at=NOW - 30 * DAY)
    assert remind(2) == 0
    assert remind(15) == 1 and told()[-1][0] == "钱书记"


def test_who_keeps_it_sees_how_far_a_silence_has_gone(here: Village) -> None:
    row = silent_for(here, 30)
    make_pairing(
        member=make_party_member(branch=here.branch), household=make_household(), visited_at=NOW + 10 * DAY
    )
    for by in (here.secretary, here.officer):
        assert not silent_kept(by).exists()
    for days, stage in ((0, SilenceStage.HELPER), (15, SilenceStage.BRANCH), (30, SilenceStage.PLACE)):
        assert remind(days) == 1
        for by in (here.secretary, here.officer):
            found = silent_kept(by).get()
            assert (found, heard_of(found)) == (row, stage.label)
        assert not silent_kept(here.stranger).exists()
    Pairing.objects.filter(pk=row.pk).update(visited_at=NOW + 31 * DAY)
    assert not silent_kept(here.secretary).exists()
    assert heard_of(with_silence(Pairing.objects.filter(pk=row.pk)).get()) == ""
    Pairing.objects.filter(pk=row.pk).update(
        visited_at=NOW - 30 * DAY, state=PairingState.ENDED, ends_on=TODAY, end_why="agreed"
    )
    assert heard_of(with_silence(Pairing.objects.filter(pk=row.pk)).get()) == ""


def test_one_never_visited_shows_from_its_first_day(here: Village) -> None:
    make_pairing(member=here.member, household=here.household, starts_on=TODAY - 30 * DAY)
    assert remind() == 1
    assert heard_of(silent_kept(here.secretary).get()) == SilenceStage.HELPER.label


def test_the_day_of_a_visit_is_the_day_in_china(here: Village) -> None:
    """Half past midnight there is the day before in Greenwich."""
    late = (NOW - 30 * DAY).astimezone(CHINA).replace(hour=0, minute=30)
    make_pairing(member=here.member, household=here.household, starts_on=TODAY - 200 * DAY, visited_at=late)
    assert remind() == 1
    assert silent_kept(here.secretary).count() == 1


def test_a_place_has_its_own_days(here: Village) -> None:
    silent_for(here, 10)
    DatedSetting.objects.create(
        region=make.make_region_tree().yushui,
        key="pairing.silent_days",
        value=7,
        effective_on=TODAY,
        set_at=NOW,
    )
    assert remind() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_the_same_however_many_pairings(here: Village, count: int) -> None:
    for _ in range(count):
        make_pairing(
            member=make_party_member(branch=here.branch), household=make_household(), starts_on=TODAY
        )
    with CaptureQueriesContext(connection) as spent:
        remind()
    assert len([each for each in spent if each["sql"].startswith("SELECT")]) == 5


def test_the_clock_runs_it(here: Village, settings: object) -> None:
    silent_for(here, 30)
    assert jobs.remind_silent_pairings(NOW) == 1
    assert jobs.forget_households(NOW) == 0
