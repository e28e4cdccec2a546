"""The city in which the ranking is measured: thick where cities are thick, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice

from bench.ranking_world import AT, KINDS, PARTS, choosers, settle
from redvest.service.rules.ranking import relevance

WORLD = settle(11, 400)


def test_as_many_as_wanted_within_the_week() -> None:
    columns = (WORLD.where, WORLD.part, WORLD.kind, WORLD.places, WORLD.appeal)
    assert {len(each) for each in columns} == {400}
    assert set(WORLD.part) <= set(range(PARTS))
    assert set(WORLD.kind) <= set(range(KINDS))
    assert min(WORLD.places) >= 1


def test_weekends_and_a_few_kinds_are_thick() -> None:
    weekend = sum(part >= 15 for part in WORLD.part)
    assert weekend > 200
    kinds = Counter(WORLD.kind)
    assert kinds[0] > 3 * kinds[KINDS - 1]


def test_people_differ_and_some_never_said_when() -> None:
    people = list(islice(choosers(WORLD), 200))
    assert len({each.mood for each in people}) == 200
    silent = sum(each.free is None for each in people)
    assert 30 < silent < 90
    assert all(1 <= len(each.wants) <= 3 for each in people)


def test_one_person_sees_an_opportunity_as_the_rule_wants_it() -> None:
    person = next(choosers(WORLD))
    seen = WORLD.seen_by(person, 7, 2)
    assert (seen.key, seen.taken, seen.places) == (7, 2, WORLD.places[7])
    assert seen.begins > AT
    assert seen.metres is not None and seen.metres >= 0
    there = replace(
        person, home=WORLD.where[7], wants=frozenset({WORLD.kind[7]}), free=frozenset({WORLD.part[7]})
    )
    assert relevance(WORLD.seen_by(there, 7, 0), WORLD.taste, AT) == 1.0


def test_what_somebody_thinks_of_it_does_not_hang_on_the_ranking() -> None:
    person = next(choosers(WORLD))
    assert WORLD.temper(person, 3) == WORLD.temper(person, 3) != WORLD.temper(person, 4)
