"""The menus of services (服务菜单) of the demo city: thirty items of the teams that have their own communities."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from redvest.care.choices import MenuState
from redvest.care.models import MenuItem
from redvest.care.queries.spoken import terms_of
from redvest.faces.ops.demo.bodies import Team
from redvest.faces.ops.demo.chance import Keys
from redvest.faces.ops.demo.menu_words import DISHES, SATURDAY, WEEKEND, Dish
from redvest.registry.rules.availability import DAYS, encode


def draw_menus(
    rng: random.Random, city: str, teams: Sequence[Team], domains: dict[str, str], at: datetime
) -> list[MenuItem]:
    """One team after the other offers the next item, for the place it belongs to; the last was taken off."""
    keys, items = Keys(rng), list[MenuItem]()
    for turn, dish in enumerate(DISHES):
        team, begun = teams[turn % len(teams)], at - timedelta(days=rng.randrange(20, 300))
        items.append(
            MenuItem(
                id=keys.at(begun), city=city, body_id=team.id, region_id=team.place.code, region_path=team.place.path,
                domain_id=domain_of(dish.kinds, domains), name=dish.name, words=dish.words, for_whom=dish.for_whom,
                at_home=dish.at_home, minutes=dish.minutes, slots=slots_of(dish), a_week=dish.a_week,
                state=MenuState.WITHDRAWN if turn == len(DISHES) - 1 else MenuState.OFFERED, created_at=begun,
                changed_at=begun, search=terms_of(dish.name, dish.for_whom, team.name),
            )
        )  # fmt: skip
    return items


def domain_of(kinds: Sequence[str], domains: dict[str, str]) -> str:
    """The key of the first of these that the city's list has; there is always some other."""
    known = (domains[kind] for kind in kinds if kind in domains)
    return next(known, None) or next(iter(domains.values()))


def slots_of(dish: Dish) -> int:
    days = {SATURDAY: DAYS[5:6], WEEKEND: DAYS[5:7]}.get(dish.when, DAYS[:5])
    return encode(f"{day}-{part}" for day in days for part in dish.parts)


def by_domain(items: Sequence[MenuItem]) -> dict[str, list[UUID]]:
    """What is on offer, for needs that order from it."""
    found: dict[str, list[UUID]] = {}
    for item in items:
        if item.state == MenuState.OFFERED:
            found.setdefault(item.domain_id, []).append(item.pk)
    return found
