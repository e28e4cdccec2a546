"""Telling those who entered a lottery what became of it, each at most once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from redvest.core import audit, clock
from redvest.core.models import AuditLine
from redvest.registry.actions.message import tell_person
from redvest.service.models import Activity, DrawEntry, Opening, SignUp
from redvest.service.queries.lottery import WAITING, WITHDRAWN, WON
from redvest.service.queries.signup import position

VERB = "told_drawn"
SLICE = 100


@transaction.atomic
def tell_drawn(*, post_id: UUID, at: datetime) -> int:
    """Tell the next of those who have not been told, in the order drawn; returns how many, 0 when all have been."""
    opening = Opening.objects.select_related("post__activity__body").get(pk=post_id)
    told = AuditLine.objects.filter(
        target_kind="DrawEntry", verb=VERB, target_id=Cast(OuterRef("pk"), CharField())
    )
    rows = DrawEntry.objects.filter(opening=opening, rank__isnull=False).exclude(outcome=WITHDRAWN)
    fresh = rows.filter(~Exists(told)).select_related("volunteer__account").order_by("rank")
    entries = list(fresh.select_for_update(of=("self",), skip_locked=True)[:SLICE])
    for entry in entries:
        tell_person(volunteer=entry.volunteer, text=_text(opening, entry), at=at)
        audit.write_line(by=audit.SYSTEM, at=at, city=opening.city, verb=VERB, target=entry)
    return len(entries)


def _text(opening: Opening, entry: DrawEntry) -> str:
    activity = opening.post.activity
    head = f"【{activity.body.name}】{_what(activity)}的抽签结果："
    if entry.outcome == WON:
        return f"{head}你抽中了，名额已经报上。去不了请尽早取消，让给候补的人。"
    if entry.outcome == WAITING:
        mine = SignUp.objects.filter(
            post_id=opening.pk, volunteer=entry.volunteer_id, state="waiting"
        ).first()
        place = position(mine) if mine else None
        return (
            f"{head}这次没有抽中，已经排进候补{f'第 {place} 位' if place else ''}，有人退出会按次序轮到你。"
        )
    return f"{head}抽签时你已经不符合报名条件，所以跳过了。原因在“放号”页上写着。"


def _what(activity: Activity) -> str:
    when = activity.starts_at.astimezone(clock.CHINA)
    return f"{when.month}月{when.day}日“{activity.title}”"
