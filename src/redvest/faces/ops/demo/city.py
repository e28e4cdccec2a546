"""A whole demo city on paper: everything is drawn here and nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from redvest.core.clock import day_of
from redvest.faces.ops.demo.bodies import Team, draw_teams, enlist
from redvest.faces.ops.demo.chance import source
from redvest.faces.ops.demo.history import draw_history
from redvest.faces.ops.demo.occasions import Occasion
from redvest.faces.ops.demo.outline import Ring
from redvest.faces.ops.demo.people import Person, draw_people
from redvest.faces.ops.demo.places import Place, Places, read_places, station_communities
from redvest.faces.ops.demo.projects import Undertakings
from redvest.faces.ops.demo.size import Figures, Size
from redvest.faces.ops.demo.staff import Officer, draw_officers

APPLICANTS = 3  # organisations that wait for the officers' answer, beside those that count

Regions = Iterable[tuple[str, str, str, str]]  # code, name, level, path


@dataclass(slots=True)
class City:
    figures: Figures
    size: Size
    seed: int
    at: datetime
    places: Places
    sites: list[Place]
    officers: list[Officer]
    people: list[Person]
    teams: list[Team]
    applicants: list[Team]
    memberships: list[tuple[Any, ...]]
    projects: Undertakings
    history: list[Occasion]

    @property
    def code(self) -> str:
        return self.figures.code

    @property
    def own_minutes(self) -> int:
        """What the activities add up to; the rest of the total is imported."""
        return sum(each.minutes * len(each.people) for each in self.history)

    @property
    def second_officers(self) -> dict[str, UUID]:
        """Who looks at hours a second time: by district, and "" for anywhere else."""
        by_region = {each.region or "": each.account_id for each in self.officers}
        return by_region | {"": self.officers[0].account_id}


def draw_city(
    figures: Figures, size: Size, seed: int, at: datetime, regions: Regions, rings: dict[str, Ring]
) -> City:
    """The same city for the same arguments; all days are told from ``at``."""
    today = day_of(at)
    places = read_places(source(seed, "places"), figures, regions, rings)
    sites = station_communities(source(seed, "stations"), places, size.stations)
    people = draw_people(source(seed, "people"), figures.code, size.volunteers, places, at)
    drawn = draw_teams(source(seed, "teams"), size.bodies + APPLICANTS, places, sites, today)
    teams, applicants = drawn[: size.bodies], drawn[size.bodies :]
    memberships = enlist(source(seed, "members"), teams, people, today)
    projects = Undertakings(source(seed, "projects"), teams, size.projects, today)
    history = draw_history(source(seed, "history"), teams, projects, places, size.minutes, today)
    return City(
        figures, size, seed, at, places, sites, draw_officers(source(seed, "staff"), places.city, places.districts),
        people, teams, applicants, memberships, projects, history,
    )  # fmt: skip
