"""How big a demo city is: the reference numbers of the two cities, and what a scale makes of them."""

from __future__ import annotations

from dataclasses import dataclass

from redvest.core.errors import Invalid

SMALLEST, LARGEST = 0.001, 10.0
FEWEST_BODIES = 9  # one of each kind


class ScaleWrong(Invalid):
    """规模要在 0.001 到 10 之间，例如 0.02 或 1。"""

    code = "scale-wrong"


@dataclass(frozen=True, slots=True)
class Figures:
    """A city at scale 1. Places and stations do not scale; people and what they did do."""

    key: str
    code: str
    name: str
    volunteers: int
    bodies: int
    projects: int
    hours: int
    seats: dict[str, tuple[float, float]]  # where a district's streets gather, by its code
    scheme: str
    stations: int = 58
    standardised: int = 11


@dataclass(frozen=True, slots=True)
class Size:
    """What one load has to reach exactly."""

    volunteers: int
    bodies: int
    projects: int
    hours: int
    upcoming: int
    stations: int
    standardised: int

    @property
    def minutes(self) -> int:
        return self.hours * 60

    @property
    def large(self) -> bool:
        """Whether building indexes once at the end is quicker than keeping them current."""
        return self.volunteers >= 20_000


# Reference numbers of August 2016: a tenth of the residents were registered.
XINYU = Figures(
    "xinyu", "360500", "新余市", 117_764, 729, 5_255, 2_866_248,
    {"360502": (114.933, 27.806), "360521": (114.692, 27.815)}, "xinyu",
)  # fmt: skip
# Registered people and hours of 2016; teams grown with the people since 2013 (482 x 186,000 / 123,000); projects
# in Xinyu's proportion to teams.
JIAOZUO = Figures(
    "jiaozuo", "410800", "焦作市", 186_000, 729, 5_249, 3_200_000,
    {"410802": (113.231, 35.240), "410811": (113.254, 35.215)}, "henan",
)  # fmt: skip

CITIES: dict[str, Figures] = {each.key: each for each in (XINYU, JIAOZUO)}


def sized(figures: Figures, scale: float) -> Size:
    """The exact counts at a scale."""
    if not SMALLEST <= scale <= LARGEST:
        raise ScaleWrong
    return Size(
        volunteers=_part(figures.volunteers, scale),
        bodies=max(FEWEST_BODIES, _part(figures.bodies, scale)),
        projects=max(FEWEST_BODIES, _part(figures.projects, scale)),
        hours=_part(figures.hours, scale),
        upcoming=max(72, _part(900, scale)),
        stations=figures.stations,
        standardised=figures.standardised,
    )


def _part(whole: int, scale: float) -> int:
    return int(whole * scale + 0.5)
