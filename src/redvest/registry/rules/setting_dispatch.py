"""Dated rules of finding somebody for a need: how many are asked, how often anybody is. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

_SPARING = gettext_noop("Manshadi 和 Rodilitz 2022 年：问得太勤，人就不再答应；分批问，够用就停")

DISPATCH = (
    Rule("dispatch.wave_size", 5, gettext_noop("一条需求一批问几位志愿者"), _SPARING, whole(1, 50)),
    Rule(
        "dispatch.wave_minutes",
        60,
        gettext_noop("一批没人接，过多少分钟问下一批"),
        OUR_CHOICE,
        whole(5, 1440),
    ),
    Rule(
        "dispatch.most_waves",
        6,
        gettext_noop("一轮最多问几批，问完还没人接就等派单的人想办法"),
        _SPARING,
        whole(1, 50),
    ),
    Rule(
        "dispatch.rest_days",
        3,
        gettext_noop("问过一位志愿者以后，几天内不再拿别的需求去问"),
        _SPARING,
        whole(0, 60),
    ),
    Rule(
        "dispatch.most_held",
        3,
        gettext_noop("一位志愿者手上最多同时有几条接了没办完的需求，再多就不推荐了"),
        _SPARING,
        whole(1, 20),
    ),
    Rule(
        "dispatch.reach_metres",
        8000,
        gettext_noop("推荐志愿者时，离需求最远多少米"),
        OUR_CHOICE,
        whole(500, 100_000),
    ),
    Rule(
        "dispatch.longest_minutes",
        480,
        gettext_noop("一次上门服务最多记多少分钟"),
        OUR_CHOICE,
        whole(30, 1440),
    ),
    Rule(
        "dispatch.remind_hours",
        24,
        gettext_noop("接了单没办完、办完没确认，过了期限以后每隔多少小时提醒一次派单的人"),
        OUR_CHOICE,
        whole(1, 168),
    ),
)
