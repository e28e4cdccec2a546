"""Dated rules of rosters (排班): what counts how much when people are proposed for shifts. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole


def _weight(name: str, default: int, about: str) -> Rule:
    return Rule(f"roster.weight_{name}", default, about, OUR_CHOICE, whole(0, 100_000))


ROSTER = (
    _weight("open", 1000, gettext_noop("排班时，一个名额空着扣多少分")),
    _weight("minimum", 4000, gettext_noop("排班时，人数比最少的还少，每少一人再扣多少分")),
    _weight("unsaid", 60, gettext_noop("排班时，请没写过什么时候有空的人扣多少分")),
    _weight("free", 20, gettext_noop("排班时，请资料里写着有空、但没报过这一班的人扣多少分")),
    _weight("skill", 15, gettext_noop("排班时，请没有用得上的技能的人扣多少分")),
    _weight("far", 10, gettext_noop("排班时，住处和地点隔一级区划扣多少分")),
    _weight("fair", 15, gettext_noop("排班时，一个人服务次数的平方每加一扣多少分，越大班数越平均")),
    _weight("change", 200, gettext_noop("重排时，换下一个原来拟定的人扣多少分，越大变动越少")),
    Rule(
        "roster.travel_minutes",
        30,
        gettext_noop("排班时，从一处赶到另一处至少留多少分钟，0 表示不留"),
        OUR_CHOICE,
        whole(0, 240),
    ),
    Rule(
        "roster.load_days",
        90,
        gettext_noop("排班看最近多少天里服务过几次，服务少的先轮到"),
        OUR_CHOICE,
        whole(1, 730),
    ),
)
