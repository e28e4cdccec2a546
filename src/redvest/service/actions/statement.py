"""Is it volunteer service? What the publisher states, what a volunteer states, and hours refused because it is not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import audit
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.service import policy
from redvest.service.actions.hours_entry import HoursResult
from redvest.service.actions.hours_statement import enter_stated
from redvest.service.actions.turns import one_at_a_time
from redvest.service.attendance_errors import NotOnRoster
from redvest.service.choices import NotService, SheetState
from redvest.service.errors import ReasonNeeded, WrongState
from redvest.service.hours_errors import SamePerson
from redvest.service.models import Activity, HoursSheet, OffDutyStatement, RefusedRecord, SignUp
from redvest.service.report_errors import AlreadyRefused, RefusalNeedsWords


@transaction.atomic
def state_off_duty(*, by: Standing, activity: Activity, at: datetime) -> HoursResult | None:
    """The volunteer says that they serve in their own time. Hours that waited for it enter the ledger at once.

    Saying it again changes nothing. Raises NotOnRoster, HoursOverlap.
    """
    require_volunteer(by)
    mine = SignUp.objects.filter(activity=activity, volunteer_id__in=by.records).order_by("-created_at", "id")
    volunteer_id = mine.values_list("volunteer_id", flat=True).first()
    if volunteer_id is None:
        raise NotOnRoster("你没有报名这场活动，不用声明。")
    one_at_a_time(volunteer_id=volunteer_id)
    row, new = OffDutyStatement.objects.get_or_create(
        activity=activity, volunteer_id=volunteer_id, defaults={"stated_at": at}
    )
    if new:
        audit.write_line(by=by.actor, at=at, city=activity.city, verb="state_off_duty", target=row)
    return enter_stated(by=by, activity=activity, volunteer_id=volunteer_id, at=at)


@transaction.atomic
def refuse_hours(
    *, by: Standing, activity: Activity, volunteer_id: UUID, kind: NotService, note: str, at: datetime
) -> RefusedRecord:
    """A leader or an officer says that somebody's hours are not recorded, and why; the volunteer sees it.

    Raises NotAllowed, OwnHours, NotOnRoster, RefusalNeedsWords, WrongState (they are in the ledger), AlreadyRefused.
    """
    policy.require_may_refuse(by, activity)
    policy.require_not_self(by, volunteer_id)
    if kind == NotService.OTHER and not note.strip():
        raise RefusalNeedsWords
    one_at_a_time(volunteer_id=volunteer_id)
    if not SignUp.objects.filter(activity=activity, volunteer_id=volunteer_id).exists():
        raise NotOnRoster
    sheets = HoursSheet.objects.filter(activity=activity, volunteer_id=volunteer_id)
    if sheets.filter(entry__isnull=False).exclude(state=SheetState.REFUSED).exists():
        raise WrongState("这个人的时长已经入账。先作废那条记录，再定为不予记录。")
    try:
        with transaction.atomic():
            refused = RefusedRecord.objects.create(
                city=activity.city, activity=activity, volunteer_id=volunteer_id, kind=kind,
                note=note.strip()[:200], refused_by_id=require_member(by), refused_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise AlreadyRefused from fault
    sheets.update(state=SheetState.REFUSED)
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="refuse_hours", target=refused, reason=str(kind)
    )
    return refused


@transaction.atomic
def reopen_refused(*, by: Standing, refused: RefusedRecord, reason: str, at: datetime) -> RefusedRecord:
    """Another person takes a refusal up again: hours may then be confirmed, and the refusal stays on record.

    Raises NotAllowed, SamePerson (who refused, or the volunteer), ReasonNeeded, WrongState (re-opened already).
    """
    policy.require_may_refuse(by, refused.activity)
    if by.account_id == refused.refused_by_id or by.is_self(refused.volunteer_id):
        raise SamePerson("重新受理要由另一位工作人员来办，不能是当初拒绝的人，也不能是志愿者本人。")
    if not reason.strip():
        raise ReasonNeeded
    rows = RefusedRecord.objects.filter(pk=refused.pk, reopened_at__isnull=True)
    if not rows.update(reopened_by=by.account_id, reopened_at=at, reopen_reason=reason.strip()[:200]):
        raise WrongState
    audit.write_line(
        by=by.actor, at=at, city=refused.city, verb="reopen_refused", target=refused,
        reason=reason.strip()[:200],
    )  # fmt: skip
    refused.refresh_from_db()
    return refused
