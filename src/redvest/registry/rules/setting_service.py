"""Dated rules of activities: what sounds dangerous where, so that it is declared or explained. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole, words

SERVICE = (
    Rule(
        "danger.words",
        ["抢险", "救灾", "扑火", "登高", "攀高", "攀爬", "高空", "涉水", "下水", "带电", "爆破", "拆除"],
        gettext_noop("标题、内容、岗位里写到哪些词，就要勾选“有危险”或者写明为什么不算"),
        gettext_noop("《江西省志愿服务条例》：抢险救灾等危险服务；词由当地增减"),
        words,
    ),
    Rule(
        "danger.domains",
        [],
        gettext_noop("哪些服务类别要勾选“有危险”或者写明为什么不算"),
        OUR_CHOICE,
        words,
    ),
    Rule(
        "danger.night_from",
        23,
        gettext_noop("几点以后的服务要勾选“有危险”或者写明为什么不算；和结束时刻相同表示不要求"),
        OUR_CHOICE,
        whole(0, 23),
    ),
    Rule("danger.night_until", 5, gettext_noop("夜间到几点为止"), OUR_CHOICE, whole(0, 23)),
)
