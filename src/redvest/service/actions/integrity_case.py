"""What is done with a case: opening, assigning, hearing, deciding, appealing. Nothing here changes hours.

Every step is one guarded UPDATE on the state it starts from, one event and one audit line in one transaction. Voiding
under a case is a separate act of an officer through ``correction.void_entry``, as it always was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from redvest.core import audit, clock
from redvest.core.audit import Actor
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rule
from redvest.service import policy
from redvest.service.actions.correction import void_entry
from redvest.service.choices import UNDECIDED, CaseOutcome, CaseState, CaseStep
from redvest.service.models import CaseEvent, HoursEntry, IntegrityCase
from redvest.service.queries.integrity_case import Bench, bench_of, candidates, entries_of_case, outranked
from redvest.service.rules.integrity.refusal import (
    AppealTooLate,
    CaseClosed,
    CaseNeedsReason,
    EntryOutsideCase,
    InvolvedInCase,
    NotHeardYet,
)

LONGEST = 2000  # characters of what people say


def place_case(
    *,
    case: IntegrityCase,
    at: datetime,
    bench: Bench,
    step: CaseStep = CaseStep.ASSIGNED,
    above: str = "",
    without: tuple[UUID, ...] = (),
) -> bool:
    """Give a case to a named officer of its place, or of one ``above``; False when there is nobody. In a transaction."""
    able = candidates(case, bench, above=above, without=without)
    if not able:
        return False
    officer, path = able[0]
    changes: dict[str, Any] = {
        "officer": officer,
        "at_path": path,
        "due_at": at + _days("decide_days", case, at),
    }
    if case.state == CaseState.OPEN:
        changes |= {"state": CaseState.ASSIGNED, "hear_until": at + _days("hear_days", case, at)}
    _move(case, (case.state,), **changes)
    bench.loads[officer] += 1
    _note(case, step, at=at, account_id=officer)
    return True


@transaction.atomic
def take_case(*, by: Standing, case: IntegrityCase, at: datetime) -> None:
    """An officer of the place takes a case over. Raises NotAllowed, InvolvedInCase, CaseClosed."""
    policy.require_may_handle(by, case)
    if outranked(by.account_id, case, bench_of(case.city, on=clock.day_of(at))):
        raise InvolvedInCase
    changes: dict[str, Any] = {"officer": by.account_id, "due_at": at + _days("decide_days", case, at)}
    if case.state == CaseState.APPEALED and by.account_id == case.decided_by_id:
        raise CaseClosed("复核要由另一个人来办。")
    if case.state == CaseState.OPEN:
        changes |= {"state": CaseState.ASSIGNED, "hear_until": at + _days("hear_days", case, at)}
    _move(case, (*UNDECIDED, CaseState.APPEALED), **{"state": case.state, **changes})
    _note(case, CaseStep.ASSIGNED, at=at, account_id=by.account_id)
    _audit(by.actor, case, at, "take_case")


@transaction.atomic
def answer_case(*, by: Standing, case: IntegrityCase, text: str, at: datetime) -> None:
    """Whom it concerns says how it was. More than once, as long as nothing is decided."""
    policy.require_concerned(by, case)
    said = _said(text)
    state = CaseState.HEARD if case.state in (CaseState.ASSIGNED, CaseState.HEARD) else case.state
    _move(case, (*UNDECIDED, CaseState.APPEALED), state=state)
    _note(case, CaseStep.ANSWERED, at=at, account_id=by.account_id, text=said)
    _audit(by.actor, case, at, "answer_case")


@transaction.atomic
def decide_case(
    *,
    by: Standing,
    case: IntegrityCase,
    confirmed: bool,
    reasons: str,
    propose_void: bool = False,
    at: datetime,
) -> None:
    """Decide, with reasons. Raises NotAllowed, InvolvedInCase, NotHeardYet, CaseNeedsReason, CaseClosed.

    The person was heard, or had the days to speak and did not. Nothing happens to any hours.
    """
    policy.require_may_handle(by, case)
    _require_named(by, case)
    said = _said(reasons)
    heard = case.state == CaseState.HEARD or case.concerned_id is None
    if case.state == CaseState.ASSIGNED and not heard and (case.hear_until is None or at < case.hear_until):
        raise NotHeardYet
    outcome = CaseOutcome.CONFIRMED if confirmed else CaseOutcome.DISMISSED
    _move(
        case, (CaseState.ASSIGNED, CaseState.HEARD), state=CaseState.DECIDED, outcome=outcome,
        propose_void=confirmed and propose_void, decided_by=by.account_id, decided_at=at, due_at=None,
        appeal_until=at + _days("appeal_days", case, at),
    )  # fmt: skip
    _note(case, CaseStep.DECIDED, at=at, account_id=by.account_id, text=f"{outcome.label}：{said}")
    _audit(by.actor, case, at, "decide_case", reason=said[:200], outcome=outcome.value)


@transaction.atomic
def appeal_case(*, by: Standing, case: IntegrityCase, text: str, at: datetime) -> None:
    """Whom it concerns asks the superior place to look again. Raises AppealTooLate, CaseClosed."""
    policy.require_concerned(by, case)
    said = _said(text)
    if case.appeal_until is not None and at > case.appeal_until:
        raise AppealTooLate
    decider = case.decided_by_id
    _move(case, (CaseState.DECIDED,), state=CaseState.APPEALED, officer=None)
    _note(case, CaseStep.APPEALED, at=at, account_id=by.account_id, text=said)
    _audit(by.actor, case, at, "appeal_case")
    without = (decider,) if decider else ()
    bench = bench_of(case.city, on=clock.day_of(at))
    if not place_case(case=case, at=at, bench=bench, above=case.at_path, without=without):
        place_case(case=case, at=at, bench=bench, without=without)


@transaction.atomic
def decide_appeal(*, by: Standing, case: IntegrityCase, upheld: bool, reasons: str, at: datetime) -> None:
    """Another officer upholds the decision or turns it round; that is final here. Raises as ``decide_case``."""
    policy.require_may_handle(by, case)
    _require_named(by, case)
    if by.account_id == case.decided_by_id:
        raise CaseClosed("复核要由另一个人来办。")
    said = _said(reasons)
    turned = {CaseOutcome.CONFIRMED: CaseOutcome.DISMISSED, CaseOutcome.DISMISSED: CaseOutcome.CONFIRMED}
    before = CaseOutcome(case.outcome or CaseOutcome.DISMISSED)
    outcome = before if upheld else turned[before]
    _move(
        case, (CaseState.APPEALED,), state=CaseState.FINAL, outcome=outcome, decided_by=by.account_id,
        decided_at=at, due_at=None, propose_void=case.propose_void and outcome == CaseOutcome.CONFIRMED,
    )  # fmt: skip
    _note(case, CaseStep.FINAL, at=at, account_id=by.account_id, text=f"{outcome.label}：{said}")
    _audit(by.actor, case, at, "decide_appeal", reason=said[:200], outcome=outcome.value)


@transaction.atomic
def void_under_case(
    *, by: Standing, case: IntegrityCase, entry: HoursEntry, reason: str, at: datetime
) -> HoursEntry:
    """Void one entry that a confirmed case is about: an officer's own act, written down in the case as well.

    Not before the appeal is over. Raises EntryOutsideCase, CaseClosed and whatever ``void_entry`` raises.
    """
    policy.require_may_handle(by, case)
    case = IntegrityCase.objects.select_for_update().get(pk=case.pk)
    if case.state != CaseState.FINAL or case.outcome != CaseOutcome.CONFIRMED:
        raise CaseClosed("结论生效以后才能作废时长：等复核期限过了，或者复核办完。")
    if not entries_of_case(case).filter(pk=entry.pk).exists():
        raise EntryOutsideCase
    void = void_entry(by=by, entry=entry, reason=reason, at=at)
    _note(case, CaseStep.VOIDED, at=at, account_id=by.account_id, text=_said(reason), entry_id=entry.pk)
    return void


def _require_named(by: Standing, case: IntegrityCase) -> None:
    """A case is decided by whom it was given to by name; somebody else of the place takes it over first."""
    if case.officer_id is not None and case.officer_id != by.account_id:
        raise CaseClosed("这件事现在由别人在办；要由你来办，请先接手。")


def _said(text: str) -> str:
    said = text.replace("\x00", "").strip()[:LONGEST]
    if not said:
        raise CaseNeedsReason
    return said


def _move(case: IntegrityCase, states: tuple[str, ...], **changes: Any) -> None:
    """One guarded update: whoever comes second finds the case moved on. Raises CaseClosed.

    Who may act was judged by officer, place and people involved, so none of these may have changed meanwhile either.
    """
    found = IntegrityCase.objects.filter(
        Q(state__in=states), pk=case.pk, state=case.state, officer=case.officer_id, at_path=case.at_path,
        involved=case.involved,
    )  # fmt: skip
    if not found.update(**changes):
        raise CaseClosed
    for name, value in changes.items():
        field = case._meta.get_field(name)
        setattr(case, field.attname, value)  # type: ignore[union-attr]


def _note(
    case: IntegrityCase, step: CaseStep, *, at: datetime, account_id: UUID | None = None, text: str = "",
    entry_id: UUID | None = None,
) -> None:  # fmt: skip
    CaseEvent.objects.create(case=case, step=step, at=at, account_id=account_id, text=text, entry_id=entry_id)


def _audit(by: Actor, case: IntegrityCase, at: datetime, verb: str, reason: str = "", **details: Any) -> None:
    audit.write_line(by=by, at=at, city=case.city, verb=verb, target=case, reason=reason, **details)


def _days(key: str, case: IntegrityCase, at: datetime) -> timedelta:
    """As the radar's other measures: the city's."""
    return timedelta(days=int(rule(f"integrity.{key}", f"{case.city}/", clock.day_of(at))))
