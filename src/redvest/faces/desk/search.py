"""The one search box: people, activities, organisations and stations of my place."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.search import query_terms
from redvest.faces.desk.activities import KINDS
from redvest.faces.desk.frame import show
from redvest.faces.desk.people import compact
from redvest.faces.desk.scope import bodies_within
from redvest.faces.desk.words import span_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text
from redvest.oversight.queries.station_list import stations_with_level
from redvest.registry.choices import BodyState, StationLevel
from redvest.registry.models import Station
from redvest.registry.policy import Standing
from redvest.registry.queries.station_today import team_found
from redvest.registry.queries.volunteer import people_of, person_rows
from redvest.service.choices import ActivityState
from redvest.service.queries.activity import in_my_charge

MOST = 8


@never_cache
@require_safe
@staff
def search(request: HouseRequest) -> HttpResponse:
    """At most a handful of each kind, with the way to the whole list."""
    by = request.standing
    asked = asked_text(request)
    terms = query_terms(compact(asked))
    context: dict[str, object] = {"q": asked, "asked": asked, "nothing": False}
    if terms:
        today = clock.day_of(clock.now())
        people = person_rows(people_of(by, compact(asked))[:MOST])
        found = (
            in_my_charge(by)
            .filter(search__contains=terms)
            .select_related("body")
            .order_by("-starts_at")[:MOST]
        )
        activities = [
            {
                "activity": activity,
                "when": span_words(activity.starts_at, activity.ends_at, today),
                "state": ActivityState(activity.state).label,
                "kind": KINDS[ActivityState(activity.state)],
            }
            for activity in found
        ]
        named = Q(search__contains=terms) | Q(code=asked.upper()) | Q(responsible_name__icontains=asked)
        bodies = [
            {"body": body, "state": BodyState(body.state).label}
            for body in bodies_within(by).filter(named).select_related("region").order_by("name")[:MOST]
        ]
        stations = [
            {"station": station, "level": StationLevel(station.level).label}  # type: ignore[attr-defined]
            for station in _stations(by, today).filter(search__contains=terms).order_by("name")[:MOST]
        ]
        team = list(team_found(by, terms)[:MOST]) if by.stations() else []
        context |= {"team": team}
        context |= {"people": people, "activities": activities, "bodies": bodies, "stations": stations}
        context["nothing"] = not (people or team or activities or bodies or stations)
    return show(request, "desk/search.html", context)


def _stations(by: Standing, today: date) -> QuerySet[Station]:
    """Stations of the places governed; who works for a body sees those of the body's place."""
    paths = {*by.regions(), *(grant.body_path for grant in by.grants if grant.body_path)}
    where = Q(pk__in=[])
    for path in paths:
        where |= Q(region__path__startswith=path)
    return stations_with_level(by.city, today).filter(where)
