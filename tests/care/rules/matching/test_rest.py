"""Rests and answers: shares that are shares, learning that begins with the prior, and when people listen again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.rules.matching.rest import NEVER_ASKED, NoRest, Rest, geometric, learned, yes_chance

_means, _longest = st.floats(1.0, 30.0), st.integers(1, 60)
_rests = st.lists(st.integers(1, 80), max_size=50)


def rest(*shares: float) -> Rest:
    return Rest(np.array(shares))


@pytest.mark.parametrize("shares", [(), (0.5,), (1.5, -0.5), (0.5, 0.6)])
def test_what_are_no_shares_is_refused(shares: tuple[float, ...]) -> None:
    with pytest.raises(NoRest):
        rest(*shares)


@given(_means, _longest)
def test_a_geometric_rest_ends_at_the_latest_after_the_longest(mean: float, longest: int) -> None:
    found = geometric(mean, longest)
    assert len(found.shares) == longest and found.shares.min() >= 0
    assert found.mean <= mean + 1e-6
    assert found.hazard == pytest.approx(1 / mean if longest > 1 else 1.0)


@given(_means, _longest)
def test_the_longer_ago_somebody_was_asked_the_likelier_they_listen(mean: float, longest: int) -> None:
    found = geometric(mean, longest).listening(np.arange(longest + 3))
    assert found[0] == 0 and found[-1] == pytest.approx(1.0)
    assert (np.diff(found) >= 0).all() and found.max() <= 1.0


def test_who_was_never_asked_listens() -> None:
    assert geometric(9.0, 40).listening(np.array([NEVER_ASKED]))[0] == pytest.approx(1.0)


def test_when_people_listen_again_follows_the_shares() -> None:
    found = rest(0.25, 0.0, 0.75)
    assert found.listening(np.array([-3, 0, 1, 2, 3, 9])).tolist() == [0.0, 0.0, 0.25, 0.25, 1.0, 1.0]
    assert found.mean == 2.5 and found.hazard == 0.0


@given(_rests, st.floats(0.5, 100.0))
def test_learning_lies_between_the_prior_and_what_was_seen(rests: list[int], weight: float) -> None:
    prior = geometric(6.0, 42)
    found = learned(rests, prior, weight)
    assert found.shares.sum() == pytest.approx(1.0)
    if not rests:
        assert np.allclose(found.shares, prior.shares)
        return
    seen = float(np.mean(np.clip(rests, 1, 42)))
    assert min(seen, prior.mean) - 1e-6 <= found.mean <= max(seen, prior.mean) + 1e-6


def test_much_of_a_record_outweighs_the_prior() -> None:
    prior = geometric(6.0, 42)
    assert learned([3] * 5_000, prior, 20.0).mean == pytest.approx(3.0, abs=0.05)
    assert learned([3] * 5, prior, 2_000.0).mean == pytest.approx(prior.mean, abs=0.05)


@given(st.integers(0, 50), st.integers(0, 50), st.floats(0.01, 0.99), st.floats(0.5, 50.0))
def test_a_chance_stays_a_chance(asked: int, yes: int, prior: float, weight: float) -> None:
    yes = min(asked, yes)
    [found] = yes_chance(np.array([asked]), np.array([yes]), prior, weight)
    assert 0 < found < 1
    if asked:
        assert min(prior, yes / asked) - 1e-9 <= found <= max(prior, yes / asked) + 1e-9
    else:
        assert found == pytest.approx(prior)


@given(st.integers(0, 20), st.integers(1, 20))
def test_each_yes_makes_the_next_likelier_and_each_no_less_so(asked: int, yes: int) -> None:
    records = np.array([asked + yes, asked + yes + 1, asked + yes + 1]), np.array([yes, yes + 1, yes])
    before, after_yes, after_no = yes_chance(*records, 0.3, 5.0).tolist()
    assert after_no < before < after_yes
