"""What an activity's page says beside the activity: its series, the shifts of its posts, what was changed on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.faces.desk.words import span_words
from redvest.faces.shared.recurrence_words import rule_words
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.choices import ActivityState, EditScope
from redvest.service.models import Activity, ActivityChange, Post
from redvest.service.queries.series import turn_of

NAMES = {
    "starts_at": gettext_lazy("开始时间"),
    "ends_at": gettext_lazy("结束时间"),
    "place_name": gettext_lazy("集合地点"),
    "point": gettext_lazy("地图上的位置"),
    "content": gettext_lazy("服务内容"),
    "contact_name": gettext_lazy("联系人"),
    "contact_phone": gettext_lazy("联系电话"),
    "places": gettext_lazy("人数"),
}


def of_series(found: Activity) -> dict[str, Any]:
    """Where it stands in its series, and which occurrences a cancelling may be about. At most one query more."""
    turn = turn_of(found)
    if turn is None or found.series is None:
        return {}
    words = rule_words(found.series.rule, found.series.first_on)
    return {"turn": turn, "series_words": words, "scopes": EditScope.choices}


def may_change(by: Standing, found: Activity, at: datetime) -> bool:
    """Drafts have their own form; what has begun is as it is."""
    announced = found.state in (ActivityState.PUBLISHED, ActivityState.SUBMITTED)
    return announced and at < found.starts_at and policy.may_publish_for(by, found.body)


def changes_of(found: Activity) -> list[dict[str, Any]]:
    """What was changed when, the latest first."""
    rows = ActivityChange.objects.filter(activity=found).order_by("-made_at", "-id")
    return [{"made_at": each.made_at, "words": _changed(each)} for each in rows]


def _changed(each: ActivityChange) -> str:
    return _("、").join(str(NAMES[name]) for name in NAMES if name in each.after)


def shift_words(post: Post, today: date) -> str:
    """The times of a post that has its own; nothing for the others."""
    if post.starts_at is None or post.ends_at is None:
        return ""
    return span_words(post.starts_at, post.ends_at, today)
