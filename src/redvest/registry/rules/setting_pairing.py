"""Dated rules of pairings: when one counts as silent, how late a visit may be written down. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

PAIRING = (
    Rule(
        "pairing.silent_days",
        30,
        gettext_noop("结对多少天没有走访，提醒结对的人"),
        gettext_noop("新余“1151”没有规定间隔，由本地定"),
        whole(7, 365),
    ),
    Rule(
        "pairing.silent_step_days",
        15,
        gettext_noop("提醒以后再过多少天还没走访，告诉党支部或组织，再过这么多天告诉社区"),
        OUR_CHOICE,
        whole(1, 180),
    ),
    Rule("pairing.visit_days", 14, gettext_noop("走访以后多少天内可以登记"), OUR_CHOICE, whole(1, 90)),
    Rule(
        "pairing.household_keep_days",
        180,
        gettext_noop("结对家庭不再需要以后，姓名、住址和走访内容保留多少天"),
        gettext_noop("《个人信息保护法》第 19 条：保存期限要最短"),
        whole(0, 1095),
    ),
    Rule(
        "pairing.visit_keep_days",
        180,
        gettext_noop("单位结对社区的走访（没有家庭的），写下的内容保留多少天"),
        gettext_noop("《个人信息保护法》第 19 条：保存期限要最短"),
        whole(0, 1095),
    ),
)
