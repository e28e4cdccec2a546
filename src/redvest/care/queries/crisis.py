"""Reads crises: which are on, what their brief says, and what a crisis comes to in figures that add up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from redvest.care.choices import CrisisNeedState, CrisisVia
from redvest.care.crisis_errors import CrisisOver, CrisisUnknown
from redvest.care.models import Crisis, CrisisBrief, CrisisNeed, CrisisStay, CrisisVolunteer
from redvest.care.rules.crisis import NeedsCount, PeopleCount
from redvest.registry.rules.standing import KEEPING, Standing


def live_crises(city: str) -> QuerySet[Crisis]:
    """Those that are on in a city, the latest first."""
    return Crisis.objects.live().filter(city=city).order_by("-opened_at", "-id")


def public_crisis(city: str, key: UUID) -> Crisis:
    """One that is on, for everybody. Raises CrisisUnknown for one that is over: the public sees nothing of it."""
    found = live_crises(city).filter(pk=key).first()
    if found is None:
        raise CrisisUnknown
    return found


def crises_for(by: Standing) -> QuerySet[Crisis]:
    """Those of the places governed, and those where a station is kept; what is on first, then the latest."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    for place in {grant.station_path for grant in by.grants if grant.role in KEEPING and grant.station_path}:
        codes = place.strip("/").split("/")
        above = ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]
        where |= Q(region_path__in=above)
    rows = Crisis.objects.filter(where, city=by.city).select_related("region")
    return rows.order_by(F("handed_back_at").desc(nulls_first=True), "-opened_at", "-id")


def crisis_for(by: Standing, key: UUID) -> Crisis:
    """One of these. Raises CrisisUnknown."""
    found = crises_for(by).select_related("opened_by", "handed_back_by").filter(pk=key).first()
    if found is None:
        raise CrisisUnknown
    return found


def brief_of(crisis: Crisis) -> CrisisBrief:
    """The safety brief that holds."""
    return CrisisBrief.objects.get(crisis=crisis, version=crisis.brief_version)


def people_count(crisis: Crisis) -> PeopleCount:
    """Everybody who registered, each counted once."""
    stays = CrisisStay.objects.filter(person=OuterRef("pk"))
    people = CrisisVolunteer.objects.filter(crisis=crisis).annotate(
        there=Exists(stays.filter(out_at__isnull=True)), came=Exists(stays)
    )
    found = people.aggregate(
        registered=Count("pk"),
        out_there=Count("pk", filter=Q(there=True)),
        never_came=Count("pk", filter=Q(came=False)),
        left=Count("pk", filter=Q(came=True, there=False)),
    )
    return PeopleCount(**found)


def needs_count(crisis: Crisis) -> NeedsCount:
    """Every reported need, in the state that it is in."""
    rows = CrisisNeed.objects.filter(crisis=crisis)
    found = dict(rows.values_list("state").annotate(n=Count("pk")).order_by())
    return NeedsCount(rows.count(), {state.value: found.get(state.value, 0) for state in CrisisNeedState})


def ways_count(crisis: Crisis) -> list[tuple[CrisisVia, int]]:
    """How people registered."""
    rows = CrisisVolunteer.objects.filter(crisis=crisis)
    found = dict(rows.values_list("via").annotate(n=Count("pk")).order_by())
    return [(via, found.get(via.value, 0)) for via in CrisisVia]


def timeline(crisis: Crisis) -> list[tuple[datetime, str, str]]:
    """What was done with the switch: the moment, what, and its words."""
    rows = [(crisis.opened_at, "opened", "")]
    rows += [(each.written_at, "brief", f"v{each.version}") for each in crisis.briefs.filter(version__gt=1)]
    rows += [(each.said_at, "stop" if each.stop else "again", each.words) for each in crisis.broadcasts.all()]
    if crisis.handed_back_at is not None:
        rows.append((crisis.handed_back_at, "handed-back", crisis.handed_back_note))
    return sorted(rows)


def hold_live(crisis: Crisis) -> Crisis:
    """The crisis as it is, held so that it is not handed back meanwhile; the work of others goes on. Raises CrisisOver."""
    rows = Crisis.objects.raw("SELECT * FROM care_crisis WHERE id = %s FOR SHARE", [crisis.pk])
    found: Crisis = next(iter(rows))
    if not found.live:
        raise CrisisOver
    return found


def hold_alone(crisis: Crisis) -> Crisis:
    """The same, and nobody else writes to the crisis until the end of this transaction. Raises CrisisOver."""
    found = Crisis.objects.live().select_for_update(no_key=True).filter(pk=crisis.pk).first()
    if found is None:
        raise CrisisOver
    return found
