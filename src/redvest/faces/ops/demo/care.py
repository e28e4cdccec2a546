"""The care side of the demo city: menus, needs, wishes and spotted problems, written in a few statements."""

from __future__ import annotations

from collections.abc import Sequence

from redvest.care.actions.bulk import load_care
from redvest.faces.ops.demo.chance import source
from redvest.faces.ops.demo.city import City
from redvest.faces.ops.demo.menus import by_domain, draw_menus
from redvest.faces.ops.demo.needs import Asked, Drawing, Town, how_many
from redvest.faces.ops.demo.spotted import Grid, how_many_spots, spot_problems
from redvest.faces.ops.demo.terrain import domain_keys

_ADULT, _OLDEST, MOST_HELPERS = 18, 70, 400


def ask_for_help(city: City, grids: Sequence[Grid]) -> None:
    """After people, organisations and grids are there."""
    domains = domain_keys(city.figures.scheme)
    menus = draw_menus(source(city.seed, "menus"), city.code, city.teams, domains, city.at)
    helpers = [each for each in city.people if _ADULT <= each.age <= _OLDEST][:MOST_HELPERS]
    town = Town(
        city=city.code, communities=[each for each in city.places.communities if each.urban], helpers=helpers,
        teams=city.teams, domains=domains, menu=by_domain(menus), officers=city.second_officers, at=city.at,
    )  # fmt: skip
    asked = Asked()
    Drawing(source(city.seed, "needs"), town, asked).needs(how_many(city.size.volunteers))
    if grids:
        spots = how_many_spots(city.size.volunteers)
        spot_problems(source(city.seed, "spotted"), town, grids, spots, asked)
    load_care(
        city=city.code, rows=[menus, asked.needs, asked.steps, asked.dispatches, asked.servings, asked.confirmations,
        asked.pictures], at=city.at,
    )  # fmt: skip
