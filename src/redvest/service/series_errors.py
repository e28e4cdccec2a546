"""Expected failures of series and of changes after the announcement. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class BadRepeat(Invalid):
    """重复的规则有几处要改。"""

    code = "bad-repeat"


class SeriesNotFound(NotFound):
    """没有找到这个系列，或者它不在你负责的范围里。"""

    code = "series-not-found"


class NothingLeft(Conflict):
    """这个系列里没有还能这样办的场次了，请刷新后再看。"""

    code = "nothing-left-in-series"


class NothingChanged(Invalid):
    """你没有改动任何一项。"""

    code = "nothing-changed"
