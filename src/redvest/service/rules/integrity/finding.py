"""What a rule says about a subject: facts in, a finding with its sentence out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from redvest.service.choices import CaseSeverity, IntegrityRule, SubjectKind


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what the facts are about, where, and who had a hand in it. ``latest``: the newest of the facts."""

    key: str
    name: str
    region_path: str
    latest: datetime
    body_id: UUID | None = None
    activity_id: UUID | None = None
    volunteer_id: UUID | None = None
    concerned_id: UUID | None = None
    involved: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to look at one subject. ``reason`` and ``innocent`` are sentences that people read."""

    rule: IntegrityRule
    kind: SubjectKind
    subject: Subject
    severity: CaseSeverity
    reason: str
    innocent: str
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """The dated rules that hold in a city on a day, by their keys without ``integrity.``."""

    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> int:
        return int(self.values[key])

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(self.values[key])


def hours_words(minutes: int) -> str:
    """Minutes as people say them: 4 小时 30 分钟."""
    whole, rest = divmod(minutes, 60)
    said = [f"{whole} 小时"] if whole else []
    return " ".join([*said, f"{rest} 分钟"] if rest or not said else said)
