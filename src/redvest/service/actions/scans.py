"""Scans on their way into the tables: one or a thousand in a fixed number of statements, each standing for itself.

Called by ``attendance``, which reads the codes. Here the people's places are locked in one order, so that two devices
at one gate take turns; unique constraints decide which of two equal scans was first; stays are then written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import audit
from redvest.core.db.constraint import broken_constraint
from redvest.core.db.together import Together
from redvest.registry.choices import VolunteerState
from redvest.registry.policy import Standing, require_member
from redvest.service.actions.signup import mark_served
from redvest.service.actions.stay import Folded, refold
from redvest.service.attendance_errors import DeviceShared, NonceReused, NotOnRoster, TooFar
from redvest.service.choices import Direction, Fence, ProofKind, SignUpState
from redvest.service.code_errors import CodeUsed
from redvest.service.errors import NotServing
from redvest.service.models import Activity, ActivityDevice, Scan
from redvest.service.policy import in_shift
from redvest.service.queries.danger import unsigned_of
from redvest.service.queries.presence import ACCEPTED, PENDING, REPEATED
from redvest.service.queries.scan_rows import KnownScan, Place, known_scans, known_scans_locked, places_locked
from redvest.service.rules.fence import NOWHERE, Sighting
from redvest.service.shift_errors import AgreementUnsigned, OutsideShift

_ONCE = ("one_scan_per_nonce", "one_scan_per_rotating_code")
_TRIES = 5
JUST_NOW = timedelta(minutes=2)
_SCAN_COLUMNS = (
    "activity_id", "nonce", "volunteer_id", "direction", "proof", "at", "received_at", "device", "account_id",
    "outcome", "code_key", "skew_seconds", "fence", "distance_m",
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """One scan, read and dated. ``outcome`` is empty until it is decided."""

    nonce: str
    direction: Direction
    at: datetime
    proof: ProofKind = ProofKind.LEADER_TICK
    volunteer_id: UUID | None = None
    code_key: str = ""
    device: str = ""
    device_tag: str = ""
    sighting: Sighting = NOWHERE
    skew_seconds: int | None = None
    outcome: str = ""


def take(*, by: Standing, activity: Activity, drafts: Sequence[Draft], at: datetime) -> None:
    """Decide every draft that has no outcome yet, in the order of time, and write what follows."""
    open_drafts = sorted((draft for draft in drafts if not draft.outcome), key=lambda each: each.at)
    open_drafts = _without_repeats(activity, open_drafts)
    if not open_drafts:
        return None
    for turn in range(_TRIES):
        try:
            with transaction.atomic():
                return _work(by, activity, open_drafts, at)
        except IntegrityError as fault:
            # Another scan took a nonce or a code meanwhile. It is in the tables now: all over again.
            if broken_constraint(fault) not in _ONCE or turn == _TRIES - 1:
                raise
            for draft in open_drafts:
                draft.outcome = ""
    return None


def _without_repeats(activity: Activity, drafts: Sequence[Draft]) -> list[Draft]:
    """Answer at once, and without any lock, what was answered before: scans are never taken back.

    A way out that still waits for its way in, and an earlier sight of a code, can change something and go on.
    """
    known = _by_key(activity, known_scans(activity, *_keys(drafts)))
    left = []
    for draft in drafts:
        seen = _match(draft, known)
        settled = isinstance(seen, KnownScan) and seen.outcome != PENDING and draft.at >= seen.at
        if seen is not None and settled and seen.nonce == draft.nonce:
            draft.outcome = _answer(draft, seen)
        else:
            left.append(draft)
    return left


def _work(by: Standing, activity: Activity, drafts: Sequence[Draft], at: datetime) -> None:
    people = {draft.volunteer_id for draft in drafts if draft.volunteer_id}
    places, scans = known_scans_locked(activity, people, *_keys(drafts))
    for draft in drafts:
        if draft.volunteer_id is None or draft.volunteer_id not in places:
            draft.outcome = NotOnRoster.code
        elif places[draft.volunteer_id].person != VolunteerState.ACTIVE:
            draft.outcome = NotServing.code
        elif not in_shift(places[draft.volunteer_id].spans, draft.at):
            draft.outcome = OutsideShift.code
    _require_agreements(activity, drafts, at)
    wanted = [draft for draft in drafts if not draft.outcome]
    if not wanted:
        return
    known = _by_key(activity, scans)
    _check_devices(activity, [draft for draft in wanted if _match(draft, known) is None], at)
    fresh, moved = _decide(wanted, known)
    writes = Together()
    _insert(by, activity, fresh, at, writes)
    accepted = [draft for draft in fresh if not draft.outcome]
    people = {draft.volunteer_id for draft in accepted if draft.volunteer_id} | moved
    if people:
        rows = {who: places[who].pk for who in sorted(people)}
        folded = refold(activity=activity, places=rows, writes=writes)
        _conclude(by, activity, accepted, places, folded, writes)
    writes.commit()


def _require_agreements(activity: Activity, drafts: Sequence[Draft], at: datetime) -> None:
    """Nobody begins dangerous service without the agreement (条例 art. 14). One can sign at the gate, so only scans made
    just now are refused: what a device without a network saw stays what happened.
    """
    if not activity.dangerous:
        return
    coming = [
        draft
        for draft in drafts
        if not draft.outcome and draft.direction == Direction.IN and at - draft.at <= JUST_NOW
    ]
    unsigned = unsigned_of(activity, {draft.volunteer_id for draft in coming if draft.volunteer_id})
    for draft in coming:
        if draft.volunteer_id in unsigned:
            draft.outcome = AgreementUnsigned.code


def lock_places(*, activity: Activity, people: set[UUID]) -> dict[UUID, Place]:
    """The people's places, locked in one order for everybody: scans of one person are worked one after the other."""
    return places_locked(activity, people) if people else {}


Known = dict[str, KnownScan | Draft]


def _keys(drafts: Sequence[Draft]) -> tuple[set[str], set[str]]:
    """The nonces and the codes of these scans."""
    return {draft.nonce for draft in drafts}, {draft.code_key for draft in drafts} - {""}


def _by_key(activity: Activity, scans: Iterable[KnownScan]) -> Known:
    """What is in the tables under its nonce (here) and its code (anywhere in the house)."""
    known: Known = {}
    for seen in scans:
        if seen.activity_id == activity.pk:
            known[f"n:{seen.nonce}"] = found = seen
        else:
            found = seen._replace(outcome=CodeUsed.code)  # the same code at another activity
        if seen.code_key:
            known[f"c:{seen.code_key}"] = found
    return known


def _match(draft: Draft, known: Known) -> KnownScan | Draft | None:
    return known.get(f"n:{draft.nonce}") or (known.get(f"c:{draft.code_key}") if draft.code_key else None)


def _check_devices(activity: Activity, drafts: Sequence[Draft], at: datetime) -> None:
    """The first person on a phone owns it for this activity; scans of anybody else on it are refused."""
    tagged = [each for each in drafts if each.device_tag and each.sighting.fence != Fence.OUTSIDE]
    first = {draft.device_tag: draft.volunteer_id for draft in reversed(tagged) if draft.volunteer_id}
    if not first:
        return
    ActivityDevice.objects.bulk_create(
        (
            ActivityDevice(activity=activity, tag=tag, volunteer_id=who, first_at=at)
            for tag, who in sorted(first.items())
        ),
        ignore_conflicts=True,
    )
    rows = ActivityDevice.objects.filter(activity=activity, tag__in=first)
    owners = dict(rows.values_list("tag", "volunteer_id"))
    for draft in tagged:
        if owners[draft.device_tag] != draft.volunteer_id:
            draft.outcome = DeviceShared.code


def _decide(drafts: Sequence[Draft], known: Known) -> tuple[list[Draft], set[UUID]]:
    """Answer what is known; returns the new ones, refused ones with a trace among them, and whose scan moved."""
    fresh: list[Draft] = []
    moved: set[UUID] = set()
    for draft in drafts:
        seen = _match(draft, known)
        if seen is None:
            if draft.sighting.fence == Fence.OUTSIDE:
                draft.outcome = TooFar.code
            fresh.append(draft)
            known[f"n:{draft.nonce}"] = draft
            if draft.code_key and not draft.outcome:
                known[f"c:{draft.code_key}"] = draft
            continue
        draft.outcome = _answer(draft, seen)
        if draft.outcome == CodeUsed.code and f"n:{draft.nonce}" not in known:
            fresh.append(draft)
            known[f"n:{draft.nonce}"] = draft
        counts = draft.outcome in (REPEATED, PENDING)
        if isinstance(seen, KnownScan) and counts and draft.code_key and draft.at < seen.at:
            # Two devices saw one code: whichever reports first, the earlier sight of it counts.
            Scan.objects.filter(pk=seen.pk).update(at=draft.at)
            moved |= {draft.volunteer_id} if draft.volunteer_id else set()
    return fresh, moved


def _answer(draft: Draft, seen: KnownScan | Draft) -> str:
    """What somebody hears whose nonce or code is there already."""
    if (seen.volunteer_id, seen.direction) != (draft.volunteer_id, draft.direction):
        return NonceReused.code if seen.nonce == draft.nonce else CodeUsed.code
    return REPEATED if seen.outcome in ("", ACCEPTED) else seen.outcome


def _insert(
    by: Standing, activity: Activity, drafts: Iterable[Draft], at: datetime, writes: Together
) -> None:
    """Sorted, so that two batches that hold the same nonces wait for each other in one order."""
    account = require_member(by)
    writes.put(
        "service_scan",
        _SCAN_COLUMNS,
        (
            (
                activity.pk, draft.nonce, draft.volunteer_id, draft.direction.value, draft.proof.value, draft.at, at,
                draft.device[:64], account, draft.outcome or ACCEPTED, "" if draft.outcome else draft.code_key,
                draft.skew_seconds, draft.sighting.fence.value, draft.sighting.distance_m,
            )
            for draft in sorted(drafts, key=lambda each: each.nonce)
        ),
    )  # fmt: skip


def _conclude(
    by: Standing,
    activity: Activity,
    accepted: Sequence[Draft],
    places: dict[UUID, Place],
    folded: Folded,
    writes: Together,
) -> None:
    lines = []
    for draft in accepted:
        assert draft.volunteer_id is not None
        draft.outcome = PENDING if draft.nonce in folded.waiting else ACCEPTED
        stay = folded.latest.get(draft.volunteer_id)
        lines.append(
            (draft.at, f"check_{draft.direction}", str(stay.pk) if stay else "", {"proof": draft.proof})
        )
    audit.write_lines(by=by.actor, city=activity.city, target_kind="Attendance", lines=lines, writes=writes)
    for who in {draft.volunteer_id for draft in accepted if draft.volunteer_id}:
        if places[who].state == SignUpState.ABSENT:
            mark_served(activity_id=activity.pk, volunteer_id=who)
