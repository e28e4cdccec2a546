"""One-time hour codes (时长码): made for an activity, handed out on site, each redeemed once by one person."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from redvest.core import audit
from redvest.core.db.constraint import broken_constraint
from redvest.registry.choices import VolunteerState
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.service import policy
from redvest.service.attendance_errors import DeviceShared, NotOnRoster
from redvest.service.choices import HOLDING
from redvest.service.code_errors import HourCodeNotFound, HourCodeUsed
from redvest.service.errors import NotServing
from redvest.service.hours_errors import BadHours, OwnHours
from redvest.service.models import Activity, ActivityDevice, HourCode, SignUp
from redvest.service.queries.codes import HOUR_CODE_CONTEXT, device_tag, hour_code_hash

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else on paper
_LENGTH = 10  # 31^10: nobody guesses one of a few hundred
MOST = 300  # codes on one sheet


@transaction.atomic
def make_hour_codes(
    *, by: Standing, activity: Activity, count: int, minutes: int, at: datetime
) -> list[HourCode]:
    """New codes of so many minutes each. Raises NotAllowed, BadHours."""
    policy.require_may_lead(by, activity)
    planned = int((activity.ends_at - activity.starts_at).total_seconds()) // 60
    if not 1 <= minutes <= planned:
        raise BadHours(f"这场活动一共 {planned} 分钟，一个码可以记 1 到 {planned} 分钟。")
    if not 1 <= count <= MOST:
        raise BadHours(f"一次可以做 1 到 {MOST} 个码。")
    texts = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(count)]
    codes = HourCode.objects.bulk_create(
        HourCode(
            city=activity.city, activity=activity, code_hash=hour_code_hash(text), minutes=minutes, made_at=at,
            sealed=settings.REDVEST_KEYRING.encrypt(text, context=HOUR_CODE_CONTEXT), made_by_id=require_member(by),
        )
        for text in texts
    )  # fmt: skip
    audit.write_line(
        by=by.actor,
        at=at,
        city=activity.city,
        verb="make_hour_codes",
        target=activity,
        count=count,
        minutes=minutes,
    )
    return codes


def redeem_hour_code(*, by: Standing, code: str, device: str = "", at: datetime) -> HourCode:
    """A volunteer on the list uses a code. Using one's own code again changes nothing.

    Raises HourCodeNotFound, HourCodeUsed, NotOnRoster, OutsideHours, OwnHours, DeviceShared,
    NotServing.
    """
    volunteer_id = require_volunteer(by)
    found = (
        HourCode.objects.select_related("activity")
        .filter(code_hash=hour_code_hash(code), city=by.city)
        .first()
    )
    if found is None:
        raise HourCodeNotFound
    if policy.may_lead(by, found.activity):
        raise OwnHours
    policy.require_within_hours(found.activity, at, at)
    place = SignUp.objects.filter(
        activity=found.activity, volunteer_id=volunteer_id, state__in=HOLDING
    ).values_list("volunteer__state", flat=True)
    state = place.first()
    if state is None:
        raise NotOnRoster
    if state != VolunteerState.ACTIVE:
        raise NotServing
    try:
        with transaction.atomic():
            _claim(by, found, volunteer_id, device_tag(device), at)
    except IntegrityError as fault:
        if broken_constraint(fault) != "one_hour_code_per_person_and_activity":
            raise
        raise HourCodeUsed("你在这场活动已经用过一个时长码了，一场活动只能用一个。") from fault
    found.refresh_from_db()
    return found


def _claim(by: Standing, found: HourCode, volunteer_id: UUID, tag: str, at: datetime) -> None:
    if tag:
        row = ActivityDevice(activity_id=found.activity_id, tag=tag, volunteer_id=volunteer_id, first_at=at)
        ActivityDevice.objects.bulk_create([row], ignore_conflicts=True)
        if ActivityDevice.objects.get(activity_id=found.activity_id, tag=tag).volunteer_id != volunteer_id:
            raise DeviceShared
    free = HourCode.objects.filter(pk=found.pk, volunteer__isnull=True)
    if free.update(volunteer_id=volunteer_id, used_at=at):
        audit.write_line(by=by.actor, at=at, city=found.city, verb="redeem_hour_code", target=found)
    elif not HourCode.objects.filter(pk=found.pk, volunteer_id=volunteer_id).exists():
        raise HourCodeUsed
