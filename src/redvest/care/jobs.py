"""Background entry points of the care context: load by id, call one action."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django_tasks import task

from redvest.care.actions import (
    crisis_after,
    crisis_broadcast,
    crisis_need,
    household,
    need_activity,
    need_climb,
    pairing_end,
    serving,
    silence,
    visit_forget,
    wave,
)
from redvest.care.actions.helper_forget import forget_helper
from redvest.care.actions.need_forget import empty_ended, forget_asker, hold_needs_of
from redvest.care.events import CrisisBroadcastSaid
from redvest.care.models import CrisisBroadcast
from redvest.core import clock
from redvest.core.jobs import PRESSING
from redvest.registry.choices import VolunteerState
from redvest.registry.events import PersonErased, VolunteerStateChanged
from redvest.registry.queries.merge import records_of


@task(priority=PRESSING)
def tell_broadcast(broadcast_id: str) -> None:
    """Tell everybody who registered in a crisis and is not there."""
    crisis_broadcast.tell_broadcast(broadcast_id=UUID(broadcast_id), at=clock.now())


def on_crisis_broadcast(event: CrisisBroadcastSaid) -> None:
    """Queued in the transaction that says it: what is rolled back is never told."""
    tell_broadcast.enqueue(str(event.broadcast_id))


def resume_crisis_broadcasts(at: datetime) -> int:
    """Every minute: those whose worker was killed go on where they stood."""
    rows = CrisisBroadcast.objects.filter(done_at__isnull=True, crisis__city=settings.REDVEST_CITY)
    return sum(crisis_broadcast.tell_broadcast(broadcast_id=each.pk, at=at) for each in rows)


def expire_crisis_needs(at: datetime) -> int:
    """Every minute: verified needs whose word has run out."""
    return crisis_need.expire_crisis_needs(at=at)


def settle_past_crises(at: datetime) -> None:
    """Every night: link who registered meanwhile, ask who would stay on, let go of what was kept long enough."""
    crisis_after.link_crisis_people(city=settings.REDVEST_CITY, at=at)
    crisis_after.invite_crisis_people(city=settings.REDVEST_CITY, at=at)
    crisis_after.forget_crisis_people(city=settings.REDVEST_CITY, at=at)


def on_person_erased(event: PersonErased) -> None:
    """In the same transaction: no need names them, and nobody is paired with somebody who is forgotten."""
    hold_needs_of(event)
    forget_asker(event)
    for record in records_of(event.volunteer_id):
        serving.release_servings(volunteer_id=record, at=event.at)
        pairing_end.end_of_person(volunteer_id=record, at=event.at, erased=True)
    forget_helper(event)


def empty_needs(at: datetime) -> None:
    empty_ended(at=at)


def send_waves(at: datetime) -> int:
    """Every minute: the next volunteers of rounds whose wave is due."""
    return wave.send_due_waves(city=settings.REDVEST_CITY, at=at)


def climb_needs(at: datetime) -> int:
    """Every five minutes: needs that nobody answered in time go one place up."""
    return need_climb.climb_due(city=settings.REDVEST_CITY, at=at)


def remind_servings(at: datetime) -> int:
    """Every ten minutes by day: what was accepted and is overdue, and needs whose activity ended."""
    need_activity.follow_activities(city=settings.REDVEST_CITY, at=at)
    return need_climb.remind_overdue(city=settings.REDVEST_CITY, at=at)


@task()
def release_servings(volunteer_id: str) -> None:
    """Give back what somebody had accepted who may not serve any more."""
    serving.release_servings(volunteer_id=UUID(volunteer_id), at=clock.now())


def on_volunteer_state(event: VolunteerStateChanged) -> None:
    """Queued in the transaction of the change; coming back brings nothing back."""
    if event.state != VolunteerState.ACTIVE:
        release_servings.enqueue(str(event.volunteer_id))
        end_pairings.enqueue(str(event.volunteer_id))


def remind_silent_pairings(at: datetime) -> int:
    """Every morning: pairings in which nobody went to see anybody for long."""
    return silence.remind_silent(city=settings.REDVEST_CITY, at=at)


def forget_households(at: datetime) -> int:
    """Every night: what was kept of households that need nobody any more, and of visits where no household is."""
    homes = household.forget_households(city=settings.REDVEST_CITY, at=at)
    return homes + visit_forget.forget_visits(city=settings.REDVEST_CITY, at=at)


@task()
def end_pairings(volunteer_id: str) -> None:
    """End the pairings of somebody who may not serve any more."""
    pairing_end.end_of_person(volunteer_id=UUID(volunteer_id), at=clock.now())
