"""Dated rules of contests (征集): how long the names of pupils without a record are kept. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import Rule, whole

CONTEST = (
    Rule(
        "contest.pupil_days",
        365,
        gettext_noop("征集结果公布多少天后，删除没有注册的学生的姓名和家长电话"),
        gettext_noop("《个人信息保护法》第 19 条：保存期限为实现目的所必要的最短时间；天数由本地定"),
        whole(30, 3650),
    ),
)
