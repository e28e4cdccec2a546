"""Whether somebody belongs to the group that a stage of an opening is open to."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Sum

from redvest.core import clock
from redvest.registry.models import Membership, Region, Volunteer
from redvest.registry.queries.merge import records_of
from redvest.service.choices import StageGroup
from redvest.service.models import Activity, HoursEntry
from redvest.service.rules.opening import StagePlan


def belongs(volunteer: Volunteer, stage: StagePlan, activity: Activity) -> bool:
    """Looked at when somebody signs up; a membership or an address counts as it is at that moment."""
    if stage.group == StageGroup.MEMBERS:
        live = Membership.objects.filter(body=activity.body_id, left_on__isnull=True)
        return live.filter(volunteer_id__in=records_of(volunteer.pk)).exists()
    if stage.group == StageGroup.RESIDENTS:
        path = Region.objects.filter(code=stage.value).values_list("path", flat=True).first()
        return bool(path) and volunteer.region_path.startswith(path or "-")
    if stage.group == StageGroup.NEW:
        return volunteer.registered_at > stage.opens_at - timedelta(days=int(stage.value))
    if stage.group == StageGroup.SERVED:
        own = HoursEntry.objects.filter(volunteer_id__in=records_of(volunteer.pk))
        before = own.filter(service_on__lte=clock.day_of(stage.opens_at))
        return (before.aggregate(sum=Sum("minutes"))["sum"] or 0) >= 60 * int(stage.value)
    return True
