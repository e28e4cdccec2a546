"""The headline numbers of a part of the city: a place, an organisation, some days of service."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q

from redvest.core.clock import CHINA, day_of
from redvest.core.errors import Invalid, NotFound
from redvest.oversight.queries.headline import ACTIVE_DAYS, Headline, hours
from redvest.oversight.queries.station_level import level_counts
from redvest.registry.choices import BodyState, StationLevel
from redvest.registry.models import Body, Region
from redvest.registry.queries.body import body_by_code, people_in, registered_on
from redvest.registry.queries.region import region_in
from redvest.service.models import Project
from redvest.service.queries.measure import measure, standing_in
from redvest.service.rules.measure import Slice


class StatisticsBodyUnknown(Invalid):
    """没有这个代码的组织，请核对组织代码。"""

    code = "statistics-body-unknown"


def slice_of(
    city: str, *, region: str = "", body: str = "", since: date | None = None, until: date | None = None
) -> Slice:
    """A filter from the codes that people type. Raises RegionUnknown, StatisticsBodyUnknown, PeriodBackwards."""
    path = region_in(city, region).path if region else ""
    body_id: UUID | None = None
    if body:
        try:
            body_id = body_by_code(city, body).pk
        except NotFound as fault:
            raise StatisticsBodyUnknown from fault
    return Slice(city, "" if path == f"{city}/" else path, body_id, since, until)


def filtered_headline(part: Slice, at: datetime) -> Headline:
    """The numbers of this part. Seven queries.

    Hours are those of the part's entries. Who is active has hours in it that stand, on its days or, without any, on
    a day of the last 365. Volunteers live in the place or are members of the body; organisations, projects and
    stations are those of the place, or of the body (which has no stations). These are of the part's last day, or of
    now where that is still to come.
    """
    found = measure(part)
    over = part.until if part.until and part.until < day_of(at) else None
    levels = _station_levels(part, over or day_of(at))
    bodies = Body.objects.filter(_placed(part, body="pk"), _kept(over), city=part.city)
    projects = Project.objects.filter(_placed(part, body="body_id"), city=part.city)
    if over:
        projects = projects.filter(starts_on__lte=over)
    return Headline(
        volunteers=_people(part, over), organizations=bodies.count(), projects=projects.count(),
        service_hours=hours(found.minutes), stations=sum(levels.values()),
        stations_standardised=levels[StationLevel.STANDARDISED], stations_basic=levels[StationLevel.BASIC],
        active_volunteers=_active(part, found.people, day_of(at)), population=_population(part), as_of=at,
        minutes_by_grade=found.minutes_by_grade,
    )  # fmt: skip


def _placed(part: Slice, *, body: str) -> Q:
    where = Q(region_path__startswith=part.region_path)
    return where & Q(**{body: part.body_id}) if part.body_id else where


def _kept(over: date | None) -> Q:
    """Organisations in good standing now, or on the register on the evening of a day that is over."""
    active = Q(state=BodyState.ACTIVE)
    if over is None:
        return active
    midnight = datetime.combine(over + timedelta(days=1), time(), tzinfo=CHINA)
    since_gone = Q(state=BodyState.EXITED, exited_at__gte=midnight, decided_at__isnull=False)
    return (active | since_gone) & Q(applied_at__lt=midnight)


def _people(part: Slice, over: date | None) -> int:
    people = people_in(part.body_id, over) if part.body_id else registered_on(over)
    return people.filter(city=part.city, region_path__startswith=part.region_path).count()


def _active(part: Slice, in_these_days: int, today: date) -> int:
    if part.since or part.until:
        return in_these_days
    year = Slice(part.city, part.region_path, part.body_id, today - timedelta(days=ACTIVE_DAYS - 1))
    counted = standing_in(year).aggregate(people=Count("volunteer_id", distinct=True))
    return int(counted["people"])


def _station_levels(part: Slice, on: date) -> dict[StationLevel, int]:
    if part.body_id:
        return dict.fromkeys(StationLevel, 0)
    return level_counts(part.city, on, part.region_path)


def _population(part: Slice) -> int | None:
    if part.body_id:
        return None
    path = part.region_path or f"{part.city}/"
    return Region.objects.filter(path=path).values_list("population", flat=True).first()
