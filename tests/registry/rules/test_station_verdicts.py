"""Verdicts on stations as properties of every checklist that the house holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.queries.station_standard import standards
from redvest.registry.rules.station_level import Finding, Item, Method, StationLevel, compare, judge

ORDER = [StationLevel.NONE, StationLevel.BASIC, StationLevel.STANDARDISED]
KEYS = sorted(standards())


@st.composite
def evidence(draw: st.DrawFn) -> tuple[tuple[Item, ...], set[str], dict[str, int]]:
    """A checklist with some papers and some counts for it."""
    items = standards()[draw(st.sampled_from(KEYS))].items
    on_sight = [item.evidence for item in items if item.method is not Method.RECORDS]
    measures = sorted({item.measure for item in items if item.measure})
    proved = draw(st.sets(st.sampled_from(on_sight))) if on_sight else set()
    counts = {measure: draw(st.integers(0, 40)) for measure in measures}
    return items, proved, counts


@pytest.mark.parametrize("key", KEYS)
def test_the_least_that_a_list_asks_for_is_enough_for_each_level(key: str) -> None:
    items = standards()[key].items
    records = [item for item in items if item.method is Method.RECORDS]
    seen = [item for item in items if item.method is not Method.RECORDS]

    full = judge(items, [i.evidence for i in seen if i.standardised], most(records, "standardised"))
    assert full.level is StationLevel.STANDARDISED and full.short_of == ()
    least = judge(items, [i.evidence for i in seen if i.basic], most(records, "basic"))
    assert least.level in (StationLevel.BASIC, StationLevel.STANDARDISED)
    assert any(item.basic for item in items) and judge(items, [], {}).level is StationLevel.NONE


def most(records: list[Item], level: str) -> dict[str, int]:
    """The count that every line of a measure is content with: two lines may count the same thing."""
    measures = {item.measure for item in records}
    return {each: max(getattr(i, level) for i in records if i.measure == each) for each in measures}


@pytest.mark.parametrize("key", KEYS)
def test_all_evidence_earns_a_hundred_points(key: str) -> None:
    items = standards()[key].items
    verdict = judge(items, [item.evidence for item in items], {item.measure: 1000 for item in items})
    assert (verdict.level, verdict.points) == (StationLevel.STANDARDISED, 100)


@given(evidence())
def test_a_verdict_has_a_finding_for_every_line_and_its_reasons_are_those_not_met(given_: Any) -> None:
    items, proved, counts = given_
    verdict = judge(items, proved, counts)
    assert tuple(finding.item for finding in verdict.findings) == items
    assert 0 <= verdict.points <= 100
    assert (verdict.level is StationLevel.STANDARDISED) == (verdict.short_of == ())
    assert len(verdict.short_of) == sum(not finding.standardised for finding in verdict.findings)


@given(evidence(), st.data())
def test_what_is_taken_away_never_raises_a_level_or_points(given_: Any, data: st.DataObject) -> None:
    items, proved, counts = given_
    less = {key for key in proved if data.draw(st.booleans())}
    fewer = {measure: data.draw(st.integers(0, count)) for measure, count in counts.items()}
    high, low = judge(items, proved, counts), judge(items, less, fewer)
    assert ORDER.index(low.level) <= ORDER.index(high.level) and low.points <= high.points


@given(evidence())
def test_papers_of_another_list_and_unknown_counts_change_nothing(given_: Any) -> None:
    items, proved, counts = given_
    assert judge(items, [*proved, "no-such-item"], counts | {"steps": 99}) == judge(items, proved, counts)


@given(evidence())
def test_two_equal_verdicts_are_no_change_and_a_change_reads_the_same_backwards(given_: Any) -> None:
    items, proved, counts = given_
    here, bare = judge(items, proved, counts), judge(items, [], {})
    assert compare({"a": here}, {"a": here}) == ()
    there, back = compare({"a": here}, {"a": bare}), compare({"a": bare}, {"a": here})
    assert [(c.before, c.after) for c in there] == [(c.after, c.before) for c in back]


def test_a_station_judged_only_once_is_a_change_and_they_come_by_key() -> None:
    items = standards()["henan-2013"].items
    good = judge(items, [i.evidence for i in items], {i.measure: 1000 for i in items})
    none = judge(items, [], {})
    found = compare({"b": good, "a": good, "gone": good}, {"a": none, "b": none, "new": none})
    assert [(change.station, change.before, change.after) for change in found] == [
        ("a", StationLevel.STANDARDISED, StationLevel.NONE), ("b", StationLevel.STANDARDISED, StationLevel.NONE),
        ("gone", StationLevel.STANDARDISED, None), ("new", None, StationLevel.NONE),
    ]  # fmt: skip
    assert found[2].reasons == () and len(found[3].reasons) == len(items)


@pytest.mark.parametrize(
    ("method", "value", "said"),
    [
        (Method.RECORDS, 12, "志愿者队伍：12 人（基础级要 10，规范化要 30）"), (Method.VISIT, 1, "志愿者队伍：已核实"),
        (Method.MATERIAL, 0, "志愿者队伍：缺少证据"),
    ],
)  # fmt: skip
def test_a_finding_is_said_as_people_read_it(method: Method, value: int, said: str) -> None:
    assert Finding(Item("team", "志愿者队伍", "", method, "members", "", 10, 30, 20), value).reason == said
