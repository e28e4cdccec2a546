"""What can be done with co-leaders: people of the organisation lead an activity together, from one day to another.

What they may do there is the role's (``Role.ACTIVITY_LEADER``); who has none yet is given it for those days. Being one
takes powers away: a co-leader neither approves the activity nor is the second officer of its hours.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import audit, clock
from redvest.core.errors import NotAllowed
from redvest.registry.actions.grant import give_grant
from redvest.registry.choices import Role
from redvest.registry.policy import Standing, require_member
from redvest.service import policy
from redvest.service.choices import ActivityState
from redvest.service.coleader_errors import BadCoLeader, LeadsAlready, NoCoLeader
from redvest.service.errors import WrongState
from redvest.service.models import Activity, CoLeader
from redvest.service.queries.coleader import candidates_for, has_role_for, is_co_leader

OVER = (ActivityState.CANCELLED, ActivityState.CLOSED)


@transaction.atomic
def add_co_leader(
    *,
    by: Standing,
    activity: Activity,
    account_id: UUID,
    starts_on: date | None = None,
    ends_on: date | None = None,
    at: datetime,
) -> CoLeader:
    """Add somebody of the organisation; without days from today to the activity's last.

    Raises NotAllowed (also where a role is lacking that ``by`` may not give), WrongState, BadCoLeader, LeadsAlready.
    """
    policy.require_may_publish_for(by, activity.body)
    if activity.state in OVER:
        raise WrongState("活动已经结束或者取消，不能再加领队。")
    today, last = clock.day_of(at), clock.day_of(activity.ends_at)
    starts_on, ends_on = starts_on or today, ends_on or last
    if not today <= starts_on <= ends_on:
        raise BadCoLeader("开始那天不能早于今天，也不能晚于结束那天。")
    account = candidates_for(activity, today).filter(pk=account_id).first()
    if account is None:
        raise BadCoLeader
    if account.pk == activity.leader_id:
        raise LeadsAlready
    if not has_role_for(account, activity, starts_on, ends_on):
        give_grant(
            by=by, account=account, role=Role.ACTIVITY_LEADER, body=activity.body, starts_on=starts_on,
            ends_on=ends_on, at=at,
        )  # fmt: skip
    try:
        with transaction.atomic():
            made = CoLeader.objects.create(
                activity=activity, account=account, starts_on=starts_on, ends_on=ends_on,
                added_by_id=require_member(by), added_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise LeadsAlready from fault
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="add_co_leader", target=activity, account=str(account.pk)
    )
    return made


@transaction.atomic
def remove_co_leader(*, by: Standing, activity: Activity, account_id: UUID, at: datetime) -> None:
    """Take somebody off, or step back oneself; a role given for it runs out by itself. Raises NotAllowed, NoCoLeader."""
    if by.account_id != account_id:
        policy.require_may_publish_for(by, activity.body)
    live = CoLeader.objects.filter(activity=activity, account_id=account_id, removed_at__isnull=True)
    if not live.update(removed_at=at):
        raise NoCoLeader
    audit.write_line(
        by=by.actor,
        at=at,
        city=activity.city,
        verb="remove_co_leader",
        target=activity,
        account=str(account_id),
    )


def require_no_co_leader(*, by: Standing, activity: Activity) -> None:
    """Whoever leads an activity with others does not decide on it either. Raises NotAllowed."""
    if is_co_leader(by.account_id, activity):
        raise NotAllowed
