"""Due process: a named officer who is not involved, the person heard, an appeal above, no hours touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from redvest.core.errors import NotAllowed
from redvest.registry.policy import Standing
from redvest.service.actions import integrity_case as actions
from redvest.service.actions.integrity_scan import assign_cases, run_radar
from redvest.service.choices import CaseOutcome, CaseState, CaseStep, Grade
from redvest.service.models import CaseEvent, HoursEntry, IntegrityCase
from redvest.service.rules.integrity.refusal import (
    AppealTooLate,
    CaseClosed,
    CaseNeedsReason,
    InvolvedInCase,
    NotHeardYet,
)
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Affair:
    case: IntegrityCase
    clerk: Standing
    officer: Standing
    centre: Standing


@pytest.fixture
def affair() -> Affair:
    body = registry.make_body()
    clerk, officer, centre = registry.make_body_admin(body), registry.make_officer(), registry.make_centre()
    service.make_entry(
        volunteer=registry.make_volunteer(), body=body, grade=Grade.D, minutes=300, recorded_by_id=clerk.account_id,
        at=NOW - DAY,
    )  # fmt: skip
    run_radar(city=CITY, at=NOW)
    return Affair(IntegrityCase.objects.get(), clerk, officer, centre)


def decided(affair: Affair) -> IntegrityCase:
    actions.answer_case(by=affair.clerk, case=affair.case, text="名单在这里", at=NOW)
    actions.decide_case(by=affair.officer, case=affair.case, confirmed=True, reasons="查无此人", at=NOW)
    affair.case.refresh_from_db()
    return affair.case


def test_it_goes_to_the_nearest_officer_by_name(affair: Affair) -> None:
    assert affair.case.officer_id == affair.officer.account_id
    assert affair.case.due_at == NOW + 15 * DAY
    assert [event.step for event in affair.case.events.all()] == [CaseStep.OPENED, CaseStep.ASSIGNED]


def test_nobody_involved_decides_and_nothing_changes(affair: Affair) -> None:
    account = registry.Account.objects.get(pk=affair.clerk.account_id)
    registry.make_grant(
        account=account, role=registry.Role.REGION_OFFICER, region=registry.make_region_tree().yushui
    )
    clerk = registry.standing_of(account)

    for act in (
        actions.take_case,
        lambda **given: actions.decide_case(confirmed=False, reasons="没事", **given),
    ):
        with pytest.raises(InvolvedInCase):
            act(by=clerk, case=affair.case, at=NOW + 8 * DAY)
    with pytest.raises(NotAllowed):
        actions.decide_case(
            by=registry.make_member(), case=affair.case, confirmed=False, reasons="没事", at=NOW + 8 * DAY
        )
    affair.case.refresh_from_db()
    assert affair.case.outcome == "" and affair.case.officer_id == affair.officer.account_id


def test_no_decision_before_the_person_was_heard_or_had_the_days_to_speak(affair: Affair) -> None:
    with pytest.raises(NotHeardYet):
        actions.decide_case(
            by=affair.officer, case=affair.case, confirmed=True, reasons="有", at=NOW + 6 * DAY
        )
    assert IntegrityCase.objects.get().state == CaseState.ASSIGNED

    actions.decide_case(
        by=affair.officer, case=affair.case, confirmed=False, reasons="有材料", at=NOW + 8 * DAY
    )
    assert IntegrityCase.objects.get().outcome == CaseOutcome.DISMISSED


def test_a_decision_needs_reasons_and_happens_once(affair: Affair) -> None:
    actions.answer_case(by=affair.clerk, case=affair.case, text="名单在这里", at=NOW)
    with pytest.raises(CaseNeedsReason):
        actions.decide_case(by=affair.officer, case=affair.case, confirmed=True, reasons="  ", at=NOW)
    stale = IntegrityCase.objects.get()
    actions.decide_case(by=affair.officer, case=affair.case, confirmed=True, reasons="查无此人", at=NOW)
    with pytest.raises(CaseClosed):
        actions.decide_case(by=affair.officer, case=stale, confirmed=False, reasons="没事", at=NOW)
    assert IntegrityCase.objects.get().outcome == CaseOutcome.CONFIRMED


def test_an_appeal_goes_above_to_somebody_else_and_can_turn_it_round(affair: Affair) -> None:
    case, entries = decided(affair), HoursEntry.objects.count()
    actions.appeal_case(by=affair.clerk, case=case, text="请看当天照片", at=NOW + DAY)
    case.refresh_from_db()
    assert case.state == CaseState.APPEALED and case.officer_id == affair.centre.account_id

    with pytest.raises(NotAllowed):  # it lies above the first officer's place now
        actions.decide_appeal(by=affair.officer, case=case, upheld=True, reasons="维持", at=NOW + DAY)
    actions.decide_appeal(by=affair.centre, case=case, upheld=False, reasons="照片属实", at=NOW + DAY)

    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.FINAL, CaseOutcome.DISMISSED)
    assert HoursEntry.objects.count() == entries


def test_an_appeal_after_the_days_is_refused_and_the_decision_becomes_final(affair: Affair) -> None:
    case = decided(affair)
    with pytest.raises(AppealTooLate):
        actions.appeal_case(by=affair.clerk, case=case, text="晚了", at=NOW + 16 * DAY)
    assert run_radar(city=CITY, at=NOW + 16 * DAY).settled == 1
    assert IntegrityCase.objects.get().state == CaseState.FINAL


def test_what_was_decided_stays_decided_until_there_is_something_newer(affair: Affair) -> None:
    decided(affair)
    assert run_radar(city=CITY, at=NOW + DAY).opened == 0
    service.make_entry(
        volunteer=registry.make_volunteer(), body=registry.Body.objects.get(), grade=Grade.D,
        recorded_by_id=affair.clerk.account_id, at=NOW + DAY,
    )  # fmt: skip
    assert run_radar(city=CITY, at=NOW + 2 * DAY).opened == 1


def test_newer_evidence_joins_the_live_case(affair: Affair) -> None:
    service.make_entry(
        volunteer=registry.make_volunteer(), body=registry.Body.objects.get(), grade=Grade.D,
        recorded_by_id=affair.clerk.account_id, at=NOW + DAY,
    )  # fmt: skip
    report = run_radar(city=CITY, at=NOW + 2 * DAY)
    assert (report.opened, report.added) == (0, 1)
    assert IntegrityCase.objects.get().figures["entries"] == 2


def test_silence_escalates_to_the_place_above(affair: Affair) -> None:
    assert run_radar(city=CITY, at=NOW + 16 * DAY).escalated == 1
    case = IntegrityCase.objects.get()
    assert case.officer_id == affair.centre.account_id and case.at_path == f"{CITY}/"
    assert run_radar(city=CITY, at=NOW + 40 * DAY).escalated == 0  # nobody is above the city


def test_hours_are_voided_only_after_a_final_confirmed_case(affair: Affair) -> None:
    case, entry = decided(affair), HoursEntry.objects.get()
    with pytest.raises(CaseClosed):
        actions.void_under_case(by=affair.officer, case=case, entry=entry, reason="查实", at=NOW)
    assert HoursEntry.objects.count() == 1


def test_events_cannot_be_changed_or_deleted(affair: Affair) -> None:
    for change in (
        lambda: CaseEvent.objects.update(text="改"),
        lambda: CaseEvent.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert not CaseEvent.objects.filter(text="改").exists()


def test_nobody_judges_who_is_set_over_them(affair: Affair) -> None:
    """A case about the city's centre waits for another of the centre; an officer below neither gets nor takes it."""
    IntegrityCase.objects.filter(pk=affair.case.pk).update(
        concerned=affair.centre.account_id, officer=None, state=CaseState.OPEN
    )
    case = IntegrityCase.objects.get()

    assert assign_cases(city=CITY, at=NOW) == 0
    with pytest.raises(InvolvedInCase):
        actions.take_case(by=affair.officer, case=case, at=NOW)
    case.refresh_from_db()
    assert (case.officer_id, case.state) == (None, CaseState.OPEN)

    other = registry.make_centre()
    assert assign_cases(city=CITY, at=NOW) == 1
    case.refresh_from_db()
    assert case.officer_id == other.account_id
