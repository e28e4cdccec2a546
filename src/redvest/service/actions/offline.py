"""Check-in without a network: taking the signed roster along, and taking in what a phone queued meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from redvest.core import audit
from redvest.core.clock import CHINA
from redvest.registry.policy import Standing, require_member
from redvest.service import policy
from redvest.service.actions.attendance import ScanForm, ScanResult, record_scans
from redvest.service.attendance_errors import NotYourQueue, RosterTooLate, RosterUnknown
from redvest.service.choices import ActivityState
from redvest.service.errors import WrongState
from redvest.service.models import Activity
from redvest.service.rules.offline import (
    KEEP,
    VERSION,
    RosterPass,
    digest_of,
    is_skewed,
    require_ours,
    signed,
    skew_seconds,
)


@dataclass(frozen=True)
class Merged:
    """What became of a batch: a result for each nonce, and how far the phone's clock is off in seconds."""

    results: list[ScanResult]
    skew_seconds: int
    skewed: bool


def _key() -> bytes:
    return settings.REDVEST_KEYRING.derive("offline-roster")


def take_roster(
    *, by: Standing, activity: Activity, people: Sequence[Mapping[str, str]], at: datetime
) -> RosterPass:
    """Sign the list that goes onto a leader's phone, and write down that it went.

    Raises NotAllowed, WrongState (draft, cancelled), RosterTooLate (a day after the end).
    """
    policy.require_may_lead(by, activity)
    if activity.state not in (ActivityState.PUBLISHED, ActivityState.CLOSED):
        raise WrongState
    keep_until = activity.ends_at + KEEP
    if at >= keep_until:
        raise RosterTooLate
    unsigned = RosterPass(
        version=VERSION,
        activity=str(activity.pk),
        account=str(require_member(by)),
        taken_at=at.astimezone(CHINA).isoformat(),
        keep_until=keep_until.astimezone(CHINA).isoformat(),
        digest=digest_of(people),
    )
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="take_roster", target=activity, people=len(people)
    )
    return signed(_key(), unsigned)


def merge_queue(
    *,
    by: Standing,
    activity: Activity,
    carried: RosterPass,
    scans: Sequence[ScanForm],
    at: datetime,
    sent_at: datetime,
) -> Merged:
    """Take in one batch of a phone's queue; sending it again changes nothing.

    Raises NotAllowed, RosterUnknown (not our list, or another activity's), NotYourQueue (another leader's).
    """
    policy.require_may_lead(by, activity)
    require_ours(_key(), carried)
    if carried.activity != str(activity.pk):
        raise RosterUnknown
    if carried.account != str(require_member(by)):
        raise NotYourQueue
    results = record_scans(by=by, activity=activity, scans=scans, at=at, sent_at=sent_at)
    skew = skew_seconds(sent_at, at)
    return Merged(results, skew, is_skewed(skew))
