"""Dated rules of finding: what weighs how much in the order of suggestions, when watches speak. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

_ORDER = gettext_noop("平台默认；个人信息保护法第 24 条：推荐要讲得清道理，也可以不用")
_SMARTSORT = gettext_noop("Manshadi 等 2023 年 SmartSort：每多一人报名就降一点，让没人报的也被看见")


def _weight(name: str, default: int, about: str) -> Rule:
    return Rule(f"ranking.{name}", default, about, _ORDER, whole(0, 100))


FINDING = (
    _weight("distance", 30, gettext_noop("推荐活动时，离得近占多少分")),
    _weight("times", 25, gettext_noop("推荐活动时，合本人有空的时间占多少分")),
    _weight("domain", 20, gettext_noop("推荐活动时，是本人想做或做过的类别占多少分")),
    _weight("skills", 20, gettext_noop("推荐活动时，用得上本人的技能占多少分")),
    _weight("need", 15, gettext_noop("推荐活动时，缺人占多少分")),
    _weight("soon", 10, gettext_noop("推荐活动时，快开始占多少分")),
    Rule(
        "ranking.lift",
        20,
        gettext_noop("还没人报的活动在推荐里最多抬高百分之几，报的人越多抬得越少；0 为不抬"),
        _SMARTSORT,
        whole(0, 500),
    ),
    Rule(
        "watch.single_a_day",
        2,
        gettext_noop("有新活动时一天最多单独发几条提醒，再多就合成一条"),
        OUR_CHOICE,
        whole(0, 20),
    ),
    Rule("watch.digest_hour", 18, gettext_noop("几点发合成一条的新活动提醒"), OUR_CHOICE, whole(8, 21)),
)
