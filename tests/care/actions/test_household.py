"""Households: sealed, numbered, looked at with a reason, closed, and forgotten in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from redvest.care.actions.household import (
    HouseholdForm,
    change_household,
    close_household,
    enter_household,
    forget_households,
    read_household,
)
from redvest.care.choices import CareGroup, HouseholdConsent, PairingEnd, PairingState
from redvest.care.models import Household, Pairing, Visit
from redvest.care.pairing_errors import (
    HouseholdClosed,
    HouseholdFactsMissing,
    HouseholdUnknown,
    PairingPlaceWrong,
    PairingReasonMissing,
)
from redvest.care.queries.household import household_for
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.core.models import AuditLine
from redvest.registry.models import DatedSetting, Grid
from redvest.registry.policy import GUEST_STANDING
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.rules.phone import PhoneFault
from tests.factories import registry as make
from tests.factories.care import GRANNY
from tests.factories.pairing import Village, make_household, make_pairing, make_village, make_visit, the_same
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FORM = HouseholdForm(
    replace(GRANNY, phone="139 0790 0001", groups=(CareGroup.DIFFICULTY, CareGroup.ELDER_ALONE)),
    HouseholdConsent.PAPER,
    TODAY,
)


@pytest.fixture
def here() -> Village:
    return make_village()


def refused(fault: type[DomainError], act: Callable[..., Any], **said: Any) -> None:
    before = the_same(Household, Pairing, AuditLine)
    with pytest.raises(fault):
        act(**said, at=NOW)
    assert the_same(Household, Pairing, AuditLine) == before


def test_nobody_reads_in_the_table_whose_it_is(here: Village) -> None:
    baihua = make.make_region_tree().baihua
    made = enter_household(by=here.officer, community=baihua, form=FORM, at=NOW)
    assert made.called == f"百花湖社区 {here.household.serial + 1} 号家庭"
    assert len(made.cell) == 15 and made.entered_on == TODAY
    raw = bytes(made.private_sealed)
    assert "刘桂英".encode() not in raw and b"13907900001" not in raw
    found = read_household(by=here.officer, household=made, reason="核对住址", at=NOW)
    assert (found.name, found.phone, found.address) == ("刘桂英", "13907900001", "百花路 8 号 2 栋 301")
    assert found.groups == (CareGroup.DIFFICULTY, CareGroup.ELDER_ALONE)
    line = AuditLine.objects.get(verb="enter_household")
    assert line.details == {} and line.reason == ""


def test_numbers_run_on_within_a_community(here: Village) -> None:
    tree = make.make_region_tree()
    Household.objects.all().delete()
    first = enter_household(by=here.officer, community=tree.baihua, form=FORM, at=NOW)
    second = enter_household(by=here.officer, community=tree.baihua, form=FORM, at=NOW)
    other = enter_household(by=make.make_officer(), community=tree.zhanqian, form=FORM, at=NOW)
    assert [first.serial, second.serial, other.serial] == [1, 2, 1]


def test_what_speaks_against_entering(here: Village) -> None:
    tree = make.make_region_tree()
    for by in (
        here.secretary,
        here.me,
        here.stranger,
        GUEST_STANDING("360500"),
        make.make_officer(tree.fenyi),
    ):
        refused(NotAllowed, enter_household, by=by, community=tree.baihua, form=FORM)
    street = make.make_officer(tree.chengnan)
    refused(PairingPlaceWrong, enter_household, by=street, community=tree.chengnan, form=FORM)
    grid = Grid.objects.create(
        city="360500", community=tree.zhanqian, region_path=tree.zhanqian.path, name="一格"
    )
    said = {"by": street, "community": tree.baihua}
    refused(PairingPlaceWrong, enter_household, form=replace(FORM, grid=grid), **said)
    for wrong in (
        replace(FORM, private=replace(GRANNY, name=" ")),
        replace(FORM, private=replace(GRANNY, address="")),
        replace(FORM, consented_on=TODAY + DAY),
    ):
        refused(HouseholdFactsMissing, enter_household, form=wrong, **said)
    refused(PhoneFault, enter_household, form=replace(FORM, private=replace(GRANNY, phone="123")), **said)


def test_without_a_point_it_lies_where_its_grid_does(here: Village) -> None:
    baihua = make.make_region_tree().baihua
    grid = Grid.objects.create(
        city="360500", community=baihua, region_path=baihua.path, name="一格", lon=114.93, lat=27.81
    )
    nowhere = replace(GRANNY, lon=None, lat=None)
    bare = enter_household(by=here.officer, community=baihua, form=replace(FORM, private=nowhere), at=NOW)
    placed = enter_household(
        by=here.officer, community=baihua, form=replace(FORM, private=nowhere, grid=grid), at=NOW
    )
    assert bare.cell == "" and len(placed.cell) == 15


def test_who_looks_says_why_and_leaves_a_line(here: Village) -> None:
    said = {"household": here.household}
    refused(ReasonMissing, read_household, by=here.officer, reason="看", **said)
    for by in (here.me, here.secretary, here.stranger, GUEST_STANDING("360500")):
        refused(NotAllowed, read_household, by=by, reason="想看看住址", **said)
    pairing = make_pairing(member=here.member, household=here.household)
    assert read_household(by=here.me, household=here.household, at=NOW).address == "百花路 8 号 2 栋 301"
    line = AuditLine.objects.get(verb="read_household")
    assert (line.actor_id, line.reason) == (here.me.account_id, "结对走访")
    Pairing.objects.filter(pk=pairing.pk).update(
        state=PairingState.ENDED, ends_on=TODAY, end_why=PairingEnd.AGREED
    )
    refused(NotAllowed, read_household, by=here.me, **said)


def test_a_question_alone_shows_nothing(here: Village) -> None:
    make_pairing(member=here.member, household=here.household, state=PairingState.ASKED)
    refused(NotAllowed, read_household, by=here.me, household=here.household)


def test_it_is_corrected_while_it_is_open(here: Village) -> None:
    refused(NotAllowed, change_household, by=here.secretary, household=here.household, form=FORM)
    change_household(
        by=here.officer, household=here.household, form=replace(FORM, private=replace(GRANNY, name="刘桂兰")), at=NOW
    )  # fmt: skip
    here.household.refresh_from_db()
    assert (
        read_household(by=here.officer, household=here.household, reason="核对姓名", at=NOW).name == "刘桂兰"
    )
    close_household(by=here.officer, household=here.household, words="子女接走了", at=NOW)
    refused(HouseholdClosed, change_household, by=here.officer, household=here.household, form=FORM)


def test_closing_ends_its_pairings(here: Village) -> None:
    live = make_pairing(member=here.member, household=here.household)
    refused(NotAllowed, close_household, by=here.secretary, household=here.household, words="搬走了")
    refused(PairingReasonMissing, close_household, by=here.officer, household=here.household, words=" ")
    assert close_household(by=here.officer, household=here.household, words="搬走了", at=NOW) == 1
    live.refresh_from_db()
    assert (live.state, live.end_why) == (PairingState.ENDED, PairingEnd.CLOSED)
    refused(HouseholdClosed, close_household, by=here.officer, household=here.household, words="搬走了")


def test_what_is_closed_is_forgotten_when_its_days_are_over(here: Village) -> None:
    live = make_pairing(member=here.member, household=here.household, note_sealed=b"x")
    visit = make_visit(live, words_sealed=b"x", need_sealed=b"y")
    other = make_household()
    close_household(by=here.officer, household=here.household, words="搬走了", at=NOW)
    assert forget_households(city="360500", at=NOW + 179 * DAY) == 0
    assert forget_households(city="360500", at=NOW + 180 * DAY) == 1
    assert forget_households(city="360500", at=NOW + 180 * DAY) == 0
    here.household.refresh_from_db()
    assert bytes(here.household.private_sealed) == b"" and here.household.forgotten_at
    found = Visit.objects.get(pk=visit.pk)
    assert bytes(found.words_sealed) == b"" == bytes(found.need_sealed)
    assert bytes(Pairing.objects.get(pk=live.pk).note_sealed) == b""
    assert bytes(Household.objects.get(pk=other.pk).private_sealed)
    refused(NotFound, read_household, by=here.officer, household=here.household, reason="再看一眼")


def test_a_place_may_forget_sooner(here: Village) -> None:
    DatedSetting.objects.create(
        region=make.make_region_tree().city, key="pairing.household_keep_days", value=0, effective_on=TODAY,
        set_at=NOW,
    )  # fmt: skip
    close_household(by=here.officer, household=here.household, words="搬走了", at=NOW)
    assert forget_households(city="360500", at=NOW) == 1


def test_who_finds_a_household_at_the_desk(here: Village) -> None:
    for by in (here.officer, here.secretary, make.make_centre()):
        assert household_for(by, here.household.pk) == here.household
    for by in (here.stranger, here.me, make.make_officer(make.make_region_tree().zhanqian)):
        with pytest.raises(HouseholdUnknown):
            household_for(by, here.household.pk)
