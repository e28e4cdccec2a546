"""Dated rules of government purchase: how long a tender is open and its award is public. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import Rule, whole

CONTRACT = (
    Rule(
        "contract.tender_days",
        20,
        gettext_noop("招标公告从发布到截止至少多少天"),
        gettext_noop("《政府采购法》第 35 条：公开招标不少于 20 日；别的采购方式可按本地规定调短"),
        whole(1, 90),
    ),
    Rule(
        "contract.publicity_days",
        3,
        gettext_noop("中标结果公示多少天以后才能签合同"),
        gettext_noop("财政部令第 87 号第 69 条：中标公告期限 1 个工作日；默认多留两天让人提意见"),
        whole(1, 60),
    ),
)
