"""Whom to ask now, so that a need is met and people are not asked too often.

After Manshadi and Rodilitz (see ``rest.py``). Asking somebody costs what they could have done while they rest, so each
person has a price, found as in the paper's Sparse Notification: a dynamic programme of one person over the needs to come,
in which a need is worth what those asked before leave of it. Who is asked now is chosen one by one, as long as the next
one brings more than they cost. The paper plans from the forecast alone and proves at least (1 - 1/e)/(2 - q) of what a
clairvoyant reaches, q the hazard of the rest. Here the need that has come is looked at itself, what is known of rests is
used and asking goes in waves, which the proof does not cover: ``bench/matching_notify.py`` measures it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redvest.care.rules.matching.rest import Rest
from redvest.care.rules.matching.world import Bools, Floats
from redvest.core.least_cost import Ints

ROUNDS = 3  # prices and who would be asked at them; after the third they hardly move
TIE = 1e-9
MOST = 200  # in one wave, whatever the sum says


@dataclass(frozen=True, slots=True)
class Manner:
    """The settings ``matching.ask_*``. ``missed``: how likely a need may stay without anybody after all waves.

    ``least``: nobody is asked whose yes is less likely than this to be the one that counts. ``spare``: which part of the
    prices counts: they take each later need for certain to be asked for at its best, so the whole of them spares too much.
    By the bench, half of them saves a fifth of the messages at about the same needs met, and meets more where few help.
    """

    missed: float = 0.02
    least: float = 0.01
    spare: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One need and everybody who may (``eligible.py``): a number a person in each array.

    ``chance``: how likely they say yes if they listen; ``listening``: how likely they do (``Rest.listening``);
    ``price``: of ``prices``. ``barred``: whom this need must not ask: asked or declined before, resting, wanting no
    proposals. ``seed`` breaks ties between people who are alike, so that it is not always the first of them.
    """

    chance: Floats
    listening: Floats
    price: Floats
    barred: Bools
    places: int
    waves: int  # still to come with this one
    periods: int  # until the need is too late
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """``rows``: whom to ask, the most useful first. ``filled``: how likely all places are taken by them.

    ``wait``: periods until the next wave would go; 0 where there is none.
    """

    rows: Ints
    filled: float
    wait: int


def next_wave(call: Call, manner: Manner = Manner()) -> Wave:
    """Whom to ask now. The same call gives the same answer."""
    waves = max(1, call.waves)
    target = manner.missed ** (1 / waves)  # the waves after this one do their share
    yes = call.chance * call.listening
    price = manner.spare * call.price * call.listening
    tie = TIE * np.random.default_rng(call.seed).random(len(yes))
    open_to = ~call.barred & (yes > 0)
    short = _shortage(call.places)
    rows: list[int] = []
    while len(rows) < MOST and (missed := short.sum()) > target:
        worth = np.where(open_to, missed * yes - price + tie, -np.inf)
        best = int(worth.argmax()) if len(worth) else 0
        if not len(worth) or worth[best] <= TIE or missed * yes[best] < manner.least:
            break
        rows.append(best)
        open_to[best] = False
        short = short * (1 - yes[best]) + np.concatenate([[0.0], short[:-1]]) * yes[best]
    wait = max(1, call.periods // waves) if waves > 1 and call.periods > 1 else 0
    return Wave(np.array(rows, dtype=np.int64), float(1 - short.sum()), wait)


def _shortage(places: int) -> Floats:
    """How likely exactly n have said yes, for all n that are too few; at first nobody has."""
    short = np.zeros(max(0, places), dtype=np.float64)
    short[:1] = 1.0
    return short


def prices(chance: Floats, ahead: Floats, rest: Rest, *, seed: int) -> Floats:
    """What asking each person now costs, in needs missed later. ``chance``: person by kind; ``ahead``: kind by period.

    Of people who are alike the first to be asked is dearest; who that is goes by ``seed``, which the caller changes.
    """
    price = np.zeros(len(chance))
    turn = np.random.default_rng(seed).random(chance.shape)
    order = np.lexsort((turn, -chance), axis=0)
    listening = np.ones(len(chance))
    for _round in range(ROUNDS):
        left = _left_by_others(chance, order, price, listening)
        price, asked = _one_by_one(chance * left, ahead, rest)
        listening = 1 / (1 + asked * (rest.mean - 1))
    return price


def _left_by_others(chance: Floats, order: Ints, price: Floats, listening: Floats) -> Floats:
    """Person by kind: how likely a need of that kind is still open once everybody likelier to say yes was asked."""
    ranked = np.take_along_axis(chance, order, axis=0)
    yes = ranked * listening[order]
    # Twice along the ranks: first as if everybody were asked, then without those who are too dear for what is left.
    for _look in range(2):
        before = np.ones_like(yes)
        before[1:] = np.cumprod(1 - yes, axis=0)[:-1]
        yes = np.where(ranked * before > price[order], ranked * listening[order], 0.0)
    left = np.empty_like(before)
    np.put_along_axis(left, order, before, axis=0)
    return left


def _one_by_one(worth: Floats, ahead: Floats, rest: Rest) -> tuple[Floats, Floats]:
    """The dynamic programme of every person: the price of asking them in the first period, and how often they are asked.

    ``value[t]``: what somebody who listens from t on still brings. Asked at t, they bring the need's worth and then what
    is left when their rest is over; not asked, they listen at t + 1. Nobody is asked twice in one period.
    """
    periods, longest = ahead.shape[1], len(rest.shares)
    value = np.zeros((periods + longest + 1, len(worth)))
    asked = np.zeros(len(worth))
    price = np.zeros(len(worth))
    for at in range(periods - 1, -1, -1):
        price = np.maximum(0.0, value[at + 1] - rest.shares @ value[at + 1 : at + 1 + longest])
        gain = worth - price[:, None]
        asked_now = (gain > 0) @ ahead[:, at]
        brings = np.maximum(gain, 0) @ ahead[:, at] / np.maximum(1.0, asked_now)
        value[at] = value[at + 1] + brings
        asked += np.minimum(1.0, asked_now)
    return price, asked / max(1, periods)
