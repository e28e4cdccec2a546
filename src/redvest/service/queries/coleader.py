"""Reads about those who lead an activity together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Account, Membership
from redvest.registry.queries.role import live_grants
from redvest.service.models import Activity, CoLeader

GROWN = 18
ROLES = (Role.BODY_ADMIN, Role.ACTIVITY_LEADER)


def co_leaders_of(activity: Activity) -> QuerySet[CoLeader]:
    """In the order in which they were added."""
    rows = CoLeader.objects.filter(activity=activity, removed_at__isnull=True)
    return rows.select_related("account").order_by("added_at", "id")


def leaders_to_tell(activities: Collection[Activity], on: date) -> dict[UUID, list[Account]]:
    """Of each activity its leader, then those who lead it too and may act on that day. One query.

    A role decides, not the days agreed on: hours are still to be recorded after them.
    """
    acts = live_grants(on).filter(
        account=OuterRef("account"), body=OuterRef("activity__body"), role__in=ROLES
    )
    rows = CoLeader.objects.filter(
        Exists(acts), activity__in=activities, removed_at__isnull=True, account__is_active=True
    )
    found = {each.pk: [each.leader] for each in activities}
    for row in rows.select_related("account").order_by("added_at", "id"):
        found[row.activity_id].append(row.account)
    return found


def who_handed_in(activities: Collection[Activity]) -> QuerySet[Account]:
    """Whoever handed these in for the decision that they have, by themselves or with their series. One query."""
    keys = [str(each.pk) for each in activities]
    series = {str(each.series_id) for each in activities if each.series_id}
    moments = {each.submitted_at for each in activities if each.submitted_at}
    lines = AuditLine.objects.filter(
        Q(target_kind="Activity", target_id__in=keys, verb="submit_activity")
        | Q(target_kind="Series", target_id__in=series, verb="submit_series"),
        at__in=moments,
    )
    return Account.objects.filter(pk__in=lines.values("actor_id"), is_active=True).order_by("name", "id")


def is_co_leader(account_id: UUID | None, activity: Activity) -> bool:
    """Whether somebody leads this with others, on whatever days."""
    if account_id is None:
        return False
    return CoLeader.objects.filter(activity=activity, account_id=account_id, removed_at__isnull=True).exists()


def candidates_for(activity: Activity, on: date) -> QuerySet[Account]:
    """The organisation's people with an account: those with a role in it, and its members of full age."""
    granted = live_grants(on).filter(body=activity.body_id, role__in=ROLES).values("account")
    grown = Membership.objects.filter(
        body=activity.body_id, left_on__isnull=True, volunteer__birth_on__lte=_born_by(on)
    )
    members = grown.values("volunteer__account")
    return Account.objects.filter(Q(pk__in=granted) | Q(pk__in=members), is_active=True).order_by(
        "name", "id"
    )


def _born_by(on: date) -> date:
    """The last day on which somebody of full age was born."""
    leap = (on.month, on.day) == (2, 29)
    return on.replace(year=on.year - GROWN, day=28 if leap else on.day)


def has_role_for(account: Account, activity: Activity, starts_on: date, ends_on: date) -> bool:
    """Whether a role in the organisation covers all those days."""
    held = live_grants(starts_on).filter(account=account, body=activity.body_id, role__in=ROLES)
    return held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=ends_on)).exists()
