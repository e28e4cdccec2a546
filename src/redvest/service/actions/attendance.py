"""What can be done with presence: showing codes, scanning, ticking, closing a stay. Nothing else writes these tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core import audit, clock
from redvest.core.errors import DomainError, NotFound, error_with
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.registry.queries.setting import rule
from redvest.service import policy
from redvest.service.actions.scans import Draft, take
from redvest.service.actions.stay import refold
from redvest.service.attendance_errors import OutsideHours
from redvest.service.choices import Direction, Fence, ProofKind
from redvest.service.code_errors import BadCode, CardRevoked, ExpiredCode
from redvest.service.errors import NotServing, WrongState
from redvest.service.hours_errors import OwnHours
from redvest.service.models import Activity, Attendance, Scan, SignUp
from redvest.service.queries.codes import code_key, device_tag
from redvest.service.queries.presence import (
    ACCEPTED,
    REPEATED,
    agreed_to_location,
    fence_limits,
    live_serials,
    seen_at,
    sighting_of,
)
from redvest.service.rules.fence import NOWHERE, Position, Sighting
from redvest.service.rules.presence import Code, CodeKind, Reading, kind_of, make_code, read_card, read_code


@dataclass(frozen=True)
class ScanForm:
    """One scan as a device reports it: a rotating ``code``, a card's code, or a ``volunteer`` that the leader ticked.

    ``position`` is where the device that scans is; it is used only with its owner's consent.
    """

    nonce: str
    direction: Direction
    at: datetime
    code: str = ""
    volunteer_id: UUID | None = None
    device: str = ""
    position: Position | None = None


@dataclass(frozen=True)
class ScanResult:
    """What became of a scan; ``skewed`` when the device's clock is more than two minutes off."""

    nonce: str
    outcome: str
    skewed: bool = False


def _seconds(path: str, at: datetime) -> int:
    return int(rule("attendance.code_seconds", path, clock.day_of(at)))


def venue_code(*, by: Standing, activity: Activity, at: datetime) -> Code:
    """The code to show at the venue now. Raises NotAllowed."""
    policy.require_may_lead(by, activity)
    # The city's rule and no nearer one: who reads the code does not know the place before it is read.
    seconds = _seconds(f"{activity.city}/", at)
    return make_code(code_key(), CodeKind.VENUE, activity.pk, at=at, seconds=seconds)


def my_code(*, by: Standing, at: datetime, device: str = "") -> Code:
    """The volunteer's own code to be scanned by a leader now. It carries the tag of the phone that shows it."""
    seconds = _seconds(f"{by.city}/", at)
    volunteer_id = require_volunteer(by)
    if not Volunteer.objects.filter(pk=volunteer_id, state=VolunteerState.ACTIVE).exists():
        raise NotServing
    return make_code(
        code_key(), CodeKind.VOLUNTEER, volunteer_id, at=at, seconds=seconds, device_tag=device_tag(device)
    )


def record_scans(
    *,
    by: Standing,
    activity: Activity,
    scans: Sequence[ScanForm],
    at: datetime,
    sent_at: datetime | None = None,
) -> list[ScanResult]:
    """Take one scan or an offline batch; each stands for itself and a repeated nonce is answered as the first time.

    ``sent_at`` is the device's own clock when it sent: a clock more than two minutes off is marked and its times
    are put right, so that it neither loses people nor makes minutes. Raises NotAllowed. Results come in the order of
    ``scans``; within a batch the earlier scan is worked first.
    """
    policy.require_may_lead(by, activity)
    skew = sent_at - at if sent_at else None
    reader = _Reader(by, activity, scans, at, skew)
    drafts = [reader.draft(scan) for scan in scans]
    take(by=by, activity=activity, drafts=drafts, at=at)
    off = skew is not None and abs(skew) > policy.CLOCK_SKEW
    return [ScanResult(draft.nonce, draft.outcome, off) for draft in drafts]


class _Reader:
    """Makes drafts of a batch's scans: reads codes at the time of the scan, looks up cards once."""

    def __init__(
        self,
        by: Standing,
        activity: Activity,
        scans: Sequence[ScanForm],
        at: datetime,
        skew: timedelta | None,
    ) -> None:
        self._by, self._activity, self._at, self._key = by, activity, at, code_key()
        self._skew = skew or timedelta()
        self._skew_seconds = round(skew.total_seconds()) if skew is not None else None
        self._seconds = _seconds(f"{by.city}/", at)
        cards = [scan.code for scan in scans if kind_of(scan.code) is CodeKind.CARD]
        self._serials = live_serials([who for text in cards if (who := self._on_card(text))]) if cards else {}
        placed = any(scan.position for scan in scans) and agreed_to_location(by.volunteer_id)
        self._limits = fence_limits(activity) if placed else None

    def draft(self, scan: ScanForm) -> Draft:
        draft = Draft(
            scan.nonce,
            scan.direction,
            self._dated(scan.at),
            device=scan.device,
            skew_seconds=self._skew_seconds,
        )
        try:
            self._read(scan, draft)
            policy.require_not_self(self._by, draft.volunteer_id)
            policy.require_within_hours(self._activity, draft.at, self._at)
            draft.sighting = seen_at(scan.position, self._activity, self._limits)
        except DomainError as fault:
            draft.outcome = fault.code
        return draft

    def _dated(self, scanned_at: datetime) -> datetime:
        return scanned_at - self._skew if abs(self._skew) > policy.CLOCK_SKEW else scanned_at

    def _read(self, scan: ScanForm, draft: Draft) -> None:
        if not scan.code:
            if scan.volunteer_id is None:
                raise BadCode
            draft.volunteer_id = scan.volunteer_id
        elif kind_of(scan.code) is CodeKind.CARD:
            draft.volunteer_id, serial = read_card(self._key, scan.code)
            draft.proof = ProofKind.CARD_SCAN
            if self._serials.get(draft.volunteer_id) != serial:
                raise CardRevoked
        else:
            found = self._rotating(scan.code, draft)
            draft.volunteer_id, draft.code_key = found.subject, found.once
            draft.device_tag, draft.proof = found.device_tag, ProofKind.LEADER_SCAN

    def _rotating(self, text: str, draft: Draft) -> Reading:
        """Read against the time of the scan, not of its arrival: an offline batch comes late.

        A clock that is off by less than two minutes can miss a code that lives for seconds: then the corrected
        time is tried and, if it fits, holds.
        """
        try:
            return read_code(self._key, CodeKind.VOLUNTEER, text, at=draft.at, seconds=self._seconds)
        except ExpiredCode:
            if not self._skew or abs(self._skew) > policy.CLOCK_SKEW:
                raise
        draft.at -= self._skew
        return read_code(self._key, CodeKind.VOLUNTEER, text, at=draft.at, seconds=self._seconds)

    def _on_card(self, text: str) -> UUID | None:
        try:
            return read_card(self._key, text)[0]
        except BadCode:
            return None


def check_in_with_venue_code(
    *,
    by: Standing,
    code: str,
    direction: Direction,
    nonce: str,
    device: str = "",
    position: Position | None = None,
    at: datetime,
) -> Activity:
    """The volunteer scanned the venue's code. Repeating a nonce changes nothing.

    Raises BadCode, ExpiredCode, NotOnRoster, OutsideHours, NoOpenStay, CodeUsed, DeviceShared, TooFar; OwnHours for
    whoever leads there, since who shows the code proves nothing by scanning it. Refused attempts leave a trace.
    """
    volunteer_id = require_volunteer(by)
    read = read_code(code_key(), CodeKind.VENUE, code, at=at, seconds=_seconds(f"{by.city}/", at))
    activity = Activity.objects.select_related("body").filter(pk=read.subject).first()
    if activity is None:
        raise NotFound
    if policy.may_lead(by, activity):
        raise OwnHours
    policy.require_within_hours(activity, at, at)
    draft = Draft(
        nonce, direction, at, proof=ProofKind.VENUE_CODE, volunteer_id=volunteer_id, device=device,
        device_tag=device_tag(device), code_key=f"{read.once}:{volunteer_id.hex}",
        sighting=_sighting(volunteer_id, position, activity, device),
    )  # fmt: skip
    take(by=by, activity=activity, drafts=[draft], at=at)
    if draft.outcome not in (ACCEPTED, REPEATED):
        raise error_with(draft.outcome)
    return activity


def _sighting(volunteer_id: UUID, position: Position | None, activity: Activity, device: str) -> Sighting:
    """Where the phone is. A place without the phone it came from could be anybody's word from home: it backs nothing."""
    seen = sighting_of(volunteer_id, position, activity)
    return NOWHERE if seen.fence == Fence.INSIDE and not device_tag(device) else seen


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
    activity = attendance.activity
    policy.require_may_lead(by, activity)
    policy.require_not_self(by, attendance.volunteer_id)
    policy.require_within_hours(activity, out_at, at)
    if out_at < attendance.in_at:
        raise OutsideHours("签退时间不能早于签到时间。")
    # The place first, as scans do, then the stay: whoever comes second finds it closed.
    list(SignUp.objects.filter(activity=activity, volunteer_id=attendance.volunteer_id).select_for_update())
    stay = Attendance.objects.select_for_update().filter(pk=attendance.pk, out_at__isnull=True).first()
    if stay is None:
        raise WrongState("这条签到已经签退了。")
    Scan.objects.create(
        activity=activity, nonce=f"close-{stay.pk.hex}-{int(out_at.timestamp())}", volunteer_id=stay.volunteer_id,
        direction=Direction.OUT, proof=ProofKind.LEADER_TICK, at=out_at, received_at=at, device="",
        account_id=require_member(by), outcome=ACCEPTED,
    )  # fmt: skip
    refold(
        activity=activity,
        places={stay.volunteer_id: stay.signup_id},
        closed={stay.pk: require_member(by)},
    )
    attendance.refresh_from_db()
    audit.write_line(by=by.actor, at=at, city=attendance.city, verb="close_stay", target=attendance)
    return attendance
