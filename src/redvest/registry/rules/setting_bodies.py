"""Dated rules of organisations: how many somebody belongs to, when the annual report is due. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

BODIES = (
    Rule(
        "bodies.per_person",
        5,
        gettext_noop("一位志愿者最多同时加入几个组织"),
        OUR_CHOICE,
        whole(1, 100),
    ),
    Rule(
        "bodies.annual_report_days",
        151,
        gettext_noop("年度结束后多少天内要交年度工作报告（按平年数，闰年不提前）"),
        gettext_noop("民政部令第 67 号第 18 条没有写期限；默认到次年 5 月 31 日"),
        whole(1, 366),
    ),
    Rule(
        "bodies.report_remind_days",
        30,
        gettext_noop("年度工作报告到期前多少天提醒组织负责人"),
        OUR_CHOICE,
        whole(1, 120),
    ),
    Rule(
        "bodies.report_escalate_days",
        30,
        gettext_noop("年度工作报告过期多少天还没交，报到市里"),
        OUR_CHOICE,
        whole(1, 180),
    ),
)
