"""Runs and rings among votes: what machines do is found, what people do is not, and order does not matter."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.identifiers import uuid7
from redvest.honour.choices import AsideReason
from redvest.honour.rules.award_vote import (
    EVEN_RUN,
    SETTINGS,
    Ballot,
    Limits,
    crowd,
    even_runs,
    network_of,
    to_set_aside,
)
from redvest.registry.rules.setting import RULES

OPENED = datetime(2026, 3, 1, tzinfo=UTC)
LONG_AGO = OPENED - timedelta(days=400)
ANNA, BO = uuid7(), uuid7()
SECOND = timedelta(seconds=1)


def ballot(at: timedelta, nomination: UUID = ANNA, **more: object) -> Ballot:
    """A vote of somebody of their own, from a network and device of their own, on the register long ago."""
    key = uuid7()
    facts = {
        "person": uuid7(), "network": key.bytes, "device": key.bytes, "registered_at": LONG_AGO - at * 9,
    }  # fmt: skip
    return Ballot(id=key, nomination=nomination, at=OPENED + at, **facts | more)  # type: ignore[arg-type]


def crowd_of_people(count: int, seed: int = 7, nomination: UUID = ANNA) -> list[Ballot]:
    """As people come: at random gaps, some from the same household."""
    chance = random.Random(seed)
    at = timedelta()
    found = []
    for n in range(count):
        at += timedelta(seconds=chance.expovariate(1 / 40))
        found.append(ballot(at, nomination, network=bytes([n % 251, chance.randrange(200)])))
    return found


def test_the_catalogue_has_the_limits() -> None:
    assert Limits(*(RULES[key].default for key in SETTINGS)) == Limits()


@pytest.mark.parametrize("seed", range(5))
def test_people_are_left_alone(seed: int) -> None:
    assert to_set_aside(crowd_of_people(3_000, seed), OPENED) == {}


class TestSigns:
    def test_one_network_within_ten_minutes(self) -> None:
        flood = [ballot(SECOND * (n * n % 600), network=b"school") for n in range(31)]
        assert set(to_set_aside(flood, OPENED).values()) == {AsideReason.NETWORK}
        assert to_set_aside(flood[:30], OPENED) == {}
        slow = [ballot(timedelta(minutes=n, seconds=n * n % 50), network=b"school") for n in range(200)]
        assert to_set_aside(slow, OPENED) == {}
        split = [ballot(SECOND * (n * n % 600), [ANNA, BO][n % 2], network=b"school") for n in range(60)]
        assert to_set_aside(split, OPENED) == {}

    def test_one_device(self) -> None:
        ring = [ballot(timedelta(hours=n * n), device=b"phone") for n in range(6)]
        assert set(to_set_aside(ring, OPENED).values()) == {AsideReason.DEVICE}
        assert to_set_aside(ring[:5], OPENED) == {}

    def test_even_gaps(self) -> None:
        clock = [ballot(SECOND * 61 * n) for n in range(EVEN_RUN)]
        assert to_set_aside(clock, OPENED) == dict.fromkeys((each.id for each in clock), AsideReason.SPACING)
        assert to_set_aside(clock[:-1], OPENED) == {}

    def test_even_gaps_from_one_network_among_people(self) -> None:
        clock = [ballot(SECOND * 61 * n, network=b"server") for n in range(40)]
        people = crowd_of_people(300)
        assert set(to_set_aside([*people, *clock], OPENED)) == {each.id for each in clock}

    def test_emptied_traces_are_nobodys_device_and_nobodys_network(self) -> None:
        traces = {"network": b"", "device": b""}
        busy = [ballot(SECOND * (n * n % 97 + n), **traces) for n in range(40)]
        even = [ballot(SECOND * 3600 * (n + 1), **traces) for n in range(20)]
        between = [ballot(SECOND * (3600 * (n + 1) + 60 + n * n)) for n in range(20)]
        assert to_set_aside([*busy, *even, *between], OPENED) == {}

    def test_accounts_made_for_the_vote(self) -> None:
        after = OPENED + timedelta(hours=1)
        made = [ballot(timedelta(hours=n * n % 97 + 1, minutes=n * 7 % 60), registered_at=after + n * n * SECOND * 40,
                       idle=True) for n in range(51)]  # fmt: skip
        assert set(to_set_aside(made, OPENED).values()) == {AsideReason.FRESH}
        assert to_set_aside(made[:50], OPENED) == {}

    def test_accounts_made_in_a_batch_long_before(self) -> None:
        batch = [ballot(timedelta(hours=n * n % 97, minutes=n), registered_at=LONG_AGO + n * SECOND, idle=True)
                 for n in range(21)]  # fmt: skip
        assert set(to_set_aside(batch, OPENED).values()) == {AsideReason.TOGETHER}
        assert to_set_aside(batch[:20], OPENED) == {}
        served = [ballot(timedelta(hours=n * n % 97, minutes=n), registered_at=LONG_AGO) for n in range(100)]
        assert to_set_aside(served, OPENED) == {}

    def test_one_person_over_merged_records(self) -> None:
        who = uuid7()
        first, second = ballot(SECOND, person=who), ballot(SECOND * 90, BO, person=who)
        assert to_set_aside([second, first], OPENED) == {second.id: AsideReason.TWICE}


@pytest.mark.parametrize("manner", ["network", "clock", "fresh", "batch"])
def test_ten_thousand_of_a_machine_are_found_and_people_stay(manner: str) -> None:
    chance = random.Random(5)
    run = []
    for n in range(10_000):
        at = (
            SECOND * 17 * n
            if manner == "clock"
            else timedelta(seconds=chance.uniform(0, 20_000 if manner == "network" else 500_000))
        )
        more: dict[str, object] = {}
        if manner == "network":
            more = {"network": bytes([n % 4])}
        if manner == "fresh":
            more = {"registered_at": OPENED + timedelta(seconds=chance.uniform(0, 500_000)), "idle": True}
        if manner == "batch":
            more = {"registered_at": LONG_AGO + SECOND * n, "idle": True}
        run.append(ballot(at, BO, **more))
    people = crowd_of_people(400)
    found = to_set_aside([*people, *run], OPENED)
    assert set(found) <= {each.id for each in run}
    assert len(found) == 10_000
    assert Counter(found.values()).most_common(1)[0][0] == {
        "network": AsideReason.NETWORK, "clock": AsideReason.SPACING, "fresh": AsideReason.FRESH,
        "batch": AsideReason.TOGETHER,
    }[manner]  # fmt: skip


class TestCounting:
    @given(st.lists(st.integers(0, 3_000), max_size=60), st.integers(1, 10))
    def test_a_crowd_is_every_window_that_is_too_full(self, seconds: list[int], most: int) -> None:
        window = timedelta(minutes=5)
        ordered = [ballot(SECOND * each) for each in sorted(seconds)]
        found = {each.id for each in crowd(ordered, most, window, lambda each: each.at)}
        for each in ordered:
            beside = [
                [other for other in ordered if start.at <= other.at < start.at + window] for start in ordered
            ]
            assert (each.id in found) == any(each in full and len(full) > most for full in beside)

    @given(st.lists(st.sampled_from([1, 1, 1, 60]), max_size=80))
    def test_a_run_is_at_least_so_long(self, gaps: list[int]) -> None:
        at, ordered = timedelta(), [ballot(timedelta())]
        for gap in gaps:
            at += gap * SECOND
            ordered.append(ballot(at))
        found = list(even_runs(ordered))
        text = "".join("a" if gap == 1 else "b" for gap in gaps)
        longest = max((len(run) for run in text.replace("ab", "a b").replace("ba", "b a").split()), default=0)
        assert bool(found) == (longest + 1 >= EVEN_RUN)

    @given(st.randoms())
    def test_the_order_in_which_votes_come_in_does_not_matter(self, random) -> None:  # type: ignore[no-untyped-def]
        cast = [*crowd_of_people(40), *(ballot(SECOND * n, network=b"x") for n in range(40))]
        mixed = list(cast)
        random.shuffle(mixed)
        assert to_set_aside(mixed, OPENED) == to_set_aside(cast, OPENED)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("117.136.4.9", "117.136.4.0/24"), ("117.136.4.254", "117.136.4.0/24"), ("::ffff:117.136.4.9", "117.136.4.0/24"),
        ("2408:8409:1:2::5", "2408:8409:1::/48"), ("unknown", "unknown"), ("", ""),
    ],
)  # fmt: skip
def test_a_network_is_a_neighbourhood_of_addresses(address: str, network: str) -> None:
    assert network_of(address) == network
