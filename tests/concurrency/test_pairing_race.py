"""Two at once for one household, six for five places, two leaders for one volunteer, two signatures on one visit."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.care.actions.household import HouseholdForm, close_household, enter_household
from redvest.care.actions.pairing import pair_household, pair_volunteer
from redvest.care.actions.pairing_answer import answer_pairing
from redvest.care.actions.pairing_end import end_of_person
from redvest.care.actions.silence import remind_silent
from redvest.care.actions.visit import VisitForm, log_visit
from redvest.care.actions.visit_check import countersign_visit
from redvest.care.choices import HouseholdConsent, PairingKind, PairingState
from redvest.care.models import Household, Pairing, SilenceReminder, Visit
from redvest.care.pairing_errors import FiveAlready, HouseholdPaired, MemberHasHousehold, VolunteerLed
from redvest.care.visit_errors import VisitMoved, VisitOverlaps
from redvest.registry.choices import VolunteerState
from redvest.service.models import HoursEntry
from tests.concurrency.moves import sound
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


def test_of_two_yeses_one_begins_and_the_household_has_one_member() -> None:
    """One asked as heir of the other, the other asked anew: the database alone holds these two apart."""
    here = make_village()
    former = make_pairing(household=here.household)
    heirs = [make_party_member(branch=here.branch) for _ in range(2)]
    Pairing.objects.filter(pk=former.pk).update(state=PairingState.ENDED, ends_on=TODAY, end_why="agreed")
    rows = [
        make_pairing(
            kind=PairingKind.HOUSEHOLD, member=heirs[0], household=here.household, state=PairingState.ASKED
        ),
        make_pairing(
            kind=PairingKind.HOUSEHOLD, member=heirs[1], household=make_household(), state=PairingState.ASKED
        ),
    ]
    Pairing.objects.filter(pk=rows[0].pk).update(helper_yes_at=None)
    found = at_once(
        partial(
            answer_pairing, by=volunteer_standing(heirs[0].volunteer), pairing=rows[0], agrees=True, at=NOW
        ),
        partial(
            answer_pairing, by=volunteer_standing(heirs[0].volunteer), pairing=rows[0], agrees=True, at=NOW
        ),
        partial(
            answer_pairing, by=volunteer_standing(heirs[1].volunteer), pairing=rows[1], agrees=True, at=NOW
        ),
    )
    sound(found)
    assert kinds(found) == ["Pairing", "Pairing", "PairingMoved"]
    assert Pairing.objects.filter(household=here.household, state=PairingState.LIVE).count() == 1


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
