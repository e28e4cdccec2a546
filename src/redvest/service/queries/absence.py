"""Reads about what people say of times that they did not come: who is to answer it, until when, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Coalesce

from redvest.core import clock
from redvest.registry.models import Account
from redvest.registry.policy import Standing
from redvest.registry.queries.role import live_grants, nearest_officers
from redvest.registry.queries.setting import rule
from redvest.service.choices import RequestState
from redvest.service.models import AbsenceAppeal, Activity
from redvest.service.queries.coleader import ROLES, leaders_to_tell

NOBODY = Value(
    UUID(int=0), output_field=UUIDField()
)  # a child's account: it must not make all others unknown


def answer_by(activity: Activity, at: datetime) -> datetime:
    """Until when an organisation answers what is said today."""
    days = int(rule("outlook.answer_days", activity.region_path, clock.day_of(at)))
    return at + timedelta(days=days)


def appeals_within(by: Standing) -> QuerySet[AbsenceAppeal]:
    """Of the organisations that somebody leads and of the places that they govern, answered or not."""
    where = Q(signup__activity__body_id__in=by.bodies())
    for path in by.regions():
        where |= Q(signup__activity__region_path__startswith=path)
    return AbsenceAppeal.objects.filter(where, city=by.city)


def appeals_to(by: Standing, at: datetime) -> QuerySet[AbsenceAppeal]:
    """What somebody may answer now, the first due first: never their own.

    Leaders at any time; officers of the place what is late, and at once where the organisation has nobody else.
    """
    leaders = live_grants(clock.day_of(at)).filter(
        body=OuterRef("signup__activity__body"), role__in=ROLES, account__is_active=True
    )
    others = leaders.exclude(account=Coalesce(OuterRef("signup__volunteer__account"), NOBODY))
    theirs = Q(signup__activity__body_id__in=by.bodies()) | Q(answer_by__lte=at) | ~Exists(others)
    rows = appeals_within(by).filter(theirs, state=RequestState.OPEN)
    rows = rows.exclude(signup__volunteer_id__in=by.records)
    rows = rows.select_related("signup__activity__body", "signup__post", "signup__volunteer")
    return rows.order_by("answer_by", "pk")


def to_answer(appeal: AbsenceAppeal, at: datetime) -> tuple[Sequence[Account], bool]:
    """Whom to tell: who leads the activity and may answer, or all of the organisation who may; or officers (True)."""
    today, activity = clock.day_of(at), appeal.signup.activity
    own = appeal.signup.volunteer.account_id  # nobody's, of a child
    live = live_grants(today).filter(body=activity.body_id, role__in=ROLES)
    may = Account.objects.filter(grants__in=live, is_active=True).distinct().order_by("id")
    leading = {each.pk for each in leaders_to_tell([activity], today)[activity.pk]}
    if found := [each for each in may if each.pk != own]:
        return [each for each in found if each.pk in leading] or found, False
    return officers_for(appeal, at), True


def officers_for(appeal: AbsenceAppeal, at: datetime) -> list[Account]:
    """The officers of the place, but for the one whom it is about."""
    officers = nearest_officers(appeal.signup.activity.region_path, clock.day_of(at))
    return [each for each in officers if each.pk != appeal.signup.volunteer.account_id]


def late_appeals(city: str, at: datetime) -> QuerySet[AbsenceAppeal]:
    """Nobody answered in time, and nobody above has been told yet."""
    rows = AbsenceAppeal.objects.filter(
        city=city, state=RequestState.OPEN, answer_by__lte=at, escalated_at__isnull=True
    )
    return rows.select_related("signup__activity__body", "signup__volunteer").order_by(F("asked_at"), "pk")
