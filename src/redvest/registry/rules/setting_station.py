"""Dated rules of stations: which standard holds, how old a proof may be, how long a level stands. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, one_of, whole

STATION = (
    Rule(
        "station.standard",
        "henan-2013",
        gettext_noop("服务站按哪一套标准评定"),
        gettext_noop("河南省文明办 2013 年六有一落实；2024 年中央意见另有六有"),
        one_of("henan-2013", "national-2024", "harbin-2012", "heyang-2020"),
    ),
    Rule(
        "station.proof_days",
        730,
        gettext_noop("服务站的照片和制度多少天以内算数"),
        OUR_CHOICE,
        whole(30, 3650),
    ),
    Rule(
        "station.valid_days", 730, gettext_noop("服务站的等级评定一次管多少天"), OUR_CHOICE, whole(30, 3650)
    ),
    Rule(
        "station.city_class",
        "national",
        gettext_noop("本市是哪一类文明城市，决定规范化服务站至少几个（10、6、4、2）"),
        gettext_noop("河南省文明办 2013 年：全国文明城市不少于 10 个，提名城市 6 个，省级 4 个，其他 2 个"),
        one_of("national", "nominated", "provincial", "other"),
    ),
)
