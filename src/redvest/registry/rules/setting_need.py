"""Dated rules of needs: how long each step may take before it climbs. Part of ``setting.RULES``.

The law asks for a prompt answer (《志愿服务条例》第 13 条) and fixes no number, so that every number here is a local choice.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import Rule, whole

_PROMPT = gettext_noop("《志愿服务条例》第 13 条：要及时答复；没有规定天数，由本地定")

NEED = (
    Rule(
        "need.review_hours",
        24,
        gettext_noop("需求提出后多少小时内要审，过了报上一级"),
        _PROMPT,
        whole(1, 336),
    ),
    Rule(
        "need.dispatch_hours",
        24,
        gettext_noop("审过的需求多少小时内要派出去，过了报上一级"),
        _PROMPT,
        whole(1, 336),
    ),
    Rule(
        "need.answer_hours",
        24,
        gettext_noop("派单后多少小时内要有人接，过了报上一级"),
        _PROMPT,
        whole(1, 336),
    ),
    Rule(
        "need.serve_hours",
        168,
        gettext_noop("接单后多少小时内要办好，过了提醒派单的人"),
        _PROMPT,
        whole(1, 2160),
    ),
    Rule(
        "need.confirm_hours",
        168,
        gettext_noop("办完后多少小时没人确认，由派单的人打电话回访"),
        _PROMPT,
        whole(1, 2160),
    ),
    Rule(
        "need.urgent_hours",
        2,
        gettext_noop("急单每一步最多等多少小时"),
        _PROMPT,
        whole(1, 48),
    ),
    Rule(
        "need.readable_hours",
        24,
        gettext_noop("需求结束后多少小时，接单的人就看不到住址和电话了"),
        gettext_noop("《个人信息保护法》第 19 条：保存期限要最短"),
        whole(0, 24),
    ),
    Rule(
        "need.keep_days",
        365,
        gettext_noop("需求结束多少天后，删除求助人的姓名、电话、住址和照片"),
        gettext_noop("《个人信息保护法》第 19 条：保存期限要最短"),
        whole(1, 3650),
    ),
    Rule(
        "need.home_age_floor",
        18,
        gettext_noop("满多少岁才能上门服务"),
        gettext_noop("《河南省志愿服务条例》第 8 条：未成年人参加要与年龄、身心相称"),
        whole(0, 120),
    ),
)
