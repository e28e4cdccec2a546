"""Everything that the radar finds odd in a window of the ledger: facts from the database, judged by the pure rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from redvest.core import clock
from redvest.registry.queries.setting import rules
from redvest.registry.rules.setting import RULES
from redvest.service.queries.integrity import occasions, people, recorders, window
from redvest.service.rules.integrity import meeting, occasion, presence, recorder, sole
from redvest.service.rules.integrity.finding import Finding, Limits

PREFIX = "integrity."
DAY_LIMIT = "hours.day_limit_minutes"


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of one look, and how many entries were looked at."""

    entries: int
    findings: tuple[Finding, ...]


def limits_of(city: str, at: datetime) -> Limits:
    """The radar's dated rules in a city. One measure for the whole city, so that no district lowers its own."""
    keys = [key for key in RULES if key.startswith(PREFIX)] + [DAY_LIMIT]
    found = rules(keys, f"{city}/", clock.day_of(at))
    return Limits({key.removeprefix(PREFIX): value for key, value in found.items()})


def look(*, city: str, at: datetime, days: int | None = None) -> Found:
    """Look at what was recorded in the last ``days`` (else the dated rule). Call inside a transaction."""
    limits = limits_of(city, at)
    since = at - timedelta(days=days or limits["window_days"])
    entries = window.lay_out(city=city, since=since, at=at, grace_days=limits["grace_days"])
    judged = (
        *_people(limits, city, since, at),
        *_recorders(limits, city),
        *_occasions(limits, city, since, at),
    )
    return Found(entries, tuple(finding for finding in judged if finding is not None))


def _people(limits: Limits, city: str, since: datetime, at: datetime) -> Iterator[Finding | None]:
    yield from (presence.overlap(facts, limits) for facts in people.overlaps(limits, city))
    yield from (presence.travel(facts, limits) for facts in people.travels(limits, city))
    yield from (sole.day_limit(facts, limits) for facts in people.long_days(limits[DAY_LIMIT], city))
    yield from (sole.newcomer(facts, limits) for facts in people.newcomers(limits, city))
    yield from (sole.device(facts, limits) for facts in people.devices(limits, city, since, at))


def _recorders(limits: Limits, city: str) -> Iterator[Finding | None]:
    yield from (recorder.bulk(facts, limits) for facts in recorders.bulks(limits, city))
    yield from (recorder.batch(facts, limits) for facts in recorders.batches(limits, city))
    yield from (recorder.rounds(facts, limits) for facts in recorders.round_shares(limits, city))
    yield from (recorder.unbacked(facts, limits) for facts in recorders.unbacked_sums(limits, city))
    yield from (recorder.late(facts, limits) for facts in recorders.lates(limits, city))
    yield from (recorder.longer(facts, limits) for facts in recorders.longers(limits, city))
    yield from (sole.confirmer(facts, limits) for facts in recorders.confirmers(limits, city))
    yield from (sole.pair(facts, limits) for facts in recorders.pairs(limits, city))


def _occasions(limits: Limits, city: str, since: datetime, at: datetime) -> Iterator[Finding | None]:
    yield from (occasion.together(facts, limits) for facts in occasions.together(limits, city, since, at))
    for facts, settled in occasions.attended(at, limits):
        yield occasion.fiction(facts, limits)
        yield occasion.over_places(facts, limits)
        yield meeting.meeting(occasions.named(facts), limits)
        if settled:
            yield occasion.nobody_seen(facts, limits)
