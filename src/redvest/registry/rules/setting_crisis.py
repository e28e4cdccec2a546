"""Dated rules of crisis mode: how long a verified need is believed, how long people are kept. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

CRISIS = (
    Rule(
        "crisis.need_hours",
        6,
        gettext_noop("应急时，核实过的需求多少小时没有再核实就从公开看板上撤下"),
        OUR_CHOICE,
        whole(1, 72),
    ),
    Rule(
        "crisis.reports_per_phone",
        10,
        gettext_noop("应急时，一个手机号一小时最多报几条需求"),
        OUR_CHOICE,
        whole(1, 200),
    ),
    Rule(
        "crisis.keep_days",
        180,
        gettext_noop("应急结束多少天以后，清除自发报名者和求助者的姓名、电话和原话"),
        gettext_noop("《个人信息保护法》第 19 条：保存期限为实现目的所必要的最短时间"),
        whole(7, 1095),
    ),
)
