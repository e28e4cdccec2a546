"""Expected failures of lending a station's things. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class NothingLeft(Conflict):
    """这样东西都借出去了，或者站里没有。"""

    code = "station-nothing-left"


class LoanDayWrong(Invalid):
    """应还日期要在今天到 60 天以内。"""

    code = "station-loan-day-wrong"


class LoanUnknown(NotFound):
    """没有找到这次借用。"""

    code = "station-loan-unknown"


class LoanReturned(Conflict):
    """这次借用已经还了。"""

    code = "station-loan-returned"
