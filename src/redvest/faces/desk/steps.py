"""Where an activity stands on its way from draft to closed, and the one next step for who looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.desk.words import moment_words
from redvest.faces.shared.words import day_words
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, HoursSheet
from redvest.service.policy import EARLY
from redvest.service.queries.recording import recording_due, unsettled_count
from redvest.service.rules.notice import Missing

# Where each missing item of the notice is filled in.
FIELD_IDS = {"point": "id_lon", "time": "id_starts_at", "posts": "posts"}


@dataclass(frozen=True)
class Step:
    """What is to be done now: ``kind`` chooses the form or link, the rest is what people read."""

    kind: str
    title: str
    text: str = ""
    url: str = ""
    cta: str = ""
    missing: Sequence[tuple[str, str]] = field(default=())


def field_links(activity: Activity, missing: Sequence[Missing]) -> list[tuple[str, str]]:
    """Each missing item in words, with the address of the field where it belongs."""
    edit = reverse("desk:activity-edit", args=[activity.pk])
    return [(item.words, f"{edit}#{FIELD_IDS.get(item.key, f'id_{item.key}')}") for item in missing]


def step_of(by: Standing, activity: Activity, at: datetime, *, missing: Sequence[Missing]) -> Step:
    """The next step, or whom it waits for."""
    match ActivityState(activity.state):
        case ActivityState.DRAFT | ActivityState.REFUSED:
            return _drafting(by, activity, missing)
        case ActivityState.SUBMITTED:
            return _reviewing(by, activity)
        case ActivityState.PUBLISHED:
            return _running(by, activity, at)
        case ActivityState.CLOSED:
            return _closed(by, activity)
        case _:
            return Step("rest", _("这场活动已经取消"), activity.review_note)


def _drafting(by: Standing, activity: Activity, missing: Sequence[Missing]) -> Step:
    if not policy.may_publish_for(by, activity.body):
        return Step("rest", _("还没有提交审核"), _("发布人提交之后，你就能在这里审核。"))
    back = _("审核意见：%(note)s") % {"note": activity.review_note} if activity.review_note else ""
    if missing:
        url = reverse("desk:activity-edit", args=[activity.pk])
        title = _("补齐招募信息，还差 %(n)d 项") % {"n": len(missing)}
        return Step("link", title, back, url, _("继续填写"), field_links(activity, missing))
    if activity.series_id:
        url = reverse("desk:series", args=[activity.series_id])
        return Step("link", _("信息齐了，整个系列一起提交"), back, url, _("去提交整个系列"))
    return Step("submit", _("信息齐了，可以提交审核"), back)


def _reviewing(by: Standing, activity: Activity) -> Step:
    if policy.may_review(by, activity) and activity.series_id:
        url = reverse("desk:series", args=[activity.series_id])
        text = _("看清楚内容、风险和保障，再到系列页里一次审核所有场次。")
        return Step("link", _("等你审核"), text, url, _("去审核整个系列"))
    if policy.may_review(by, activity):
        return Step("review", _("等你审核"), _("看清楚内容、风险和保障再通过；退回时写明要改什么。"))
    if by.governs(activity.region_path):
        return Step("rest", _("等别人审核"), _("你是这场活动的领队，要由另一位管理员来审核。"))
    return Step("rest", _("已经提交，等审核"), _("审核通过后马上发布，志愿者就能报名。"))


def _running(by: Standing, activity: Activity, at: datetime) -> Step:
    leads = policy.may_lead(by, activity)
    if at >= activity.ends_at:
        return _over(by, activity) if leads else _left_to_the_leader(activity)
    opens = activity.starts_at - EARLY
    if at >= opens and not leads:
        url = reverse("desk:roster", args=[activity.pk])
        text = _("领队%(name)s在现场签到。") % {"name": activity.leader_name}
        return Step("quiet", _("正在签到"), text, url, _("看名单"))
    if at >= opens:
        url = reverse("desk:gate", args=[activity.pk])
        return Step(
            "link", _("正在签到"), _("志愿者到了就扫码，没带手机的在名单上勾。"), url, _("打开签到页")
        )
    url = reverse("desk:roster", args=[activity.pk])
    text = _("%(when)s 起可以签到。") % {"when": moment_words(opens, clock.day_of(at))}
    return Step("quiet", _("招募中"), text, url, _("看名单"))


def _over(by: Standing, activity: Activity) -> Step:
    left = unsettled_count(activity)
    nobody = not HoursSheet.objects.filter(activity=activity).exists()
    if not left and not nobody:
        return Step(
            "close", _("时长都确认了，可以结束活动"), _("结束后，没来的人会记为“未到”，候补名单解散。")
        )
    text = _("%(day)s要记录完。") % {"day": _until(activity)}
    title = _("还有 %(n)d 人的时长要确认") % {"n": left} if left else _("确认这场活动的时长")
    return Step("link", title, text, reverse("desk:activity-hours", args=[activity.pk]), _("去确认时长"))


def _left_to_the_leader(activity: Activity) -> Step:
    text = _("领队%(name)s%(day)s要确认完时长。") % {"name": activity.leader_name, "day": _until(activity)}
    return Step("rest", _("活动结束了，等领队确认时长"), text)


def _until(activity: Activity) -> str:
    """The last day in time; about, where a year's holidays are not published yet."""
    due = recording_due(activity)
    said = _("最晚 %(day)s ") if due.exact else _("大约 %(day)s 前")
    return said % {"day": day_words(due.on, due.on)}


def _closed(by: Standing, activity: Activity) -> Step:
    left = unsettled_count(activity) if policy.may_lead(by, activity) else 0
    if left:
        url = reverse("desk:activity-hours", args=[activity.pk])
        return Step("link", _("还有 %(n)d 人的时长要确认") % {"n": left}, "", url, _("去确认时长"))
    url = reverse("desk:activity-hours", args=[activity.pk])
    return Step("quiet", _("都办完了"), _("时长已经入账，志愿者可以开证明。"), url, _("看时长"))


def trail_of(activity: Activity, at: datetime) -> list[tuple[str, str]]:
    """The five stages with the class of each: done, now or nothing."""
    names = (_("起草"), _("审核"), _("招募"), _("签到"), _("确认时长"))
    now = _stage(activity, at)
    return [
        (name, "done" if place < now else "now" if place == now else "") for place, name in enumerate(names)
    ]


def _stage(activity: Activity, at: datetime) -> int:
    if activity.state in (ActivityState.DRAFT, ActivityState.REFUSED):
        return 0
    if activity.state == ActivityState.SUBMITTED:
        return 1
    if activity.state == ActivityState.CLOSED:
        return 5
    if at >= activity.ends_at:
        return 4
    return 3 if at >= activity.starts_at - EARLY else 2
