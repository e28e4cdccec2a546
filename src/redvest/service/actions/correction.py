"""What can be done with hours that are in the ledger: void them, correct them. It only grows by that."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core import audit
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions import ledger
from redvest.service.actions.certificate import revoke_for_entry
from redvest.service.actions.turns import one_at_a_time
from redvest.service.choices import EntryKind, Grade, ProofKind, SheetState
from redvest.service.errors import BadHours, EntryVoided
from redvest.service.models import HoursEntry, HoursSheet


@transaction.atomic
def void_entry(*, by: Standing, entry: HoursEntry, reason: str, at: datetime) -> HoursEntry:
    """Take an entry back; certificates that rest on it are revoked. Raises NotAllowed, BadHours, EntryVoided."""
    void = _take_back(by, entry, reason, at)
    HoursSheet.objects.filter(entry=entry).update(state=SheetState.REFUSED)
    return void


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
        new=ledger.NewEntry(
            city=entry.city,
            volunteer_id=entry.volunteer_id,
            body_id=entry.body_id,
            activity_id=entry.activity_id,
            title=entry.title,
            region_path=entry.region_path,
            service_on=entry.service_on,
            minutes=minutes,
            grade=Grade(entry.grade) if proven else Grade.D,
            kind=EntryKind.CORRECTION,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            proofs=proofs,
            reason=reason,
            recorded_by_id=by.account_id,
            mark=entry.mark,
            source=entry.source,
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
    if entry.kind == EntryKind.VOID or HoursEntry.objects.filter(voids=entry).exists():
        raise EntryVoided
    void = ledger.void(entry=entry, reason=reason.strip()[:200], by_account=by.account_id, at=at)
    revoke_for_entry(by=by, entry=entry, reason=reason.strip()[:200], at=at)
    audit.write_line(
        by=by.actor, at=at, city=entry.city, verb="void_entry", target=entry, reason=reason.strip()[:200]
    )
    return void
