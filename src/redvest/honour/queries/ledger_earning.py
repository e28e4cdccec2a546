"""What an hours entry earns: by which category, under which rules of its day and place."""

from __future__ import annotations

from dataclasses import dataclass

from redvest.honour.choices import LedgerName
from redvest.honour.rules.ledger import points_for
from redvest.registry.queries.setting import rules
from redvest.service.choices import EntryKind, Grade
from redvest.service.models import HoursEntry, SignUp

EARNING = frozenset({Grade.A, Grade.B, Grade.C})  # D never counts for points (design invariant 5)
NO_ACTIVITY = ("", "service", "plain")
_KEYS = (
    "points.earned", "points.coefficients", "points.most",
    "timebank.earned", "timebank.domains", "timebank.most_hours",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Earning:
    """How much of one ledger's unit an entry earns, and how much one person may hold of it (0: no cap)."""

    ledger: LedgerName
    amount: int
    cap: int


def category_of(entry: HoursEntry) -> tuple[str, str, str]:
    """Domain, kind of activity, and whether the person's post asked for a qualification: the three levels."""
    activity = entry.activity
    if activity is None:
        return NO_ACTIVITY
    places = SignUp.objects.filter(activity=activity, volunteer=entry.volunteer_id)
    skilled = places.exclude(post__qualifications=[]).exists()
    return activity.domain_id, activity.kind, "skilled" if skilled else "plain"


def earnings_of(entry: HoursEntry) -> list[Earning]:
    """Nothing for voids, erasures and grade D; points come first (see ``actions/ledger.py``)."""
    if entry.kind in (EntryKind.VOID, EntryKind.ERASURE) or entry.grade not in EARNING:
        return []
    category = category_of(entry)
    held = rules(_KEYS, entry.region_path, entry.service_on)
    found = []
    if held["points.earned"] == "yes":
        points = points_for(entry.minutes, category, held["points.coefficients"])
        found.append(Earning(LedgerName.POINTS, points, int(held["points.most"])))
    stored = not held["timebank.domains"] or category[0] in held["timebank.domains"]
    if held["timebank.earned"] == "yes" and stored:
        found.append(Earning(LedgerName.TIMEBANK, entry.minutes, int(held["timebank.most_hours"]) * 60))
    return [each for each in found if each.amount > 0]
