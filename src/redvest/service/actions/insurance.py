"""What can be done with insurance (条例 art. 17): registering the policy without which nothing dangerous is published."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core import audit
from redvest.registry.policy import Standing, require_member
from redvest.service import policy
from redvest.service.choices import ActivityState
from redvest.service.errors import WrongState
from redvest.service.models import Activity, InsurancePolicy
from redvest.service.rules import protection as rules

CHANGEABLE = (
    ActivityState.DRAFT,
    ActivityState.REFUSED,
    ActivityState.SUBMITTED,
    ActivityState.PUBLISHED,
)


@transaction.atomic
def set_insurance(
    *, by: Standing, activity: Activity, form: rules.PolicyForm, at: datetime
) -> InsurancePolicy:
    """Register the policy of an activity, or put another in its place until the activity starts.

    Raises NotAllowed, BadInsurance (also where it leaves out a day of the activity), WrongState.
    """
    policy.require_may_publish_for(by, activity.body)
    activity = Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    if activity.state not in CHANGEABLE or at >= activity.starts_at:
        raise WrongState("活动已经开始或者不办了，保险信息不能再改。")
    faults = rules.policy_faults(form)
    if not faults and not rules.covers(
        form.covers_from, form.covers_to, activity.starts_at, activity.ends_at
    ):
        faults = [{"field": "covers_to", "sentence": "保险要从活动第一天管到最后一天。"}]
    if faults:
        raise rules.BadInsurance(errors=faults)
    found, _ = InsurancePolicy.objects.update_or_create(
        activity=activity,
        defaults={
            "insurer": form.insurer.strip(),
            "number": form.number.strip(),
            "covers_from": form.covers_from,
            "covers_to": form.covers_to,
            "recorded_by_id": require_member(by),
            "recorded_at": at,
        },
    )
    _share(found, activity, at)
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="set_insurance", target=activity, insurer=found.insurer,
        number=found.number, covers_from=found.covers_from.isoformat(), covers_to=found.covers_to.isoformat(),
    )  # fmt: skip
    return found


def _share(policy_row: InsurancePolicy, activity: Activity, at: datetime) -> None:
    """One policy of a series is registered once: for every later occurrence that it covers and that has none yet."""
    if activity.series_id is None:
        return
    others = Activity.objects.filter(
        series=activity.series_id, state__in=CHANGEABLE, starts_at__gt=at, insurance__isnull=True
    )
    covered = [
        row
        for row in others.order_by("starts_at")
        if rules.covers(policy_row.covers_from, policy_row.covers_to, row.starts_at, row.ends_at)
    ]
    InsurancePolicy.objects.bulk_create(
        InsurancePolicy(
            activity=row, insurer=policy_row.insurer, number=policy_row.number, covers_from=policy_row.covers_from,
            covers_to=policy_row.covers_to, recorded_by_id=policy_row.recorded_by_id, recorded_at=at,
        )
        for row in covered
    )  # fmt: skip


def require_insurance(*, activity: Activity) -> None:
    """Whether a dangerous activity is insured for all its days; inside the caller's transaction. Raises InsuranceMissing."""
    if not activity.dangerous:
        return
    found = InsurancePolicy.objects.select_for_update().filter(activity=activity).first()
    if found is None or not rules.covers(
        found.covers_from, found.covers_to, activity.starts_at, activity.ends_at
    ):
        raise rules.InsuranceMissing
