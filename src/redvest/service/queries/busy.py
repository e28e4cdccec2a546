"""When somebody was really taken up by an activity: all of its time, or their own shifts and not the time between."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from redvest.registry.queries.merge import records_of
from redvest.service.choices import HOLDING
from redvest.service.models import Activity, SignUp
from redvest.service.rules.shift import Window, merged

Windows = tuple[Window, ...]
Span = tuple[datetime, datetime]
_MINUTE = timedelta(minutes=1)


def windows_at(activity: Activity) -> dict[UUID, Windows]:
    """When each person who holds a place serves: their posts' times. One query."""
    posts = SignUp.objects.filter(activity=activity, state__in=HOLDING).values_list(
        "volunteer_id", "post__starts_at", "post__ends_at", "post__break_minutes"
    )
    found: dict[UUID, list[Window]] = defaultdict(list)
    for who, begins, ends, pause in posts:
        if begins is None or ends is None:
            begins, ends, pause = activity.starts_at, activity.ends_at, activity.break_minutes
        found[who].append(Window(begins, ends, pause))
    return {who: merged(windows) for who, windows in found.items()}


def busy_within(volunteer_id: UUID, activity_id: UUID | None, span: Span, minutes: int) -> list[Span]:
    """What of a span hours of an activity take up: the person's shifts in it. All of it where they have no shifts there, or
    where the minutes are more than the shifts hold. At most one query.
    """
    if activity_id is None:
        return [span]
    posts = SignUp.objects.filter(
        activity=activity_id, volunteer_id__in=records_of(volunteer_id), state__in=HOLDING
    )
    times = list(posts.values_list("post__starts_at", "post__ends_at"))
    shifts = [Window(begins, ends) for begins, ends in times if begins and ends]
    if not shifts or len(shifts) < len(times):
        return [span]
    inside = [(max(each.starts_at, span[0]), min(each.ends_at, span[1])) for each in merged(shifts)]
    found = [(begins, ends) for begins, ends in inside if begins < ends]
    held = sum((ends - begins) // _MINUTE for begins, ends in found)
    return found if minutes <= held else [span]


def meet(one: list[Span], other: list[Span]) -> bool:
    """Whether two people's times, or one person's at two places, share any."""
    return any(a < d and c < b for a, b in one for c, d in other)
