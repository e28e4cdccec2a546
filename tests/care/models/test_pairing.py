"""What the database itself holds of pairings, households and visits, whatever an action would do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.care.choices import CallAnswer, PairingEnd, PairingKind, PairingState, SilenceStage, VisitState
from redvest.care.models import Household, Pairing, PartyMember, SilenceReminder, Visit
from redvest.core.db.constraint import broken_constraint
from tests.factories import registry as make
from tests.factories.pairing import (
    HOUR,
    make_household,
    make_pairing,
    make_party_member,
    make_visit,
)
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def broken(name: str, act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        act()
    assert broken_constraint(fault.value) == name


def change(row: Pairing | Household | Visit | PartyMember, **columns: Any) -> Callable[[], Any]:
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**columns)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (PairingKind.HOUSEHOLD, {"household": None}),
        (PairingKind.HOUSEHOLD, {"member": None}),
        (PairingKind.LED, {"member": None}),
        (PairingKind.LED, {"volunteer": None}),
        (PairingKind.ELDER_CHILD, {"household": None}),
        (PairingKind.LEFT_BEHIND, {"volunteer": None}),
    ],
)
def test_each_kind_has_its_sides(kind: PairingKind, wrong: dict[str, None]) -> None:
    broken("pairing_has_its_sides", change(make_pairing(kind=kind), **wrong))


def test_no_kind_has_sides_of_another() -> None:
    member, person, home = make_party_member(), make.make_volunteer(), make_household()
    broken("pairing_has_its_sides", change(make_pairing(), volunteer=person))
    broken("pairing_has_its_sides", change(make_pairing(kind=PairingKind.LED), household=home))
    broken("pairing_has_its_sides", change(make_pairing(kind=PairingKind.ELDER_CHILD), member=member))
    broken("pairing_has_its_sides", change(make_pairing(kind=PairingKind.TWINNED), household=home))


@pytest.mark.parametrize("slot", [0, 6, None])
def test_the_five_are_five(slot: int | None) -> None:
    broken("one_of_five_has_a_slot", change(make_pairing(kind=PairingKind.LED), slot=slot))


def test_nobody_else_has_a_slot() -> None:
    broken("one_of_five_has_a_slot", change(make_pairing(), slot=1))


@pytest.mark.parametrize("lacking", ["helper_yes_at", "other_yes_at", "starts_on"])
def test_nothing_is_live_without_both_yeses_and_a_first_day(lacking: str) -> None:
    broken("pairing_begins_with_both_yes", change(make_pairing(), **{lacking: None}))


def test_what_is_asked_has_no_first_day() -> None:
    asked = make_pairing(state=PairingState.ASKED)
    broken("pairing_begins_with_both_yes", change(asked, starts_on=TODAY))
    broken("pairing_begins_with_both_yes", change(asked, state=PairingState.LIVE))


def test_an_end_has_a_day_and_a_reason() -> None:
    row = make_pairing(starts_on=TODAY)
    ended = {"state": PairingState.ENDED, "ends_on": TODAY, "end_why": PairingEnd.AGREED}
    for wrong in ({"ends_on": None}, {"end_why": ""}, {"ends_on": TODAY - DAY}, {"state": PairingState.LIVE}):
        broken("pairing_ends_with_a_reason", change(row, **ended | wrong))
    assert change(row, **ended)() == 1


def test_one_household_one_helper_of_a_kind_and_one_member_one_household() -> None:
    first = make_pairing()
    broken("one_helper_per_household", lambda: make_pairing(household=first.household))
    broken("one_household_per_member", lambda: make_pairing(member=first.member))
    assert make_pairing(kind=PairingKind.ELDER_CHILD, household=first.household).pk  # of another kind
    broken(
        "one_helper_per_household",
        lambda: make_pairing(kind=PairingKind.ELDER_CHILD, household=first.household),
    )


def test_history_does_not_overlap_either() -> None:
    """What ended keeps its days: nobody else was there in them, and on the day of the end another may begin."""
    old = make_pairing(state=PairingState.ENDED, starts_on=TODAY - 30 * DAY, ends_on=TODAY - 10 * DAY)
    broken(
        "one_helper_per_household", lambda: make_pairing(household=old.household, starts_on=TODAY - 11 * DAY)
    )
    assert make_pairing(household=old.household, starts_on=TODAY - 10 * DAY).pk


def test_a_pairing_of_no_day_stands_in_nobodys_way() -> None:
    mistaken = make_pairing(state=PairingState.ENDED, starts_on=TODAY, ends_on=TODAY)
    assert make_pairing(household=mistaken.household, starts_on=TODAY).pk


def test_one_leader_and_five_places() -> None:
    led = make_pairing(kind=PairingKind.LED)
    broken("one_leader_per_volunteer", lambda: make_pairing(kind=PairingKind.LED, volunteer=led.volunteer))
    broken(
        "slot_given_once",
        lambda: make_pairing(kind=PairingKind.LED, member=led.member, slot=1, state=PairingState.ASKED),
    )
    past = make_pairing(
        kind=PairingKind.LED, state=PairingState.ENDED, starts_on=TODAY - 30 * DAY, ends_on=TODAY - DAY
    )
    broken(
        "five_volunteers_per_member",
        lambda: make_pairing(
            kind=PairingKind.LED, member=past.member, slot=1, state=PairingState.ENDED,
            starts_on=TODAY - 2 * DAY, ends_on=TODAY,
        ),
    )  # fmt: skip


def test_one_question_at_a_time() -> None:
    asked = make_pairing(state=PairingState.ASKED)
    broken(
        "household_offered_once", lambda: make_pairing(household=asked.household, state=PairingState.ASKED)
    )
    broken(
        "member_asked_for_one_household", lambda: make_pairing(member=asked.member, state=PairingState.ASKED)
    )
    led = make_pairing(kind=PairingKind.LED, state=PairingState.ASKED)
    broken(
        "volunteer_asked_once_by_member",
        lambda: make_pairing(
            kind=PairingKind.LED, member=led.member, volunteer=led.volunteer, slot=2, state=PairingState.ASKED
        ),
    )


def test_a_unit_is_the_twin_of_a_place_once() -> None:
    twin = make_pairing(kind=PairingKind.TWINNED)
    broken("unit_twinned_once", lambda: make_pairing(kind=PairingKind.TWINNED, body=twin.body))
    place = make.make_region_tree().zhanqian
    assert make_pairing(kind=PairingKind.TWINNED, body=twin.body, region=place).pk
    broken("unit_twinned_once", lambda: make_pairing(kind=PairingKind.TWINNED, body=twin.body, region=place))
    asked = make_pairing(kind=PairingKind.TWINNED, state=PairingState.ASKED)
    broken(
        "twinning_asked_once",
        lambda: make_pairing(kind=PairingKind.TWINNED, body=asked.body, state=PairingState.ASKED),
    )


def test_a_member_is_in_one_branch_at_a_time() -> None:
    member = make_party_member(joined_on=TODAY - 30 * DAY)
    broken("one_branch_at_a_time", lambda: make_party_member(volunteer=member.volunteer, joined_on=TODAY))
    broken("member_leaves_after_joining", change(member, left_on=TODAY - 31 * DAY))
    change(member, left_on=TODAY)()
    assert make_party_member(volunteer=member.volunteer, joined_on=TODAY).pk


def test_who_never_agreed_has_no_past_and_no_pairing() -> None:
    asked = make_party_member(agreed=False)
    broken("only_who_agreed_leaves", change(asked, left_on=TODAY))
    for kind in (PairingKind.HOUSEHOLD, PairingKind.LED):
        for state in (PairingState.ASKED, PairingState.LIVE):
            more = {"slot": 1} if kind == PairingKind.LED else {}
            with_one = partial(make_pairing, kind=kind, state=state, member=asked, **more)
            broken("paired_member_agreed", with_one)
    member = make_party_member()
    pairing = make_pairing(member=member)
    broken("paired_member_agreed", lambda: Pairing.objects.filter(pk=pairing.pk).update(member=asked))
    broken("member_agreed_once", change(member, agreed_at=None))
    change(asked, agreed_at=NOW)()
    assert make_pairing(member=asked).pk


def test_a_household_has_its_own_number_and_closes_after_it_came() -> None:
    home = make_household()
    broken("one_household_per_serial", change(make_household(), serial=home.serial))
    broken("household_closes_after_entry", change(home, closed_on=home.entered_on - DAY))
    broken("forgotten_household_keeps_nothing", change(home, closed_on=TODAY, forgotten_at=NOW))
    broken("forgotten_household_keeps_nothing", change(home, private_sealed=b"", forgotten_at=NOW))
    assert change(home, closed_on=TODAY, private_sealed=b"", forgotten_at=NOW)() == 1


def test_a_visit_has_a_length_an_entry_when_recorded_and_two_people_behind_it() -> None:
    pairing = make_pairing()
    visit, person = make_visit(pairing), make.make_account()
    broken("visit_ends_after_start", change(visit, ends_at=visit.starts_at))
    broken("recorded_visit_has_its_entry", change(visit, state=VisitState.RECORDED))
    broken("visit_seen_by_two_people", change(visit, countersigned_by=person, called_by=person))
    assert (
        change(visit, countersigned_by=person, called_by=make.make_account(), answer=CallAnswer.CAME)() == 1
    )


def test_nobody_makes_two_visits_at_once_but_a_refused_one_counts_for_nothing() -> None:
    pairing = make_pairing()
    visit = make_visit(pairing)
    begins = visit.starts_at + HOUR / 2
    broken(
        "one_visit_at_a_time",
        change(make_visit(pairing, hours_ago=48), starts_at=begins, ends_at=begins + HOUR),
    )
    change(visit, state=VisitState.REFUSED)()
    assert change(make_visit(pairing, hours_ago=72), starts_at=begins, ends_at=begins + HOUR)() == 1


def test_a_silence_is_told_once_a_stage() -> None:
    said = {"pairing": make_pairing(), "since": TODAY, "stage": SilenceStage.HELPER, "sent_at": NOW}
    SilenceReminder.objects.create(**said)
    broken("silence_told_once", lambda: SilenceReminder.objects.create(**said))
    SilenceReminder.objects.create(**said | {"stage": SilenceStage.BRANCH})
    assert SilenceReminder.objects.create(**said | {"since": TODAY - DAY}).pk


def test_words_for_people_who_read_lists_of_rows() -> None:
    home, row = make_household(), make_pairing()
    assert home.called == f"百花湖社区 {home.serial} 号家庭" and str(home).endswith(str(home.serial))
    assert row.helper == row.member.volunteer if row.member else False
    assert make_pairing(kind=PairingKind.TWINNED).helper is None
    helper = make_pairing(kind=PairingKind.LEFT_BEHIND)
    assert helper.helper == helper.volunteer
    assert str(row) == "household live"
