"""Dated rules of the integrity radar: what is odd enough to be looked at by a person. Part of ``setting.RULES``."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole, words
from redvest.registry.rules.meeting_words import MEETING_DUTY, MEETING_SERVICE, MEETING_STRONG, MEETING_WEAK

INTEGRITY = (
    # What the integrity radar looks for; one measure for the whole city, so that no district lowers its own.
    Rule(
        "integrity.window_days",
        60,
        gettext_noop("风险提示每晚看最近多少天入账的时长"),
        OUR_CHOICE,
        whole(1, 3660),
    ),
    Rule(
        "integrity.overlap_minutes",
        30,
        gettext_noop("同一个人在两处重叠超过多少分钟要提示"),
        gettext_noop("《志愿服务条例》第 19 条：如实记录；同一段时间只能在一处"),
        whole(1, 1440),
    ),
    Rule(
        "integrity.travel_kmh",
        100,
        gettext_noop("两处服务之间每小时超过多少公里算不可能"),
        OUR_CHOICE,
        whole(20, 1000),
    ),
    Rule(
        "integrity.travel_metres",
        3000,
        gettext_noop("两处相距不到多少米不看赶路快慢"),
        OUR_CHOICE,
        whole(100, 100000),
    ),
    Rule("integrity.bulk_minutes", 10, gettext_noop("后台集中录入看多少分钟之内"), OUR_CHOICE, whole(1, 240)),
    Rule(
        "integrity.bulk_people",
        10,
        gettext_noop("这段时间里一个人录入多少条没有依据的时长要提示"),
        OUR_CHOICE,
        whole(2, 10000),
    ),
    Rule(
        "integrity.batch_people",
        15,
        gettext_noop("同一分钟多少人一起签到又一起签退，或多少条一起入账要提示"),
        OUR_CHOICE,
        whole(2, 10000),
    ),
    Rule(
        "integrity.batch_activities",
        3,
        gettext_noop("同一分钟给几场活动一起入账要提示"),
        OUR_CHOICE,
        whole(2, 100),
    ),
    Rule(
        "integrity.round_sample",
        30,
        gettext_noop("整点时长至少看多少条没人核对的记录"),
        OUR_CHOICE,
        whole(10, 10000),
    ),
    Rule(
        "integrity.round_percent",
        80,
        gettext_noop("整点时长占到百分之多少要提示"),
        OUR_CHOICE,
        whole(10, 100),
    ),
    Rule(
        "integrity.device_people",
        6,
        gettext_noop("一台设备给多少人签到要提示"),
        gettext_noop("一家人共用一部手机是常事，一般不超过五人"),
        whole(2, 1000),
    ),
    Rule(
        "integrity.grace_days",
        3,
        gettext_noop("没有到场凭证的时长等本人和复核人多少天"),
        OUR_CHOICE,
        whole(0, 60),
    ),
    Rule(
        "integrity.unbacked_entries",
        1,
        gettext_noop("一个人录入多少条没报名、没到场、没人核对的时长要提示"),
        gettext_noop("央视 2025 年报道：只给姓名和编号就能后台录入"),
        whole(1, 1000),
    ),
    Rule(
        "integrity.fiction_people",
        10,
        gettext_noop("没人提前报名的活动有多少人的时长要提示"),
        gettext_noop("四川 2025 年通报：虚构 50 至 500 人的活动"),
        whole(1, 10000),
    ),
    Rule(
        "integrity.confirmer_entries",
        40,
        gettext_noop("一个人说了算至少看多少条"),
        OUR_CHOICE,
        whole(5, 100000),
    ),
    Rule(
        "integrity.confirmer_percent",
        95,
        gettext_noop("一个人记的占百分之多少要提示"),
        OUR_CHOICE,
        whole(50, 100),
    ),
    Rule(
        "integrity.pair_entries",
        150,
        gettext_noop("总是同两个人互相确认至少看多少条"),
        OUR_CHOICE,
        whole(10, 100000),
    ),
    Rule(
        "integrity.late_days",
        45,
        gettext_noop("服务后超过多少天入账算拖得久"),
        gettext_noop("民政部令第 67 号第 11 条：10 个工作日内记录"),
        whole(10, 3660),
    ),
    Rule(
        "integrity.late_entries",
        10,
        gettext_noop("拖得久的没有凭证的时长有多少条要提示"),
        OUR_CHOICE,
        whole(1, 10000),
    ),
    Rule(
        "integrity.longer_minutes",
        30,
        gettext_noop("时长比计划或签到长出多少分钟要提示"),
        OUR_CHOICE,
        whole(1, 1440),
    ),
    Rule("integrity.newcomer_days", 14, gettext_noop("注册后多少天内算新账号"), OUR_CHOICE, whole(1, 365)),
    Rule(
        "integrity.newcomer_minutes",
        2400,
        gettext_noop("新账号在这些天里超过多少分钟要提示"),
        OUR_CHOICE,
        whole(60, 100000),
    ),
    Rule(
        "integrity.over_places_percent",
        120,
        gettext_noop("记了时长的人占名额的百分之多少要提示"),
        OUR_CHOICE,
        whole(100, 1000),
    ),
    Rule(
        "integrity.hear_days",
        7,
        gettext_noop("本人有多少天可以说明情况"),
        gettext_noop("《行政处罚法》第 44、45 条的陈述申辩权，期限为平台默认"),
        whole(1, 60),
    ),
    Rule(
        "integrity.decide_days", 15, gettext_noop("多少天内要作出结论，过期转上级"), OUR_CHOICE, whole(1, 180)
    ),
    Rule(
        "integrity.appeal_days",
        15,
        gettext_noop("本人在结论后多少天内可以申请复核"),
        OUR_CHOICE,
        whole(1, 180),
    ),
    Rule(
        "integrity.meeting_strong",
        list(MEETING_STRONG),
        gettext_noop("标题里有这些词就要核对是不是志愿服务"),
        gettext_noop("四川 2025 年通报：把单位会议记成志愿服务"),
        words,
    ),
    Rule(
        "integrity.meeting_weak",
        list(MEETING_WEAK),
        gettext_noop("标题里有这些词又没有服务的字样就要核对"),
        gettext_noop("四川 2025 年通报：把单位会议记成志愿服务"),
        words,
    ),
    Rule(
        "integrity.meeting_service",
        list(MEETING_SERVICE),
        gettext_noop("标题里有这些字样就是在服务，不提示"),
        OUR_CHOICE,
        words,
    ),
    Rule(
        "integrity.meeting_duty",
        list(MEETING_DUTY),
        gettext_noop("有会议字样的标题里，这些字样说明是在会上服务"),
        OUR_CHOICE,
        words,
    ),
)
