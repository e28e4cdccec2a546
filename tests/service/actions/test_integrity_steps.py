"""Every step of a case in every state: where it is taken, where it is refused and leaves all as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.policy import Standing
from redvest.service.actions import integrity_case as actions
from redvest.service.actions.integrity_scan import assign_cases, escalate_cases, run_radar, settle_cases
from redvest.service.choices import CaseOutcome, CaseState, CaseStep, Grade
from redvest.service.models import CaseEvent, HoursEntry, IntegrityCase
from redvest.service.rules.integrity.refusal import (
    AppealTooLate,
    CaseClosed,
    CaseNeedsReason,
    EntryOutsideCase,
    InvolvedInCase,
)
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OPEN, A, H, D, P, F = (CaseState(s) for s in ("open", "assigned", "heard", "decided", "appealed", "final"))


@dataclass(frozen=True)
class Affair:
    case: IntegrityCase
    clerk: Standing
    officer: Standing
    centre: Standing
    other: Standing  # somebody else of the centre
    body: registry.Body

    def put(self, state: CaseState) -> IntegrityCase:
        """The case as it is in a state, without the steps before it."""
        decided = state in (D, P, F)
        holder = None if state == OPEN else self.centre if state == P else self.officer
        IntegrityCase.objects.filter(pk=self.case.pk).update(
            state=state, officer=holder.account_id if holder else None,
            at_path=f"{CITY}/" if state == P else self.case.region_path,
            outcome="confirmed" if decided else "", decided_by=self.officer.account_id if decided else None,
            appeal_until=NOW + 15 * DAY if decided else None, propose_void=decided,
        )  # fmt: skip
        return IntegrityCase.objects.get()


@pytest.fixture
def affair() -> Affair:
    body = registry.make_body()
    clerk, officer, centre = registry.make_body_admin(body), registry.make_officer(), registry.make_centre()
    service.make_entry(
        volunteer=registry.make_volunteer(), body=body, grade=Grade.D, minutes=300, recorded_by_id=clerk.account_id,
        at=NOW - DAY,
    )  # fmt: skip
    run_radar(city=CITY, at=NOW)
    return Affair(IntegrityCase.objects.get(), clerk, officer, centre, registry.make_centre(), body)


def all_there_is() -> tuple[Any, ...]:
    return (
        list(IntegrityCase.objects.order_by("id").values()),
        list(CaseEvent.objects.order_by("id").values()),
        HoursEntry.objects.count(),
        AuditLine.objects.count(),
    )


def refused(fault: type[DomainError], act: Callable[..., Any], **given: Any) -> None:
    """It is refused, and nothing whatever has changed."""
    before = all_there_is()
    with pytest.raises(fault):
        act(**given)
    assert all_there_is() == before


def taking(affair: Affair, case: IntegrityCase) -> None:
    actions.take_case(by=affair.other, case=case, at=NOW)


def answering(affair: Affair, case: IntegrityCase) -> None:
    actions.answer_case(by=affair.clerk, case=case, text="名单在这里", at=NOW)


def deciding(affair: Affair, case: IntegrityCase) -> None:
    holder = affair.centre if case.state == P else affair.officer
    actions.decide_case(by=holder, case=case, confirmed=True, reasons="查无此人", at=NOW + 8 * DAY)


def appealing(affair: Affair, case: IntegrityCase) -> None:
    actions.appeal_case(by=affair.clerk, case=case, text="请再看", at=NOW)


def reviewing(affair: Affair, case: IntegrityCase) -> None:
    holder = affair.centre if case.state == P else affair.other
    IntegrityCase.objects.filter(pk=case.pk).update(officer=holder.account_id)
    case.officer_id = holder.account_id
    actions.decide_appeal(by=holder, case=case, upheld=True, reasons="维持", at=NOW)


STEPS: list[tuple[Callable[[Affair, IntegrityCase], None], dict[CaseState, CaseState]]] = [
    (taking, {OPEN: A, A: A, H: H, P: P}),
    (answering, {OPEN: OPEN, A: H, H: H, P: P}),
    (deciding, {A: D, H: D}),
    (appealing, {D: P}),
    (reviewing, {P: F}),
]
GRID = [(step, state, leads.get(state)) for step, leads in STEPS for state in CaseState]


@pytest.mark.parametrize(("step", "state", "then"), GRID, ids=[f"{s.__name__}-{st}" for s, st, _ in GRID])
def test_each_step_is_taken_from_its_own_states_alone(
    affair: Affair, step: Callable[[Affair, IntegrityCase], None], state: CaseState, then: CaseState | None
) -> None:
    case, events, hours = affair.put(state), CaseEvent.objects.count(), HoursEntry.objects.count()
    lines = AuditLine.objects.count()
    if then is None:
        with pytest.raises(CaseClosed):
            step(affair, case)
        assert (IntegrityCase.objects.get().state, CaseEvent.objects.count()) == (state, events)
        assert AuditLine.objects.count() == lines
    else:
        step(affair, case)
        assert IntegrityCase.objects.get().state == then == case.state
        assert CaseEvent.objects.count() > events and AuditLine.objects.count() == lines + 1
    assert HoursEntry.objects.count() == hours


@pytest.mark.parametrize("state", list(CaseState))
def test_strangers_and_those_with_a_part_in_it_may_do_nothing_in_any_state(
    affair: Affair, state: CaseState
) -> None:
    case, stranger = affair.put(state), registry.make_officer(registry.make_region_tree().fenyi)
    account = registry.Account.objects.get(pk=affair.clerk.account_id)
    registry.make_grant(account=account, role=Role.CENTRE, region=registry.make_region_tree().city)
    for by, fault in ((stranger, NotAllowed), (registry.make_member(), NotAllowed),
                      (affair.clerk, NotAllowed), (registry.standing_of(account), InvolvedInCase)):  # fmt: skip
        refused(fault, actions.take_case, by=by, case=case, at=NOW)
        refused(
            fault, actions.decide_case, by=by, case=case, confirmed=False, reasons="没事", at=NOW + 8 * DAY
        )
        refused(fault, actions.decide_appeal, by=by, case=case, upheld=False, reasons="没事", at=NOW)
        entry = HoursEntry.objects.get()
        refused(fault, actions.void_under_case, by=by, case=case, entry=entry, reason="错了", at=NOW)
    for by in (affair.officer, affair.centre, stranger):  # nor does an officer speak for whom it concerns
        refused(NotAllowed, actions.answer_case, by=by, case=case, text="我说", at=NOW)
        refused(NotAllowed, actions.appeal_case, by=by, case=case, text="我说", at=NOW)


@pytest.mark.parametrize("empty", ["", "   \n", "\x00", " \x00 "])
def test_nothing_is_said_with_empty_words(affair: Affair, empty: str) -> None:
    refused(CaseNeedsReason, actions.answer_case, by=affair.clerk, case=affair.case, text=empty, at=NOW)
    case = affair.put(D)
    refused(CaseNeedsReason, actions.appeal_case, by=affair.clerk, case=case, text=empty, at=NOW)
    case = affair.put(P)
    refused(
        CaseNeedsReason,
        actions.decide_appeal,
        by=affair.centre,
        case=case,
        upheld=True,
        reasons=empty,
        at=NOW,
    )


def test_what_is_said_is_kept_up_to_two_thousand_characters_without_the_nul(affair: Affair) -> None:
    actions.answer_case(by=affair.clerk, case=affair.case, text="\x00" + "说" * 3000, at=NOW)
    event = affair.case.events.get(step=CaseStep.ANSWERED)
    assert event.text == "说" * 2000 and event.account_id == affair.clerk.account_id


def test_the_days_to_speak_end_to_the_minute(affair: Affair) -> None:
    end = affair.case.hear_until
    assert end == NOW + 7 * DAY
    given = {"by": affair.officer, "case": affair.case, "confirmed": False, "reasons": "有材料"}
    refused(actions.NotHeardYet, actions.decide_case, **given, at=end - timedelta(seconds=1))
    actions.decide_case(**given, at=end)
    assert IntegrityCase.objects.get().appeal_until == end + 15 * DAY


def test_the_last_moment_for_an_appeal_is_in_time_and_is_not_yet_final(affair: Affair) -> None:
    case = affair.put(D)
    assert settle_cases(city=CITY, at=NOW + 15 * DAY) == 0
    late = NOW + 15 * DAY + timedelta(seconds=1)
    refused(AppealTooLate, actions.appeal_case, by=affair.clerk, case=case, text="请再看", at=late)
    actions.appeal_case(by=affair.clerk, case=case, text="请再看", at=NOW + 15 * DAY)
    assert settle_cases(city=CITY, at=late) == 0 and IntegrityCase.objects.get().state == P


def test_who_decided_neither_takes_the_review_over_nor_gives_it(affair: Affair) -> None:
    case = affair.put(P)
    IntegrityCase.objects.update(decided_by=affair.centre.account_id)
    case.refresh_from_db()
    refused(CaseClosed, actions.take_case, by=affair.centre, case=case, at=NOW)
    refused(
        CaseClosed, actions.decide_appeal, by=affair.centre, case=case, upheld=True, reasons="维持", at=NOW
    )


@pytest.mark.parametrize(("outcome", "upheld", "ends", "void"), [
    ("confirmed", True, "confirmed", True), ("confirmed", False, "dismissed", False),
    ("dismissed", True, "dismissed", False), ("dismissed", False, "confirmed", True),
])  # fmt: skip
def test_a_review_upholds_or_turns_and_proposes_to_void_only_what_is_confirmed(
    affair: Affair, outcome: str, upheld: bool, ends: str, void: bool
) -> None:
    affair.put(P)
    IntegrityCase.objects.update(outcome=outcome)
    case = IntegrityCase.objects.get()
    actions.decide_appeal(by=affair.centre, case=case, upheld=upheld, reasons="看过照片", at=NOW)
    case = IntegrityCase.objects.get()
    assert (case.state, case.outcome, case.propose_void) == (F, ends, void)
    assert case.decided_by_id == affair.centre.account_id and case.due_at is None
    assert case.events.get(step="final").text == f"{CaseOutcome(ends).label}：看过照片"


def test_an_entry_of_somebody_else_is_not_voided_under_a_case(affair: Affair) -> None:
    case = affair.put(F)
    other = service.make_entry(
        volunteer=registry.make_volunteer(), body=affair.body, grade=Grade.D, at=NOW - DAY,
        recorded_by_id=registry.make_account().pk,
    )  # fmt: skip
    refused(
        EntryOutsideCase,
        actions.void_under_case,
        by=affair.officer,
        case=case,
        entry=other,
        reason="错",
        at=NOW,
    )
    IntegrityCase.objects.update(outcome="dismissed")
    mine = HoursEntry.objects.exclude(pk=other.pk).get()
    refused(
        CaseClosed, actions.void_under_case, by=affair.officer, case=case, entry=mine, reason="错", at=NOW
    )


@pytest.mark.parametrize("state", [OPEN, A, H])
def test_one_live_case_for_a_rule_and_a_subject_and_any_number_of_closed_ones(
    affair: Affair, state: CaseState
) -> None:
    case = affair.put(state)
    row = {f.attname: getattr(case, f.attname) for f in case._meta.fields if f.attname != "id"}
    with pytest.raises(IntegrityError, match="one_undecided_case"), transaction.atomic():
        IntegrityCase.objects.create(**row)
    assert IntegrityCase.objects.count() == 1
    for _ in range(2):
        IntegrityCase.objects.create(
            **row | {"state": F, "outcome": "dismissed", "decided_by_id": affair.officer.account_id}
        )
    assert IntegrityCase.objects.count() == 3


def test_silence_moves_a_case_up_once_it_is_truly_overdue_and_leaves_the_rest(affair: Affair) -> None:
    assert escalate_cases(city=CITY, at=NOW + 15 * DAY) == 0  # the last moment is still in time
    assert escalate_cases(city=CITY, at=NOW + 15 * DAY + timedelta(seconds=1)) == 1
    case = IntegrityCase.objects.get()
    assert case.at_path == f"{CITY}/" and case.state == A and case.hear_until == NOW + 7 * DAY
    assert case.events.last().step == CaseStep.ESCALATED
    refused(NotAllowed, actions.take_case, by=affair.officer, case=case, at=NOW + 16 * DAY)


def test_a_case_waits_open_until_there_is_an_officer(affair: Affair) -> None:
    affair.put(OPEN)
    registry.Grant.objects.filter(role__in=(Role.REGION_OFFICER, Role.CENTRE)).delete()
    assert assign_cases(city=CITY, at=NOW) == 0 and IntegrityCase.objects.get().state == OPEN
    late = registry.make_officer()
    assert assign_cases(city=CITY, at=NOW + DAY) == 1
    case = IntegrityCase.objects.get()
    assert (case.state, case.officer_id, case.hear_until) == (A, late.account_id, NOW + 8 * DAY)
