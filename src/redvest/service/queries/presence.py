"""Reads about presence: who agreed to location, which card is live, what was seen of whom, hour codes of an activity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import QuerySet

from redvest.connectors.maps.coordinates import Point
from redvest.core import clock
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rules
from redvest.service.choices import Direction, Fence, ProofKind
from redvest.service.models import Activity, Attendance, HourCode, PresencePing, SignUp, VolunteerCard
from redvest.service.queries.scan_rows import Sight
from redvest.service.rules.evidence import PRESENCE_PROOFS
from redvest.service.rules.fence import NOWHERE, Position, Sighting, judge
from redvest.service.rules.stay import Move, Way

ACCEPTED, REPEATED, PENDING = "accepted", "repeated", "not-checked-in"
_FENCE = ("attendance.fence_metres", "attendance.accuracy_limit_metres")
COUNTING = (ACCEPTED, PENDING)
_WAYS = {Direction.IN.value: Way.IN, Direction.OUT.value: Way.OUT, "": Way.INSIDE}

Moves = dict[UUID, list[Move]]


def agreed_to_location(volunteer_id: UUID | None) -> bool:
    """Whether the person gave the separate consent to use their location, and has not taken it back."""
    live = Consent.objects.filter(purpose=ConsentPurpose.LOCATION, withdrawn_at__isnull=True)
    return volunteer_id is not None and live.filter(volunteer_id=volunteer_id).exists()


def live_serials(people: Collection[UUID]) -> dict[UUID, int]:
    """The serial of each person's card that still counts."""
    rows = VolunteerCard.objects.filter(volunteer_id__in=people, revoked_at__isnull=True)
    return dict(rows.values_list("volunteer_id", "serial"))


def card_of(volunteer_id: UUID) -> VolunteerCard | None:
    return VolunteerCard.objects.filter(volunteer_id=volunteer_id, revoked_at__isnull=True).first()


def moves_of(sights: Iterable[Sight]) -> tuple[Moves, set[str]]:
    """What was seen and counts as moves by person, and the nonces that wait for a way in."""
    moves: Moves = defaultdict(list)
    waiting: set[str] = set()
    for seen in sights:
        if seen.outcome == PENDING:
            waiting.add(seen.nonce)
        kinds = {seen.proof, ProofKind.LOCATION.value} if seen.fence == Fence.INSIDE else {seen.proof}
        moves[seen.volunteer_id].append(Move(seen.at, _WAYS[seen.direction], frozenset(kinds), seen.nonce))
    return moves, waiting


def moves_of_stay(stay: Attendance) -> list[Move]:
    """A stay that was not computed from scans (loaded or older), as the moves that would make it."""
    moves = [Move(stay.in_at, Way.IN, frozenset(stay.in_proofs or stay.proofs), "")]
    if stay.out_at is not None:
        moves.append(Move(stay.out_at, Way.OUT, frozenset(stay.out_proofs or stay.proofs), ""))
    return moves


def hour_minutes(activity: Activity) -> dict[UUID, int]:
    """The minutes of redeemed hour codes by person."""
    used = HourCode.objects.filter(activity=activity, volunteer__isnull=False)
    return {who: int(minutes) for who, minutes in used.values_list("volunteer_id", "minutes") if who}


def hour_codes_of(activity: Activity) -> QuerySet[HourCode]:
    """Unused ones first, the newest sheet first."""
    rows = HourCode.objects.filter(activity=activity).select_related("volunteer")
    return rows.order_by("used_at", "-made_at", "id")


def pings_of(activity: Activity) -> QuerySet[PresencePing]:
    return PresencePing.objects.filter(activity=activity).select_related("volunteer").order_by("-at")


def only_one_end(stay: Attendance) -> bool:
    """Whether the stay has scans, but they prove no time because the other end is the leader's word."""
    seen = PRESENCE_PROOFS & {*stay.in_proofs, *stay.out_proofs}
    return stay.out_at is not None and bool(seen) and not PRESENCE_PROOFS & set(stay.proofs)


def fence_limits(activity: Activity) -> tuple[int, int]:
    """How far the fence reaches, and how doubtful a place may be, in metres."""
    values = rules(_FENCE, activity.region_path, clock.day_of(activity.starts_at))
    return int(values[_FENCE[0]]), int(values[_FENCE[1]])


def seen_at(position: Position | None, activity: Activity, limits: tuple[int, int] | None) -> Sighting:
    """Where a phone is, judged by the limits of the place; None for limits looks at nothing."""
    if position is None or limits is None or activity.lon is None or activity.lat is None:
        return NOWHERE
    venue = Point(activity.lon, activity.lat)
    return judge(position, venue, radius_m=limits[0], worst_accuracy_m=limits[1])


def sighting_of(volunteer_id: UUID, position: Position | None, activity: Activity) -> Sighting:
    """Where the volunteer's phone is, judged; nothing at all without their separate consent."""
    if position is None or not agreed_to_location(volunteer_id):
        return NOWHERE
    return seen_at(position, activity, fence_limits(activity))


def may_print_card(by: Standing, volunteer: Volunteer) -> bool:
    """One's own; those of people of one's place or on one's activities' lists. At most one query."""
    if by.is_self(volunteer.pk):
        return True
    if not by.is_staff:
        return False
    led = SignUp.objects.filter(volunteer=volunteer, activity__body_id__in=by.bodies())
    return by.governs(volunteer.region_path) or led.exists()
