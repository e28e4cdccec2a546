"""Assessing stations: errors, how findings are kept, and how many standardised stations a city is to have. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from redvest.core.errors import Conflict, Invalid, NotFound
from redvest.registry.choices import StationLevel
from redvest.registry.rules.station_level import Verdict

# 河南省文明办 2013-07: standardised stations due by the end of 2013, by what the city is.
QUOTAS = {"national": 10, "nominated": 6, "provincial": 4, "other": 2}
DUE_AHEAD = timedelta(days=60)
LARGEST = 5 * 1024 * 1024  # bytes of one photo or paper


class ProofUnknown(NotFound):
    """没有找到这份证据，可能已经撤下了。"""

    code = "station-proof-unknown"


class ProofWrong(Invalid):
    """这个文件打不开，也认不出是什么。要照片（JPG、PNG、WebP）或 PDF。"""

    code = "station-proof-wrong"


class ProofMissing(Invalid):
    """还没有选文件。选一张照片（JPG、PNG、WebP）或一份 PDF。"""

    code = "station-proof-missing"


class ProofTooLarge(Invalid):
    """文件超过 5 MB 了。把照片压小一点，或者拍得小一点再传。"""

    code = "station-proof-too-large"


class ProofKindUnknown(Invalid):
    """还没有选它证明哪一项。"""

    code = "station-proof-kind"


class ProofFromTomorrow(Invalid):
    """拍摄或成文日期在今天以后，请核对日期。"""

    code = "station-proof-date"


class ProofDecided(Conflict):
    """这份证据已经有人核实过了，刷新看看结果。"""

    code = "station-proof-decided"


class OwnProof(Invalid):
    """自己交的证据要请别人核实。"""

    code = "station-proof-own"


class AssessmentUnknown(NotFound):
    """没有找到这次评定。"""

    code = "station-assessment-unknown"


class AssessmentOpen(Conflict):
    """这个服务站已经交了自评，正等着现场检查。"""

    code = "station-assessment-open"


class AssessmentDone(Conflict):
    """这次评定已经有结果了，刷新看看。"""

    code = "station-assessment-done"


class OwnAssessment(Invalid):
    """自己交的自评要请别人去现场检查。"""

    code = "station-assessment-own"


class VisitMissing(Invalid):
    """还没有现场检查的照片。到站里看一看、拍一张传上来，再下结论。"""

    code = "station-visit-missing"


class ProofsWaiting(Invalid):
    """还有没核实的证据，逐份看过再下结论。"""

    code = "station-proofs-waiting"


class WordsNeeded(Invalid):
    """请写清楚原因，站里要照着改。"""

    code = "station-words-needed"


def kept(verdict: Verdict) -> list[dict[str, Any]]:
    """Findings as an assessment keeps them."""
    return [
        {
            "item": each.item.key, "name": each.item.name, "value": each.value, "reason": each.reason,
            "basic": each.basic, "standardised": each.standardised,
        }
        for each in verdict.findings
    ]  # fmt: skip


def ends_after(on: date, days: int) -> date:
    """The last day of a level. Whole years of 365 days end on the same day of the year, leap years or not."""
    years, rest = divmod(days, 365)
    if rest or not years:
        return on + timedelta(days=days)
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return on.replace(year=on.year + years, day=day)


def is_due(level: str, valid_until: date | None, on: date) -> bool:
    """Whether it is time to assess again: never assessed, or the level ends within sixty days."""
    return not level or valid_until is None or valid_until <= on + DUE_AHEAD


def quota_gap(levels: dict[StationLevel, int], city_class: str) -> int:
    """How many standardised stations are missing to what the city owes; 0 when it has enough."""
    return max(0, QUOTAS[city_class] - levels.get(StationLevel.STANDARDISED, 0))
