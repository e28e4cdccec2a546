"""Reads the honour wall (荣誉墙): winners who let an honour stand under their name, and nobody else."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from redvest.honour.choices import (
    CONFERRED_EDITIONS,
    NominationState,
)
from redvest.honour.models import (
    AwardEdition,
    AwardNomination,
)
from redvest.honour.nomination_errors import NominationUnknown
from redvest.honour.queries.award import NOMINEES
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Merge
from redvest.registry.queries.sharing import ADULT


def wall_of_honour(city: str, on: date) -> QuerySet[AwardNomination]:
    """Winners who let this honour stand under their name; nobody under eighteen, whenever they said so."""
    rows = _winners_of(city).filter(wall_consented_at__isnull=False)
    last = years_before(on, ADULT)
    grown = Q(volunteer__birth_on__isnull=True) | Q(volunteer__birth_on__lte=last)
    serving = Q(volunteer__isnull=True) | Q(volunteer__state=VolunteerState.ACTIVE) | Q(_lives_on(last))
    return rows.filter(grown, serving).select_related("category", "edition__programme", "story", *NOMINEES)


def _lives_on(last: date) -> Exists:
    """Of a winner whose record was merged away: whether whom they are now serves and is grown."""
    links = Merge.objects.filter(
        merged_id=OuterRef("volunteer_id"), confirmed_at__isnull=False, undone_at__isnull=True
    )
    grown = Q(survivor__birth_on__isnull=True) | Q(survivor__birth_on__lte=last)
    return Exists(links.filter(grown, survivor__state=VolunteerState.ACTIVE))


def _winners_of(city: str) -> QuerySet[AwardNomination]:
    editions = AwardEdition.objects.filter(city=city, state__in=CONFERRED_EDITIONS)
    return AwardNomination.objects.filter(edition__in=editions, state=NominationState.CHOSEN)


def winners_not_on_the_wall(city: str) -> int:
    """How many have not said that they want to be on it, without a word of who."""
    return _winners_of(city).filter(wall_consented_at__isnull=True).count()


def on_the_wall(city: str, key: UUID, on: date) -> AwardNomination:
    """Raises NominationUnknown."""
    found = wall_of_honour(city, on).filter(pk=key).first()
    if found is None:
        raise NominationUnknown
    return found


def years_before(day: date, years: int) -> date:
    """The last birthday of those who are so old on a day; born on 29 February, they are it on 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
