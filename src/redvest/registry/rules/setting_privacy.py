"""Dated rules of what people may ask of whoever keeps their data. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import Rule, whole

PRIVACY = (
    Rule(
        "privacy.answer_working_days",
        15,
        gettext_noop("查阅、复制、更正、删除这类要求要在多少个工作日内答复"),
        gettext_noop(
            "《个人信息保护法》第 50 条：及时受理和处理；《App 违法违规收集使用个人信息行为认定方法》第六条：15 个工作日"
        ),
        whole(1, 15),
    ),
)
