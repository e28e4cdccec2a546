"""Dated rules of notices: when nobody is rung, how long they stay, how often a leader may write. In ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

MESSAGES = (
    Rule("message.quiet_from", 22, gettext_noop("几点以后不急的通知先不发"), OUR_CHOICE, whole(0, 23)),
    Rule("message.quiet_until", 7, gettext_noop("不急的通知等到几点再发"), OUR_CHOICE, whole(0, 23)),
    Rule(
        "message.letters_per_day",
        3,
        gettext_noop("一场活动一天最多给名单上的人写几封信"),
        OUR_CHOICE,
        whole(0, 50),
    ),
    Rule(
        "retention.inbox_days",
        365,
        gettext_noop("消息保留多少天"),
        gettext_noop("《个人信息保护法》第 19 条：保存期限应当为实现处理目的所必要的最短时间"),
        whole(30, 3650),
    ),
)
