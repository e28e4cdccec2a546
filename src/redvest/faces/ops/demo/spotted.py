"""Problems that people of the demo city spotted (随手拍): in its grids, with small drawn pictures, and what came of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import h3

from redvest.care.choices import NeedChannel, NeedKind, NeedState, PictureOf
from redvest.care.models import Need, NeedPicture, NeedStep
from redvest.care.rules.need_private import Private, as_text
from redvest.care.rules.spotted import domain_names, title_of
from redvest.core.search import index_text
from redvest.faces.ops.demo.chance import Keys, Weighted
from redvest.faces.ops.demo.menus import domain_of
from redvest.faces.ops.demo.need_words import AGAIN, PASSED_ON, SPOTS, Sight
from redvest.faces.ops.demo.needs import CELL, DAY, HOUR, Asked, Town
from redvest.faces.ops.demo.spotted_pictures import keep_spotted
from redvest.registry.queries import secret

FEWEST, ONE_EVERY = 14, 1_500
_STATES = Weighted([(NeedState.QUEUED, 45), (NeedState.PASSED_ON, 20), (NeedState.CLOSED, 35)])
_VERBS = {NeedState.PASSED_ON: "pass_on_spotted", NeedState.CLOSED: "solve_spotted"}
Grid = Sequence[Any]  # a row of the grids' table: id, city, community, path, name, outline, lon, lat


def spot_problems(rng: random.Random, town: Town, grids: Sequence[Grid], count: int, into: Asked) -> None:
    """The first two are the same thing, seen by two people, so that there is something to put together."""
    keys = Keys(rng)
    chosen = [grids[rng.randrange(len(grids))] for _turn in range(count)]
    if count > 1:
        chosen[1] = chosen[0]
    for turn, grid in enumerate(chosen):
        sight = AGAIN if turn == 1 else SPOTS[turn % len(SPOTS)]
        state = NeedState.QUEUED if turn < 2 else _STATES.pick(rng)
        at = town.at - (rng.uniform(0.1, 0.8) if state == NeedState.QUEUED else rng.uniform(2, 60)) * DAY
        offset = 0.0 if turn < 2 else rng.uniform(-0.001, 0.001)
        private = Private(
            address=sight.place,
            words=sight.words,
            lon=round(grid[6] + offset, 5),
            lat=round(grid[7] + offset, 5),
        )
        need = _need(keys, town, grid, sight, private, state, at, f"{31_000_000 + turn * 101}")
        into.needs.append(need)
        _story(rng, keys, need, sight, at, into)
        _pictures(keys, need, sight, at, into)


def _need(
    keys: Keys, town: Town, grid: Grid, sight: Sight, private: Private, state: NeedState, at: datetime, number: str,
) -> Need:  # fmt: skip
    kind, title = sight.kind, title_of(sight.kind, sight.place)
    assert private.lon is not None and private.lat is not None
    return Need(
        id=keys.at(at), city=town.city, number=number, kind=NeedKind.SPOTTED, channel=NeedChannel.WEB, state=state,
        region_id=grid[2], region_path=grid[3], grid_id=grid[0], cell=h3.latlng_to_cell(private.lat, private.lon, CELL),
        domain_id=domain_of(domain_names(kind), town.domains), spotted_kind=kind, title=title, age_floor=14,
        private_sealed=secret.keyring().encrypt(as_text(private), context=secret.NEED_PRIVATE), desk_path=grid[3],
        created_at=at, due_at=at + timedelta(hours=24) if state == NeedState.QUEUED else None, search=index_text(title),
    )  # fmt: skip


def _story(rng: random.Random, keys: Keys, need: Need, sight: Sight, at: datetime, into: Asked) -> None:
    steps = [("report_spotted", "", NeedState.QUEUED, at, "")]
    state = NeedState(need.state)
    if state in _VERBS:
        ended = at + rng.uniform(2, 40) * HOUR
        words = sight.solved if state == NeedState.CLOSED else rng.choice(PASSED_ON)
        steps.append((_VERBS[state], NeedState.QUEUED.value, state, ended, words))
        need.closed_at = ended
        need.served_at = ended if state == NeedState.CLOSED else None
    for verb, before, after, moment, words in steps:
        into.steps.append(
            NeedStep(
                id=keys.at(moment), need_id=need.pk, at=moment, verb=verb, before=before, after=after,
                desk_path=need.desk_path, words=words,
            )
        )  # fmt: skip


def _pictures(keys: Keys, need: Need, sight: Sight, at: datetime, into: Asked) -> None:
    sides = [(PictureOf.ASKED, at)] if sight.scene else []
    if sides and need.served_at is not None:
        sides.append((PictureOf.DONE, need.served_at))
    for of, moment in sides:
        key = keys.at(moment)
        drawn = keep_spotted(need.city, key.hex, "" if of == PictureOf.DONE else sight.scene)
        into.pictures.append(
            NeedPicture(
                id=key, need_id=need.pk, of=of, key=drawn.key, media_type="image/png", size=drawn.size,
                sha256=drawn.sha256, uploaded_at=moment,
            )
        )  # fmt: skip


def how_many_spots(volunteers: int) -> int:
    return FEWEST + volunteers // ONE_EVERY
