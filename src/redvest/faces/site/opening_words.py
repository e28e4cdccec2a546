"""How an opening is said: its way, its stages, how long until something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.site.words import moment_words
from redvest.registry.models import Region
from redvest.service.choices import OpeningMode, StageGroup
from redvest.service.models import Opening, Post
from redvest.service.queries.opening import describe, is_held_back, stages_of
from redvest.service.rules.opening import current


def mode_words(opening: Opening) -> str:
    """`抽签`, `分批开放`, `先到先得`, `排队进场`."""
    if opening.waiting_room:
        return _("排队进场，先到先得")
    return str(OpeningMode(opening.mode).label)


def wait_words(seconds: int) -> str:
    """`2 天 3 小时`, `5 分 20 秒`: exact where it matters."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    if days:
        return _("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d 分 %(seconds)d 秒") % {"minutes": minutes, "seconds": left}
    return _("%(seconds)d 秒") % {"seconds": left}


def passed_words(code: str) -> str:
    """Why a ticket was passed over, to its holder; empty for one that was not."""
    return {
        "withdrawn": _("你在抽签前撤回了登记。"),
        "inactive": _("抽签时你的志愿者身份不能报名。"),
        "guardian": _("抽签时监护人还没有同意。"),
        "real-name": _("抽签时还没有完成实名登记。"),
        "too-young": _("抽签时年龄不合岗位的要求。"),
        "too-old": _("抽签时年龄不合岗位的要求。"),
        "needs-training": _("抽签时还缺岗位要求的培训。"),
        "needs-qualification": _("抽签时还缺岗位要求的资格。"),
        "overlaps": _("抽签时你同一时间已经有别的安排。"),
        "daily-limit": _("加上这一场，你那一天的服务时间就太长了。"),
        "rest-time": _("它和你报的另一场挨得太近。"),
        "hot-cap-reached": _("抽签时你的热门岗位次数已经用完。"),
        "already-signed-up": _("抽签时你已经在这个岗位上。"),
    }.get(code, "")


def stage_lines(opening: Opening, at: datetime) -> list[dict[str, Any]]:
    """The stages in order: for whom, from when, how many; which one is on."""
    stages = stages_of(opening)
    codes = [stage.value for stage in stages if stage.group == StageGroup.RESIDENTS]
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    begun, today = current(stages, at), clock.day_of(at)
    return [
        {
            "who": describe(stage.group, stage.value, names),
            "opens": moment_words(stage.opens_at, today),
            "places": stage.places,
            "state": _("正在进行") if turn == begun else _("已经开放") if turn < begun else _("还没开放"),
            "kind": "ok" if turn == begun else "off" if turn < begun else "wait",
        }
        for turn, stage in enumerate(stages, start=1)
    ]


def openings_of(posts: Iterable[Post], at: datetime) -> dict[UUID, dict[str, str]]:
    """Of posts with an opening: its words, and the way to its page while it decides. No query where none has one."""
    wanted = [post for post in posts if post.gated or post.opens_at]
    if not wanted:
        return {}
    rows = {row.pk: row for row in Opening.objects.filter(pk__in=[post.pk for post in wanted])}
    today = clock.day_of(at)
    return {
        post.pk: {
            "words": _("%(mode)s · %(when)s 开放")
            % {"mode": mode_words(rows[post.pk]), "when": moment_words(rows[post.pk].opens_at, today)},
            "url": reverse("site:opening", args=[post.pk]),
            "way": _way(rows[post.pk], at) if is_held_back(post, at) else "",
        }
        for post in wanted
        if post.pk in rows
    }


def _way(opening: Opening, at: datetime) -> str:
    if opening.mode == OpeningMode.LOTTERY and opening.drawn_at is None:
        return _("去登记抽签") if at >= opening.opens_at else _("看抽签安排")
    if opening.waiting_room:
        return _("去排队")
    return _("看放号安排") if at < opening.opens_at or opening.mode == OpeningMode.STAGED else ""
