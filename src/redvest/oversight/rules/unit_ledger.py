"""The ledger of a unit (台账): whose it is, its lines and totals, and how a figure is told. Pure.

The parts follow what stations must keep (Harbin 2012: 活动记录表, pictures, electronic files; Henan 2013: 工作台账 among
the "六有一落实"): activity forms, people, hours, photos. Everything comes from records; nothing is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from redvest.core.clock import CHINA
from redvest.core.errors import Invalid, NotFound
from redvest.oversight.choices import UnitKind
from redvest.registry.rules.names import mask_name
from redvest.service.choices import Grade
from redvest.service.rules.measure import Slice

GRADES = tuple(grade.value for grade in Grade)
LONGEST_DAYS = 3_660
FROM_ACTIVITY, FROM_BACKFILL, FROM_IMPORT = "活动", "补录", "导入"
LONGEST_LIST = 2_000  # characters of the names of those who took part
PDF_MOST_LINES = 6_000
PDF_MOST_ENTRIES = 2_000


class LedgerTooLongForPdf(Invalid):
    """这段时间的记录太多，做成 PDF 会有几百页。请缩短时间，或者下载 Excel。"""

    code = "ledger-too-long-for-pdf"


class LedgerUnitUnknown(NotFound):
    """没有找到这个单位，或者它不在你负责的范围里。"""

    code = "ledger-unit-unknown"


class LedgerPeriodTooLong(Invalid):
    """台账一次最长十年，请缩短时间。"""

    code = "ledger-period-too-long"


@dataclass(frozen=True, slots=True)
class Unit:
    """Whose ledger: a place, a station (its ledger is that of the place where it stands) or an organisation."""

    kind: UnitKind
    key: str  # the place's code, else the row's id
    code: str
    name: str
    city: str
    path: str
    body_id: UUID | None = None

    def part(self, since: date, until: date) -> Slice:
        """The entries in its ledger. Raises PeriodBackwards, LedgerPeriodTooLong."""
        if (until - since).days > LONGEST_DAYS:
            raise LedgerPeriodTooLong
        if self.body_id is not None:
            return Slice(self.city, "", self.body_id, since, until)
        path = "" if self.path == f"{self.city}/" else self.path
        return Slice(self.city, path, None, since, until, placed=self.kind == UnitKind.STATION)


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One activity form (活动记录表): what was done when, where and by whom. Minutes by grade; names as they are."""

    service_on: date
    title: str
    body: str
    domain: str
    place: str
    leader: str
    content: str
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: Mapping[str, int]
    names: Sequence[str]
    photos: int = 0
    source: str = ""  # where it comes from: FROM_ACTIVITY, FROM_BACKFILL, FROM_IMPORT


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the ledger; ``times`` counts the entries that stand."""

    number: str
    name: str
    times: int
    minutes: Mapping[str, int]
    last_on: date | None


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the hours ledger; a void has negative minutes."""

    service_on: date
    title: str
    number: str
    name: str
    body: str
    starts_at: datetime | None
    ends_at: datetime | None
    grade: str
    minutes: int
    kind: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A picture that was handed in with an activity."""

    service_on: date
    title: str
    file: str
    size: int
    uploaded_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class StationBook:
    """What a station's own records say of the period: work log, needs, duty served, loans. Nobody's name in any of it.

    ``sessions``: day, kind, service, helpers, visitors, words. ``needs``: asked, what, answered, how. ``duty``: day,
    time, people needed, people who came on their word. ``loans``: thing, lent, back, out at the end.
    """

    sessions: Sequence[tuple[date, str, str, int, int, str]]
    needs: Sequence[tuple[date, str, date | None, str]]
    duty: Sequence[tuple[date, str, int, int]]
    loans: Sequence[tuple[str, int, int, int]]

    @property
    def lines(self) -> int:
        return len(self.sessions) + len(self.needs) + len(self.duty) + len(self.loans)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the whole ledger adds up to; the minutes are those that ``redvest stats`` tells for the same filter.

    ``activities`` are those of the house and those that were filled in afterwards; lines of an imported sheet tell no
    occasion, so they are ``imported`` records and no activities.
    """

    minutes_by_grade: Mapping[str, int] = field(default_factory=dict)
    people: int = 0
    times: int = 0
    activities: int = 0
    imported: int = 0
    photos: int = 0
    entries: int = 0
    served: int = 0  # people who came to lectures and performances, counted at the door

    @property
    def minutes(self) -> int:
        return sum(self.minutes_by_grade.values())

    @property
    def forms(self) -> int:
        """The rows of the activity forms."""
        return self.activities + self.imported

    @property
    def lines(self) -> int:
        """How many rows a workbook of it has, about."""
        return self.forms + self.people + self.entries + self.photos


def require_fits_paper(totals: Totals) -> None:
    """Raises LedgerTooLongForPdf for what would be hundreds of pages."""
    if totals.forms + totals.people > PDF_MOST_LINES:
        raise LedgerTooLongForPdf


def hours_of(minutes: int) -> int | float:
    """Minutes as hours for a cell: whole where they are, else with four decimals, so that they come back exactly."""
    whole, rest = divmod(minutes, 60)
    return round(minutes / 60, 4) if rest else whole


def grade_hours(minutes: Mapping[str, int]) -> list[int | float]:
    """Hours of each grade, A to D."""
    return [hours_of(minutes.get(grade, 0)) for grade in GRADES]


def shown_name(name: str, whole: bool) -> str:
    """The name, or what may be shown of it."""
    return name if whole or not name else mask_name(name)


def name_list(names: Iterable[str], whole: bool) -> str:
    """Who took part, in one cell."""
    told = "、".join(shown_name(name, whole) for name in names)
    return told if len(told) <= LONGEST_LIST else f"{told[:LONGEST_LIST]}……"


def period_words(part: Slice) -> str:
    """2025年1月1日至2025年12月31日."""
    return "至".join(f"{day.year}年{day.month}月{day.day}日" for day in (part.since, part.until) if day)


def span_words(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """14:00–16:30; empty where no time is known."""
    if starts_at is None or ends_at is None:
        return ""
    return f"{clock_words(starts_at)}–{clock_words(ends_at)}"


def clock_words(at: datetime | None) -> str:
    """The time of day in China."""
    return f"{at.astimezone(CHINA):%H:%M}" if at else ""


def moment_words(at: datetime) -> str:
    """Day and time in China."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def file_name(unit: Unit, part: Slice) -> str:
    """What the file is called when it is handed out, without its ending."""
    return f"{unit.name}台账 {part.since:%Y%m%d}-{part.until:%Y%m%d}".replace("/", "_")
