"""Expected failures of assessing a station. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


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
