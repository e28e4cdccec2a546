"""Which level a station's evidence earns under a versioned checklist, and why.

The items are Henan 2013 六有一落实, the 2024 opinion's 六有 with six functions, Harbin 2012 and Heyang 2020.
No source says what separates 规范化 from 基础: the least values are local settings, and data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What an assessment can say; the first two are the words of `Station.level`."""

    STANDARDISED = "standardised"
    BASIC = "basic"
    NONE = "none"


class Method(StrEnum):
    """How an item is proved: by paper handed in, on site, or counted from the records."""

    MATERIAL = "material"
    VISIT = "visit"
    RECORDS = "records"


@dataclass(frozen=True)
class Item:
    """One line of a checklist. A least value of 0 means that the level does not ask for it."""

    key: str
    name: str
    kind: str
    method: Method
    measure: str
    basic: int
    standardised: int
    weight: int


@dataclass(frozen=True)
class Finding:
    """What was found for an item: a count from the records, or 1 when proved and 0 when not."""

    item: Item
    value: int

    @property
    def basic(self) -> bool:
        """Whether this is enough for a basic station."""
        return self.value >= self.item.basic

    @property
    def standardised(self) -> bool:
        """Whether this is enough for a standardised station."""
        return self.value >= self.item.standardised

    @property
    def reason(self) -> str:
        """The finding as people read it: 志愿者队伍：12，规范化要求至少 30."""
        if self.item.method is Method.RECORDS:
            return f"{self.item.name}：{self.value}，规范化要求至少 {self.item.standardised}"
        return f"{self.item.name}：{'已核实' if self.value else '缺少证据'}"


@dataclass(frozen=True)
class Verdict:
    """A level, the points earned (weights of the items met in full) and the finding of every item."""

    level: Level
    points: int
    findings: tuple[Finding, ...]

    @property
    def short_of(self) -> tuple[str, ...]:
        """Why the station is not standardised; empty when it is."""
        return tuple(finding.reason for finding in self.findings if not finding.standardised)


@dataclass(frozen=True)
class Change:
    """A station whose level differs between two verdicts, and what it falls short of after."""

    station: str
    before: Level
    after: Level
    reasons: tuple[str, ...]


def judge(items: Iterable[Item], proved: Iterable[str], counts: Mapping[str, int]) -> Verdict:
    """The level that evidence earns.

    `proved`: keys of the items whose photo or paper was accepted; `counts`: measure to number from the
    records. What is absent counts as nothing, and a paper never replaces a number from the records.
    """
    seen = frozenset(proved)
    findings = tuple(Finding(item, _value(item, seen, counts)) for item in items)
    points = sum(finding.item.weight for finding in findings if finding.value > 0 and finding.standardised)
    return Verdict(_level(findings), points, findings)


def compare(before: Mapping[str, Verdict], after: Mapping[str, Verdict]) -> tuple[Change, ...]:
    """The stations judged twice whose level differs, by key: two standards, or two dates."""
    return tuple(
        Change(key, before[key].level, after[key].level, after[key].short_of)
        for key in sorted(before.keys() & after.keys())
        if before[key].level is not after[key].level
    )


def _value(item: Item, proved: frozenset[str], counts: Mapping[str, int]) -> int:
    if item.method is Method.RECORDS:
        return counts.get(item.measure, 0)
    return int(item.key in proved)


def _level(findings: tuple[Finding, ...]) -> Level:
    if not findings:
        return Level.NONE
    if all(finding.standardised for finding in findings):
        return Level.STANDARDISED
    return Level.BASIC if all(finding.basic for finding in findings) else Level.NONE
