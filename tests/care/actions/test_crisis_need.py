"""Needs in a crisis: from anybody, sealed, verified by name, expiring, seen by everybody only as far as they may be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from redvest.care.actions.crisis import hand_back_crisis, say_stop_coming
from redvest.care.actions.crisis_going import go_to_crisis_need, withdraw_crisis_going
from redvest.care.actions.crisis_need import (
    NeedReport,
    Verified,
    end_crisis_need,
    expire_crisis_needs,
    report_crisis_need,
    show_crisis_phone,
    verify_crisis_need,
)
from redvest.care.choices import CrisisVia
from redvest.care.crisis_errors import (
    CrisisNeedEnded,
    CrisisNeedUnknown,
    CrisisWordsMissing,
    EnoughGoing,
    GoingAlready,
    NotGoing,
)
from redvest.care.models import Crisis, CrisisGoing, CrisisNeed
from redvest.care.queries.crisis_need import board, need_of, needs_of, to_verify, told_of
from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from tests.care.actions.test_crisis import keeper
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SAID = Verified("城南街道幸福里一带", "转移行动不便的老人，要会驾船的", 2)


def columns(need: CrisisNeed) -> bytes:
    """Everything that the row keeps, as the database has it."""
    row = CrisisNeed.objects.filter(pk=need.pk).values().get()
    return b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row.values())


def test_what_was_said_is_sealed() -> None:
    crisis = care.make_crisis()
    need = care.report(
        crisis, "王奶奶被困", place="幸福里 3 号楼 201", phone="13812345678", lon=114.91, lat=27.81
    )
    kept = columns(need)
    for secret in ("王奶奶", "幸福里", "13812345678", "114.91"):
        assert secret.encode() not in kept
    told = told_of(CrisisNeed.objects.get())
    assert (told.words, told.place, told.lon, told.lat) == ("王奶奶被困", "幸福里 3 号楼 201", 114.91, 27.81)
    assert (need.phone_tail, need.state) == ("5678", "new")
    assert "幸福里" not in str(AuditLine.objects.get(verb="report_crisis_need").details)


def test_a_phone_that_is_none_and_a_place_abroad_are_left_out() -> None:
    need = care.report(care.make_crisis(), phone="110", lon=2.35, lat=48.85)
    assert (need.phone_sealed, need.phone_tail, told_of(need).lon) == (None, "", None)


def test_needs_are_taken_in_after_stop_coming_too() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    assert care.report(crisis).state == "new"


@pytest.mark.parametrize("wrong", [{"words": " "}, {"place": ""}, {"kind": "cash"}, {"words": "长" * 401}])
def test_what_a_report_lacks(wrong: dict[str, str]) -> None:
    crisis = care.make_crisis()
    said = {"kind": "rescue", "words": "被困", "place": "幸福里"} | wrong
    with pytest.raises(CrisisWordsMissing):
        report_crisis_need(by=care.GUEST, crisis=crisis, form=NeedReport(**said), at=NOW)
    assert not CrisisNeed.objects.exists()


def test_one_phone_does_not_flood_the_board_but_the_desk_may() -> None:
    crisis = care.make_crisis()
    for number in range(10):
        care.report(crisis, f"第 {number} 次", phone="13812345678")
    with pytest.raises(TooManyTries):
        care.report(crisis, phone="13812345678")
    assert CrisisNeed.objects.count() == 10
    care.report(crisis, phone="13812345679")
    form = NeedReport("food", "缺水", "幸福里", "13812345678")
    report_crisis_need(by=keeper(), crisis=crisis, form=form, at=NOW, via=CrisisVia.DESK)
    assert CrisisNeed.objects.count() == 12


def test_only_staff_report_as_the_desk() -> None:
    crisis = care.make_crisis()
    form = NeedReport("food", "缺水", "幸福里")
    for by in (care.GUEST, make.make_member(), keeper("qiandong")):
        with pytest.raises(NotAllowed):
            report_crisis_need(by=by, crisis=crisis, form=form, at=NOW, via=CrisisVia.DESK)
    assert not CrisisNeed.objects.exists()


def test_verified_it_stands_on_the_board_with_when_and_by_whom() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.report(crisis, phone="13812345678")
    assert not board(crisis, NOW).exists()
    until = verify_crisis_need(by=officer, need=need, said=SAID, at=NOW + HOUR)
    (shown,) = board(crisis, NOW + HOUR)
    assert (shown.verified_at, shown.verified_as, shown.verified_by_id) == (
        NOW + HOUR, "渝水区应急管理局", officer.account_id,
    )  # fmt: skip
    assert until == shown.expires_at == NOW + 7 * HOUR
    assert (shown.area, shown.shown, shown.wanted) == (SAID.area, SAID.shown, 2)


def test_its_word_runs_out_and_a_second_look_prolongs_it() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer)
    assert not board(crisis, NOW + 6 * HOUR).exists(), "off the board at once, before any job ran"
    assert expire_crisis_needs(at=NOW + 5 * HOUR) == 0
    assert expire_crisis_needs(at=NOW + 6 * HOUR) == 1
    assert expire_crisis_needs(at=NOW + 6 * HOUR) == 0
    assert [each.state for each in to_verify(crisis)] == ["expired"]
    verify_crisis_need(by=officer, need=need, said=SAID, at=NOW + 7 * HOUR)
    (shown,) = board(crisis, NOW + 8 * HOUR)
    assert (shown.verified_times, shown.expires_at) == (2, NOW + 13 * HOUR)
    assert AuditLine.objects.get(verb="expire_crisis_needs").details == {"needs": 1}


def test_who_does_not_command_verifies_and_ends_nothing() -> None:
    crisis = care.make_crisis()
    need = care.report(crisis)
    for by in (care.GUEST, make.make_member(), keeper(), make.make_officer(make.make_region_tree().fenyi)):
        with pytest.raises(NotAllowed):
            verify_crisis_need(by=by, need=need, said=SAID, at=NOW)
        with pytest.raises(NotAllowed):
            end_crisis_need(by=by, need=need, state="met", note="好了", at=NOW)
    need.refresh_from_db()
    assert (need.state, need.verified_at) == ("new", None)


@pytest.mark.parametrize(
    "said",
    [
        Verified("", "要船", 2),
        Verified("城南街道", "", 2),
        Verified("城南街道", "要船", -1),
        Verified("城南街道", "要船", 10_001),
        Verified("城南街道", "要船", 2, "cash"),
    ],
)
def test_what_a_verifier_has_to_say(said: Verified) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.report(crisis)
    with pytest.raises(CrisisWordsMissing):
        verify_crisis_need(by=officer, need=need, said=said, at=NOW)
    need.refresh_from_db()
    assert need.state == "new"


def test_an_ended_need_is_not_ended_or_verified_again() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer)
    end_crisis_need(by=officer, need=need, state="met", note="转移走了", at=NOW)
    with pytest.raises(CrisisNeedEnded):
        end_crisis_need(by=officer, need=need, state="closed", note="不属实", at=NOW)
    with pytest.raises(CrisisNeedEnded):
        verify_crisis_need(by=officer, need=need, said=SAID, at=NOW)
    need.refresh_from_db()
    assert (need.state, need.ended_note) == ("met", "转移走了")
    for state, note in (("new", "好了"), ("merged", "好了"), ("met", "")):
        with pytest.raises(CrisisWordsMissing):
            end_crisis_need(by=officer, need=need, state=state, note=note, at=NOW)


def test_the_phone_is_shown_to_who_works_there_and_each_look_is_written_down() -> None:
    crisis = care.make_crisis()
    need = care.report(crisis, phone="13812345678")
    for by in (care.GUEST, make.make_member(), keeper("qiandong")):
        with pytest.raises(NotAllowed):
            show_crisis_phone(by=by, need=need, at=NOW)
    assert not AuditLine.objects.filter(verb="show_crisis_phone").exists()
    assert show_crisis_phone(by=keeper(), need=need, at=NOW) == "13812345678"
    assert AuditLine.objects.get(verb="show_crisis_phone").target_id == str(need.pk)
    assert show_crisis_phone(by=keeper(), need=care.report(crisis), at=NOW) == ""


def test_never_more_go_than_it_takes() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer, wanted=1)
    one, other = care.make_person(crisis), care.make_person(crisis)
    go_to_crisis_need(by=care.GUEST, need=need, person=one, at=NOW)
    with pytest.raises(GoingAlready):
        go_to_crisis_need(by=care.GUEST, need=need, person=one, at=NOW)
    with pytest.raises(EnoughGoing):
        go_to_crisis_need(by=care.GUEST, need=need, person=other, at=NOW)
    need.refresh_from_db()
    assert (need.coming, CrisisGoing.objects.count()) == (1, 1)
    withdraw_crisis_going(by=care.GUEST, need=need, person=one, at=NOW)
    with pytest.raises(NotGoing):
        withdraw_crisis_going(by=care.GUEST, need=need, person=one, at=NOW)
    go_to_crisis_need(by=care.GUEST, need=need, person=other, at=NOW)
    need.refresh_from_db()
    assert need.coming == 1


def test_said_twice_it_is_said_once() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need, one = care.verified(crisis, officer, wanted=5), care.make_person(crisis)
    go_to_crisis_need(by=care.GUEST, need=need, person=one, at=NOW)
    with pytest.raises(GoingAlready):
        go_to_crisis_need(by=care.GUEST, need=need, person=one, at=NOW)
    need.refresh_from_db()
    assert need.coming == 1


@pytest.mark.parametrize("how", ["new", "expired", "ended"])
def test_nobody_goes_to_what_is_not_on_the_board(how: str) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.report(crisis) if how == "new" else care.verified(crisis, officer)
    if how == "ended":
        end_crisis_need(by=officer, need=need, state="met", note="好了", at=NOW)
    at = NOW + 6 * HOUR if how == "expired" else NOW
    with pytest.raises(CrisisNeedEnded):
        go_to_crisis_need(by=care.GUEST, need=need, person=care.make_person(crisis), at=at)
    assert not CrisisGoing.objects.exists()


def test_a_pass_of_another_crisis_goes_nowhere() -> None:
    centre, tree = make.make_centre(), make.make_region_tree()
    one, other = care.make_crisis(tree.yushui, by=centre), care.make_crisis(tree.fenyi, by=centre)
    with pytest.raises(CrisisNeedUnknown):
        go_to_crisis_need(
            by=care.GUEST, need=care.verified(one, centre), person=care.make_person(other), at=NOW
        )
    with pytest.raises(CrisisNeedUnknown):
        need_of(one, care.report(other).pk)
    assert not CrisisGoing.objects.exists()


def test_it_never_takes_fewer_than_are_on_their_way() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer, wanted=2)
    for _ in range(2):
        go_to_crisis_need(by=care.GUEST, need=need, person=care.make_person(crisis), at=NOW)
    with pytest.raises(CrisisWordsMissing):
        verify_crisis_need(by=officer, need=need, said=Verified("城南街道", "要船", 1), at=NOW)
    need.refresh_from_db()
    assert (need.wanted, need.coming) == (2, 2)


def test_after_the_way_back_a_need_is_neither_verified_nor_ended() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.report(crisis)
    hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW)
    for work in (
        lambda: verify_crisis_need(by=officer, need=need, said=SAID, at=NOW),
        lambda: end_crisis_need(by=officer, need=need, state="met", note="好了", at=NOW),
    ):
        with pytest.raises(Exception, match="已经结束"):
            work()
    need.refresh_from_db()
    assert need.state == "handed-on"


def test_lists_of_staff_by_state(django_assert_num_queries: Any) -> None:
    officer = make.make_officer()
    crisis: Crisis = care.make_crisis(by=officer)
    care.report(crisis)
    care.verified(crisis, officer)
    assert [each.state for each in needs_of(crisis, "new")] == ["new"]
    assert {each.state for each in needs_of(crisis, "nonsense")} == {"new", "verified"}
    for _round in range(2):
        with django_assert_num_queries(1):
            assert all(each.verified_by_id is None or each.verified_by for each in needs_of(crisis))
        care.verified(crisis, officer)


@pytest.mark.parametrize(
    ("area", "shown"),
    [("幸福里一带", "王奶奶 13812345678 要转移"), ("幸福里 3 栋 201 室", "老人要转移，要会驾船的")],
)
def test_what_everybody_reads_has_no_number_and_no_door(area: str, shown: str) -> None:
    officer = make.make_officer()
    need = care.report(care.make_crisis(by=officer))
    with pytest.raises(CrisisWordsMissing) as caught, transaction.atomic():
        verify_crisis_need(by=officer, need=need, said=Verified(area, shown, 2), at=NOW)
    assert "请不要写电话" in caught.value.message
    need.refresh_from_db()
    assert (need.state, need.shown, need.area) == ("new", "", "")
