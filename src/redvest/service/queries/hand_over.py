"""Reads about stand-ins and swaps: who is meant, who is asked, what stands against it, what happened."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.merge import merged_records, records_of
from redvest.registry.queries.on_behalf import standing_for_child
from redvest.registry.rules import names, volunteer_number
from redvest.service.choices import LIVE_SIGNUPS, HandOverState, SignUpState
from redvest.service.hand_over_errors import NobodyByThatName
from redvest.service.models import Activity, Attendance, HandOver, Post, SignUp
from redvest.service.queries.opening import verdict_on_taker
from redvest.service.queries.signup import Reason, reasons_of_person, reasons_of_plans

_WITH = ("signup__activity__body", "signup__post", "signup__volunteer", "other__post", "to_volunteer")


def volunteer_called(city: str, number: str, name: str) -> Volunteer:
    """Somebody by number and name together, so that neither can be guessed from the other. Raises NobodyByThatName."""
    digits = volunteer_number.normalise(number)
    found = Volunteer.objects.filter(city=city, number=digits, state=VolunteerState.ACTIVE).first()
    if not digits or found is None or names.normalise(found.name) != names.normalise(name):
        raise NobodyByThatName
    return found


def digest_of(token: str) -> str:
    """What is kept of a link: nobody who reads the table can use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_link(city: str, token: str) -> HandOver | None:
    rows = HandOver.objects.select_related(*_WITH)
    return rows.filter(city=city, link_digest=digest_of(token)).first()


def open_now(at: datetime) -> QuerySet[HandOver]:
    """What waits for a yes and can still be answered."""
    return HandOver.objects.filter(
        state=HandOverState.OPEN, expires_at__gt=at, signup__state=SignUpState.CONFIRMED
    ).select_related(*_WITH)


def asked_of(records: Collection[UUID], at: datetime) -> QuerySet[HandOver]:
    """What somebody is asked and has not answered."""
    return open_now(at).filter(to_volunteer_id__in=records).order_by("expires_at", "id")


def asked_of_children(children: Collection[Volunteer], at: datetime) -> QuerySet[HandOver]:
    """What children are asked, of ``registry/queries/guardian.py``, each by whatever record it is known."""
    own = [each.pk for each in children]
    return asked_of([*own, *merged_records(own)], at)


def open_of(signup_id: UUID) -> HandOver | None:
    """What the holder of a place asked for last and is not over."""
    rows = HandOver.objects.select_related(*_WITH)
    return rows.filter(signup_id=signup_id, state=HandOverState.OPEN).first()


def of_activity(activity: Activity) -> QuerySet[HandOver]:
    """Everything that was asked on an activity, the latest first."""
    rows = HandOver.objects.filter(signup__activity=activity).select_related(*_WITH)
    return rows.order_by("-made_at", "-id")


def standing_asked(by: Standing, hand_over: HandOver, at: datetime) -> Standing:
    """As whom somebody answers: themselves, or the child they act for that was asked."""
    return standing_of(by, hand_over.to_volunteer_id, at)


def standing_of(by: Standing, volunteer_id: UUID | None, at: datetime) -> Standing:
    """The standing of a child where it is one that somebody acts for; their own otherwise."""
    if volunteer_id is None or by.is_self(volunteer_id):
        return by
    if volunteer_id not in {each.pk for each in children_of(by, at)}:
        return by
    return standing_for_child(by, volunteer_id, at)[1]


def reasons_to_take(
    volunteer: Volunteer, post: Post, at: datetime, but: Collection[UUID] = ()
) -> list[Reason]:
    """Every rule that stands against somebody on a post; not the time of sign-up, since the place is given already.

    A place in the post's own line does not stand against it: who takes the place over leaves the line. What an
    announced post allows to each holds, or else a few would sign up and pass on.
    """
    mine = SignUp.objects.filter(post=post, volunteer__in=records_of(volunteer.pk), state__in=LIVE_SIGNUPS)
    given_up = [*but, *mine.values_list("pk", flat=True)]
    said = verdict_on_taker(volunteer.pk, post, at, given_up)
    of_opening = [Reason(said.code, said.sentence)] if said.code else []
    return [*reasons_of_person(volunteer, post), *of_opening, *reasons_of_plans(volunteer, post, given_up)]


def others_wait(post_id: UUID, but: QuerySet[Volunteer, UUID] | Collection[UUID] = ()) -> bool:
    waiting = SignUp.objects.filter(post_id=post_id, state=SignUpState.WAITING)
    return waiting.exclude(volunteer_id__in=but).exists()


def checked_in(signup_ids: Collection[UUID]) -> bool:
    """Whether somebody is there already: who came cannot be replaced."""
    return Attendance.objects.filter(signup_id__in=signup_ids).exists()
