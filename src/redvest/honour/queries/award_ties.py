"""Why somebody may not judge what stands in an award: themselves, their family, their organisations, their place, whom
they nominated. Asked of the register anew each time, for nobody's word alone decides who is impartial.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from redvest.core.clock import day_of
from redvest.honour.choices import RecusalCause
from redvest.honour.models import AwardNomination, AwardSeconding, FamilyTie
from redvest.registry.models import Account, Membership, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.merge import living_record
from redvest.registry.queries.role import standing_of


@dataclass(frozen=True, slots=True)
class Ties:
    """What binds somebody. ``bodies``: member of, or with any role there; ``led``: run or led; ``places``: paths."""

    account_id: UUID
    records: frozenset[UUID]
    family: frozenset[UUID]
    bodies: frozenset[UUID]
    led: frozenset[UUID]
    places: frozenset[str]


def ties_of(account: Account, at: datetime) -> Ties:
    """Read from the register; a role that rests binds as much as one that holds."""
    by = standing_of(account, day_of(at))
    grants = (*by.grants, *by.waiting)
    roles = {grant.body_id for grant in grants if grant.body_id}
    joined = Membership.objects.filter(volunteer_id__in=by.records, left_on__isnull=True)
    homes = Volunteer.objects.filter(pk__in=by.records).exclude(region_path="")
    return Ties(
        account_id=account.pk,
        records=frozenset(by.records),
        family=_family(by, at),
        bodies=frozenset(roles | set(joined.values_list("body_id", flat=True))),
        led=frozenset(roles),
        places=frozenset(
            {grant.region_path for grant in grants if grant.region_path}
            | set(homes.values_list("region_path", flat=True))
        ),
    )


def _family(by: Standing, at: datetime) -> frozenset[UUID]:
    """Spouse and parents said on either side, and the children that somebody answers for."""
    own = Q(giver_id__in=by.records) | Q(relative_id__in=by.records)
    pairs = FamilyTie.objects.filter(own, agreed_at__isnull=False, ended_at__isnull=True)
    found = {each for pair in pairs.values_list("giver_id", "relative_id") for each in pair}
    found |= {child.pk for child in children_of(by, at)}
    return frozenset((found | {living_record(each) for each in found}) - set(by.records))


def causes(ties: Ties, entries: Collection[AwardNomination]) -> dict[UUID, RecusalCause]:
    """Of these nominations (with ``region`` and ``project`` at hand) those that somebody may not judge, and why."""
    of_people = {each.volunteer_id for each in entries if each.volunteer_id}
    seconded = AwardSeconding.objects.filter(
        account_id=ties.account_id, nomination__in=[each.pk for each in entries]
    )
    backed = set(seconded.values_list("nomination_id", flat=True))
    mine = Membership.objects.filter(
        volunteer_id__in=of_people, body_id__in=ties.led, left_on__isnull=True
    ).values_list("volunteer_id", flat=True)
    members: set[UUID | None] = set(mine) if of_people and ties.led else set()
    found = {}
    for each in entries:
        cause = _cause(ties, each, members)
        if cause is None and (each.nominated_by_id == ties.account_id or each.pk in backed):
            cause = RecusalCause.NOMINATED
        if cause is not None:
            found[each.pk] = cause
    return found


def _cause(ties: Ties, entry: AwardNomination, members: set[UUID | None]) -> RecusalCause | None:
    if entry.volunteer_id in ties.records:
        return RecusalCause.SELF
    if entry.volunteer_id in ties.family:
        return RecusalCause.FAMILY
    project_body = entry.project.body_id if entry.project else None
    if {entry.body_id, entry.nominating_body_id, project_body} & ties.bodies or entry.volunteer_id in members:
        return RecusalCause.BODY
    if entry.region is not None and entry.region.path in ties.places:
        return RecusalCause.PLACE
    return None
