"""Dated rules of answers: reconfirmation, stand-ins, groups, applications. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, one_of, whole

_ASKED = gettext_noop("名额很紧的活动常见 20 人报、2 人来；开始前一到两天再问一次")

ANSWERS = (
    Rule(
        "reconfirm.asked",
        "no",
        gettext_noop("岗位自己没说时，开始前要不要请报上的人再确认：yes 要，no 不要"),
        _ASKED,
        one_of("no", "yes"),
    ),
    Rule("reconfirm.ask_hours", 48, gettext_noop("开始前多少小时请人再确认"), OUR_CHOICE, whole(2, 336)),
    Rule(
        "reconfirm.due_hours",
        24,
        gettext_noop("开始前多少小时还没确认，名额让给候补的人"),
        OUR_CHOICE,
        whole(1, 168),
    ),
    Rule(
        "reconfirm.remind_hours",
        6,
        gettext_noop("再确认期限前多少小时提醒一次，0 表示不提醒"),
        OUR_CHOICE,
        whole(0, 72),
    ),
    Rule(
        "handover.line_hours",
        24,
        gettext_noop("有人候补时，开始前多少小时内才能自己找人顶替，0 表示总要先让给候补的人"),
        OUR_CHOICE,
        whole(0, 336),
    ),
    Rule("handover.hours", 24, gettext_noop("请人顶替或互换，等对方答应多少小时"), OUR_CHOICE, whole(1, 168)),
    Rule("party.most", 30, gettext_noop("一次组队最多报多少人"), OUR_CHOICE, whole(2, 200)),
    Rule("party.hours", 24, gettext_noop("组队报名，名额给没答应的人留多少小时"), OUR_CHOICE, whole(1, 168)),
    Rule(
        "answers.hours",
        72,
        gettext_noop("报名申请多少小时内要答复，岗位自己定了的除外"),
        OUR_CHOICE,
        whole(1, 720),
    ),
    Rule(
        "outlook.answer_days",
        7,
        gettext_noop("志愿者说明没到场的原因后，组织多少天内要答复，过了由区域管理员答复"),
        OUR_CHOICE,
        whole(1, 60),
    ),
    Rule(
        "outlook.half_life_days",
        180,
        gettext_noop("多少天以前的到场和缺席，分量减一半"),
        OUR_CHOICE,
        whole(7, 3650),
    ),
    Rule("outlook.late_percent", 50, gettext_noop("临近取消按到场的百分之几算"), OUR_CHOICE, whole(0, 100)),
    Rule(
        "outlook.newcomer_percent",
        80,
        gettext_noop("还没有记录的人，按百分之几会来估计"),
        OUR_CHOICE,
        whole(0, 100),
    ),
    Rule(
        "outlook.newcomer_weight",
        2,
        gettext_noop("上面这个估计顶多少次记录的分量"),
        OUR_CHOICE,
        whole(0, 20),
    ),
    Rule(
        "outlook.alert_percent",
        80,
        gettext_noop("估计到场的人少于名额的百分之几，提醒领队"),
        OUR_CHOICE,
        whole(0, 100),
    ),
    Rule(
        "outlook.alert_hours", 48, gettext_noop("开始前多少小时内提醒领队可能缺人"), OUR_CHOICE, whole(1, 336)
    ),
)
