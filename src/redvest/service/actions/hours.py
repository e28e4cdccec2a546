"""Confirming hours. Who stands behind them is ``second_person``, taking back ``correction``, the ledger ``ledger``.

A confirmation writes a sheet (who stood behind these hours) and at once an entry with the grade that the evidence
gives. When more evidence comes the entry is voided and entered again with the better grade: the ledger only grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit
from redvest.core.errors import DomainError, NotAllowed
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions.hours_entry import ALREADY, RECORDED, HoursResult, enter_sheet, result_of
from redvest.service.actions.hours_statement import wait_for_statement
from redvest.service.actions.signup import mark_served
from redvest.service.actions.turns import one_at_a_time
from redvest.service.choices import ActivityState, EntryKind, SheetState
from redvest.service.errors import NotServing, WrongState
from redvest.service.hours_errors import BadHours, HoursOverlap, OwnHours, VoidedByOther
from redvest.service.models import Activity, HoursEntry, HoursSheet
from redvest.service.queries import hours as queries
from redvest.service.queries.hours import Measured
from redvest.service.queries.hours_limits import Limits, checked_minutes, is_over_long, limits_of
from redvest.service.queries.statement import needs_off_duty, standing_refusal
from redvest.service.report_errors import HoursRefused
from redvest.service.rules.evidence import PRESENCE_PROOFS


@dataclass(frozen=True)
class HoursForm:
    """Minutes of actual service; None takes what the stays add up to."""

    volunteer_id: UUID
    minutes: int | None = None


def confirm_hours(
    *, by: Standing, activity: Activity, entries: Sequence[HoursForm], at: datetime
) -> list[HoursResult]:
    """The leader countersigns hours, each person for themselves: one refusal does not hold up the others.

    Refusal codes: bad-hours, hours-overlap, own-hours, not-checked-in. Confirming again changes nothing.
    Raises NotAllowed, WrongState (not published, or not begun).
    """
    policy.require_may_lead(by, activity)
    if activity.state not in (ActivityState.PUBLISHED, ActivityState.CLOSED) or at < activity.starts_at:
        raise WrongState("活动发布并且开始之后，才能确认时长。")
    measured = queries.measured(activity, at=at)
    limits = limits_of(activity)
    # In one order for everybody, so that two confirmations at once cannot wait for each other in a ring.
    worked = {
        form.volunteer_id: _one(by, activity, form, measured, limits, at)
        for form in sorted(entries, key=lambda f: f.volunteer_id)
    }
    return [worked[form.volunteer_id] for form in entries]


def _one(
    by: Standing,
    activity: Activity,
    form: HoursForm,
    measured: dict[UUID, Measured],
    limits: Limits,
    at: datetime,
) -> HoursResult:
    try:
        policy.require_not_self(by, form.volunteer_id)
        require_other_account(by=by, volunteer_id=form.volunteer_id, refusal=OwnHours)
        return _confirm(by, activity, form, measured.get(form.volunteer_id), limits, at)
    except DomainError as fault:
        return HoursResult(form.volunteer_id, outcome=fault.code, sentence=fault.message)


def require_other_account(*, by: Standing, volunteer_id: UUID, refusal: type[NotAllowed]) -> None:
    """One person may hold an account and a volunteer record: the record as it stands now, whatever ``by`` remembers."""
    if by.account_id and Volunteer.objects.filter(pk=volunteer_id, account_id=by.account_id).exists():
        raise refusal


@transaction.atomic
def _confirm(
    by: Standing,
    activity: Activity,
    form: HoursForm,
    measured: Measured | None,
    limits: Limits,
    at: datetime,
) -> HoursResult:
    if measured is None:
        raise BadHours("名单和签到里都没有这个人，不能给他记时长。")
    one_at_a_time(
        volunteer_id=form.volunteer_id
    )  # overlapping hours cannot slip in between a look and a write
    sheet = HoursSheet.objects.filter(activity=activity, volunteer_id=form.volunteer_id).first()
    if sheet is not None and sheet.entry_id is not None and sheet.state != SheetState.REFUSED:
        return result_of(sheet=sheet, outcome=ALREADY)
    if standing_refusal(activity, form.volunteer_id):
        raise HoursRefused
    _require_served(form.volunteer_id, measured)
    _require_voided_by_none_else(by, sheet)
    minutes = checked_minutes(form.minutes, measured, activity, limits)
    begins, ends = measured.period(minutes)
    if queries.overlapping_entry(form.volunteer_id, begins, ends, activity_id=activity.pk, minutes=minutes):
        raise HoursOverlap
    # Hours that were voided may be entered again: the sheet begins anew, the ledger keeps both.
    sheet = sheet or HoursSheet(city=activity.city, activity=activity, volunteer_id=form.volunteer_id)
    sheet.starts_at, sheet.ends_at, sheet.minutes = begins, ends, minutes
    sheet.proofs = list(measured.proofs_for(minutes))
    sheet.countersigned_by_id, sheet.countersigned_at = by.account_id, at
    sheet.volunteer_confirmed_at = sheet.second_officer_id = sheet.second_confirmed_at = None
    sheet.over_long = is_over_long(activity, form.volunteer_id, begins, minutes)
    if needs_off_duty(activity, form.volunteer_id):
        return wait_for_statement(by=by, sheet=sheet, at=at)
    enter_sheet(sheet=sheet, by=by, at=at, kind=EntryKind.RECORD, reason="")
    mark_served(activity_id=activity.pk, volunteer_id=form.volunteer_id)
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="confirm_hours", target=sheet, minutes=minutes
    )
    return result_of(sheet=sheet, outcome=RECORDED)


def _require_served(volunteer_id: UUID, measured: Measured) -> None:
    """Who is suspended or has left by now still gets what scans measured before: scans of such people are refused."""
    scanned = any(minutes for kind, minutes in measured.proven.items() if kind in PRESENCE_PROOFS)
    state = Volunteer.objects.values_list("state", flat=True).get(pk=volunteer_id)
    waits = state == VolunteerState.PENDING_GUARDIAN
    if state != VolunteerState.ACTIVE and (waits or not scanned):
        raise NotServing


def _require_voided_by_none_else(by: Standing, sheet: HoursSheet | None) -> None:
    """A leader may mend their own slip; what somebody else took back is not theirs to bring back."""
    sent_back = sheet is not None and sheet.countersigned_at is None
    if sheet is None or sheet.entry_id is None or sent_back:
        return
    void = HoursEntry.objects.filter(voids_id=sheet.entry_id).first()
    if void is not None and void.recorded_by_id != by.account_id:
        raise VoidedByOther
