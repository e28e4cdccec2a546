"""Which votes for an award look like a machine's or a ring's. Pure: what is found is set aside, never deleted.

No sign is one person's: each is a crowd that people do not make by themselves. The limits are dated rules
(``award.vote_*``), said on the page before anybody votes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from uuid import UUID

from redvest.honour.choices import AsideReason

NETWORK_WINDOW = timedelta(minutes=10)
TOGETHER_WINDOW = timedelta(minutes=10)
EVEN_RUN = 15  # so many votes with equal gaps
EVEN_SHARE = 20  # equal: within a twentieth; of people's random gaps at most one in 27 lies in such a band
SETTINGS = (
    "award.vote_network_most", "award.vote_device_most", "award.vote_fresh_most", "award.vote_together_most",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote of a category. ``network`` and ``device`` are keyed hashes; ``idle``: has never served and belongs nowhere."""

    id: UUID
    nomination: UUID
    person: UUID
    at: datetime
    network: bytes
    device: bytes
    registered_at: datetime
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How many votes for one nomination: of a network in ten minutes, of a device, of new and of joint accounts."""

    network: int = 30
    device: int = 5
    fresh: int = 50
    together: int = 20


def to_set_aside(
    ballots: Iterable[Ballot], opened_at: datetime, limits: Limits | None = None
) -> dict[UUID, AsideReason]:
    """The votes of one category that do not count, each with the first reason that fits."""
    cast, most = sorted(ballots, key=lambda each: (each.at, each.id)), limits or Limits()
    signs: list[tuple[AsideReason, Callable[[list[Ballot]], Iterator[Ballot]]]] = [
        (AsideReason.DEVICE, lambda group: _too_many(group, most.device, lambda each: each.device)),
        (AsideReason.NETWORK, lambda group: _from_one_network(group, most.network)),
        (AsideReason.SPACING, _evenly_spaced),
        (AsideReason.FRESH, lambda group: _fresh(group, most.fresh, opened_at)),
        (AsideReason.TOGETHER, lambda group: _together(group, most.together)),
    ]
    found: dict[UUID, AsideReason] = {each.id: AsideReason.TWICE for each in _again(cast)}
    by_nomination = _grouped(cast, lambda each: each.nomination)
    for reason, sign in signs:
        for group in by_nomination:
            for each in sign(group):
                found.setdefault(each.id, reason)
    return found


def _grouped(ballots: Iterable[Ballot], key: Callable[[Ballot], object]) -> list[list[Ballot]]:
    groups: dict[object, list[Ballot]] = defaultdict(list)
    for each in ballots:
        groups[key(each)].append(each)
    return list(groups.values())


def _again(cast: Sequence[Ballot]) -> Iterator[Ballot]:
    """Whose person has voted before, by a record that was merged into theirs since."""
    seen: set[UUID] = set()
    for each in cast:
        if each.person in seen:
            yield each
        seen.add(each.person)


def _known(group: Iterable[Ballot], key: Callable[[Ballot], bytes]) -> list[list[Ballot]]:
    """By network or device; votes whose traces were emptied share none."""
    return _grouped((each for each in group if key(each)), key)


def _too_many(group: list[Ballot], most: int, key: Callable[[Ballot], bytes]) -> Iterator[Ballot]:
    for part in _known(group, key):
        if len(part) > most:
            yield from part


def _from_one_network(group: list[Ballot], most: int) -> Iterator[Ballot]:
    for part in _known(group, lambda each: each.network):
        yield from crowd(part, most, NETWORK_WINDOW, lambda each: each.at)


def _fresh(group: list[Ballot], most: int, opened_at: datetime) -> Iterator[Ballot]:
    new = [each for each in group if each.idle and each.registered_at >= opened_at]
    if len(new) > most:
        yield from new


def _together(group: list[Ballot], most: int) -> Iterator[Ballot]:
    idle = sorted((each for each in group if each.idle), key=lambda each: each.registered_at)
    yield from crowd(idle, most, TOGETHER_WINDOW, lambda each: each.registered_at)


def crowd(
    ordered: Sequence[Ballot], most: int, window: timedelta, moment: Callable[[Ballot], datetime]
) -> Iterator[Ballot]:
    """Everybody who stands in some window with more than ``most``; ``ordered`` by that moment."""
    start, told = 0, 0
    for end in range(len(ordered)):
        while moment(ordered[end]) - moment(ordered[start]) >= window:
            start += 1
        if end - start + 1 > most:
            yield from ordered[max(start, told) : end + 1]
            told = end + 1


def _evenly_spaced(group: list[Ballot]) -> Iterator[Ballot]:
    """In all that came for a nomination, and in what came from each network."""
    yield from even_runs(group)
    for part in _known(group, lambda each: each.network):
        yield from even_runs(part)


def even_runs(ordered: Sequence[Ballot]) -> Iterator[Ballot]:
    """The votes of runs of at least ``EVEN_RUN`` in which every gap is that at the run's beginning, within a share."""
    start = 0
    for end in range(1, len(ordered) + 1):
        if end < len(ordered) and _even(ordered, start, end):
            continue
        if end - start >= EVEN_RUN:
            yield from ordered[start:end]
        start = end - 1


def _even(ordered: Sequence[Ballot], start: int, end: int) -> bool:
    first = ordered[start + 1].at - ordered[start].at
    gap = ordered[end].at - ordered[end - 1].at
    return abs(gap - first) * EVEN_SHARE <= first


def network_of(address: str) -> str:
    """The neighbourhood of an address: the first 24 bits of IPv4, 48 of IPv6; other words as they are."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))
