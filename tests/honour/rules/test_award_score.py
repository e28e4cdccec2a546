"""The ranking of an award: exact, the same whatever a juror's strictness, spread or absence, with votes as advice."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.rules.award_score import (
    Placed,
    deviation,
    entry_values,
    evened,
    ranking,
    rounded,
    solved,
    vote_parts,
)

Table = dict[str, dict[str, int]]
F = Fraction


@st.composite
def tables(draw: st.DrawFn, gaps: bool = True) -> tuple[list[str], Table]:
    """Jurors' points; with gaps where somebody was recused, but every entry judged by somebody."""
    entries = [f"e{n}" for n in range(draw(st.integers(1, 6)))]
    jurors = [f"j{n}" for n in range(draw(st.integers(1, 5)))]
    table = {juror: {entry: draw(st.integers(0, 100)) for entry in entries} for juror in jurors}
    if gaps:
        for juror in jurors[1:]:
            for entry in draw(st.sets(st.sampled_from(entries))):
                del table[juror][entry]
    return entries, table


def order(placed: list[Placed]) -> list[tuple[int, str]]:
    return [(each.rank, each.entry) for each in placed]


class TestTheJury:
    def test_a_known_case_by_hand(self) -> None:
        """Means 80 and 40, deviations 20/3 and 40/3: both jurors say -3/2, 0 and 3/2, though one is wide and strict."""
        entries = ["a", "b", "c"]
        points = {"one": {"a": 70, "b": 80, "c": 90}, "two": {"a": 20, "b": 40, "c": 60}}
        assert entry_values(entries, points) == {"a": F(-3, 2), "b": F(0), "c": F(3, 2)}
        assert ranking(entries, points, {}, 0) == [
            Placed("c", 1, 100_000, 100_000, 50_000, 0),
            Placed("b", 2, 50_000, 50_000, 50_000, 0),
            Placed("a", 3, 0, 0, 50_000, 0),
        ]

    @given(tables(), st.randoms())
    def test_the_order_of_jurors_and_entries_does_not_matter(
        self, made: tuple[list[str], Table], random
    ) -> None:  # type: ignore[no-untyped-def]
        entries, table = made
        jurors, mixed = list(table), list(entries)
        random.shuffle(jurors)
        random.shuffle(mixed)
        again = {juror: dict(reversed(table[juror].items())) for juror in jurors}
        assert ranking(mixed, again, {}, 0) == ranking(entries, table, {}, 0)

    @given(tables(), st.integers(1, 9), st.integers(-50, 50), st.integers(0, 4))
    def test_a_strict_or_wide_juror_changes_nothing(
        self, made: tuple[list[str], Table], scale: int, shift: int, nth: int
    ) -> None:
        entries, table = made
        who = list(table)[nth % len(table)]
        moved = {entry: scale * points + shift for entry, points in table[who].items()}
        assert entry_values(entries, {**table, who: moved}) == entry_values(entries, table)

    @given(tables(), st.integers(0, 100))
    def test_who_says_the_same_of_all_changes_nothing(
        self, made: tuple[list[str], Table], points: int
    ) -> None:
        entries, table = made
        more = {**table, "flat": dict.fromkeys(entries, points)}
        assert ranking(entries, more, {}, 0) == ranking(entries, table, {}, 0)

    @given(
        st.lists(st.integers(0, 40), min_size=3, max_size=6, unique=True),
        st.lists(st.tuples(st.integers(1, 5), st.integers(0, 30)), min_size=2, max_size=5),
        st.data(),
    )
    def test_who_is_recused_neither_favours_nor_harms(
        self, worth: list[int], manners: list[tuple[int, int]], data: st.DataObject
    ) -> None:
        """Jurors who agree but for strictness and spread: whoever of them stays away from what, the values stay."""
        entries = [f"e{n}" for n in range(len(worth))]
        table = {
            f"j{n}": {entry: scale * own + shift for entry, own in zip(entries, worth, strict=True)}
            for n, (scale, shift) in enumerate(manners)
        }
        whole = entry_values(entries, table)
        for juror in list(table)[1:]:
            for entry in data.draw(st.sets(st.sampled_from(entries), max_size=len(entries) - 2)):
                del table[juror][entry]
        assert entry_values(entries, table) == whole

    @given(tables())
    def test_the_best_has_a_hundred_and_the_lowest_none(self, made: tuple[list[str], Table]) -> None:
        entries, table = made
        placed = ranking(entries, table, {}, 0)
        assert placed[0].rank == 1 and placed[0].total == 100_000
        assert all(0 <= each.total <= 100_000 for each in placed)
        assert [each.total for each in placed] == sorted((each.total for each in placed), reverse=True)

    def test_a_strict_jurors_absence_is_no_advantage(self) -> None:
        """Plain means would put b first: the strict one did not judge it."""
        table = {"mild": {"a": 90, "b": 80, "c": 70}, "strict": {"a": 50, "c": 30}}
        assert [each.entry for each in ranking(["a", "b", "c"], table, {}, 0)] == ["a", "b", "c"]

    def test_what_no_telling_juror_judged_lies_in_the_middle(self) -> None:
        table = {"one": {"a": 1, "b": 9}, "flat": {"c": 5}}
        assert entry_values(["a", "b", "c"], table) == {"a": F(-1), "b": F(1), "c": F(0)}
        assert entry_values(["a", "b"], {}) == {"a": F(0), "b": F(0)}

    def test_groups_without_a_juror_in_common_have_each_their_middle(self) -> None:
        table = {"one": {"a": 1, "b": 9}, "two": {"c": 60, "d": 70}}
        assert entry_values(list("abcd"), table) == {"a": F(-1), "b": F(1), "c": F(-1), "d": F(1)}

    def test_spread_is_a_mean_absolute_deviation(self) -> None:
        assert deviation([F(1), F(2), F(6)]) == F(2)
        assert evened(["a", "b"], {"one": {"a": 3, "b": 5}, "flat": {"a": 4, "b": 4}}) == {
            "one": {"a": F(3), "b": F(5)}
        }

    def test_a_system_with_a_free_unknown(self) -> None:
        assert solved([[F(1), F(-1), F(2)], [F(-1), F(1), F(-2)]]) == [F(2), F(0)]


class TestVotes:
    def test_they_count_by_rank_and_ties_share_the_middle(self) -> None:
        assert vote_parts(["a", "b", "c", "d"], {"a": 9000, "b": 3, "c": 3}) == {
            "a": F(1), "b": F(1, 2), "c": F(1, 2), "d": F(0),
        }  # fmt: skip
        assert vote_parts(["a"], {}) == {"a": F(1)}
        assert vote_parts(["a", "b"], {}) == {"a": F(1, 2), "b": F(1, 2)}

    @given(
        tables(),
        st.lists(st.integers(0, 50), min_size=6, max_size=6),
        st.integers(0, 20),
        st.integers(1, 10**6),
    )
    def test_a_thousand_more_for_the_first_lift_nobody_further(
        self, made: tuple[list[str], Table], counts: list[int], percent: int, more: int
    ) -> None:
        entries, table = made
        votes = dict(zip(entries, counts, strict=False))
        first = max(entries, key=lambda each: (votes[each], each))
        votes[first] += 1
        placed = {each.entry: each.total for each in ranking(entries, table, votes, percent)}
        again = ranking(entries, table, {**votes, first: votes[first] + more}, percent)
        assert {each.entry: each.total for each in again} == placed

    @given(tables(), st.lists(st.integers(0, 50), min_size=6, max_size=6))
    def test_they_move_nothing_by_more_than_a_fifth(
        self, made: tuple[list[str], Table], counts: list[int]
    ) -> None:
        entries, table = made
        bare = {each.entry: each.total for each in ranking(entries, table, {}, 0)}
        for each in ranking(entries, table, dict(zip(entries, counts, strict=False)), 20):
            assert abs(each.total - bare[each.entry]) <= 20_001

    @pytest.mark.parametrize("percent", [-1, 21, 100])
    def test_more_than_a_fifth_is_no_advice(self, percent: int) -> None:
        with pytest.raises(ValueError, match="a fifth"):
            ranking(["a"], {"one": {"a": 1}}, {}, percent)


class TestTies:
    def test_first_by_the_jury_then_by_votes_then_they_share_the_rank(self) -> None:
        points = {"one": {"a": 5, "b": 5, "c": 9, "d": 1}}
        votes = {"a": 2, "b": 2, "c": 0, "d": 0}
        placed = ranking(list("abcd"), points, votes, 0)
        assert order(placed) == [(1, "c"), (2, "a"), (2, "b"), (4, "d")]
        assert order(ranking(list("abcd"), points, {**votes, "b": 3}, 0)) == [
            (1, "c"),
            (2, "b"),
            (3, "a"),
            (4, "d"),
        ]

    def test_keys_decide_nothing(self) -> None:
        for entries in permutations("abc"):
            placed = ranking(entries, {"one": dict.fromkeys("abc", 3)}, {}, 20)
            assert [(each.rank, each.total) for each in placed] == [(1, 90_000)] * 3

    def test_halves_go_up(self) -> None:
        assert [rounded(F(n, 200_000)) for n in (0, 1, 2, 3)] == [0, 1, 1, 2]
