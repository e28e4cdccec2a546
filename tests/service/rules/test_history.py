"""Which entries belong to one story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from redvest.service.choices import EntryKind
from redvest.service.rules.history import Link, chain

START = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)


def key(n: int) -> UUID:
    return UUID(int=n)


def story(length: int, *, first: int = 1, since: datetime = START, end_void: bool = False) -> list[Link]:
    """A record corrected ``length`` times, each time by a void and a new entry of one moment."""
    links = [Link(key(first), EntryKind.RECORD, None, since)]
    for turn in range(length):
        at = since + timedelta(hours=turn + 1)
        before = links[-1].id
        links.append(Link(key(first + 2 * turn + 1), EntryKind.VOID, before, at))
        links.append(Link(key(first + 2 * turn + 2), EntryKind.CORRECTION, None, at))
    if end_void:
        at = since + timedelta(days=9)
        links.append(Link(key(first + 2 * length + 1), EntryKind.VOID, links[-1].id, at))
    return links


def test_a_record_alone_is_its_own_story() -> None:
    assert chain(story(0), key(1)) == [key(1)]


def test_a_void_belongs_to_what_it_takes_back() -> None:
    links = story(0, end_void=True)
    assert chain(links, key(2)) == chain(links, key(1)) == [key(1), key(2)]


@given(st.integers(0, 6), st.booleans(), st.data())
def test_from_anywhere_in_a_story_all_of_it_is_found_in_order(length: int, voided: bool, data: st.DataObject):
    links = story(length, end_void=voided)
    start = data.draw(st.sampled_from(links))
    assert chain(links, start.id) == [link.id for link in links]


@given(st.integers(0, 4), st.integers(0, 4), st.randoms())
def test_two_stories_of_one_day_stay_apart(first: int, second: int, rng) -> None:  # type: ignore[no-untyped-def]
    one = story(first)
    other = story(second, first=100, since=START + timedelta(minutes=1))
    mixed = one + other
    rng.shuffle(mixed)
    assert chain(mixed, one[0].id) == [link.id for link in one]
    assert chain(mixed, other[-1].id) == [link.id for link in other]
