"""Stays: what a way in and a way out make of a volunteer's presence. Called by ``attendance`` with the place locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from redvest.service.choices import Direction, ProofKind
from redvest.service.errors import NoOpenStay
from redvest.service.models import Activity, Attendance, Scan, SignUp
from redvest.service.rules.stays import Passage, Stay, stays_of

ACCEPTED = "accepted"


def enter(*, activity: Activity, signup: SignUp, at: datetime, proof: ProofKind) -> Attendance:
    """Open a stay, or strengthen the one it falls into: a second kind of proof joins the first."""
    return _settle(activity, signup, Passage(at, Direction.IN, frozenset({proof})))


def leave(*, activity: Activity, signup: SignUp, at: datetime, proof: ProofKind) -> Attendance:
    """End the open stay; a later way out of a stay already ended extends it. Raises NoOpenStay."""
    return _settle(activity, signup, Passage(at, Direction.OUT, frozenset({proof})))


def _settle(activity: Activity, signup: SignUp, new: Passage) -> Attendance:
    """Work out the stays anew with one more passage and write what differs: the order of arrival does not matter."""
    rows = list(
        Attendance.objects.filter(activity=activity, volunteer_id=signup.volunteer_id)
        .select_for_update()
        .order_by("in_at")
    )
    stays = stays_of([*_known(activity, signup, rows), new])
    meant = next((stay for stay in reversed(stays) if stay.covers(new.at)), None)
    if meant is None:
        raise NoOpenStay
    kept = {stay: _row_of(stay, rows) for stay in stays}
    # The one that stays open comes last: there is never a second open row, not even for a moment.
    written = {
        stay: _write(activity, signup, stay, kept[stay])
        for stay in sorted(stays, key=lambda each: each.out_at is None)
    }
    return written[meant]


def _known(activity: Activity, signup: SignUp, rows: Sequence[Attendance]) -> list[Passage]:
    """Every passage so far: the scans, and the ends of stays, some of which the leader gave without a scan."""
    scans = Scan.objects.filter(activity=activity, volunteer_id=signup.volunteer_id, outcome=ACCEPTED)
    found = [
        Passage(at, Direction(direction), frozenset({proof}))
        for at, direction, proof in scans.values_list("at", "direction", "proof")
    ]
    scanned = frozenset[str]().union(*(each.proofs for each in found))
    for row in rows:
        found.append(Passage(row.in_at, Direction.IN, frozenset(row.proofs) - scanned))
        if row.out_at is not None:
            found.append(Passage(row.out_at, Direction.OUT, frozenset()))
    return found


def _row_of(stay: Stay, rows: Sequence[Attendance]) -> Attendance | None:
    """The row that has stood for this stay so far."""
    return next((row for row in rows if stay.covers(row.in_at)), None)


def _write(activity: Activity, signup: SignUp, stay: Stay, row: Attendance | None) -> Attendance:
    if row is None:
        return Attendance.objects.create(
            city=activity.city,
            activity=activity,
            volunteer_id=signup.volunteer_id,
            signup=signup,
            in_at=stay.in_at,
            out_at=stay.out_at,
            proofs=list(stay.proofs),
        )
    if (row.in_at, row.out_at, row.proofs) != (stay.in_at, stay.out_at, list(stay.proofs)):
        row.in_at, row.out_at, row.proofs = stay.in_at, stay.out_at, list(stay.proofs)
        row.save(update_fields=["in_at", "out_at", "proofs"])
    return row
