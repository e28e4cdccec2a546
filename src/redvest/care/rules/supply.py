"""What residents ask for against what there is for it: sums by kind of service, place and part of the day. Pure.

What is asked, the turns of menus and the seats of posts each lie in one cell and add up in every table. People do
not: who ticked three kinds of service and is free all day stands in many cells and is one person in a total.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from redvest.registry.rules.availability import CODES, PARTS

ANY = "any"  # asked for or offered at no part of the day in particular
PARTS_SHOWN = (*PARTS, ANY)
FEWEST = 10  # smaller cells are hidden from the public (design invariant 12)
Axis = Literal["domain", "place", "part"]
AXES: tuple[Axis, ...] = ("domain", "place", "part")
MASKS = {part: sum(1 << at for at, code in enumerate(CODES) if code.endswith(f"-{part}")) for part in PARTS}


class Cell(NamedTuple):
    """``place`` is the code of a district, street or community; empty for what is offered beyond one."""

    domain: str
    place: str
    part: str


@dataclass(frozen=True, slots=True)
class Sum:
    """``asked`` in the time looked at; ``open`` of them still wait, for so many ``hands``; ``items`` of menus with their
    ``turns`` a week; ``seats`` free at posts of activities."""

    asked: int = 0
    open: int = 0
    hands: int = 0
    items: int = 0
    turns: int = 0
    seats: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(
            self.asked + other.asked, self.open + other.open, self.hands + other.hands, self.items + other.items,
            self.turns + other.turns, self.seats + other.seats,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """So many volunteers of a place who ticked these kinds and are free in these parts; none: never said when."""

    domains: frozenset[str]
    place: str
    parts: frozenset[str]
    count: int

    def at(self, part: str) -> bool:
        """Whether they can be asked about a need of this part: about one at any time everybody can."""
        return part == ANY or part in self.parts


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Empty values ask for nothing."""

    domain: str = ""
    place: str = ""
    part: str = ""

    def has(self, cell: Cell) -> bool:
        wanted = zip((self.domain, self.place, self.part), cell, strict=True)
        return all(asked in ("", found) for asked, found in wanted)

    def has_people(self, group: People) -> bool:
        return (
            (not self.domain or self.domain in group.domains)
            and self.place in ("", group.place)
            and (not self.part or group.at(self.part))
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, or all of it. ``short``: hands for which there is nobody, summed over the finest cells."""

    key: str
    sum: Sum
    people: int
    short: int


@dataclass(frozen=True, slots=True)
class Table:
    lines: list[Line]
    total: Line


def part_of(slots: int) -> str:
    """The part of the day in which all of these times lie; ANY where they lie in several, or are none."""
    found = [part for part, mask in MASKS.items() if slots & mask]
    return found[0] if len(found) == 1 else ANY


def part_at(hour: int) -> str:
    """The part of the day of an hour in China."""
    return PARTS[0] if hour < 12 else PARTS[1] if hour < 18 else PARTS[2]


def parts_in(slots: int) -> frozenset[str]:
    """The parts of the day in which somebody is free on some day."""
    return frozenset(part for part, mask in MASKS.items() if slots & mask)


def laid_out(
    sums: Iterable[tuple[Cell, Sum]], people: Sequence[People], by: Axis, narrowed: Narrowed
) -> Table:
    """The table with one line for each kind, place or part that has anything, those that lack most hands first."""
    cells: defaultdict[Cell, Sum] = defaultdict(Sum)
    for cell, found in sums:
        if narrowed.has(cell):
            cells[cell] += found
    axis = AXES.index(by)
    lines: defaultdict[str, Sum] = defaultdict(Sum)
    for cell, found in cells.items():
        lines[cell[axis]] += found
    groups = [group for group in people if narrowed.has_people(group)]
    heads = _heads(groups, by, narrowed)
    short: Counter[str] = Counter()
    for cell, lacking in _lacking(cells, groups).items():
        short[cell[axis]] += lacking
    keys = lines.keys() | heads.keys()
    made = [Line(key, lines.get(key, Sum()), heads[key], short[key]) for key in keys]
    made.sort(key=lambda line: (-line.short, -line.sum.hands, -line.sum.asked, line.key))
    whole = sum(lines.values(), Sum())
    return Table(made, Line("", whole, sum(group.count for group in groups), short.total()))


def _heads(groups: Sequence[People], by: Axis, narrowed: Narrowed) -> Counter[str]:
    """How many people each line has, nobody twice in one line."""
    heads: Counter[str] = Counter()
    for group in groups:
        if by == "place":
            keys: Iterable[str] = (group.place,)
        elif by == "domain":
            keys = (narrowed.domain,) if narrowed.domain else group.domains
        else:
            wanted = (narrowed.part,) if narrowed.part else PARTS_SHOWN
            keys = [part for part in wanted if group.at(part)]
        for key in keys:
            heads[key] += group.count
    return heads


def _lacking(cells: dict[Cell, Sum], groups: Sequence[People]) -> dict[Cell, int]:
    """Hands beyond the people there are, in each cell that waits for any."""
    waiting = {cell: found.hands for cell, found in cells.items() if found.hands}
    there: Counter[Cell] = Counter()
    for group in groups:
        for domain in group.domains:
            for part in (*group.parts, ANY):
                there[Cell(domain, group.place, part)] += group.count
    return {cell: max(0, hands - there[cell]) for cell, hands in waiting.items()}
