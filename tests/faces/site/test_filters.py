"""What is asked of the list stands in its address, and comes back out of it unchanged."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest

from redvest.faces.site.filters import Filters, read_filters
from redvest.service.rules.look import Look


def read(query: str) -> tuple[Filters, list[str]]:
    return read_filters(dict(parse_qsl(query)))


def test_everything_asked_comes_back_in_the_address() -> None:
    asked = (
        "q=陪老人&domain=xinyu:02&region=360502&from=2026-03-06&to=2026-03-09&days=6,7&part=morning&age=16&easy=1"
        "&near=114.930,27.810&within=3&open=1&view=month&on=2026-03-07&after=abc"
    )
    filters, faults = read(asked)
    assert faults == []
    assert filters == Filters(
        q="陪老人",
        domain="xinyu:02",
        region="360502",
        from_=date(2026, 3, 6),
        to=date(2026, 3, 9),
        days="6,7",
        part="morning",
        age=16,
        easy=True,
        near=(114.93, 27.81),
        within=3,
        open_only=True,
        view="month",
        on=date(2026, 3, 7),
        after="abc",
    )
    again, _faults = read(filters.query(after="abc")[1:])
    assert again == filters


def test_what_can_be_kept_comes_back_as_a_list() -> None:
    filters, _faults = read("q=树&days=7,6&part=evening&age=70&easy=1&near=114.930,27.810&view=map&open=1")
    assert filters.days == "6,7"
    kept = Filters.of(Look.of(filters.look.kept()))
    assert kept == Filters(q="树", days="6,7", part="evening", age=70, easy=True)


@pytest.mark.parametrize(
    ("asked", "plain"),
    [("days=8", True), ("days=6;7", True), ("part=night", True), ("within=4", True), ("view=year", True),
     ("age=0", False), ("age=x", False), ("age=１６", False), ("on=soon", False)],
)  # fmt: skip
def test_what_makes_no_sense_is_dropped(asked: str, plain: bool) -> None:
    filters, faults = read(asked)
    assert filters == Filters()
    assert (faults == []) is plain


def test_changing_one_filter_goes_back_to_the_first_page() -> None:
    filters, _faults = read("q=树&after=abc")
    assert dict(parse_qsl(filters.query(open_only=True)[1:])) == {"q": "树", "open": "1"}


def test_a_place_is_kept_no_more_exactly_than_a_hundred_metres() -> None:
    filters, _faults = read("near=114.9312345,27.8198765")
    assert filters.near == (114.931, 27.82)
    assert "114.931,27.820" in filters.query()
    assert filters.near_text == "114.931,27.820"


@pytest.mark.parametrize("near", ["here", "200,27", "114,99", "114.93", "nan,1"])
def test_a_place_that_is_none_is_dropped_and_said(near: str) -> None:
    filters, faults = read(f"near={near}")
    assert filters.near is None
    assert faults == ["位置没有读懂，请再点一次“离我近的”。"]


def test_a_wrong_date_is_dropped_and_said() -> None:
    filters, faults = read("from=明天&to=2026-13-01")
    assert (filters.from_, filters.to) == (None, None)
    assert len(faults) == 2 and "明天" in faults[0] and "2026-11-28" in faults[0]


def test_dates_the_wrong_way_round_are_turned() -> None:
    filters, faults = read("from=2026-03-09&to=2026-03-06")
    assert (filters.from_, filters.to) == (date(2026, 3, 6), date(2026, 3, 9))
    assert len(faults) == 1


def test_what_cannot_be_a_code_never_reaches_the_database() -> None:
    filters, _faults = read("region=36%27--&domain=%3Cb%3E&q=" + "长" * 200)
    assert (filters.region, filters.domain, len(filters.q)) == ("", "", 60)


@pytest.mark.parametrize(
    ("query", "narrowed"),
    [("", False), ("view=map", False), ("after=x", False), ("q=a", True), ("open=1", True)],
)
def test_only_what_hides_something_counts_as_narrowed(query: str, narrowed: bool) -> None:
    assert read(query)[0].narrowed is narrowed
