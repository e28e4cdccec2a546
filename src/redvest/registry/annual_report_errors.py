"""Expected failures of annual reports. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class AnnualReportYearWrong(Invalid):
    """年度工作报告要等这一年过完再写，也不能早于组织登记的那一年。"""

    code = "annual-report-year-wrong"


class AnnualReportEmpty(Invalid):
    """工作情况、记录与证明情况都要写，每项至少十个字，最多五千字。"""

    code = "annual-report-empty"


class AnnualReportHandedIn(Conflict):
    """这一年的报告已经交了，不能再改。要改请联系区域工作人员退回。"""

    code = "annual-report-handed-in"


class AnnualReportNotHandedIn(Conflict):
    """这一年的报告还没有交，或者已经退回了。"""

    code = "annual-report-not-handed-in"
