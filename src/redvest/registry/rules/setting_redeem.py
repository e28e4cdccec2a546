"""Dated rules of redemption (兑换): how long something is kept, and when one hears of it. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

REDEEM = (
    Rule(
        "redeem.days",
        14,
        gettext_noop("兑换的东西留多少天，过期没领就退回"),
        OUR_CHOICE,
        whole(1, 180),
    ),
    Rule(
        "redeem.remind_days",
        2,
        gettext_noop("兑换的东西过期前几天提醒本人去领"),
        OUR_CHOICE,
        whole(0, 30),
    ),
)
