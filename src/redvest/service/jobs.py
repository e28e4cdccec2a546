"""Background entry points of the service context: load by id, call one action."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django_tasks import task

from redvest.core import clock
from redvest.service.actions import insured_roster, notice
from redvest.service.events import ActivityCancelled, SignUpPromoted


@task()
def tell_promoted(signup_id: str) -> None:
    """Tell a volunteer that a place became free for them."""
    notice.tell_promoted(signup_id=UUID(signup_id), at=clock.now())


@task()
def tell_cancelled(activity_id: str) -> None:
    """Tell everybody who had signed up that an activity will not take place."""
    notice.tell_cancelled(activity_id=UUID(activity_id), at=clock.now())


def on_promoted(event: SignUpPromoted) -> None:
    """Queued in the promoter's transaction: what is rolled back is never told."""
    tell_promoted.enqueue(str(event.signup_id))


def on_cancelled(event: ActivityCancelled) -> None:
    tell_cancelled.enqueue(str(event.activity_id))


def freeze_rosters(at: datetime) -> int:
    """Fix the roster of every activity that has begun, for the insurer."""
    return insured_roster.freeze_due(at=at)
