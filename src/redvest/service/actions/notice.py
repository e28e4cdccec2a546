"""Telling people what became of their sign-up. Each message is sent at most once per sign-up and reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit, clock
from redvest.core.models import AuditLine
from redvest.registry.actions.message import tell_person
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, SignUp


@transaction.atomic
def tell_promoted(*, signup_id: UUID, at: datetime) -> None:
    """Somebody gave up a place and the first in line has it now; silent when they have cancelled meanwhile."""
    rows = SignUp.objects.select_related("activity__body", "volunteer__account").select_for_update(
        of=("self",)
    )
    signup = rows.filter(pk=signup_id, state=SignUpState.CONFIRMED).first()
    if signup is None or _told([signup], "told_promoted"):
        return
    activity = signup.activity
    when = activity.starts_at.astimezone(clock.CHINA)
    what = f"{when:%m月%d日 %H:%M}“{activity.title}”，{activity.place_name}"
    text = f"【{activity.body.name}】候补成功：{what}。去不了请在开始前取消。"
    tell_person(volunteer=signup.volunteer, text=text, at=at)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="told_promoted", target=signup)


@transaction.atomic
def tell_cancelled(*, activity_id: UUID, at: datetime) -> None:
    """An activity is off: everybody whose sign-up ended with it hears so, once."""
    activity = Activity.objects.select_related("body").get(pk=activity_id)
    ended = SignUp.objects.filter(activity=activity, cancelled_at=activity.closed_at)
    ended = ended.select_related("volunteer__account").select_for_update(of=("self",))
    rows = list(ended)
    told = _told(rows, "told_cancelled")
    reason = f"原因：{activity.review_note}。" if activity.review_note else ""
    text = f"【{activity.body.name}】“{activity.title}”取消了。{reason}给你添麻烦了。"
    for signup in rows:
        if str(signup.pk) not in told:
            tell_person(volunteer=signup.volunteer, text=text, at=at)
            audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="told_cancelled", target=signup)


def _told(signups: Collection[SignUp], verb: str) -> set[str]:
    """Those whose line is written: it is the receipt, which a task that runs twice finds. One query."""
    keys = [str(each.pk) for each in signups]
    lines = AuditLine.objects.filter(target_kind="SignUp", target_id__in=keys, verb=verb)
    return set(lines.values_list("target_id", flat=True))
