"""What can be done with hours: confirming, and standing behind them. Taking them back is ``correction``, the ledger ``ledger``.

A confirmation writes a sheet (who stood behind these hours) and at once an entry with the grade that the evidence
gives. When more evidence comes the entry is voided and entered again with the better grade: the ledger only grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit, clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.setting import rule, rules
from redvest.service import policy
from redvest.service.actions import ledger
from redvest.service.actions.signup import mark_served
from redvest.service.actions.turns import one_at_a_time
from redvest.service.choices import ActivityState, EntryKind, Grade, SheetState
from redvest.service.errors import NotServing, WrongState
from redvest.service.hours_errors import (
    BadHours,
    BelowMinimum,
    HoursOverlap,
    OwnHours,
    SamePerson,
    StatementNeeded,
    VoidedByOther,
)
from redvest.service.models import Activity, HoursEntry, HoursSheet
from redvest.service.queries import hours as queries
from redvest.service.queries.hours import Measured
from redvest.service.queries.statement import needs_off_duty, standing_refusal
from redvest.service.report_errors import HoursRefused
from redvest.service.rules.duration import over_long
from redvest.service.rules.evidence import PRESENCE_PROOFS, Verdict, grade

RECORDED, ALREADY = "recorded", "already-recorded"


@dataclass(frozen=True)
class HoursForm:
    """Minutes of actual service; None takes what the stays add up to."""

    volunteer_id: UUID
    minutes: int | None = None


@dataclass(frozen=True)
class HoursResult:
    """What became of one person's hours. ``missing`` says what would give a better grade."""

    volunteer_id: UUID
    outcome: str
    minutes: int = 0
    grade: str = ""
    missing: tuple[str, ...] = ()
    entry_id: UUID | None = None
    sheet_id: UUID | None = None
    over_long: bool = False
    sentence: str = ""


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
    limits = _limits(activity)
    # In one order for everybody, so that two confirmations at once cannot wait for each other in a ring.
    worked = {
        form.volunteer_id: _one(by, activity, form, measured, limits, at)
        for form in sorted(entries, key=lambda f: f.volunteer_id)
    }
    return [worked[form.volunteer_id] for form in entries]


@dataclass(frozen=True)
class _Limits:
    """What the place asks of hours: the least share of the planned time, and the most for one activity (0: none)."""

    least_percent: int
    cap: int


def _limits(activity: Activity) -> _Limits:
    keys = ("attendance.minimum_percent", "hours.activity_cap_minutes")
    found = rules(keys, activity.region_path, clock.day_of(activity.starts_at))
    return _Limits(int(found[keys[0]]), int(found[keys[1]]))


def _one(
    by: Standing,
    activity: Activity,
    form: HoursForm,
    measured: dict[UUID, Measured],
    limits: _Limits,
    at: datetime,
) -> HoursResult:
    try:
        policy.require_not_self(by, form.volunteer_id)
        _require_other_account(by, form.volunteer_id, OwnHours)
        return _confirm(by, activity, form, measured.get(form.volunteer_id), limits, at)
    except DomainError as fault:
        return HoursResult(form.volunteer_id, outcome=fault.code, sentence=fault.message)


def _require_other_account(by: Standing, volunteer_id: UUID, refusal: type[NotAllowed]) -> None:
    """One person may hold an account and a volunteer record: the record as it stands now, whatever ``by`` remembers."""
    if by.account_id and Volunteer.objects.filter(pk=volunteer_id, account_id=by.account_id).exists():
        raise refusal


@transaction.atomic
def _confirm(
    by: Standing,
    activity: Activity,
    form: HoursForm,
    measured: Measured | None,
    limits: _Limits,
    at: datetime,
) -> HoursResult:
    if measured is None:
        raise BadHours("名单和签到里都没有这个人，不能给他记时长。")
    _one_at_a_time(form.volunteer_id)
    sheet = HoursSheet.objects.filter(activity=activity, volunteer_id=form.volunteer_id).first()
    if sheet is not None and sheet.entry_id is not None and sheet.state != SheetState.REFUSED:
        return _result(sheet, ALREADY)
    if standing_refusal(activity, form.volunteer_id):
        raise HoursRefused
    _require_served(form.volunteer_id, measured)
    _require_voided_by_none_else(by, sheet)
    minutes = _checked_minutes(form, measured, activity, limits)
    begins, ends = measured.period(minutes)
    if queries.overlapping_entry(form.volunteer_id, begins, ends):
        raise HoursOverlap
    # Hours that were voided may be entered again: the sheet begins anew, the ledger keeps both.
    sheet = sheet or HoursSheet(city=activity.city, activity=activity, volunteer_id=form.volunteer_id)
    sheet.starts_at, sheet.ends_at, sheet.minutes = begins, ends, minutes
    sheet.proofs = list(measured.proofs_for(minutes))
    sheet.countersigned_by_id, sheet.countersigned_at = by.account_id, at
    sheet.volunteer_confirmed_at = sheet.second_officer_id = sheet.second_confirmed_at = None
    sheet.over_long = _over_long(activity, form.volunteer_id, begins, minutes)
    if needs_off_duty(activity, form.volunteer_id):
        return _wait_for_statement(sheet, by, at)
    _enter(sheet, by=by, at=at, kind=EntryKind.RECORD, reason="")
    mark_served(activity_id=activity.pk, volunteer_id=form.volunteer_id)
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="confirm_hours", target=sheet, minutes=minutes
    )
    return _result(sheet, RECORDED)


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


def _one_at_a_time(volunteer_id: UUID) -> None:
    """Two confirmations of one person wait for each other: overlapping hours cannot slip in between a look and a write."""
    one_at_a_time(volunteer_id=volunteer_id)


def _wait_for_statement(sheet: HoursSheet, by: Standing, at: datetime) -> HoursResult:
    """Party members' hours (双报到) are no entry before the volunteer says that it was no duty of theirs."""
    sheet.entry, sheet.state = None, SheetState.STATEMENT
    sheet.save()
    audit.write_line(
        by=by.actor, at=at, city=sheet.city, verb="confirm_hours", target=sheet, minutes=sheet.minutes
    )
    return replace(_result(sheet, StatementNeeded.code), sentence=StatementNeeded().message)


def enter_stated(*, by: Standing, activity: Activity, volunteer_id: UUID, at: datetime) -> HoursResult | None:
    """Enter hours that waited for an off-duty statement, in the transaction that wrote it. Raises HoursOverlap."""
    rows = HoursSheet.objects.select_for_update(of=("self",)).select_related("activity")
    sheet = rows.filter(activity=activity, volunteer_id=volunteer_id, state=SheetState.STATEMENT).first()
    if sheet is None:
        return None
    if queries.overlapping_entry(volunteer_id, sheet.starts_at, sheet.ends_at):
        raise HoursOverlap
    _enter(sheet, by=by, at=at, kind=EntryKind.RECORD, reason="")
    mark_served(activity_id=activity.pk, volunteer_id=volunteer_id)
    return _result(sheet, RECORDED)


def _checked_minutes(form: HoursForm, measured: Measured, activity: Activity, limits: _Limits) -> int:
    minutes = measured.minutes if form.minutes is None else form.minutes
    planned = int((activity.ends_at - activity.starts_at).total_seconds()) // 60
    if measured.open and form.minutes is None:
        raise BadHours("还没有签退，请先补上签退时间，或者直接填写实际服务了多少分钟。")
    if minutes < 1:
        raise BadHours("服务时间不到 1 分钟，没有可以记录的时长。")
    if minutes > planned:
        raise BadHours(f"这场活动一共 {planned} 分钟，不能记 {minutes} 分钟。")
    if limits.cap and minutes > limits.cap:
        raise BadHours(f"这里规定一场活动最多记 {limits.cap} 分钟，不能记 {minutes} 分钟。")
    least = -(-(planned - activity.break_minutes) * limits.least_percent // 100)
    if minutes < least:
        raise BelowMinimum(
            f"这里规定到场不满计划时间的 {limits.least_percent}% 不记时长：至少要 {least} 分钟，只有 {minutes} 分钟。"
        )
    return minutes


def _over_long(activity: Activity, volunteer_id: UUID, begins: datetime, minutes: int) -> bool:
    day = clock.day_of(begins)
    limit = int(rule("hours.day_limit_minutes", activity.region_path, day))
    return bool(over_long({day: queries.minutes_on(volunteer_id, day) + minutes}, limit))


def _enter(sheet: HoursSheet, *, by: Standing, at: datetime, kind: EntryKind, reason: str) -> Verdict:
    """Put the sheet's hours into the ledger with the grade that its evidence gives, and remember the entry."""
    verdict = grade(queries.evidence_of(sheet))
    activity = sheet.activity
    entry = ledger.append_entry(
        new=ledger.NewEntry(
            city=sheet.city,
            volunteer_id=sheet.volunteer_id,
            body_id=activity.body_id,
            activity_id=activity.pk,
            title=activity.title,
            region_path=activity.region_path,
            service_on=clock.day_of(sheet.starts_at),
            minutes=sheet.minutes,
            grade=verdict.grade,
            kind=kind,
            starts_at=sheet.starts_at,
            ends_at=sheet.ends_at,
            proofs=tuple(sorted(sheet.proofs)),
            reason=reason,
            recorded_by_id=sheet.countersigned_by_id,
            second_officer_id=sheet.second_officer_id,
        ),
        at=at,
    )
    sheet.entry = entry
    sheet.state = SheetState.AWAITING if verdict.grade == Grade.D else SheetState.RECORDED
    sheet.save()
    return verdict


def _result(sheet: HoursSheet, outcome: str) -> HoursResult:
    verdict = grade(queries.evidence_of(sheet))
    reached = sheet.entry.grade if sheet.entry else verdict.grade
    return HoursResult(
        sheet.volunteer_id,
        outcome,
        sheet.minutes,
        reached,
        verdict.missing,
        sheet.entry_id,
        sheet.pk,
        sheet.over_long,
    )


@transaction.atomic
def volunteer_confirms(*, by: Standing, sheet: HoursSheet, at: datetime) -> HoursResult:
    """The volunteer says that these hours are right. Raises NotAllowed for anybody else."""
    require_volunteer(by)
    sheet = _locked(sheet)
    policy.require_own_sheet(by, sheet)
    if sheet.volunteer_confirmed_at is None:
        sheet.volunteer_confirmed_at = at
        _better(sheet, by, at, verb="volunteer_confirms")
    return _result(sheet, RECORDED)


@transaction.atomic
def second_officer_confirms(*, by: Standing, sheet: HoursSheet, at: datetime) -> HoursResult:
    """A second officer stands behind hours that a leader entered. Raises NotAllowed, SamePerson."""
    sheet = _locked(sheet)
    policy.require_second_officer(by, sheet)
    _require_other_account(by, sheet.volunteer_id, SamePerson)
    if sheet.second_officer_id is None:
        sheet.second_officer_id, sheet.second_confirmed_at = by.account_id, at
        _better(sheet, by, at, verb="second_officer_confirms")
    return _result(sheet, RECORDED)


def _locked(sheet: HoursSheet) -> HoursSheet:
    _one_at_a_time(sheet.volunteer_id)
    rows = HoursSheet.objects.select_for_update(of=("self",)).select_related(
        "activity", "entry", "countersigned_by"
    )
    return rows.get(pk=sheet.pk)


def _better(sheet: HoursSheet, by: Standing, at: datetime, *, verb: str) -> None:
    """Write the new evidence down; when it gives a better grade, void the entry and enter it again."""
    entry = sheet.entry
    if entry is None or sheet.state == SheetState.REFUSED:
        raise WrongState("这条时长已经作废，不用再确认了。")
    sheet.save()
    audit.write_line(by=by.actor, at=at, city=sheet.city, verb=verb, target=sheet)
    verdict = grade(queries.evidence_of(sheet))
    if verdict.grade < Grade(entry.grade):  # "A" sorts before "D"
        ledger.void(entry=entry, reason="证据补齐，等级提升", by_account=by.account_id, at=at)
        _enter(sheet, by=by, at=at, kind=EntryKind.CORRECTION, reason="证据补齐，等级提升")
