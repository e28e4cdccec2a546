"""Dated rules of awards (评选表彰): how long winners stand in public, how many others one person nominates.

Part of ``setting.RULES``.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

AWARD = (
    Rule(
        "award.publicity_days",
        5,
        gettext_noop("评选的当选名单公示多少个工作日"),
        gettext_noop("《评比达标表彰活动管理办法》：公示不少于 5 个工作日"),
        whole(5, 60),
    ),
    Rule(
        "award.public_most",
        5,
        gettext_noop("每个人在一届评选里最多推荐几个别人"),
        OUR_CHOICE,
        whole(1, 100),
    ),
)
