"""Sign-ups of an activity that was given another time: they move with it, or end where their person cannot."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Least

from redvest.core import audit
from redvest.core.db.constraint import broken_constraint
from redvest.registry.choices import DutyTurnState
from redvest.registry.models import DutyTurn
from redvest.registry.queries.merge import records_of
from redvest.service.actions.signup import give_up
from redvest.service.choices import LIVE_SIGNUPS, TAKING, CancelKind, OfferState
from redvest.service.models import Activity, Offer, SignUp

Period = tuple[datetime, datetime]
CLASH = "moved-onto-other-plans"


def move_signups(*, activity: Activity, at: datetime) -> list[SignUp]:
    """Give every live sign-up the time that its post has now, in the transaction of a caller who has locked the posts.

    An empty time shares nothing with any other: while all are empty none stands in another's way, whatever the order.
    Returns the sign-ups that ended.
    """
    live = SignUp.objects.filter(activity=activity, state__in=LIVE_SIGNUPS)
    locked = live.select_related("post").select_for_update(of=("self",), no_key=True).order_by("pk")
    rows = sorted(
        locked, key=lambda each: (each.volunteer_id, each.queue)
    )  # one order of people for all who place them
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE service_signup SET period = 'empty' WHERE id = ANY(%s)", [[row.pk for row in rows]]
        )
    ended: list[tuple[SignUp, Period]] = []
    for row in rows:
        period = (row.post.starts_at or activity.starts_at, row.post.ends_at or activity.ends_at)
        if not _fits(row, period):
            ended.append((row, period))
    # Who waits first: a place that becomes free is held out to nobody who is about to lose theirs.
    for row, period in sorted(ended, key=lambda each: each[0].state in TAKING):
        _end(row, period, at)
    Offer.objects.filter(signup__activity=activity, state=OfferState.OPEN).update(
        expires_at=Least("expires_at", activity.starts_at)
    )
    live.filter(answer_by__gt=activity.starts_at).update(answer_by=activity.starts_at)
    return [row for row, _ in ended]


def _fits(row: SignUp, period: Period) -> bool:
    """Put a sign-up at its new time; False where the person has another activity or duty at a station then."""
    duty = DutyTurn.objects.filter(
        volunteer_id__in=records_of(row.volunteer_id), state=DutyTurnState.TAKEN,
        starts_at__lt=period[1], ends_at__gt=period[0],
    )  # fmt: skip
    if duty.exists():
        return False
    try:
        with transaction.atomic():
            SignUp.objects.filter(pk=row.pk).update(period=period)
    except IntegrityError as fault:
        if broken_constraint(fault) != "no_overlapping_signups":
            raise
        return False
    return True


def _end(row: SignUp, period: Period, at: datetime) -> None:
    give_up(signup=row, kind=CancelKind.HOUSE, reason=CLASH, at=at)
    SignUp.objects.filter(pk=row.pk).update(period=period)  # over, it stands in nobody's way
    audit.write_line(by=audit.SYSTEM, at=at, city=row.city, verb="end_moved_signup", target=row)
