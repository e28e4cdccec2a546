"""Reads reflections: somebody's own, what waits for who looks at them, and those that everybody reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from redvest.core.clock import day_of
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import acts_for
from redvest.registry.queries.merge import is_active, living_record, records_of
from redvest.registry.queries.sharing import is_minor
from redvest.registry.queries.shown_name import public_names
from redvest.service.choices import LIVE_REFLECTIONS, ReflectionState
from redvest.service.models import Activity, Reflection, ReflectionPicture
from redvest.service.queries.activity import domain_family
from redvest.service.queries.hours import effective
from redvest.service.reflection_errors import ReflectionUnknown

TOP = 3


def served_on(volunteer_id: UUID, activity_id: UUID) -> bool:
    """Whether somebody has hours of an activity that stand, by whichever of their records."""
    return effective().filter(activity_id=activity_id, volunteer_id__in=records_of(volunteer_id)).exists()


def own_reflection(volunteer_id: UUID, activity_id: UUID, *, held: bool = False) -> Reflection | None:
    """The live one that somebody wrote on an activity; ``held``: until the end of the transaction."""
    rows = Reflection.objects.filter(volunteer_id__in=records_of(volunteer_id), activity_id=activity_id)
    rows = rows.filter(state__in=LIVE_REFLECTIONS).select_related("activity__body", "volunteer")
    return (rows.select_for_update(of=("self",)) if held else rows).first()


def own_reflections(volunteer_id: UUID) -> QuerySet[Reflection]:
    """All that somebody wrote, what was refused or taken back too."""
    rows = Reflection.objects.filter(volunteer_id__in=records_of(volunteer_id))
    return rows.select_related("activity__body", "volunteer").prefetch_related(_pictures())


def _pictures() -> Prefetch[str, QuerySet[ReflectionPicture]]:
    return Prefetch("pictures", queryset=ReflectionPicture.objects.order_by("place"))


def reflections_in_charge(by: Standing) -> QuerySet[Reflection]:
    """Those of activities that somebody leads for a body, or of the places governed; never one's own."""
    where = Q(activity__body_id__in=by.bodies())
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    rows = Reflection.objects.filter(where, city=by.city).exclude(volunteer_id__in=by.records)
    return rows.select_related("activity__body", "volunteer").prefetch_related(_pictures())


def reflections_waiting(by: Standing) -> QuerySet[Reflection]:
    return reflections_in_charge(by).filter(state=ReflectionState.WRITTEN)


def reflection_in_charge(by: Standing, key: UUID) -> Reflection:
    """Raises ReflectionUnknown."""
    found = reflections_in_charge(by).filter(pk=key).first()
    if found is None:
        raise ReflectionUnknown
    return found


def public_reflections(city: str, *, domain: str = "") -> QuerySet[Reflection]:
    """What everybody reads, of people on the register, by whichever of their records; ``domain``: of activities of a
    kind, by key."""
    rows = Reflection.objects.filter(is_active(), city=city, state=ReflectionState.PUBLISHED)
    if domain:
        rows = rows.filter(activity__domain_id__in=domain_family(domain))
    return rows.select_related("activity__body", "volunteer").prefetch_related(_pictures())


@dataclass(frozen=True, slots=True)
class PublicReflection:
    """One as everybody reads it; ``name`` is empty for a child, who never has one here."""

    row: Reflection
    name: str


def as_public(rows: Iterable[Reflection], at: datetime) -> list[PublicReflection]:
    """Each with the name that its author lets be read. One query, however many there are; none for none."""
    found = list(rows)
    grown = [each.volunteer for each in found if not is_minor(each.volunteer, at)]
    names = public_names(grown, day_of(at)) if grown else {}
    return [PublicReflection(each, names.get(each.volunteer_id, "")) for each in found]


def top_of_activity(activity: Activity, at: datetime) -> Sequence[PublicReflection]:
    """The latest of one activity; nothing is asked before it is over, when nobody can have written."""
    if at < activity.ends_at:
        return ()
    rows = public_reflections(activity.city).filter(activity=activity)
    return as_public(rows.order_by("-published_at", "-id")[:TOP], at)


def reflections_of_body(city: str, body_id: UUID) -> QuerySet[Reflection]:
    """The public ones of an organisation's activities."""
    return public_reflections(city).filter(activity__body_id=body_id)


def top_of_body(city: str, body_id: UUID, at: datetime) -> Sequence[PublicReflection]:
    rows = reflections_of_body(city, body_id)
    return as_public(rows.order_by("-published_at", "-id")[:TOP], at)


def picture_for(by: Standing, key: UUID, picture: UUID, at: datetime) -> ReflectionPicture:
    """A picture of a public one for everybody; of another for its author, a guardian and who looks at it.

    Raises ReflectionUnknown.
    """
    rows = ReflectionPicture.objects.select_related("reflection__volunteer", "reflection__activity")
    found = rows.filter(pk=picture, reflection_id=key, reflection__city=by.city).first()
    if found is None or not _may_see(by, found.reflection, at):
        raise ReflectionUnknown
    return found


def _may_see(by: Standing, row: Reflection, at: datetime) -> bool:
    if row.state == ReflectionState.PUBLISHED and public_reflections(row.city).filter(pk=row.pk).exists():
        return True
    return (
        by.is_self(row.volunteer_id)
        or acts_for(by, living_record(row.volunteer_id), at)
        or reflections_in_charge(by).filter(pk=row.pk).exists()
    )


def may_be_written_on(volunteer_id: UUID, *, most: int) -> list[Activity]:
    """Activities with hours of somebody that stand and without words of theirs, the latest service first. One query."""
    mine = records_of(volunteer_id)
    said = Reflection.objects.filter(volunteer_id__in=mine, state__in=LIVE_REFLECTIONS)
    rows = effective().filter(volunteer_id__in=mine, activity__isnull=False)
    rows = rows.exclude(activity_id__in=said.values("activity_id"))
    found = rows.select_related("activity__body").order_by("-service_on", "-id")[: 2 * most]
    return list({each.activity_id: each.activity for each in found if each.activity}.values())[:most]
