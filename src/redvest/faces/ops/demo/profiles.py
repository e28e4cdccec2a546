"""When the people of the demo city are free, what they speak and how they like to be invited: two in three said so."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from redvest.faces.ops.demo.people import ADULT, Person
from redvest.registry.rules.availability import DAYS, PARTS, encode

SHARE = 0.66
_RETIRED = 60


def _mask(days: Sequence[str], parts: Sequence[str]) -> int:
    return encode(f"{day}-{part}" for day in days for part in parts)


_PUPIL = (_mask(("sat", "sun"), PARTS[:2]), _mask(("sun", "holiday"), PARTS[:2]), _mask(("sat",), PARTS[1:2]))
_AT_WORK = (
    _mask(("sat", "sun"), PARTS), _mask(("sat", "sun", "holiday"), PARTS[:2]), _mask(DAYS[:5], PARTS[2:]),
    _mask(("sat",), PARTS[:1]), _mask(("wed", "fri"), PARTS[2:]) | _mask(("sun",), PARTS[1:2]),
)  # fmt: skip
_AT_HOME = (_mask(DAYS[:5], PARTS[:1]), _mask(DAYS[:5], PARTS[:2]), _mask(("tue", "thu"), PARTS[:2]))
_SPOKEN = (
    "{putonghua}", "{putonghua,dialect}", "{putonghua,dialect}", "{putonghua,english}", "{putonghua,sign}", "{dialect}",
)  # fmt: skip


def profile_rows(rng: random.Random, people: Sequence[Person]) -> Iterator[tuple[Any, ...]]:
    """No political affiliations: those need a consent of their own, and a demo makes up none."""
    pick, chance = rng.choice, rng.random
    for person in people:
        if chance() > SHARE:
            continue
        masks = _PUPIL if person.age < ADULT else _AT_HOME if person.age >= _RETIRED else _AT_WORK
        project = "ask" if person.age < ADULT or chance() < 0.6 else "accept"
        team = "accept" if person.age >= ADULT and chance() < 0.35 else "refuse"
        yield (
            person.hex, pick(masks), pick(_SPOKEN), "", project, team, str(person.registered_at)
        )  # fmt: skip
