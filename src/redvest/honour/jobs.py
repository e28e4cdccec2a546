"""Background entry points of the honour context: load by id, call one action."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django_tasks import task

from redvest.core import clock
from redvest.core.jobs import LAST
from redvest.honour.actions import (
    award_forget,
    award_vote,
    contest_forget,
    contest_hint,
    ledger_give,
    ledger_hours,
    redeem_return,
    star_publicity,
    star_review,
)
from redvest.honour.queries.award_vote import votes_running
from redvest.honour.queries.ledger_earning import EARNING
from redvest.honour.rules.star import COUNTED
from redvest.registry.events import PersonErased
from redvest.service.events import HoursRecorded


@task()
def check_stars(volunteer_id: str) -> None:
    """Look at the stars of somebody whose hours became fewer."""
    star_review.flag_stars(volunteer_id=UUID(volunteer_id), at=clock.now())


@task(priority=LAST)
def settle_hours(entry_id: str, voids: bool) -> None:
    """Points and time of one entry of the hours ledger; of a void, what it takes back."""
    settle = ledger_hours.reverse_for_void if voids else ledger_hours.earn_for_hours
    settle(entry_id=UUID(entry_id), at=clock.now())


@task()
def forget_nominee(volunteer_id: str) -> None:
    """Take somebody who was erased out of awards."""
    award_forget.forget_nominee(volunteer_id=UUID(volunteer_id), at=clock.now())
    award_vote.forget_voter(volunteer_id=UUID(volunteer_id), at=clock.now())


def on_erased(event: PersonErased) -> None:
    """Queued: an edition tells its people while it is held, so erasing never waits for one with the person in hand.

    What they said of others goes at once, while it is known which accounts are theirs.
    """
    award_forget.forget_said(volunteer_id=event.volunteer_id)
    forget_nominee.enqueue(str(event.volunteer_id))


def on_hours(event: HoursRecorded) -> None:
    """Queued with the entry: confirming hours never waits for an account, and a correction that puts the hours back in
    the same breath flags nobody."""
    if event.minutes < 0 and event.grade in COUNTED:
        check_stars.enqueue(str(event.volunteer_id))
    if event.entry_id is not None and event.minutes and event.grade in EARNING:
        settle_hours.enqueue(str(event.entry_id), event.minutes < 0)


def grant_due_stars(at: datetime) -> int:
    """Every morning: stars whose publicity is over."""
    return star_publicity.grant_due_stars(city=settings.REDVEST_CITY, at=at)


def expire_units(at: datetime) -> int:
    """Every night: lots whose day has come."""
    return ledger_give.expire_due(city=settings.REDVEST_CITY, at=at)


def lapse_redemptions(at: datetime) -> int:
    """Every night: what nobody picked up in time goes back."""
    return redeem_return.lapse_due(city=settings.REDVEST_CITY, at=at)


def remind_redemptions(at: datetime) -> int:
    """Every morning: what waits to be picked up and lapses soon."""
    return redeem_return.remind_due(city=settings.REDVEST_CITY, at=at)


def look_at_votes(at: datetime) -> int:
    """Every hour: votes of awards that look like a machine's, each edition in a transaction of its own."""
    running = votes_running(settings.REDVEST_CITY)
    return sum(award_vote.set_votes_aside(edition_id=each, at=at) for each in running)


def forget_vote_traces(at: datetime) -> int:
    """Every night: networks and devices of votes that nobody looks at any more."""
    return award_vote.forget_traces(city=settings.REDVEST_CITY, at=at)


def forget_pupils(at: datetime) -> int:
    """Every night: names of pupils whose contest is long over."""
    return contest_forget.forget_pupils(city=settings.REDVEST_CITY, at=at)


def look_for_likeness(at: datetime) -> int:
    """Every night: works of running contests that are alike."""
    return contest_hint.look_over_contests(city=settings.REDVEST_CITY, at=at)
