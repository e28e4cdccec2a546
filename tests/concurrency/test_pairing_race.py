"""Two at once for one household, six for five places, two leaders for one volunteer, two signatures on one visit."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.care.actions.household import HouseholdForm, close_household, enter_household
from redvest.care.actions.pairing import pair_household, pair_volunteer
from redvest.care.actions.pairing_answer import answer_pairing
from redvest.care.actions.pairing_end import end_of_person, withdraw_pairing
from redvest.care.actions.silence import remind_silent
from redvest.care.actions.visit import VisitForm, log_visit
from redvest.care.actions.visit_check import countersign_visit
from redvest.care.choices import HouseholdConsent, PairingKind, PairingState
from redvest.care.models import Household, Pairing, SilenceReminder, Visit
from redvest.care.pairing_errors import (
    FiveAlready,
    HouseholdPaired,
    MemberHasHousehold,
    PairingMoved,
    VolunteerLed,
)
from redvest.care.visit_errors import VisitMoved, VisitOverlaps
from redvest.core.db.constraint import broken_constraint
from redvest.registry.choices import VolunteerState
from redvest.service.models import HoursEntry
from tests.concurrency.moves import later, sound
from tests.factories import registry as make
from tests.factories.care import GRANNY
from tests.factories.pairing import (
    HOUR,
    make_household,
    make_pairing,
    make_party_member,
    make_secretary,
    make_village,
    make_visit,
)
from tests.factories.race import at_once
from tests.factories.registry import NOW, TODAY, volunteer_standing

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(found: list[object]) -> list[str]:
    return sorted(type(each).__name__ for each in found)


def test_one_household_is_offered_to_one_of_two_members() -> None:
    here = make_village()
    others = [make_party_member(branch=here.branch) for _ in range(2)]
    found = at_once(
        *(
            partial(pair_household, by=here.officer, member=each, household=here.household, at=NOW)
            for each in others
        )
    )
    assert kinds(found) == [HouseholdPaired.__name__, "Pairing"]
    assert Pairing.objects.count() == 1


def test_one_member_is_offered_one_of_two_households() -> None:
    here = make_village()
    homes = [here.household, make_household()]
    found = at_once(
        *(
            partial(pair_household, by=here.officer, member=here.member, household=each, at=NOW)
            for each in homes
        )
    )
    assert kinds(found) == [MemberHasHousehold.__name__, "Pairing"]
    assert Pairing.objects.count() == 1


def slow_commit(**sides: Any) -> Pairing:
    """A pairing that is live, written past the actions, in a transaction that stays open a while."""
    with transaction.atomic():
        made = make_pairing(**sides)
        time.sleep(0.8)
    return made


@pytest.mark.parametrize("kind", [PairingKind.HOUSEHOLD, PairingKind.ELDER_CHILD])
def test_of_two_at_one_household_one_wins_by_the_database_alone(kind: PairingKind) -> None:
    """Neither sees the other's row before it is committed: ``one_helper_per_household`` holds them apart."""
    here = make_village()
    body = here.branch
    if kind == PairingKind.HOUSEHOLD:
        sides: list[dict[str, Any]] = [{"member": make_party_member(branch=body)} for _ in range(2)]
    else:
        sides = [{"volunteer": make.make_volunteer(), "body": body} for _ in range(2)]
    one = partial(slow_commit, kind=kind, household=here.household, **sides[0])
    two = partial(make_pairing, kind=kind, household=here.household, **sides[1])
    first, second = at_once(one, later(0.3, two))
    assert isinstance(first, Pairing) and isinstance(second, IntegrityError)
    assert broken_constraint(second) == "one_helper_per_household"
    assert Pairing.objects.get() == first


def test_a_yes_beside_somebody_who_has_just_begun_is_refused_in_words() -> None:
    """The yes looks at nothing but its own row: what it meets is the constraint, and its sentence."""
    here = make_village()
    row = pair_household(by=here.officer, member=here.member, household=here.household, at=NOW)
    other = make_party_member(branch=here.branch)
    begun, answered = at_once(
        partial(slow_commit, member=other, household=here.household),
        later(0.3, partial(answer_pairing, by=here.me, pairing=row, agrees=True, at=NOW)),
    )
    assert kinds([begun, answered]) == [HouseholdPaired.__name__, "Pairing"]
    row.refresh_from_db()
    assert (row.state, row.helper_yes_at) == (PairingState.ASKED, None)
    assert Pairing.objects.get(state=PairingState.LIVE).member == other


def test_of_two_members_asked_one_after_the_other_one_begins() -> None:
    """One says yes while the question is taken back, put to another, and answered there."""
    here = make_village()
    row = pair_household(by=here.officer, member=here.member, household=here.household, at=NOW)
    other = make_party_member(branch=here.branch)

    def to_another() -> Pairing:
        withdraw_pairing(by=here.officer, pairing=row, at=NOW)
        anew = pair_household(by=here.officer, member=other, household=here.household, at=NOW)
        return answer_pairing(by=volunteer_standing(other.volunteer), pairing=anew, agrees=True, at=NOW)

    found = at_once(partial(answer_pairing, by=here.me, pairing=row, agrees=True, at=NOW), to_another)
    sound(found)
    assert kinds(found) == ["Pairing", PairingMoved.__name__]
    live = Pairing.objects.get(household=here.household, state=PairingState.LIVE)
    assert live in found


def test_one_yes_pressed_twice_begins_once() -> None:
    here = make_village()
    row = pair_household(by=here.officer, member=here.member, household=here.household, at=NOW)
    found = at_once(*[partial(answer_pairing, by=here.me, pairing=row, agrees=True, at=NOW)] * 2)
    assert kinds(found) == ["Pairing", PairingMoved.__name__]
    assert Pairing.objects.get().state == PairingState.LIVE


def test_no_sixth_volunteer() -> None:
    here = make_village()
    for _ in range(4):
        make_pairing(kind=PairingKind.LED, member=here.member)
    people = [make.make_volunteer() for _ in range(3)]
    found = at_once(
        *(
            partial(pair_volunteer, by=by, member=here.member, volunteer=person, at=NOW)
            for by, person in zip((here.me, here.secretary, here.officer), people, strict=True)
        )
    )
    assert kinds(found) == [FiveAlready.__name__, FiveAlready.__name__, "Pairing"]
    assert Pairing.objects.filter(member=here.member).count() == 5


def test_a_volunteer_follows_one_of_two_members() -> None:
    here = make_village()
    person = make.make_volunteer()
    rows = [
        pair_volunteer(by=volunteer_standing(each.volunteer), member=each, volunteer=person, at=NOW)
        for each in (here.member, make_party_member(branch=here.branch))
    ]
    me = volunteer_standing(person)
    found = at_once(*(partial(answer_pairing, by=me, pairing=row, agrees=True, at=NOW) for row in rows))
    assert kinds(found) == ["Pairing", VolunteerLed.__name__]
    assert Pairing.objects.filter(state=PairingState.LIVE).count() == 1


def test_a_household_that_closes_has_nobody_afterwards() -> None:
    here = make_village()
    row = pair_household(by=here.officer, member=here.member, household=here.household, at=NOW)
    found = at_once(
        partial(answer_pairing, by=here.me, pairing=row, agrees=True, at=NOW),
        partial(close_household, by=here.officer, household=here.household, words="搬走了", at=NOW),
    )
    sound(found)
    assert not Pairing.objects.filter(state__in=(PairingState.LIVE, PairingState.ASKED)).exists()


def test_whoever_leaves_while_saying_yes_is_paired_with_nobody() -> None:
    here = make_village()
    row = pair_household(by=here.officer, member=here.member, household=here.household, at=NOW)
    person = here.member.volunteer
    type(person).objects.filter(pk=person.pk).update(state=VolunteerState.LEFT)
    found = at_once(
        partial(answer_pairing, by=here.me, pairing=row, agrees=True, at=NOW),
        partial(end_of_person, volunteer_id=person.pk, at=NOW),
    )
    sound(found)
    assert not Pairing.objects.filter(state__in=(PairingState.LIVE, PairingState.ASKED)).exists()


def test_two_households_entered_at_once_have_two_numbers() -> None:
    baihua = make.make_region_tree().baihua
    by = make.make_officer()
    form = HouseholdForm(GRANNY, HouseholdConsent.PHONE, TODAY)
    found = at_once(*[partial(enter_household, by=by, community=baihua, form=form, at=NOW)] * 3)
    assert kinds(found) == ["Household"] * 3
    assert sorted(Household.objects.values_list("serial", flat=True)) == [1, 2, 3]


def test_a_visit_is_signed_once_and_logged_once() -> None:
    here = make_village()
    pairing = make_pairing(member=here.member, household=here.household)
    visit = make_visit(pairing)
    second = make_secretary(here.branch)
    found = at_once(
        *(partial(countersign_visit, by=by, visit=visit, at=NOW) for by in (here.secretary, second))
    )
    assert kinds(found) == ["Visit", VisitMoved.__name__]
    assert HoursEntry.objects.count() == 1

    form = VisitForm(starts_at=NOW - 3 * HOUR, minutes=60, words="量血压")
    again = at_once(*[partial(log_visit, by=here.me, pairing=pairing, form=form, at=NOW)] * 2)
    assert kinds(again) == ["Visit", VisitOverlaps.__name__]
    assert Visit.objects.count() == 2


def test_two_clocks_tell_once() -> None:
    here = make_village()
    make_pairing(member=here.member, household=here.household, starts_on=TODAY.replace(year=2025))
    found = at_once(*[partial(remind_silent, city="360500", at=NOW)] * 2)
    assert sorted(found) == [0, 1]  # type: ignore[type-var]
    assert SilenceReminder.objects.count() == 1
