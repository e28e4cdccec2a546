"""Dated rules of roles: how many an organisation may have of each. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

GOVERNANCE = (
    Rule(
        "grants.body_admins",
        5,
        gettext_noop("一个组织最多有几位组织负责人"),
        OUR_CHOICE,
        whole(1, 100),
    ),
    Rule(
        "grants.activity_leaders",
        100,
        gettext_noop("一个组织最多有几位活动领队"),
        OUR_CHOICE,
        whole(1, 1000),
    ),
)
