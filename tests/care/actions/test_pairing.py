"""Asking for a pairing: who may, what is scarce, and that asking assigns nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from redvest.care.actions.pairing import (
    hand_over_pairing,
    pair_helper,
    pair_household,
    pair_volunteer,
    twin_unit,
)
from redvest.care.actions.pairing_answer import answer_pairing
from redvest.care.actions.pairing_end import end_pairing, withdraw_pairing
from redvest.care.choices import PairingEnd, PairingKind, PairingState
from redvest.care.models import Pairing
from redvest.care.pairing_errors import (
    FiveAlready,
    HouseholdClosed,
    HouseholdPaired,
    MemberHasHousehold,
    PairedVolunteerUnknown,
    PairingMoved,
    PairingPlaceWrong,
    PairingReasonMissing,
    PartyMemberUnknown,
    SelfPaired,
    UnitTwinned,
    VolunteerLed,
)
from redvest.core.errors import DomainError, NotAllowed, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import Message
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.queries import secret
from tests.factories import registry as make
from tests.factories.pairing import (
    Village,
    make_branch,
    make_household,
    make_pairing,
    make_party_member,
    make_village,
    the_same,
)
from tests.factories.registry import NOW, TODAY, volunteer_standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Village:
    return make_village()


def refused(fault: type[DomainError], act: Callable[..., Any], **said: Any) -> None:
    before = the_same(Pairing, AuditLine, Message)
    with pytest.raises(fault):
        act(**said, at=NOW)
    assert the_same(Pairing, AuditLine, Message) == before


def asked(here: Village, **more: Any) -> Pairing:
    return pair_household(
        by=here.officer, member=here.member, household=here.household, words="  请多  走动 ", at=NOW, **more
    )


def test_a_member_is_asked_and_nobody_assigned(here: Village) -> None:
    row = asked(here)
    assert (row.state, row.starts_on, row.body) == (PairingState.ASKED, None, here.branch)
    assert row.words == "请多 走动" and row.helper_yes_at is None
    assert row.other_yes_at == here.household.entered_at  # the household agreed before it was entered
    told = Message.objects.get()
    assert told.account == here.member.volunteer.account and "答不答应由你" in told.text
    assert "刘桂英" not in told.text and "百花路" not in told.text
    assert AuditLine.objects.get(verb="pair_household").details == {"kind": "household"}


def test_the_branch_asks_for_households_of_its_area_and_officers_for_those_of_their_place(
    here: Village,
) -> None:
    tree = make.make_region_tree()
    assert pair_household(by=here.secretary, member=here.member, household=here.household, at=NOW).pk
    far = make_household(region=make.make_region("360521001001", "府前社区", "community", tree.qiandong))  # type: ignore[arg-type]
    free = make_party_member(branch=here.branch)
    for by in (here.secretary, here.officer, here.stranger, here.me, GUEST_STANDING("360500")):
        refused(NotAllowed, pair_household, by=by, member=free, household=far)
    refused(NotAllowed, pair_household, by=here.stranger, member=free, household=make_household())


def test_one_member_one_household(here: Village) -> None:
    other = make_party_member(branch=here.branch)
    asked(here)
    refused(HouseholdPaired, pair_household, by=here.officer, member=other, household=here.household)
    refused(
        MemberHasHousehold, pair_household, by=here.officer, member=here.member, household=make_household()
    )
    answer_pairing(by=here.me, pairing=Pairing.objects.get(), agrees=True, at=NOW)
    refused(HouseholdPaired, pair_household, by=here.officer, member=other, household=here.household)
    refused(
        MemberHasHousehold, pair_household, by=here.officer, member=here.member, household=make_household()
    )


def test_who_has_left_or_not_agreed_is_not_asked(here: Village) -> None:
    unasked = make_party_member(branch=here.branch, agreed=False)
    gone = make_party_member(branch=here.branch, left_on=TODAY)
    away = make_party_member(branch=here.branch)
    away.volunteer.state = VolunteerState.SUSPENDED
    away.volunteer.save()
    for member in (unasked, gone, away):
        refused(PartyMemberUnknown, pair_household, by=here.officer, member=member, household=here.household)
    here.household.closed_on = TODAY
    here.household.save()
    refused(HouseholdClosed, pair_household, by=here.officer, member=here.member, household=here.household)


def test_a_yes_begins_it_today_and_a_no_leaves_the_gap(here: Village) -> None:
    row = asked(here)
    refused(NotAllowed, answer_pairing, by=here.officer, pairing=row, agrees=True)
    refused(Unauthenticated, answer_pairing, by=GUEST_STANDING("360500"), pairing=row, agrees=True)
    answer_pairing(by=here.me, pairing=row, agrees=False, at=NOW)
    row.refresh_from_db()
    assert row.state == PairingState.DECLINED and row.starts_on is None
    assert Message.objects.filter(account_id=here.secretary.account_id, text__contains="没有谈成").exists()
    refused(PairingMoved, answer_pairing, by=here.me, pairing=row, agrees=True)

    again = asked(here)
    live = answer_pairing(by=here.me, pairing=again, agrees=True, at=NOW)
    assert (live.state, live.starts_on) == (PairingState.LIVE, TODAY)


def test_what_changed_since_the_question_stops_the_yes(here: Village) -> None:
    row = asked(here)
    here.household.closed_on = TODAY
    here.household.save()
    refused(HouseholdClosed, answer_pairing, by=here.me, pairing=row, agrees=True)
    here.household.closed_on = None
    here.household.save()
    here.member.left_on = TODAY
    here.member.save()
    refused(PartyMemberUnknown, answer_pairing, by=here.me, pairing=row, agrees=True)


def test_a_member_asks_and_the_volunteer_answers(here: Village) -> None:
    person = make.make_volunteer(name="孙小青")
    row = pair_volunteer(by=here.me, member=here.member, volunteer=person, at=NOW)
    assert (row.slot, row.helper_yes_at, row.other_yes_at) == (1, NOW, None)
    assert [each.account for each in Message.objects.all()] == [person.account]
    refused(NotAllowed, answer_pairing, by=here.officer, pairing=row, agrees=True)
    assert (
        answer_pairing(by=volunteer_standing(person), pairing=row, agrees=True, at=NOW).state
        == PairingState.LIVE
    )


def test_asked_by_the_branch_both_have_to_say_yes(here: Village) -> None:
    person = make.make_volunteer(name="孙小青")
    row = pair_volunteer(by=here.secretary, member=here.member, volunteer=person, at=NOW)
    assert Message.objects.count() == 2
    assert answer_pairing(by=here.me, pairing=row, agrees=True, at=NOW).state == PairingState.ASKED
    assert (
        answer_pairing(by=volunteer_standing(person), pairing=row, agrees=True, at=NOW).state
        == PairingState.LIVE
    )


def test_five_and_no_sixth(here: Village) -> None:
    for _ in range(4):
        make_pairing(kind=PairingKind.LED, member=here.member)
    fifth = pair_volunteer(by=here.me, member=here.member, volunteer=make.make_volunteer(), at=NOW)
    assert fifth.slot == 5
    sixth = make.make_volunteer()
    refused(FiveAlready, pair_volunteer, by=here.me, member=here.member, volunteer=sixth)
    withdraw_pairing(by=here.me, pairing=fifth, at=NOW)  # who is only asked holds a place until then
    assert pair_volunteer(by=here.me, member=here.member, volunteer=sixth, at=NOW).slot == 5


def test_a_volunteer_is_led_by_one_member_and_by_nobody_against_the_rules(here: Village) -> None:
    led = make_pairing(kind=PairingKind.LED, member=make_party_member())
    refused(VolunteerLed, pair_volunteer, by=here.me, member=here.member, volunteer=led.volunteer)
    refused(SelfPaired, pair_volunteer, by=here.me, member=here.member, volunteer=here.member.volunteer)
    bare = make.make_volunteer(with_account=False)
    refused(PairedVolunteerUnknown, pair_volunteer, by=here.me, member=here.member, volunteer=bare)
    person = make.make_volunteer()
    for by in (here.stranger, volunteer_standing(person), GUEST_STANDING("360500")):
        refused(NotAllowed, pair_volunteer, by=by, member=here.member, volunteer=person)
    pair_volunteer(by=here.me, member=here.member, volunteer=person, at=NOW)
    refused(VolunteerLed, pair_volunteer, by=here.me, member=here.member, volunteer=person)


@pytest.mark.parametrize("kind", [PairingKind.ELDER_CHILD, PairingKind.LEFT_BEHIND])
def test_a_volunteer_and_a_household(here: Village, kind: PairingKind) -> None:
    body, person = make.make_body(region=make.make_region_tree().chengnan), make.make_volunteer()
    said = {"kind": kind, "body": body, "volunteer": person, "household": here.household}
    for by in (here.stranger, here.secretary, volunteer_standing(person)):
        refused(NotAllowed, pair_helper, by=by, **said)
    row = pair_helper(by=here.officer, **said, at=NOW)  # type: ignore[arg-type]
    refused(HouseholdPaired, pair_helper, by=here.officer, **said | {"volunteer": make.make_volunteer()})
    live = answer_pairing(by=volunteer_standing(person), pairing=row, agrees=True, at=NOW)
    assert (live.state, live.body) == (PairingState.LIVE, body)
    # The same household may have a member as well.
    assert asked(here).pk


def test_other_kinds_do_not_come_this_way(here: Village) -> None:
    said = {"body": here.branch, "volunteer": make.make_volunteer(), "household": here.household}
    refused(NotAllowed, pair_helper, by=here.officer, kind=PairingKind.TWINNED, **said)


def test_a_unit_and_a_community(here: Village) -> None:
    tree, body = make.make_region_tree(), make.make_body()
    head = make.make_body_admin(body)
    refused(NotAllowed, twin_unit, by=head, body=body, region=tree.baihua)
    street = make.make_officer(tree.chengnan)
    refused(PairingPlaceWrong, twin_unit, by=street, body=body, region=tree.chengnan)
    row = twin_unit(by=here.officer, body=body, region=tree.baihua, at=NOW)
    assert Message.objects.filter(account_id=head.account_id).count() == 1
    refused(UnitTwinned, twin_unit, by=here.officer, body=body, region=tree.baihua)
    refused(NotAllowed, answer_pairing, by=here.me, pairing=row, agrees=True)
    assert answer_pairing(by=head, pairing=row, agrees=True, at=NOW).state == PairingState.LIVE
    refused(UnitTwinned, twin_unit, by=here.officer, body=body, region=tree.baihua)
    body.state = "suspended"
    body.save()
    refused(BodyNotActive, twin_unit, by=street, body=body, region=tree.zhanqian)


def heard(by: Standing) -> list[str]:
    rows = Message.objects.filter(account_id=by.account_id).order_by("created_at", "id")
    return list(rows.values_list("text", flat=True))


def test_all_who_head_a_unit_hear_what_becomes_of_it_and_so_does_the_community(here: Village) -> None:
    """Also of a party branch, whose secretary keeps its pairings beside its heads."""
    place = make.make_region_tree().baihua
    heads = [make.make_body_admin(here.branch) for _ in range(2)]
    everybody = [*heads, here.secretary]
    first = twin_unit(by=here.officer, body=here.branch, region=place, at=NOW)
    assert all("想和" in heard(by)[-1] and len(heard(by)) == 1 for by in everybody)
    answer_pairing(by=heads[0], pairing=first, agrees=False, at=NOW)
    assert "没有答应" in heard(here.officer)[-1] and place.name in heard(here.officer)[-1]
    assert all(
        len(heard(by)) == 1 for by in everybody
    )  # a no is theirs: nobody tells them to look for another unit

    second = twin_unit(by=here.officer, body=here.branch, region=place, at=NOW)
    live = answer_pairing(by=heads[1], pairing=second, agrees=True, at=NOW)
    assert all("结对了" in heard(by)[-1] for by in everybody)
    assert "答应和" in heard(here.officer)[-1]
    end_pairing(by=heads[0], pairing=live, words="单位搬走了", at=NOW)
    assert all("1 个结对结束了" in heard(by)[-1] for by in everybody)
    assert f"和{place.name}的结对结束了" in heard(here.officer)[-1]


def test_a_hand_over_changes_nothing_until_the_yes(here: Village) -> None:
    former = answer_pairing(by=here.me, pairing=asked(here), agrees=True, at=NOW)
    heir = make_party_member(branch=here.branch)
    elsewhere = make_party_member(branch=make_branch())
    refused(PartyMemberUnknown, hand_over_pairing, by=here.me, pairing=former, member=elsewhere, note="")
    refused(NotAllowed, hand_over_pairing, by=here.stranger, pairing=former, member=heir, note="")
    row = hand_over_pairing(by=here.me, pairing=former, member=heir, note="刘奶奶耳朵背，敲门要重", at=NOW)
    assert secret.open_sealed(row.note_sealed, context=secret.PAIRING_WORDS) == "刘奶奶耳朵背，敲门要重"
    former.refresh_from_db()
    assert former.state == PairingState.LIVE
    refused(
        HouseholdPaired,
        hand_over_pairing,
        by=here.me,
        pairing=former,
        member=make_party_member(branch=here.branch),
        note="",
    )

    live = answer_pairing(by=volunteer_standing(heir.volunteer), pairing=row, agrees=True, at=NOW)
    former.refresh_from_db()
    assert (former.state, former.end_why, former.ends_on) == (
        PairingState.ENDED,
        PairingEnd.HANDED_OVER,
        TODAY,
    )
    line = AuditLine.objects.get(verb="end_pairing", target_id=str(former.pk))
    assert (line.actor_id, line.details) == (heir.volunteer.account_id, {"why": "handed-over"})
    assert (live.state, live.starts_on) == (PairingState.LIVE, TODAY)
    assert asked_again(here).pk  # the first member has room for another household


def test_one_that_ended_before_its_heir_said_yes_is_no_news(here: Village) -> None:
    former = answer_pairing(by=here.me, pairing=asked(here), agrees=True, at=NOW)
    heir = make_party_member(branch=here.branch)
    row = hand_over_pairing(by=here.me, pairing=former, member=heir, note="", at=NOW)
    end_pairing(by=here.me, pairing=former, words="调到外地工作", at=NOW)
    before = len(heard(here.me))
    answer_pairing(by=volunteer_standing(heir.volunteer), pairing=row, agrees=True, at=NOW)
    assert len(heard(here.me)) == before
    assert AuditLine.objects.filter(verb="end_pairing").count() == 1


def asked_again(here: Village) -> Pairing:
    return pair_household(by=here.officer, member=here.member, household=make_household(), at=NOW)


def test_a_helper_hands_over_to_a_helper(here: Village) -> None:
    former = make_pairing(kind=PairingKind.ELDER_CHILD, household=here.household)
    assert former.volunteer is not None
    mine, heir = volunteer_standing(former.volunteer), make.make_volunteer()
    refused(PairedVolunteerUnknown, hand_over_pairing, by=mine, pairing=former, note="")
    row = hand_over_pairing(by=mine, pairing=former, volunteer=heir, note="", at=NOW)
    answer_pairing(by=volunteer_standing(heir), pairing=row, agrees=True, at=NOW)
    live = Pairing.objects.get(state=PairingState.LIVE)
    assert live.volunteer == heir and live.taken_from == former


def test_led_volunteers_are_not_handed_over_like_things(here: Village) -> None:
    led = make_pairing(kind=PairingKind.LED, member=here.member)
    refused(PairingMoved, hand_over_pairing, by=here.me, pairing=led, member=make_party_member(), note="")


def test_either_side_ends_it_and_says_why(here: Village) -> None:
    live = answer_pairing(by=here.me, pairing=asked(here), agrees=True, at=NOW)
    refused(NotAllowed, end_pairing, by=here.stranger, pairing=live, words="搬走了")
    refused(PairingReasonMissing, end_pairing, by=here.me, pairing=live, words=" 嗯 ")
    end_pairing(by=here.me, pairing=live, words="调到外地工作", at=NOW)
    live.refresh_from_db()
    assert (live.state, live.end_why, live.end_words) == (
        PairingState.ENDED,
        PairingEnd.AGREED,
        "调到外地工作",
    )
    said = Message.objects.filter(account_id=here.secretary.account_id).latest("created_at", "id").text
    assert "1 个结对结束了" in said and "1 户家庭" in said
    refused(PairingMoved, end_pairing, by=here.me, pairing=live, words="再说一次")


def test_what_nobody_answered_is_taken_back_by_whoever_asked_or_keeps_it(here: Village) -> None:
    row = asked(here)
    refused(NotAllowed, withdraw_pairing, by=here.stranger, pairing=row)
    refused(NotAllowed, withdraw_pairing, by=here.me, pairing=row)
    withdraw_pairing(by=here.secretary, pairing=row, at=NOW)
    row.refresh_from_db()
    assert row.state == PairingState.WITHDRAWN
    refused(PairingMoved, withdraw_pairing, by=here.secretary, pairing=row)
    refused(PairingMoved, answer_pairing, by=here.me, pairing=row, agrees=True)
