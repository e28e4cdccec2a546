"""Every page and every call, asked by every role at its own place, above, beside and from elsewhere: as the table says.

The expected answers are in ``table.tsv``, which people read and review. After a change that is meant, run this test with
``REDVEST_WRITE_ACCESS=1`` and look at what became different.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings

from tests.access import table
from tests.access.actors import everybody, lay_ground
from tests.access.asking import ENTERS, Asker, Door, doors
from tests.access.letters import letters_for
from tests.access.rows import Rows, make_rows
from tests.factories.registry import NOW
from tests.kept import Keep

pytestmark = pytest.mark.django_db

BY_PART: dict[str, list[Door]] = {}
for each in doors():
    BY_PART.setdefault(table.part_of(str(each)), []).append(each)


@pytest.fixture(autouse=True)
def ten_in_the_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass(frozen=True)
class House:
    """All that is asked for, what is sent, and everybody who asks."""

    rows: Rows
    sent: dict[str, dict[str, Any]]
    askers: dict[str, Asker]
    folder: Path


def build() -> House:
    ground = lay_ground()
    rows = make_rows(ground)
    sent = letters_for(ground, rows)
    people = everybody(ground, rows.volunteer)
    return House(
        rows, sent, {name: Asker(name, account) for name, account in people.items()}, settings.MEDIA_ROOT
    )


@pytest.fixture(scope="module")
def built(keep: Keep) -> Iterator[House]:
    with keep(build) as made:
        yield made


@pytest.fixture
def house(built: House, settings: Any) -> House:
    settings.MEDIA_ROOT = built.folder
    return built


@pytest.mark.parametrize("part", sorted(BY_PART))
def test_everybody_hears_what_the_table_says(house: House, part: str) -> None:
    found = {}
    for door in BY_PART[part]:
        # A method that is not taken is taken from nobody.
        if house.askers["guest"].letter(door, house.rows, house.sent):
            found[str(door)] = table.line(str(door), _everybody(house, door))
    if os.environ.get("REDVEST_WRITE_ACCESS") == "1":
        table.keep(found, part)
    expected = {door: line for door, line in table.reviewed().items() if table.part_of(door) == part}
    assert found == {door: line for door, line in expected.items() if door in found}
    assert set(found) == set(expected), "doors without a reviewed line, or lines without a door"


def _everybody(house: House, door: Door) -> dict[str, str]:
    """What each hears. The page is laid out for the first two who enter, so that a broken one is heard of."""
    heard: dict[str, str] = {}
    for name, asker in house.askers.items():
        seen = sum(letter == ENTERS for letter in heard.values())
        heard[name] = asker.letter(door, house.rows, house.sent, drawn=seen < 2)
    return heard


def test_no_line_is_left_of_a_door_that_is_gone() -> None:
    known = {str(door) for door in doors()}
    assert set(table.reviewed()) <= known


def test_the_table_has_a_column_for_every_role() -> None:
    assert table.head() == table.HEAD
