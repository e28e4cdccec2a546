"""Whom to notify: two months of needs in a district, once with everybody asked who may, once as ``notify.py`` asks.

Both months are the same: the same needs come, the same people are likely to say yes, and whether somebody who listens says
yes to a need is decided beforehand. After each message that reaches somebody who listens they hear nothing for a random
while (``rest.py``). The policy knows none of the true figures: chances come from a record of each person, rests and needs
from eight weeks before. Held: at least as many needs met as by asking everybody, and at most half of the messages, in
every seed. ``everyone_again`` asks everybody once more in every period in which a need is still open; ``without_prices`` is
the policy sparing nobody.

What it leaves out: nobody tells others, and nobody leaves for good because they were asked too often, which would be worse
for asking everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.matching_world import KINDS, SLOTS, District, settle
from redvest.care.rules.matching.forecast import forecast
from redvest.care.rules.matching.notify import Call, Manner, next_wave, prices
from redvest.care.rules.matching.rest import NEVER_ASKED, geometric, learned, yes_chance
from redvest.care.rules.matching.world import Bools, Floats
from redvest.core.least_cost import Ints

SEEDS = (7, 19, 31)
PEOPLE, PERIODS, OPEN_FOR, WAVES = 1_200, 63 * 3, 3, 3
HISTORY_WEEKS, SEEN_RESTS, LONGEST = 8, 200, 42
HORIZON, MESSAGES = 42, 0.5

Policy = Callable[["Month", "Need", int], Ints]


@dataclass(slots=True, eq=False)
class Need:
    """``asked``: whom it was told to already. ``wave_at``: when its next wave goes."""

    number: int
    kind: int
    until: int
    asked: Bools
    wave_at: int
    waves: int = WAVES


@dataclass(slots=True, eq=False)
class Month:
    """What happens under one policy. ``rests_until`` is the truth, ``last_asked`` what the platform knows."""

    district: District
    rests_until: Ints
    last_asked: Ints
    heard: Ints  # how often each person's rest was drawn
    messages: int = 0
    met: int = 0

    def ask(self, need: Need, rows: Ints, at: int) -> bool:
        """Whether somebody said yes."""
        self.messages += len(rows)
        need.asked[rows] = True
        listening = rows[self.rests_until[rows] <= at]
        self.last_asked[rows] = at
        district = self.district
        self.rests_until[listening] = (
            at + district.rests[listening, self.heard[listening] % district.rests.shape[1]]
        )
        self.heard[listening] += 1
        return bool((district.mood[need.number, listening] < district.chance[listening, need.kind]).any())


def run(
    *, json: bool = False, seeds: tuple[int, ...] = SEEDS, people: int = PEOPLE, periods: int = PERIODS
) -> dict[str, Any]:
    """Measure. ``held`` is false when fewer needs are met or more than half of the messages go out, in any seed."""
    del json
    found = [_one(seed, people, periods) for seed in seeds]
    return {
        "bench": "matching-notify", "people": people, "periods": periods, "kinds": KINDS,
        "aim": f"met >= everyone, messages <= {MESSAGES:.0%}", "seeds": found, "held": all(each["held"] for each in found),
    }  # fmt: skip


def _one(seed: int, people: int, periods: int) -> dict[str, Any]:
    district = settle(seed, people, periods)
    everyone = live(district, _everyone)
    again = live(district, _everyone_again)
    policy = live(district, Sparse(district))
    blind = live(district, Sparse(district, spare=0.0))
    held = policy.met >= max(everyone.met, again.met) and policy.messages <= MESSAGES * everyone.messages
    return {
        "seed": seed, "needs": len(district.kind), "everyone": _figures(everyone), "everyone_again": _figures(again),
        "policy": _figures(policy), "without_prices": _figures(blind),
        "messages_ratio": round(policy.messages / max(1, everyone.messages), 3), "held": held,
    }  # fmt: skip


def _figures(month: Month) -> dict[str, Any]:
    needs = max(1, len(month.district.kind))
    return {
        "met": month.met, "met_share": round(month.met / needs, 3), "messages": month.messages,
        "messages_a_need": round(month.messages / needs, 1),
    }  # fmt: skip


def live(district: District, policy: Policy) -> Month:
    people = len(district.chance)
    none = np.zeros(people, dtype=np.int64)
    month = Month(district, none.copy(), none - NEVER_ASKED, none.copy())
    waiting: list[Need] = []
    for at in range(district.periods):
        for number in district.coming(at):
            kind = int(district.kind[number])
            waiting.append(Need(number, kind, at + OPEN_FOR, district.chance[:, kind] == 0, at))
        still = []
        for need in waiting:
            if month.ask(need, policy(month, need, at), at):
                month.met += 1
            elif need.until > at + 1:
                still.append(need)
        waiting = still
    return month


def _everyone(month: Month, need: Need, at: int) -> Ints:
    del month, at
    return np.flatnonzero(
        ~need.asked
    )  # those who were asked have been asked: nobody is left after the first time


def _everyone_again(month: Month, need: Need, at: int) -> Ints:
    del at
    return np.flatnonzero(month.district.chance[:, need.kind] > 0)


class Sparse:
    """``notify.py`` with what a platform can know: a forecast, records of answers, rests that were seen."""

    def __init__(self, district: District, spare: float = Manner().spare) -> None:
        self.manner = Manner(spare=spare)
        draw = np.random.default_rng(district.seed + 1)
        self.chance = _estimated(district, draw)
        self.rest = learned(district.rests.reshape(-1)[:SEEN_RESTS].tolist(), geometric(6.0, LONGEST), 20.0)
        counts = draw.poisson(district.rate[:, None, :], (KINDS, HISTORY_WEEKS, SLOTS))
        self.forecast = forecast(counts, 4.0)
        self._prices: dict[int, Floats] = {}

    def __call__(self, month: Month, need: Need, at: int) -> Ints:
        if at < need.wave_at or need.waves == 0:
            return np.zeros(0, dtype=np.int64)
        listening = self.rest.listening(at - month.last_asked)
        call = Call(
            self.chance[:, need.kind], listening, self._price(at % SLOTS), need.asked, 1,
            need.waves, need.until - at, need.number,
        )  # fmt: skip
        wave = next_wave(call, self.manner)
        need.waves -= 1
        need.wave_at = at + wave.wait
        return wave.rows

    def _price(self, slot: int) -> Floats:
        if slot not in self._prices:
            self._prices[slot] = prices(self.chance, self.forecast.ahead(slot, HORIZON), self.rest, seed=slot)
        return self._prices[slot]


def _estimated(district: District, draw: np.random.Generator) -> Floats:
    """From a record of up to a dozen answers a person: how willing they are; how the kind suits is known from what they said."""
    asked = draw.integers(0, 13, len(district.chance))
    yes = draw.binomial(asked, district.willing)
    willing = yes_chance(asked, yes, float(district.willing.mean()), 6.0)
    return willing[:, None] * district.suits
