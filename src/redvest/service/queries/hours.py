"""Reads about hours: what stays add up to, what the ledger holds, what waits for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from redvest.core import clock
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.setting import rules
from redvest.service.choices import EntryKind, Grade, ProofKind, SheetState
from redvest.service.models import Activity, Attendance, CoLeader, HoursEntry, HoursSheet
from redvest.service.queries.busy import Windows, busy_within, meet, windows_at
from redvest.service.queries.presence import hour_minutes, only_one_end
from redvest.service.rules.duration import round_minutes
from redvest.service.rules.evidence import PRESENCE_PROOFS, Evidence
from redvest.service.rules.shift import Window, minutes_within

_COUNTING = ("hours.rounding_unit_minutes", "hours.rounding_mode", "hours.activity_cap_minutes")


@dataclass(frozen=True)
class Measured:
    """What is known of one person's presence at an activity: minutes that count, and what proves them.

    ``planned`` are the minutes of their own shifts, or of the activity where their post has no times of its own.
    """

    starts_at: datetime
    ends_at: datetime
    minutes: int = 0
    planned: int | None = None
    proven: Mapping[str, int] = field(
        default_factory=dict
    )  # minutes of the stays that carry each kind of proof
    open: bool = False
    one_end: bool = False  # scans at one end only, the other is the leader's word

    @property
    def proofs(self) -> frozenset[str]:
        return frozenset(self.proven)

    def proofs_for(self, minutes: int) -> tuple[str, ...]:
        """A proof stands for no more minutes than the stays that carry it; beyond that it is the leader's word."""
        kinds = sorted(kind for kind, measured in self.proven.items() if 0 < minutes <= measured)
        return tuple(kinds) or (ProofKind.LEADER_TICK.value,)

    def period(self, minutes: int) -> tuple[datetime, datetime]:
        """The time that the hours occupy, for the overlap check: the stay, but no shorter than its minutes."""
        return self.starts_at, max(self.ends_at, self.starts_at + timedelta(minutes=minutes))


def measured(activity: Activity, *, at: datetime) -> dict[UUID, Measured]:
    """Everybody who has a place on the activity, was there or used an hour code, with what that adds up to.

    Time counts within the person's own shifts. Four queries.
    """
    stays: dict[UUID, list[Attendance]] = defaultdict(list)
    for stay in Attendance.objects.filter(activity=activity).order_by("in_at"):
        stays[stay.volunteer_id].append(stay)
    own = windows_at(activity)
    day = clock.day_of(activity.starts_at)
    found = rules(_COUNTING, activity.region_path, day)
    unit, mode, cap = int(found[_COUNTING[0]]), str(found[_COUNTING[1]]), int(found[_COUNTING[2]])
    codes = hour_minutes(activity)

    def credited(minutes: int) -> int:
        """Rounded once, and never above the cap of the place."""
        rounded = round_minutes(minutes, unit, mode)
        return min(rounded, cap) if cap else rounded

    whole = (Window(activity.starts_at, activity.ends_at, activity.break_minutes),)
    everybody = {*own, *stays, *codes}
    return {
        who: _with_code(_measure(own.get(who, whole), stays[who], credited), codes.get(who), credited)
        for who in everybody
    }


def _with_code(found: Measured, minutes: int | None, credited: Callable[[int], int]) -> Measured:
    """A one-time code stands for its minutes where scans show fewer."""
    if minutes is None:
        return found
    worth = credited(minutes)
    proven = {**found.proven, ProofKind.HOUR_CODE.value: worth}
    return replace(found, minutes=max(found.minutes, worth), proven=proven, open=False)


def _measure(own: Windows, stays: list[Attendance], credited: Callable[[int], int]) -> Measured:
    closed = [stay for stay in stays if stay.out_at is not None]
    first, last, planned = own[0].starts_at, own[-1].ends_at, sum(window.minutes for window in own)
    if not closed:
        return Measured(first, last, planned=planned, open=bool(stays))
    begins = max(first, min(stay.in_at for stay in closed))
    ends = min(last, max(stay.out_at for stay in closed if stay.out_at))
    carried = {proof for stay in closed for proof in stay.proofs}
    return Measured(
        starts_at=min(begins, last),
        ends_at=max(begins, ends),
        minutes=credited(minutes_within([_spanned(stay) for stay in closed], own)),
        planned=planned,
        proven={
            proof: credited(minutes_within([_spanned(s, proof) for s in closed if proof in s.proofs], own))
            for proof in carried
        },
        open=len(closed) < len(stays),
        one_end=any(only_one_end(stay) for stay in closed),
    )


Times = tuple[datetime | None, datetime | None]


def _spanned(stay: Attendance, proof: str = "") -> Times:
    """The part of a stay that a kind of proof stands for: the leader's word for all of it, a scan for its own span.

    A venue code can be relayed: it corroborates whatever is proven, and draws out nothing but itself. Every other scan
    stands for what lies between strong moments alone.
    """
    if proof == ProofKind.VENUE_CODE:
        return stay.proven_from, stay.proven_to
    if proof in PRESENCE_PROOFS or proof == ProofKind.LOCATION:
        return stay.strong_from, stay.strong_to
    return stay.in_at, stay.out_at


def who_served(activity: Activity) -> QuerySet[Volunteer]:
    """Everybody with a stay at the activity, or with hours of it in the ledger that stand."""
    stays = Attendance.objects.filter(activity=activity).values("volunteer_id")
    sheets = HoursSheet.objects.filter(activity=activity, entry__isnull=False).exclude(
        state=SheetState.REFUSED
    )
    return Volunteer.objects.filter(Q(pk__in=stays) | Q(pk__in=sheets.values("volunteer_id")))


def evidence_of(sheet: HoursSheet) -> Evidence:
    """Everything that speaks for a sheet's hours."""
    return Evidence(
        proofs=frozenset(ProofKind(proof) for proof in sheet.proofs),
        countersigned=sheet.countersigned_at is not None,
        volunteer_confirmed=sheet.volunteer_confirmed_at is not None,
        second_officer=sheet.second_confirmed_at is not None,
    )


def effective() -> QuerySet[HoursEntry]:
    """Entries that stand: neither voids nor voided."""
    voided = HoursEntry.objects.filter(voids=OuterRef("pk"))
    return HoursEntry.objects.exclude(kind__in=(EntryKind.VOID, EntryKind.ERASURE)).exclude(Exists(voided))


def overlapping_entry(
    volunteer_id: UUID, begins: datetime, ends: datetime, *, activity_id: UUID | None = None, minutes: int = 0
) -> HoursEntry | None:
    """A standing entry of the volunteer that shares time with the interval.

    Between two shifts of one activity (``activity_id``, of which ``minutes`` are to be entered) one may serve elsewhere.
    """
    rows = effective().filter(
        volunteer_id__in=records_of(volunteer_id), starts_at__lt=ends, ends_at__gt=begins
    )
    near = list(rows.order_by("id"))
    if not near:
        return None
    mine = busy_within(volunteer_id, activity_id, (begins, ends), minutes)
    for entry in near:
        if entry.starts_at is None or entry.ends_at is None:
            return entry
        span = (entry.starts_at, entry.ends_at)
        if meet(mine, busy_within(volunteer_id, entry.activity_id, span, entry.minutes)):
            return entry
    return None


def minutes_on(volunteer_id: UUID, day: date) -> int:
    """The balance of one day, in minutes."""
    rows = HoursEntry.objects.filter(volunteer_id__in=records_of(volunteer_id), service_on=day)
    return int(rows.aggregate(total=Sum("minutes"))["total"] or 0)


def minutes_by_grade(volunteer_id: UUID, body_id: UUID | None = None) -> dict[str, int]:
    """The volunteer's balance by grade, in minutes; every grade is present."""
    rows = HoursEntry.objects.filter(volunteer_id__in=records_of(volunteer_id))
    if body_id:
        rows = rows.filter(body_id=body_id)
    sums = dict(rows.values_list("grade").annotate(total=Sum("minutes")))
    return {grade.value: int(sums.get(grade.value, 0)) for grade in Grade}


def entries_of(volunteer_id: UUID) -> QuerySet[HoursEntry]:
    """All of a volunteer's entries, voids included, the latest service first."""
    rows = HoursEntry.objects.filter(volunteer_id__in=records_of(volunteer_id))
    return rows.select_related("body", "activity", "voided_by").order_by("-service_on", "-id")


def awaiting_volunteer(volunteer_id: UUID) -> QuerySet[HoursSheet]:
    """Hours that a leader entered and the volunteer has not yet confirmed."""
    rows = HoursSheet.objects.filter(volunteer_id__in=records_of(volunteer_id), state=SheetState.AWAITING)
    return rows.filter(volunteer_confirmed_at__isnull=True).select_related("activity", "activity__body")


def awaiting_second_officer(by: Standing) -> QuerySet[HoursSheet]:
    """Hours in this officer's charge that still need a second person, without those they countersigned or served."""
    where = Q(activity__body_id__in=by.bodies())
    for path in by.regions():
        where |= Q(activity__region_path__startswith=path)
    rows = HoursSheet.objects.filter(
        where, city=by.city, state=SheetState.AWAITING, second_officer__isnull=True
    )
    rows = rows.exclude(countersigned_by_id=by.account_id).exclude(activity__leader_id=by.account_id)
    together = CoLeader.objects.filter(
        activity=OuterRef("activity"), account=by.account_id, removed_at__isnull=True
    )
    rows = rows.exclude(Exists(together))
    if by.account_id:
        rows = rows.exclude(volunteer__account_id=by.account_id)
    rows = rows.exclude(volunteer_id__in=by.records)
    return rows.select_related("activity", "volunteer", "activity__body", "countersigned_by").order_by(
        "countersigned_at", "id"
    )
