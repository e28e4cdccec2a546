"""Telling those who entered a lottery what became of it, each at most once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from redvest.core import audit, clock
from redvest.core.models import AuditLine
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.service.choices import LIVE_SIGNUPS, SignUpState
from redvest.service.models import DrawEntry, Opening, Post, SignUp
from redvest.service.queries.lottery import WAITING, WITHDRAWN, WON
from redvest.service.queries.reconfirm import begins
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
    live = SignUp.objects.filter(post=post_id, state__in=LIVE_SIGNUPS)
    theirs = {
        each.volunteer_id: each for each in live.filter(volunteer__in=[e.volunteer_id for e in entries])
    }
    for entry in entries:
        mine = theirs.get(entry.volunteer_id)
        notice = Notice(MessageKind.SIGNUP, about=mine or opening)
        tell_person(volunteer=entry.volunteer, text=_text(opening, entry, mine), at=at, notice=notice)
        audit.write_line(by=audit.SYSTEM, at=at, city=opening.city, verb=VERB, target=entry)
    return len(entries)


def _text(opening: Opening, entry: DrawEntry, mine: SignUp | None) -> str:
    head = f"【{opening.post.activity.body.name}】{_what(opening.post)}的抽签结果："
    if entry.outcome == WON:
        return f"{head}你抽中了，名额已经报上。去不了请尽早取消，让给候补的人。"
    if entry.outcome == WAITING:
        place = position(mine) if mine is not None and mine.state == SignUpState.WAITING else None
        return (
            f"{head}这次没有抽中，已经排进候补{f'第 {place} 位' if place else ''}，有人退出会按次序轮到你。"
        )
    return f"{head}抽签时你已经不符合报名条件，所以跳过了。原因在“放号”页上写着。"


def _what(post: Post) -> str:
    when = begins(post).astimezone(clock.CHINA)
    return f"{when.month}月{when.day}日“{post.activity.title}”（{post.label}）"
