"""What can be done with presence: showing codes, scanning, ticking, closing a stay. Nothing else writes these tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from redvest.core import audit, clock
from redvest.core.errors import DomainError, NotFound
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.registry.queries.setting import rule
from redvest.service import policy
from redvest.service.actions.signup import mark_served
from redvest.service.actions.stay import enter, leave
from redvest.service.choices import ActivityState, Direction, ProofKind, SignUpState
from redvest.service.errors import BadCode, NonceReused, NotOnRoster, OutsideHours, OwnHours, WrongState
from redvest.service.models import Activity, Attendance, Scan, SignUp
from redvest.service.rules.presence import Code, CodeKind, make_code, read_code

ACCEPTED, REPEATED = "accepted", "repeated"
EARLY = timedelta(minutes=60)  # people come before the start; the time before it earns nothing
LATE = timedelta(hours=4)  # a forgotten way out may be scanned after the end; it earns nothing beyond it
CLOCK_SKEW = timedelta(minutes=2)


@dataclass(frozen=True)
class ScanForm:
    """One scan as a device reports it: a volunteer's rotating ``code``, or a ``volunteer`` that the leader ticked."""

    nonce: str
    direction: Direction
    at: datetime
    code: str = ""
    volunteer_id: UUID | None = None
    device: str = ""


@dataclass(frozen=True)
class ScanResult:
    nonce: str
    outcome: str


def _key() -> bytes:
    return settings.REDVEST_KEYRING.derive("presence-codes")


def _seconds(path: str, at: datetime) -> int:
    return int(rule("attendance.code_seconds", path, clock.day_of(at)))


def venue_code(*, by: Standing, activity: Activity, at: datetime) -> Code:
    """The code to show at the venue now. Raises NotAllowed."""
    policy.require_may_lead(by, activity)
    # The city's rule and no nearer one: who reads the code does not know the place before it is read.
    seconds = _seconds(f"{activity.city}/", at)
    return make_code(_key(), CodeKind.VENUE, activity.pk, at=at, seconds=seconds)


def my_code(*, by: Standing, at: datetime) -> Code:
    """The volunteer's own code to be scanned by a leader now."""
    seconds = _seconds(f"{by.city}/", at)
    return make_code(_key(), CodeKind.VOLUNTEER, require_volunteer(by), at=at, seconds=seconds)


def record_scans(
    *,
    by: Standing,
    activity: Activity,
    scans: Sequence[ScanForm],
    at: datetime,
    sent_at: datetime | None = None,
) -> list[ScanResult]:
    """Take one scan or an offline batch; each stands for itself and a repeated nonce is answered as the first time.

    Raises NotAllowed. Results come in the order of ``scans``; within a batch the earlier scan is worked first.
    """
    policy.require_may_lead(by, activity)
    seconds = _seconds(f"{by.city}/", at)
    outcomes: dict[int, str] = {}
    for turn, scan in sorted(enumerate(scans), key=lambda each: each[1].at):
        outcomes[turn] = _one(by, activity, scan, at, seconds)
    return [ScanResult(scan.nonce, outcomes[turn]) for turn, scan in enumerate(scans)]


def _one(by: Standing, activity: Activity, scan: ScanForm, at: datetime, seconds: int) -> str:
    proof = ProofKind.LEADER_SCAN if scan.code else ProofKind.LEADER_TICK
    try:
        volunteer_id = _whose(by, scan, seconds)
        policy.require_not_self(by, volunteer_id)
        return _register(by, activity, scan, volunteer_id, proof, at)
    except DomainError as fault:
        return fault.code


def _whose(by: Standing, scan: ScanForm, seconds: int) -> UUID:
    if not scan.code:
        if scan.volunteer_id is None:
            raise BadCode
        return scan.volunteer_id
    # Read against the time of the scan, not of its arrival: an offline batch comes late.
    return read_code(_key(), CodeKind.VOLUNTEER, scan.code, at=scan.at, seconds=seconds)


def _register(
    by: Standing, activity: Activity, scan: ScanForm, volunteer_id: UUID, proof: ProofKind, at: datetime
) -> str:
    """Write the scan and what follows from it. The unique nonce decides which of two equal scans was first."""
    try:
        with transaction.atomic():
            _require_within_hours(activity, scan.at, at)
            signup = _on_roster(activity, volunteer_id)
            known = Scan.objects.filter(activity=activity, nonce=scan.nonce).first()
            if known is None:
                return _write(by, activity, signup, scan, proof, at)
    except IntegrityError:
        # Another scan took the nonce meanwhile; what this one did is undone.
        known = Scan.objects.get(activity=activity, nonce=scan.nonce)
    if (known.volunteer_id, known.direction) != (volunteer_id, scan.direction):
        raise NonceReused
    return REPEATED if known.outcome == ACCEPTED else known.outcome


def _write(
    by: Standing, activity: Activity, signup: SignUp, scan: ScanForm, proof: ProofKind, at: datetime
) -> str:
    outcome = _move(by, activity, signup, scan, proof)
    mark_served(activity_id=activity.pk, volunteer_id=signup.volunteer_id)
    Scan.objects.create(
        activity=activity, nonce=scan.nonce, volunteer_id=signup.volunteer_id, direction=scan.direction,
        proof=proof, at=scan.at, received_at=at, device=scan.device[:64], account_id=require_member(by),
        outcome=outcome,
    )  # fmt: skip
    return outcome


def _move(by: Standing, activity: Activity, signup: SignUp, scan: ScanForm, proof: ProofKind) -> str:
    act = enter if scan.direction == Direction.IN else leave
    stay = act(activity=activity, signup=signup, at=scan.at, proof=proof)
    audit.write_line(
        by=by.actor, at=scan.at, city=activity.city, verb=f"check_{scan.direction}", target=stay, proof=proof
    )
    return ACCEPTED


def _require_within_hours(activity: Activity, scanned_at: datetime, at: datetime) -> None:
    """A scan belongs to the activity's hours, is not from the future, and the activity is neither draft nor cancelled."""
    if activity.state not in (ActivityState.PUBLISHED, ActivityState.CLOSED):
        raise WrongState
    early, late = activity.starts_at - EARLY, activity.ends_at + LATE
    if not early <= scanned_at <= min(late, at + CLOCK_SKEW):
        raise OutsideHours


def _on_roster(activity: Activity, volunteer_id: UUID) -> SignUp:
    """The volunteer's place, its row locked: two scans of one person are worked one after the other."""
    holding = (SignUpState.CONFIRMED, SignUpState.SERVED, SignUpState.ABSENT)
    places = SignUp.objects.filter(activity=activity, volunteer_id=volunteer_id, state__in=holding)
    signup = places.select_for_update().order_by("state").first()
    if signup is None:
        raise NotOnRoster
    return signup


def check_in_with_venue_code(
    *, by: Standing, code: str, direction: Direction, nonce: str, device: str = "", at: datetime
) -> Activity:
    """The volunteer scanned the venue's code. Repeating a nonce changes nothing.

    Raises BadCode, ExpiredCode, NotOnRoster, OutsideHours, NoOpenStay; OwnHours for the activity's own leader.
    """
    volunteer_id = require_volunteer(by)
    activity_id = read_code(_key(), CodeKind.VENUE, code, at=at, seconds=_seconds(f"{by.city}/", at))
    activity = Activity.objects.select_related("body").filter(pk=activity_id).first()
    if activity is None:
        raise NotFound
    if by.account_id == activity.leader_id:
        # Who shows the code cannot prove anything by scanning it.
        raise OwnHours
    scan = ScanForm(nonce=nonce, direction=direction, at=at, device=device, volunteer_id=volunteer_id)
    _register(by, activity, scan, volunteer_id, ProofKind.VENUE_CODE, at)
    return activity


def tick(
    *, by: Standing, activity: Activity, volunteer_ids: Sequence[UUID], direction: Direction, at: datetime
) -> list[ScanResult]:
    """The leader ticks people on the list: an entry, not a proof. The nonce makes a double click harmless."""
    scans = [
        ScanForm(
            nonce=f"tick-{direction}-{volunteer_id.hex}-{int(at.timestamp())}",
            direction=direction,
            at=at,
            volunteer_id=volunteer_id,
        )
        for volunteer_id in volunteer_ids
    ]
    return record_scans(by=by, activity=activity, scans=scans, at=at)


@transaction.atomic
def close_stay(*, by: Standing, attendance: Attendance, out_at: datetime, at: datetime) -> Attendance:
    """The leader ends a stay whose way out was forgotten. Raises NotAllowed, OutsideHours, WrongState."""
    policy.require_may_lead(by, attendance.activity)
    policy.require_not_self(by, attendance.volunteer_id)
    _require_within_hours(attendance.activity, out_at, at)
    if out_at < attendance.in_at:
        raise OutsideHours("签退时间不能早于签到时间。")
    open_stays = Attendance.objects.filter(pk=attendance.pk, out_at__isnull=True)
    if not open_stays.update(out_at=out_at, closed_by=by.account_id):
        raise WrongState("这条签到已经签退了。")
    attendance.refresh_from_db()
    audit.write_line(by=by.actor, at=at, city=attendance.city, verb="close_stay", target=attendance)
    return attendance
