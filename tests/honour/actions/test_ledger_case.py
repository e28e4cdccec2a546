"""Cases: an officer takes back what is there now, part by part, or writes why it stays; and family ties."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.honour.actions.family_tie import agree_family_tie, ask_family_tie, end_family_tie
from redvest.honour.actions.ledger_case import collect_case, waive_case
from redvest.honour.actions.ledger_give import donate
from redvest.honour.actions.ledger_hours import earn_for_hours, reverse_for_void
from redvest.honour.choices import CaseState, FamilyRelation
from redvest.honour.ledger_errors import (
    FamilyTieTaken,
    FamilyTieUnknown,
    FamilyTieWrong,
    FamilyUnknown,
    LedgerCaseDecided,
    LedgerReasonMissing,
    NotEnoughHeld,
)
from redvest.honour.models import FamilyTie, LedgerCase
from redvest.registry.models import Volunteer
from redvest.service.actions import ledger as hours
from tests.factories import registry as make
from tests.factories.ledger import TIMEBANK, adds_up, fill, held, purse
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def spent_and_voided(person: Volunteer, minutes: int = 25) -> LedgerCase:
    """Minutes too few for a point: one case, in the time bank."""
    entry = make_entry(volunteer=person, body=make.make_body(), minutes=minutes)
    earn_for_hours(entry_id=entry.pk, at=NOW)
    donate(
        by=make.volunteer_standing(person), account=purse(person, TIMEBANK), amount=minutes, key="a", at=NOW
    )
    void = hours.void(entry=entry, reason="记错", by_account=None, at=NOW)
    reverse_for_void(entry_id=void.pk, at=NOW)
    return LedgerCase.objects.get()


def test_what_is_owed_is_taken_in_parts_and_then_settled() -> None:
    person, officer = make.make_volunteer(), make.make_officer()
    case, account = spent_and_voided(person), purse(person, TIMEBANK)
    with pytest.raises(NotEnoughHeld):
        collect_case(by=officer, case=case, at=NOW)
    fill(account, 10)
    assert collect_case(by=officer, case=case, at=NOW) == 10
    case.refresh_from_db()
    assert (case.taken, case.state, case.decided_by) == (10, CaseState.OPEN, None)
    fill(account, 40)
    assert collect_case(by=officer, case=case, at=NOW + DAY) == 15
    case.refresh_from_db()
    assert (case.taken, case.state, case.decided_at) == (25, CaseState.SETTLED, NOW + DAY)
    assert case.decided_by_id == officer.account_id
    assert held(account) == 25
    with pytest.raises(LedgerCaseDecided):
        collect_case(by=officer, case=case, at=NOW)
    with pytest.raises(LedgerCaseDecided):
        waive_case(by=officer, case=case, reason="算了", at=NOW)
    assert held(account) == 25
    assert AuditLine.objects.filter(verb="collect_ledger_case").count() == 2
    adds_up()


def test_an_officer_lets_it_be_and_says_why() -> None:
    person, officer = make.make_volunteer(), make.make_officer()
    case = spent_and_voided(person)
    with pytest.raises(LedgerReasonMissing):
        waive_case(by=officer, case=case, reason=" ", at=NOW)
    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    waive_case(by=officer, case=case, reason="不是他的错", at=NOW)
    case.refresh_from_db()
    assert (case.state, case.reason, case.decided_by_id) == (
        CaseState.WAIVED,
        "不是他的错",
        officer.account_id,
    )


def test_nobody_decides_about_what_they_owe_or_elsewhere() -> None:
    tree = make.make_region_tree()
    account = make.make_account(name="刘区域")
    make.make_grant(account=account, role=make.Role.REGION_OFFICER, region=tree.yushui)
    own = make.make_volunteer(account=account)
    case = spent_and_voided(own)
    fill(purse(own, TIMEBANK), 100)
    for by in (make.standing_of(account), make.make_member(), make.volunteer_standing(make.make_volunteer())):
        with pytest.raises(NotAllowed):
            collect_case(by=by, case=case, at=NOW)
        with pytest.raises(NotAllowed):
            waive_case(by=by, case=case, reason="算了", at=NOW)
    case.refresh_from_db()
    assert (case.state, case.taken, held(purse(own, TIMEBANK))) == (CaseState.OPEN, 0, 100)


def test_family_is_named_by_one_and_agreed_to_by_the_other() -> None:
    giver, spouse = make.make_volunteer(), make.make_volunteer()
    by, other = make.volunteer_standing(giver), make.volunteer_standing(spouse)
    tie = ask_family_tie(by=by, number=f" {spouse.number} ", relation=FamilyRelation.SPOUSE, at=NOW)
    for stranger in (by, make.make_centre(), make.volunteer_standing(make.make_volunteer())):
        with pytest.raises(NotAllowed):
            agree_family_tie(by=stranger, tie=tie, at=NOW)
    tie.refresh_from_db()
    assert tie.agreed_at is None
    agree_family_tie(by=other, tie=tie, at=NOW)
    tie.refresh_from_db()
    assert tie.agreed_at == NOW
    with pytest.raises(FamilyTieUnknown):
        agree_family_tie(by=other, tie=tie, at=NOW)
    verbs = AuditLine.objects.filter(target_id=str(tie.pk)).values_list("verb", flat=True)
    assert sorted(verbs) == ["agree_family_tie", "ask_family_tie"]


def test_a_tie_is_ended_by_either() -> None:
    giver, spouse = make.make_volunteer(), make.make_volunteer()
    by, other = make.volunteer_standing(giver), make.volunteer_standing(spouse)
    for who in (by, other):
        tie = ask_family_tie(by=by, number=spouse.number, relation=FamilyRelation.SPOUSE, at=NOW)
        with pytest.raises(NotAllowed):
            end_family_tie(by=make.make_centre(), tie=tie, at=NOW)
        end_family_tie(by=who, tie=tie, at=NOW)
        with pytest.raises(FamilyTieUnknown):
            end_family_tie(by=who, tie=tie, at=NOW)
        with pytest.raises(FamilyTieUnknown):
            agree_family_tie(by=other, tie=tie, at=NOW)
    assert FamilyTie.objects.filter(ended_at=NOW).count() == 2


def test_family_that_is_wrong_or_named_already() -> None:
    giver, one, two = make.make_volunteer(), make.make_volunteer(), make.make_volunteer()
    by = make.volunteer_standing(giver)
    for number, relation in (
        (giver.number, "spouse"),
        (one.number, "cousin"),
        ("", "parent"),
    ):
        with pytest.raises(FamilyTieWrong):
            ask_family_tie(by=by, number=number, relation=relation, at=NOW)
    with pytest.raises(FamilyUnknown):
        ask_family_tie(by=by, number="000", relation="spouse", at=NOW)
    assert not FamilyTie.objects.exists()
    printed = f"{one.number[:4]} {one.number[4:8]} {one.number[8:]}"  # as pages and cards show it
    ask_family_tie(by=by, number=printed, relation="spouse", at=NOW)
    for person, relation in ((one, "parent"), (two, "spouse")):
        with pytest.raises(FamilyTieTaken):
            ask_family_tie(by=by, number=person.number, relation=relation, at=NOW)
    assert FamilyTie.objects.count() == 1
