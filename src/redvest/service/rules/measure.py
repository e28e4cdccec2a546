"""Which part of the hours ledger a figure is about: the same words for statistics, ledgers and the API. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from redvest.core.errors import Invalid


class PeriodBackwards(Invalid):
    """开始日期不能晚于结束日期。"""

    code = "period-backwards"


@dataclass(frozen=True, slots=True)
class Slice:
    """Entries of one city; with a path those whose place lies under it, with a body those that it recorded, with days
    those of service on them (both ends included). ``placed`` leaves out what was carried over from an older system,
    whose place nobody knows. Raises PeriodBackwards.
    """

    city: str
    region_path: str = ""
    body_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    placed: bool = False

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise PeriodBackwards

    @property
    def whole(self) -> bool:
        """Whether it is the city's whole ledger."""
        return self == Slice(self.city)


def shares(amounts: Mapping[str, int]) -> dict[str, int]:
    """Whole percents that add up to 100: who was cut most by rounding down gets what is left. 0 each of nothing."""
    total = sum(amounts.values())
    if not total:
        return dict.fromkeys(amounts, 0)
    found = {name: 100 * amount // total for name, amount in amounts.items()}
    cut = sorted(amounts, key=lambda name: (-(100 * amounts[name] % total), name))
    for name in cut[: 100 - sum(found.values())]:
        found[name] += 1
    return found
