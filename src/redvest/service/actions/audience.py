"""What can be done with an audience: the leader counts it at the door, by group. Nothing else writes the table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from redvest.core import audit
from redvest.registry.policy import Standing, require_member
from redvest.service import policy
from redvest.service.audience_errors import BadAudience, NoAudience
from redvest.service.choices import ActivityState
from redvest.service.errors import WrongState
from redvest.service.models import Activity, AudienceCount
from redvest.service.queries.activity_kind import audience_groups, kind_of

MOST = 100_000


@transaction.atomic
def record_audience(*, by: Standing, activity: Activity, people: Mapping[str, int], at: datetime) -> int:
    """Put down how many of each group came; a group that is left out or 0 has nobody. Returns how many in all.

    Counting again replaces what was counted, and the trail keeps both. Raises NotAllowed, NoAudience, WrongState,
    BadAudience.
    """
    policy.require_may_lead(by, activity)
    if not kind_of(activity).audience:
        raise NoAudience
    if activity.state not in (ActivityState.PUBLISHED, ActivityState.CLOSED) or at < activity.starts_at:
        raise WrongState("活动开始以后，才能登记来了多少听众。")
    _require_sound(people)
    # One counts at a time; the row of the activity is what they wait for.
    Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    AudienceCount.objects.filter(activity=activity).delete()
    counted = {group: number for group, number in people.items() if number}
    AudienceCount.objects.bulk_create(
        AudienceCount(
            city=activity.city, activity=activity, group=group, people=number, recorded_by_id=require_member(by),
            recorded_at=at,
        )
        for group, number in counted.items()
    )  # fmt: skip
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="record_audience", target=activity, people=counted
    )
    return sum(counted.values())


def _require_sound(people: Mapping[str, int]) -> None:
    if unknown := set(people) - set(audience_groups()):
        sentence = "听众请从列表里选。"
        raise BadAudience(errors=[{"field": name, "sentence": sentence} for name in sorted(unknown)])
    wrong = [group for group, number in people.items() if not 0 <= number <= MOST]
    if wrong:
        sentence = f"人数要在 0 到 {MOST} 之间。"
        raise BadAudience(errors=[{"field": name, "sentence": sentence} for name in wrong])
