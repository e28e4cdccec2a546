"""Expected failures of checking in to shifts and to dangerous service. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class OutsideShift(Invalid):
    """还没到你的班次，或者班次早就结束了。班次的时间在“我的报名”里。"""

    code = "outside-shift"


class AgreementUnsigned(Conflict):
    """这场服务有危险，要先在“我的报名”里看过协议并同意，才能签到。"""

    code = "agreement-unsigned"
