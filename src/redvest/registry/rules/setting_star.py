"""Dated rules of stars (星级): how many hours, of which time, how well, how long in public. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, one_of, rising, tenths, whole

STAR = (
    Rule(
        "star.hours",
        [100, 300, 600, 1000, 1500],
        gettext_noop("一星到五星各要多少小时，五个数从少到多"),
        gettext_noop(
            "民政部《中国社区志愿者注册管理办法》第 18 条：100、300、600、1000、1500 小时，依次申请"
        ),
        rising(5, 1, 100_000),
    ),
    Rule(
        "star.span",
        "cumulative",
        gettext_noop("星级的小时怎么算：cumulative 从注册起累计，annual 只算当年的服务"),
        gettext_noop("全国多数地方累计；启东 2019 年按年度"),
        one_of("cumulative", "annual"),
    ),
    Rule(
        "star.least_score",
        4.0,
        gettext_noop("申请星级，服务评价平均至少几分（满分 5 分，可以写一位小数），0 表示不看评价"),
        OUR_CHOICE,
        tenths(0, 5),
    ),
    Rule(
        "star.least_evaluations",
        3,
        gettext_noop("有几条以上的评价才看平均分"),
        gettext_noop("平台默认：少于三条的平均分看得出是谁打的，平台从不显示"),
        whole(3, 100),
    ),
    Rule(
        "star.publicity_days",
        5,
        gettext_noop("星级公示多少个工作日"),
        gettext_noop("各地做法：公示不少于 5 个工作日"),
        whole(5, 60),
    ),
)
