"""Dated rules of points and the time bank: what an hour earns, how long it keeps, how much one may hold.

Part of ``setting.RULES``.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, one_of, whole, words

_PATH = re.compile(r"[a-z]+:\d{2}(/[a-z-]{1,16}(/(skilled|plain))?)?")
_NANJING = gettext_noop("南京 2019 年时间银行办法：个人最多存 1500 小时，多出的捐赠或表彰")
_FAMILY = gettext_noop("南京鼓楼 2018 年办法：本人、配偶、60 岁以上直系亲属可用")


def coefficients(value: Any) -> bool:
    """At most 500 categories, each a domain, a domain and a kind, or these and skilled or plain; tenths of a point."""
    return (
        isinstance(value, dict)
        and len(value) <= 500
        and all(isinstance(key, str) and _PATH.fullmatch(key) is not None for key in value)
        and all(whole(0, 1000)(each) for each in value.values())
    )


LEDGER = (
    Rule(
        "points.earned",
        "yes",
        gettext_noop("服务要不要记积分：yes 记，no 不记"),
        OUR_CHOICE,
        one_of("no", "yes"),
    ),
    Rule(
        "points.coefficients",
        {},
        gettext_noop(
            "各类服务一小时记多少积分，以 0.1 分为单位；写到类别、类别和活动类型，或再加 skilled、plain，没写的 10"
        ),
        gettext_noop("苏州 DB3205/T 1001-2020：按服务分类定单位时间的积分；系数由本地定"),
        coefficients,
    ),
    Rule("points.keep_months", 24, gettext_noop("积分保留多少个月，0 表示不到期"), OUR_CHOICE, whole(0, 240)),
    Rule(
        "points.most",
        0,
        gettext_noop("个人最多存多少积分，多出的进捐赠池，0 表示不封顶"),
        OUR_CHOICE,
        whole(0, 1_000_000),
    ),
    Rule(
        "timebank.earned",
        "yes",
        gettext_noop("服务要不要存进时间银行：yes 存，no 不存"),
        OUR_CHOICE,
        one_of("no", "yes"),
    ),
    Rule(
        "timebank.domains",
        [],
        gettext_noop("哪些服务类别存进时间银行，写类别编号；不写就全部存"),
        OUR_CHOICE,
        words,
    ),
    Rule(
        "timebank.most_hours",
        1500,
        gettext_noop("时间银行个人最多存多少小时，多出的进捐赠池，0 表示不封顶"),
        _NANJING,
        whole(0, 100_000),
    ),
    Rule(
        "timebank.keep_months",
        0,
        gettext_noop("时间银行的时间保留多少个月，0 表示不到期"),
        OUR_CHOICE,
        whole(0, 240),
    ),
    Rule(
        "timebank.parent_age",
        60,
        gettext_noop("父母满多少岁才能把积分和时间转给他们"),
        _FAMILY,
        whole(0, 120),
    ),
)
