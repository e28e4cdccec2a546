"""Who may do what with projects, activities, attendance and hours."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from redvest.core.errors import NotAllowed
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import acts_for
from redvest.service.attendance_errors import OutsideHours
from redvest.service.backfill_errors import OwnRequest
from redvest.service.choices import ActivityState
from redvest.service.errors import WrongState
from redvest.service.hours_errors import OwnHours, SamePerson
from redvest.service.models import (
    Activity,
    BackfillRequest,
    EvidenceFile,
    HoursSheet,
    IntegrityCase,
    Reflection,
    SignUp,
    TransferRequest,
)
from redvest.service.reflection_errors import OwnReflection
from redvest.service.rules.integrity.refusal import InvolvedInCase

EARLY = timedelta(minutes=60)  # people come before the start; the time before it earns nothing
LATE = timedelta(hours=4)  # a forgotten way out may be scanned after the end; it earns nothing beyond it
CLOCK_SKEW = timedelta(minutes=2)


def may_publish_for(by: Standing, body: Body) -> bool:
    """Leaders of the body, and who governs its place, may create and edit its activities."""
    return by.leads(body.pk) or by.governs(body.region_path)


def may_lead(by: Standing, activity: Activity) -> bool:
    """Its own leader and the leaders of its body check people in and confirm hours; not while a role waits."""
    return (
        by.account_id is not None
        and not by.waiting
        and (by.account_id == activity.leader_id or by.leads(activity.body_id))
    )


def may_see_roster(by: Standing, activity: Activity) -> bool:
    return may_lead(by, activity) or by.governs(activity.region_path)


def may_review(by: Standing, activity: Activity) -> bool:
    """Who governs the place decides on publication, but never on an activity that they lead themselves."""
    return by.governs(activity.region_path) and by.account_id != activity.leader_id


def may_second(by: Standing, activity: Activity) -> bool:
    """A second officer is another leader of the body or an officer of the place."""
    return by.leads(activity.body_id) or by.governs(activity.region_path)


def require_may_refuse(by: Standing, activity: Activity) -> None:
    """Who may say that somebody's hours are not recorded, and take that up again: leaders, and officers of the place."""
    if not may_lead(by, activity) and not may_second(by, activity):
        raise NotAllowed


def require_may_publish_for(by: Standing, body: Body) -> None:
    if not may_publish_for(by, body):
        raise NotAllowed


def require_may_lead(by: Standing, activity: Activity) -> None:
    if not may_lead(by, activity):
        raise NotAllowed


def require_may_see_roster(by: Standing, activity: Activity) -> None:
    if not may_see_roster(by, activity):
        raise NotAllowed


def may_roster(by: Standing, body_id: UUID) -> bool:
    """Leaders of a body put its rosters together; not while a role waits."""
    return by.leads(body_id) and not by.waiting


def require_may_roster(by: Standing, body_id: UUID) -> None:
    if not may_roster(by, body_id):
        raise NotAllowed


def require_may_look_ahead(by: Standing) -> None:
    """Counting who would be there for an event names nobody: for who governs a place or leads for a body."""
    if by.waiting or not (by.regions() or by.bodies()):
        raise NotAllowed


def require_may_review(by: Standing, activity: Activity) -> None:
    if not may_review(by, activity):
        raise NotAllowed


def require_may_review_at(by: Standing, region_path: str) -> None:
    """Where no activity is at hand, only the place where it would be."""
    if not by.governs(region_path):
        raise NotAllowed


def require_own_signup(by: Standing, signup: SignUp) -> None:
    """A sign-up is its volunteer's; the leader may take somebody off the list."""
    if not by.is_self(signup.volunteer_id) and not may_lead(by, signup.activity):
        raise NotAllowed


def require_not_self(by: Standing, volunteer_id: UUID | None) -> None:
    """Nobody stands behind their own hours (design 4.5)."""
    if by.is_self(volunteer_id):
        raise OwnHours


def require_own_sheet(by: Standing, sheet: HoursSheet) -> None:
    if not by.is_self(sheet.volunteer_id):
        raise NotAllowed


def require_second_officer(by: Standing, sheet: HoursSheet) -> None:
    """The second officer is neither the volunteer, nor who countersigned, nor who leads the activity."""
    if not may_second(by, sheet.activity):
        raise NotAllowed
    if by.account_id in (sheet.countersigned_by_id, sheet.activity.leader_id):
        raise SamePerson
    if by.is_self(sheet.volunteer_id):
        raise SamePerson


def require_may_correct(by: Standing, activity: Activity | None, body: Body) -> None:
    """The recording body corrects its own records; the officer of its place may, too."""
    if not by.administers(body.pk, body.region_path) and (activity is None or not may_lead(by, activity)):
        raise NotAllowed


def require_may_erase(by: Standing, volunteer: Volunteer) -> None:
    """A person's own wish, or the city centre carrying it out."""
    if not by.is_self(volunteer.pk) and not (by.is_centre and by.city == volunteer.city):
        raise NotAllowed


def may_see_backfill(by: Standing, request: BackfillRequest) -> bool:
    """Who asked for it, the heads of its body and the officers of the place."""
    return by.account_id == request.asked_by_id or by.administers(request.body_id, request.region_path)


def may_decide_backfill(by: Standing, request: BackfillRequest, people: Collection[UUID]) -> bool:
    """An officer of the place who neither asked for it nor gains hours by it."""
    gains = not set(by.records).isdisjoint(people)
    return by.governs(request.region_path) and by.account_id != request.asked_by_id and not gains


def require_may_decide_backfill(by: Standing, request: BackfillRequest, people: Collection[UUID]) -> None:
    if not by.governs(request.region_path):
        raise NotAllowed
    if not may_decide_backfill(by, request, people):
        raise OwnRequest


def require_may_decide_transfer(by: Standing, request: TransferRequest) -> None:
    """An officer of the place of the body that takes the hours in; never the volunteer."""
    if not by.governs(request.body.region_path):
        raise NotAllowed
    if by.is_self(request.volunteer_id):
        raise OwnRequest


def may_read_evidence(by: Standing, file: EvidenceFile) -> bool:
    """Heads of the body and officers of the place; of a transfer also the volunteer whose paper it is."""
    request = file.backfill or file.transfer
    if request is None:
        return False
    if file.transfer is not None and by.is_self(file.transfer.volunteer_id):
        return True
    return by.administers(request.body_id, request.body.region_path)


def require_may_handle(by: Standing, case: IntegrityCase) -> None:
    """Who governs the place where a case now sits handles it, unless they have anything to do with it."""
    if not by.governs(case.at_path):
        raise NotAllowed
    mine = by.account_id
    own = by.is_self(case.volunteer_id)
    if mine is None or mine in case.involved or mine == case.concerned_id or own:
        raise InvolvedInCase


def require_concerned(by: Standing, case: IntegrityCase) -> None:
    """Only whom a case concerns is heard in it."""
    if by.account_id is None or by.account_id != case.concerned_id:
        raise NotAllowed


def in_shift(spans: Iterable[tuple[datetime, datetime]], at: datetime) -> bool:
    """Whether a scan belongs to one of somebody's own shifts, with the same room before and after."""
    return any(begins - EARLY <= at <= ends + LATE for begins, ends in spans)


def require_within_hours(activity: Activity, scanned_at: datetime, at: datetime) -> None:
    """A scan belongs to the activity's hours, is not from the future, and the activity is neither draft nor cancelled."""
    if activity.state not in (ActivityState.PUBLISHED, ActivityState.CLOSED):
        raise WrongState
    early, late = activity.starts_at - EARLY, activity.ends_at + LATE
    if not early <= scanned_at <= min(late, at + CLOCK_SKEW):
        raise OutsideHours


def require_may_review_reflection(by: Standing, row: Reflection, at: datetime) -> None:
    """Who leads for its organisation or governs its place; nobody looks at their own, their child's, or what they wrote."""
    if by.waiting or not (by.leads(row.activity.body_id) or by.governs(row.region_path)):
        raise NotAllowed
    if own_reflection_of(by, row, at):
        raise OwnReflection


def own_reflection_of(by: Standing, row: Reflection, at: datetime) -> bool:
    wrote = row.written_by_id is not None and row.written_by_id == by.account_id
    return wrote or by.is_self(row.volunteer_id) or acts_for(by, row.volunteer_id, at)
