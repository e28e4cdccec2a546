"""Stays: written anew from everything that was seen of a person. Called with the person's place locked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from redvest.core.db.copy import FEW
from redvest.core.db.together import Together
from redvest.service.models import Activity, Attendance
from redvest.service.queries.presence import ACCEPTED, COUNTING, PENDING, moves_of, moves_of_stay
from redvest.service.queries.scan_rows import stays_and_sights_of
from redvest.service.rules.stay import Stay, fold

_FIELDS = [
    "in_at", "out_at", "proofs", "in_proofs", "out_proofs", "proven_from", "proven_to", "strong_from", "strong_to",
    "from_scans", "closed_by_id",
]  # fmt: skip

_COLUMNS = [field.attname for field in Attendance._meta.concrete_fields]
_CHANGE = f"UPDATE service_attendance SET {', '.join(f'{name} = %s' for name in _FIELDS)} WHERE id = %s"  # noqa: S608
_MARK = "UPDATE service_scan SET outcome = %s WHERE activity_id = %s AND nonce = ANY(%s)"


class Folded(NamedTuple):
    """Each person's latest stay, and the nonces of ways out that wait for their way in."""

    latest: dict[UUID, Attendance]
    waiting: frozenset[str]


def refold(
    *,
    activity: Activity,
    places: Mapping[UUID, UUID | None],
    closed: Mapping[UUID, UUID] | None = None,
    writes: Together | None = None,
) -> Folded:
    """Bring the stays of these people (each with the id of their place) into line with their scans.

    ``closed`` names by stay who closed it by hand. Ways out that have no way in yet are marked as such, and as
    accepted once the way in has come. With ``writes`` it is the caller who sends what is to be written.
    """
    queue = Together() if writes is None else writes
    known, sights = stays_and_sights_of(activity, list(places), COUNTING, queue)
    moves, waited = moves_of(sights)
    new: list[Attendance] = []
    changed: list[Attendance] = []
    waiting: set[str] = set()
    latest: dict[UUID, Attendance] = {}
    for who in places:
        mine = known[who]
        given = [move for stay in mine if not stay.from_scans for move in moves_of_stay(stay)]
        stays, early = fold([*moves.get(who, ()), *given])
        waiting.update(move.key for move in early)
        rows = _matched(activity, (who, places[who]), mine, stays, legacy=bool(given))
        new += rows[len(mine) :]
        changed += [row for row, before in zip(rows, mine, strict=False) if _differs(row, before)]
        for extra in mine[len(stays) :]:
            extra.delete()
        if rows:
            latest[who] = rows[-1]
    _write(changed, new, closed or {}, queue)
    _mark(activity, PENDING, waiting - waited, queue)
    _mark(activity, ACCEPTED, waited - waiting, queue)
    if writes is None:
        queue.send()
    return Folded(latest, frozenset(waiting))


def _matched(
    activity: Activity,
    person: tuple[UUID, UUID | None],
    mine: Sequence[Attendance],
    stays: Sequence[Stay],
    *,
    legacy: bool,
) -> list[Attendance]:
    """The rows as they should be: the rows there are take the stays in order, further stays get rows of their own."""
    rows = []
    for number, stay in enumerate(stays):
        base: dict[str, Any] = {"city": activity.city, "activity": activity, "signup_id": person[1]}
        if number < len(mine):
            base |= {"id": mine[number].pk, "closed_by_id": mine[number].closed_by_id}
            base["signup_id"] = mine[number].signup_id
        rows.append(
            Attendance(
                **base, volunteer_id=person[0], in_at=stay.in_at, out_at=stay.out_at,
                proofs=stay.supported(), in_proofs=sorted(stay.in_kinds), out_proofs=sorted(stay.out_kinds),
                proven_from=stay.proven.first, proven_to=stay.proven.last, strong_from=stay.strong.first,
                strong_to=stay.strong.last, from_scans=not legacy,
            )
        )  # fmt: skip
    return rows


def _differs(row: Attendance, before: Attendance) -> bool:
    return any(getattr(row, name) != getattr(before, name) for name in _FIELDS)


def _write(
    changed: list[Attendance], new: list[Attendance], closed: Mapping[UUID, UUID], writes: Together
) -> None:
    for row in changed:
        row.closed_by_id = closed.get(row.pk, row.closed_by_id)
    # The earlier stays first: an open one is closed before the next is opened.
    if len(changed) > FEW:
        Attendance.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[n.removesuffix("_id") for n in _FIELDS],
        )
    else:
        for row in changed:
            writes.add(_CHANGE, [*(getattr(row, name) for name in _FIELDS), row.pk])
    writes.put("service_attendance", _COLUMNS, ([getattr(row, name) for name in _COLUMNS] for row in new))


def _mark(activity: Activity, outcome: str, nonces: set[str], writes: Together) -> None:
    if nonces:
        writes.add(_MARK, [outcome, activity.pk, list(nonces)])
