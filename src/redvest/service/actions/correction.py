"""What can be done with hours that are in the ledger: void them, correct them. It only grows by that."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core import audit
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions import ledger
from redvest.service.actions.certificate import revoke_for_entry
from redvest.service.actions.telling import tell_accounts
from redvest.service.actions.turns import one_at_a_time
from redvest.service.choices import EntryKind, Grade, ProofKind, RequestState, SheetState
from redvest.service.errors import ReasonNeeded, WrongState
from redvest.service.hours_errors import BadHours, EntryVoided, SamePerson
from redvest.service.models import ErrorReport, HoursEntry, HoursSheet
from redvest.service.queries.history import story_of

LONGEST = 200


@transaction.atomic
def void_entry(*, by: Standing, entry: HoursEntry, reason: str, at: datetime) -> HoursEntry:
    """Take an entry back; certificates that rest on it are revoked. Raises NotAllowed, BadHours, EntryVoided."""
    void = _take_back(by, entry, reason, at)
    HoursSheet.objects.filter(entry=entry).update(state=SheetState.REFUSED)
    _close_reports(by, entry, void, at)
    return void


@transaction.atomic
def send_back_hours(*, by: Standing, sheet: HoursSheet, reason: str, at: datetime) -> HoursEntry:
    """A second officer does not stand behind hours: their entry is voided, and the leader may enter them anew.

    The leader and the volunteer read why. Raises NotAllowed, SamePerson, ReasonNeeded, WrongState (not waiting for
    a second officer any more).
    """
    policy.require_second_officer(by, sheet)
    if not reason.strip():
        raise ReasonNeeded
    one_at_a_time(volunteer_id=sheet.volunteer_id)
    sheet = HoursSheet.objects.select_for_update(of=("self",)).select_related(*_AROUND).get(pk=sheet.pk)
    if by.account_id is None or by.account_id == sheet.volunteer.account_id:
        raise SamePerson
    if sheet.entry is None or sheet.state != SheetState.AWAITING or sheet.second_officer_id:
        raise WrongState("这条时长已经不等复核了。")
    why = reason.strip()[:LONGEST]
    void = _void(by, sheet.entry, why, at)
    HoursSheet.objects.filter(pk=sheet.pk).update(
        state=SheetState.REFUSED,
        countersigned_at=None,  # back in the leader's hands
    )
    _close_reports(by, sheet.entry, void, at)
    audit.write_line(by=by.actor, at=at, city=sheet.city, verb="send_back_hours", target=sheet, reason=why)
    said = f"“{sheet.activity.title}”{sheet.volunteer.name}的时长复核时退回：{why}。请核对后重新确认。"
    if sheet.countersigned_by is not None:
        tell_accounts(accounts=[sheet.countersigned_by], text=said, at=at, notice=Notice(MessageKind.WORK))
    text = f"你在“{sheet.activity.title}”的时长复核时退回领队：{why}。领队核对后会重新记录。"
    tell_person(volunteer=sheet.volunteer, text=text, at=at, notice=Notice(MessageKind.HOURS, about=sheet))
    return void


_AROUND = ("activity", "entry", "volunteer", "countersigned_by")


def _close_reports(by: Standing, entry: HoursEntry, void: HoursEntry, at: datetime) -> None:
    """What a volunteer said about hours that are taken back is answered by that, in the words of the void."""
    story = [each.pk for each in story_of(entry)]
    rows = ErrorReport.objects.select_for_update(of=("self",)).select_related("body", "volunteer")
    for report in rows.filter(entry__in=story, state=RequestState.OPEN):
        ErrorReport.objects.filter(pk=report.pk).update(
            state=RequestState.ACCEPTED,
            answered_by=by.account_id,
            answered_at=at,
            answer=void.reason,
            result=void,
        )
        audit.write_line(
            by=by.actor, at=at, city=report.city, verb="answer_report", target=report, decision="void"
        )
        text = f"【{report.body.name}】你对时长的异议已经核实处理：{void.reason}。详情见“我的时长”。"
        tell_person(
            volunteer=report.volunteer, text=text, at=at, notice=Notice(MessageKind.HOURS, about=report)
        )


@transaction.atomic
def correct_entry(*, by: Standing, entry: HoursEntry, minutes: int, reason: str, at: datetime) -> HoursEntry:
    """Replace an entry's minutes by a void and a new entry. More minutes than proven fall back to grade D."""
    if minutes < 1:
        raise BadHours("更正后的时长至少 1 分钟；要全部取消请作废这条记录。")
    if minutes > _most(entry):
        raise BadHours("更正后的时长比活动本身还长，请检查后再提交。")
    _take_back(by, entry, reason, at)
    proven = minutes <= entry.minutes
    proofs = tuple(entry.proofs) if proven else (ProofKind.LEADER_TICK.value,)
    new = ledger.append_entry(
        new=ledger.NewEntry.like(
            entry,
            minutes=minutes,
            grade=Grade(entry.grade) if proven else Grade.D,
            kind=EntryKind.CORRECTION,
            proofs=proofs,
            reason=reason,
            recorded_by_id=by.account_id,
        ),
        at=at,
    )
    sheet = HoursSheet.objects.filter(entry=entry)
    sheet.update(entry=new, minutes=minutes, proofs=list(proofs))
    if not proven:  # two more people have to stand behind what no scan measured
        HoursSheet.objects.filter(entry=new).update(
            state=SheetState.AWAITING,
            volunteer_confirmed_at=None,
            second_officer=None,
            second_confirmed_at=None,
            # Whoever wrote these minutes down stands behind them first, and can then not be the second one as well.
            countersigned_by_id=by.account_id,
            countersigned_at=at,
        )
    return new


def _most(entry: HoursEntry) -> int:
    """The longest that an entry can be: the activity's own length, its own period, or a day where neither is known."""
    if entry.activity is not None:
        return int((entry.activity.ends_at - entry.activity.starts_at).total_seconds()) // 60
    if entry.starts_at is not None and entry.ends_at is not None:
        return max(entry.minutes, int((entry.ends_at - entry.starts_at).total_seconds()) // 60)
    return 24 * 60


def _take_back(by: Standing, entry: HoursEntry, reason: str, at: datetime) -> HoursEntry:
    policy.require_may_correct(by, entry.activity, entry.body)
    policy.require_not_self(by, entry.volunteer_id)
    if not reason.strip():
        raise BadHours("更正或作废时请写明原因，志愿者会看到。")
    one_at_a_time(volunteer_id=entry.volunteer_id)
    return _void(by, entry, reason.strip()[:LONGEST], at)


def _void(by: Standing, entry: HoursEntry, reason: str, at: datetime) -> HoursEntry:
    """The void itself, once whoever asks for it has been let through; the person is locked."""
    if entry.kind == EntryKind.VOID or HoursEntry.objects.filter(voids=entry).exists():
        raise EntryVoided
    void = ledger.void(entry=entry, reason=reason, by_account=by.account_id, at=at)
    revoke_for_entry(by=by, entry=entry, reason=reason, at=at)
    audit.write_line(by=by.actor, at=at, city=entry.city, verb="void_entry", target=entry, reason=reason)
    return void
