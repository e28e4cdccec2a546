"""Expected failures of counting an audience. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class NoAudience(Conflict):
    """这场活动不是讲座或演出，没有听众要登记。"""

    code = "no-audience"


class BadAudience(Invalid):
    """听众人数有几处要改。"""

    code = "bad-audience"
