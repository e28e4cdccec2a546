"""Fills the demo city's stations and lets the house judge them: their levels come out of the rule, not out of here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from redvest.core.clock import day_of
from redvest.faces.ops.demo.chance import Keys, source
from redvest.faces.ops.demo.city import City
from redvest.faces.ops.demo.names import person_name
from redvest.faces.ops.demo.numbers import OFFICER, phone
from redvest.faces.ops.demo.records import account_row
from redvest.faces.ops.demo.staff import SINCE
from redvest.faces.ops.demo.station_pictures import keep_pictures
from redvest.faces.ops.demo.station_plan import draw_plans
from redvest.faces.ops.demo.station_rows import ROUNDS, Site, draw_holdings
from redvest.oversight.actions.station_bulk import PROOFS, assess_round
from redvest.registry.actions import bulk as register
from redvest.registry.actions.bulk import Table
from redvest.registry.choices import Role

FIRST_KEEPER = 200  # their phones follow those of the officers
STANDARD = "henan-2013"
Rows = Iterable[Sequence[Any]]


def fill_stations(city: City, stations: Sequence[Sequence[Any]], password: str) -> list[Site]:
    """Keepers, teams, things, services, occasions, needs and proofs of the stations that ``station_rows`` drew."""
    rng = source(city.seed, "station holdings")
    keys, officers = Keys(rng), city.second_officers
    sites, accounts, keepers = list[Site](), list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    for turn, (row, place) in enumerate(zip(stations, city.sites, strict=True)):
        keeper, (name, _pinyin) = keys.at(SINCE), person_name(rng, rng.random() < 0.4)
        accounts.append(
            account_row(keeper, city.code, name, password, phone(OFFICER + FIRST_KEEPER + turn), SINCE)
        )
        keepers.append((keeper, Role.STATION_KEEPER.value, row[0], SINCE.date(), SINCE))
        inspector = officers.get(place.district, officers[""])
        sites.append(Site(row[0], place, row[7], keeper, inspector))
    plans = draw_plans(rng, len(sites), city.size.standardised)
    found = draw_holdings(rng, sites, plans, city.people, keep_pictures(city.code), day_of(city.at))
    tables: list[tuple[Table, Rows]] = [
        (register.ACCOUNTS, accounts), (register.KEEPERS, keepers), (register.STATION_MEMBERS, found.members),
        (register.STATION_FACILITIES, found.facilities), (register.STATION_SERVICES, found.services),
        (register.STATION_SESSIONS, found.sessions), (register.STATION_NEEDS, found.needs), (PROOFS, found.proofs),
    ]  # fmt: skip
    for table, rows in tables:
        register.copy_in(table=table, rows=rows)
    return sites


def assess_stations(city: City, sites: Sequence[Site]) -> None:
    """Two rounds over the whole city, so that two dates can be compared."""
    who: dict[UUID, tuple[UUID, UUID]] = {site.id: (site.keeper_id, site.inspector_id) for site in sites}
    for days_ago in ROUNDS:
        held: datetime = city.at - timedelta(days=days_ago)
        assess_round(city=city.code, standard=STANDARD, who=who.__getitem__, at=held)
