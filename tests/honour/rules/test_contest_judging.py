"""Who judges what: equally many, never somebody's own, in an order that tells nothing; and what comes of the marks."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.rules.contest_judging import hand_out, ranking

JUDGES = ["甲", "乙", "丙", "丁", "戊"]


class TestHandOut:
    @given(st.integers(min_value=0, max_value=60), st.integers(min_value=1, max_value=5), st.text(max_size=5))
    def test_equally_many_and_each_work_as_often_as_asked(self, works: int, each: int, seed: str) -> None:
        pairs, lacking = hand_out([(work, ()) for work in range(works)], JUDGES, each=each, seed=seed)
        assert lacking == [] and len(set(pairs)) == len(pairs) == works * each
        assert set(Counter(work for work, _judge in pairs).values()) <= {each}
        load = Counter(judge for _work, judge in pairs)
        assert not load or max(load.values()) - min(load[judge] for judge in JUDGES) <= 1

    @given(st.lists(st.sets(st.sampled_from(JUDGES)), max_size=40), st.integers(min_value=1, max_value=3))
    def test_nobody_gets_what_they_are_barred_from(self, bars: list[set[str]], each: int) -> None:
        works = list(enumerate(bars))
        pairs, lacking = hand_out(works, JUDGES, each=each, seed="x")
        assert all(judge not in bars[work] for work, judge in pairs)
        assert sorted(lacking) == [work for work, barred in works if len(JUDGES) - len(barred) < each]

    def test_the_same_seed_gives_the_same_and_another_seed_another(self) -> None:
        works = [(work, ()) for work in range(50)]
        one, _ = hand_out(works, JUDGES, each=2, seed="x")
        assert hand_out(works, list(reversed(JUDGES)), each=2, seed="x")[0] == one
        assert hand_out(works, JUDGES, each=2, seed="y")[0] != one

    def test_the_order_of_a_judge_is_not_the_order_of_entering(self) -> None:
        pairs, _ = hand_out([(work, ()) for work in range(100)], ["甲"], each=1, seed="x")
        turns = [work for work, _judge in pairs]
        assert turns != sorted(turns) and sorted(turns) == list(range(100))

    def test_without_judges_every_work_lacks_them(self) -> None:
        assert hand_out([(1, ()), (2, ())], [], each=1, seed="x")[0] == []
        assert sorted(hand_out([(1, ()), (2, ())], [], each=1, seed="x")[1]) == [1, 2]


class TestRanking:
    def test_a_strict_and_a_mild_judge_weigh_the_same(self) -> None:
        """The mild one gives 80 and 100, the strict one 10 and 30: the first work of each is as far below."""
        found = ranking([("mild", "a", 80), ("mild", "b", 100), ("strict", "c", 10), ("strict", "d", 30)])
        assert found["a"].points == found["c"].points == -1_000_000
        assert found["b"].points == found["d"].points == 1_000_000
        assert found["a"].mean == 8_000 and found["a"].count == 1

    def test_who_gives_everything_the_same_says_nothing(self) -> None:
        found = ranking([("same", "a", 90), ("same", "b", 90), ("other", "a", 10), ("other", "b", 20)])
        assert found["b"].points > found["a"].points
        assert ranking([("same", "a", 90)])["a"].points == 0

    def test_picks(self) -> None:
        found = ranking([(judge, work, 100 * (work == "a")) for judge in JUDGES for work in ("a", "b", "c")])
        assert found["a"].points > 0 > found["b"].points == found["c"].points
        assert found["a"].count == 5 and found["b"].mean == 0

    marks = st.dictionaries(
        st.tuples(st.sampled_from(JUDGES), st.integers(min_value=0, max_value=8)),
        st.integers(min_value=0, max_value=100), max_size=30,
    )  # fmt: skip

    @given(marks)
    def test_it_does_not_hang_on_the_order_of_the_marks(self, marks: dict[tuple[str, int], int]) -> None:
        rows = [(judge, work, mark) for (judge, work), mark in marks.items()]
        found = ranking(rows)
        assert ranking(reversed(rows)) == found
        assert {work: each.count for work, each in found.items()} == Counter(
            work for _judge, work, _mark in rows
        )

    @given(marks, st.integers(min_value=0, max_value=20))
    def test_a_judge_who_gives_everybody_more_changes_nothing(
        self, marks: dict[tuple[str, int], int], more: int
    ) -> None:
        before = ranking([(judge, work, mark) for (judge, work), mark in marks.items()])
        after = ranking(
            [(judge, work, mark + more * (judge == "甲")) for (judge, work), mark in marks.items()]
        )
        assert {work: each.points for work, each in before.items()} == {
            work: each.points for work, each in after.items()
        }

    @pytest.mark.parametrize("marks", [[], [("甲", "a", 0)]])
    def test_nothing_and_one(self, marks: list[tuple[str, str, int]]) -> None:
        assert all(each.points == 0 for each in ranking(marks).values())
