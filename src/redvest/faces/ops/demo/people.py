"""The people of the demo city: who they are, since when, and what they agreed to."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from redvest.faces.ops.demo.chance import Keys, Weighted
from redvest.faces.ops.demo.names import person_name
from redvest.faces.ops.demo.numbers import IdNumbers
from redvest.faces.ops.demo.places import Place, Places

FIRST_DAY = date(2012, 3, 5)  # the memorial day of Lei Feng: many cities opened their registers on one
ADULT = 18
ACCOUNTS_WHEN_LARGE = 2_000  # a hash of a password for each person of a whole city is not needed to try it
ALL_HAVE_ACCOUNTS_UP_TO = 12_000

_AGES = Weighted(
    [((8, 13), 3), ((14, 17), 5), ((18, 24), 16), ((25, 34), 24), ((35, 44), 20), ((45, 54), 15), ((55, 64), 11),
     ((65, 74), 5), ((75, 88), 1)]
)  # fmt: skip
SKILLS = Weighted(
    [("", 30.0), ("急救", 6), ("摄影", 7), ("教学", 9), ("护理", 6), ("法律咨询", 3), ("心理咨询", 3), ("驾驶", 9),
     ("计算机", 7), ("书法", 4), ("理发", 3), ("家电维修", 4), ("手语", 1), ("外语", 4), ("主持", 4), ("文艺表演", 6)]
)  # fmt: skip


@dataclass(slots=True)
class Person:
    """What other parts of the city need to know of a person. ``serial`` counts by registration."""

    serial: int
    id: UUID
    name: str
    pinyin: str
    male: bool
    birth_on: date
    age: int
    number: str
    place: Place
    registered_at: datetime
    has_account: bool
    hex: str
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where and when one person begins."""

    registered: float
    age: int
    birth_on: date


def draw_people(rng: random.Random, code: str, count: int, places: Places, at: datetime) -> list[Person]:
    """People in the order in which they registered."""
    keys, numbers, today = Keys(rng), IdNumbers(code), at.date()
    homes = Weighted([(place, _weight(place)) for place in places.communities]).picks(rng, count)
    drawn = sorted((_drawn(rng, today) for _ in range(count)), key=lambda each: each.registered)
    step = 1 if count <= ALL_HAVE_ACCOUNTS_UP_TO else count // ACCOUNTS_WHEN_LARGE
    people: list[Person] = []
    for serial, each in enumerate(drawn):
        male = rng.random() < 0.44
        name, reading = person_name(rng, male)
        number, birth_on = numbers.next(each.birth_on, male)
        registered_at = datetime.fromtimestamp(each.registered, UTC)
        key = keys.at(registered_at)
        person = Person(
            serial, key, name, reading, male, birth_on, each.age, number, homes[serial], registered_at,
            serial % step == 0, key.hex,
        )  # fmt: skip
        if person.has_account:
            person.account_id = keys.at(registered_at)
        people.append(person)
    return people


def _weight(place: Place) -> float:
    return 12.0 if place.urban else 5.0 if "村民" not in place.name else 1.0


def _drawn(rng: random.Random, today: date) -> Drawn:
    youngest, oldest = _AGES.pick(rng)
    age = rng.randint(youngest, oldest)
    birth_on = today - timedelta(days=int(age * 365.25) + 2 + rng.randrange(360))
    # Nobody registered before their seventh birthday, nor later than yesterday.
    first = max(FIRST_DAY, birth_on + timedelta(days=2_560))
    days = max(1, (today - first).days - 1)
    day = first + timedelta(days=int(days * rng.random() ** 0.85))
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=rng.randrange(30, 800))
    return Drawn(moment.timestamp(), age, birth_on)


def consent_rows(rng: random.Random, people: Sequence[Person]) -> Iterator[tuple[Any, ...]]:
    """Registration for all, the guardian's for minors, publishing the name and location for those who like."""
    for person in people:
        minor, since = person.age < ADULT, str(person.registered_at)
        purposes = ["registration"]
        if minor:
            purposes.append("guardian")
            if person.age < 14:
                purposes.append("minor-data")
        elif rng.random() < 0.4:
            purposes.append("publish-name" if rng.random() < 0.7 else "location")
        for purpose in purposes:
            yield person.hex, purpose, "2026-01", since, minor


def domain_rows(
    rng: random.Random, people: Sequence[Person], keys: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """One to four service domains each."""
    counts = rng.choices((1, 2, 3, 4), (35, 40, 18, 7), k=len(people))
    for person, count in zip(people, counts, strict=True):
        for key in rng.sample(keys, count):
            yield person.hex, key
