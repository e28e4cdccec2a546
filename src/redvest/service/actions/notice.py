"""Telling people what became of their sign-up. Each message is sent at most once per sign-up and reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit, clock
from redvest.core.models import AuditLine
from redvest.registry.actions.message import send_message
from redvest.registry.models import Volunteer
from redvest.registry.queries.secret import volunteer_phone
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, SignUp


@transaction.atomic
def tell_promoted(*, signup_id: UUID, at: datetime) -> None:
    """Somebody gave up a place and the first in line has it now; silent when they have cancelled meanwhile."""
    rows = SignUp.objects.select_related("activity", "volunteer").select_for_update(of=("self",))
    signup = rows.filter(pk=signup_id, state=SignUpState.CONFIRMED).first()
    if signup is None or _told(signup, "told_promoted"):
        return
    activity = signup.activity
    when = activity.starts_at.astimezone(clock.CHINA)
    what = f"{when.month}月{when.day}日 {when:%H:%M}“{activity.title}”，{activity.place_name}"
    text = f"【{activity.body.name}】候补成功：{what}。去不了请在开始前取消。"
    _send(signup.volunteer, text, at)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="told_promoted", target=signup)


@transaction.atomic
def tell_cancelled(*, activity_id: UUID, at: datetime) -> None:
    """An activity is off: everybody whose sign-up ended with it hears so, once."""
    activity = Activity.objects.select_related("body").get(pk=activity_id)
    ended = SignUp.objects.filter(activity=activity, cancelled_at=activity.closed_at).select_related(
        "volunteer"
    )
    for signup in ended.select_for_update(of=("self",)):
        if not _told(signup, "told_cancelled"):
            reason = f"原因：{activity.review_note}。" if activity.review_note else ""
            _send(
                signup.volunteer,
                f"【{activity.body.name}】“{activity.title}”取消了。{reason}给你添麻烦了。",
                at,
            )
            audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="told_cancelled", target=signup)


def _told(signup: SignUp, verb: str) -> bool:
    """The audit line is the receipt: a task that runs twice finds it."""
    return AuditLine.objects.filter(target_kind="SignUp", target_id=str(signup.pk), verb=verb).exists()


def _send(volunteer: Volunteer, text: str, at: datetime) -> None:
    phone = volunteer_phone(volunteer)
    if phone:
        send_message(city=volunteer.city, phone=phone, text=text, at=at)
