"""Which level a station's evidence earns under a versioned checklist, and why.

The items are Henan 2013 六有一落实, the 2024 opinion's 六有 with six functions, Harbin 2012 and Heyang 2020.
No source says what separates 规范化 from 基础: the least values are local settings, and data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from redvest.core.errors import NotFound
from redvest.registry.choices import StationLevel

UNITS = {
    "members": "人", "projects": "项", "facilities": "种", "keepers": "人", "ledger_months": "个月",
    "activities": "场", "published": "项", "requests": "条", "trainings": "次",
}  # fmt: skip


class StandardUnknown(NotFound):
    """没有这一套标准，请从列表里选。"""

    code = "station-standard-unknown"


class Method(StrEnum):
    """How an item is proved: by paper handed in, on site, or counted from the records."""

    MATERIAL = "material"
    VISIT = "visit"
    RECORDS = "records"


@dataclass(frozen=True)
class Item:
    """One line of a checklist. ``evidence`` is the kind of proof, which checklists share: a photo of the sign is one
    photo however many standards ask for it. A least value of 0 means that the level does not ask for it.
    """

    key: str
    name: str
    kind: str
    method: Method
    measure: str
    evidence: str
    basic: int
    standardised: int
    weight: int


@dataclass(frozen=True)
class Standard:
    """A checklist in one version: its name, where it was published, and the day from which it holds."""

    key: str
    name: str
    source: str
    since: date
    items: tuple[Item, ...]


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
        """The finding as people read it: 志愿者队伍：12 人（基础级要 10，规范化要 30）."""
        if self.item.method is not Method.RECORDS:
            return f"{self.item.name}：{'已核实' if self.value else '缺少证据'}"
        asked = [("基础级要", self.item.basic), ("规范化要", self.item.standardised)]
        least = "，".join(f"{words} {number}" for words, number in asked if number)
        unit = f" {UNITS[self.item.measure]}" if self.item.measure in UNITS else ""
        return f"{self.item.name}：{self.value}{unit}" + (f"（{least}）" if least else "")


@dataclass(frozen=True)
class Verdict:
    """A level, the points earned (weights of the items met in full) and the finding of every item."""

    level: StationLevel
    points: int
    findings: tuple[Finding, ...]

    @property
    def short_of(self) -> tuple[str, ...]:
        """Why the station is not standardised; empty when it is."""
        return tuple(finding.reason for finding in self.findings if not finding.standardised)

    @property
    def short_of_basic(self) -> tuple[str, ...]:
        """Why the station is not even basic; empty when it is."""
        return tuple(finding.reason for finding in self.findings if not finding.basic)


@dataclass(frozen=True)
class Change:
    """A station whose level differs between two verdicts; None where it was not judged (not yet open, or closed)."""

    station: str
    before: StationLevel | None
    after: StationLevel | None
    reasons: tuple[str, ...]


def judge(items: Iterable[Item], proved: Iterable[str], counts: Mapping[str, int]) -> Verdict:
    """The level that evidence earns.

    `proved`: kinds of evidence whose photo or paper was accepted; `counts`: measure to number from the
    records. What is absent counts as nothing, and a paper never replaces a number from the records.
    """
    seen = frozenset(proved)
    findings = tuple(Finding(item, _value(item, seen, counts)) for item in items)
    points = sum(finding.item.weight for finding in findings if finding.value > 0 and finding.standardised)
    return Verdict(_level(findings), points, findings)


def compare(before: Mapping[str, Verdict], after: Mapping[str, Verdict]) -> tuple[Change, ...]:
    """The stations whose level differs, by key: two standards, or two dates. One judged once only differs too."""
    changes = (_change(key, before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys()))
    return tuple(change for change in changes if change.before is not change.after)


def _change(key: str, before: Verdict | None, after: Verdict | None) -> Change:
    level = after.level if after else None
    lost = before is None or before.level is not StationLevel.BASIC
    return Change(key, before.level if before else None, level, _missing(after, lost) if after else ())


def _missing(verdict: Verdict, standardised: bool) -> tuple[str, ...]:
    """What is short of a standardised station, or of a basic one."""
    return verdict.short_of if standardised else verdict.short_of_basic


def _value(item: Item, proved: frozenset[str], counts: Mapping[str, int]) -> int:
    if item.method is Method.RECORDS:
        return counts.get(item.measure, 0)
    return int(item.evidence in proved)


def _level(findings: tuple[Finding, ...]) -> StationLevel:
    if not findings:
        return StationLevel.NONE
    if all(finding.standardised for finding in findings):
        return StationLevel.STANDARDISED
    return StationLevel.BASIC if all(finding.basic for finding in findings) else StationLevel.NONE
