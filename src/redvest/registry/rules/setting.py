"""The catalogue of dated rules: every key, its default, what it means, where it comes from, what it may be.

Pure. Rows that change a rule at a place from a day on are ``models/setting.py``, reading them is
``queries/setting.py``.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, one_of, whole
from redvest.registry.rules.setting_answers import ANSWERS
from redvest.registry.rules.setting_award import AWARD
from redvest.registry.rules.setting_award_vote import AWARD_VOTE
from redvest.registry.rules.setting_bodies import BODIES
from redvest.registry.rules.setting_contest import CONTEST
from redvest.registry.rules.setting_contract import CONTRACT
from redvest.registry.rules.setting_crisis import CRISIS
from redvest.registry.rules.setting_dispatch import DISPATCH
from redvest.registry.rules.setting_finding import FINDING
from redvest.registry.rules.setting_governance import GOVERNANCE
from redvest.registry.rules.setting_integrity import INTEGRITY
from redvest.registry.rules.setting_ledger import LEDGER
from redvest.registry.rules.setting_messages import MESSAGES
from redvest.registry.rules.setting_need import NEED
from redvest.registry.rules.setting_pairing import PAIRING
from redvest.registry.rules.setting_privacy import PRIVACY
from redvest.registry.rules.setting_redeem import REDEEM
from redvest.registry.rules.setting_roster import ROSTER
from redvest.registry.rules.setting_school import SCHOOL
from redvest.registry.rules.setting_service import SERVICE
from redvest.registry.rules.setting_star import STAR
from redvest.registry.rules.setting_station import STATION

__all__ = ["OUR_CHOICE", "RULES", "Rule", "fits", "one_of", "whole"]


def _age(key: str, default: int, about: str, basis: str) -> Rule:
    return Rule(key, default, about, basis, whole(0, 120))


_ALL = (
    _age(
        "age.minimum",
        6,
        gettext_noop("满多少岁可以登记为志愿者"),
        gettext_noop("东营等地做法；国家没有统一规定"),
    ),
    _age(
        "age.self_register",
        14,
        gettext_noop("满多少岁可以自己登记，不满的由监护人代为登记"),
        gettext_noop("《中国注册志愿者管理办法》：14 至 18 周岁经法定代理人同意"),
    ),
    _age(
        "age.guardian_consent_under",
        18,
        gettext_noop("不满多少岁参加服务要监护人同意"),
        gettext_noop("《民法典》第 17 至 20 条；《河南省志愿服务条例》第 8 条"),
    ),
    _age(
        "age.data_consent_under",
        14,
        gettext_noop("不满多少岁处理个人信息要监护人单独同意"),
        gettext_noop("《个人信息保护法》第 31 条；《未成年人保护法》第 72 条"),
    ),
    _age(
        "age.accompany_under",
        10,
        gettext_noop("不满多少岁活动时要监护人陪同"),
        gettext_noop("东营等地做法"),
    ),
    _age(
        "age.danger_under",
        18,
        gettext_noop("不满多少岁不能参加有危险的服务"),
        gettext_noop("《江西省志愿服务条例》：不得组织未成年人参加抢险救灾等危险服务"),
    ),
    Rule(
        "id.maximum_age",
        150,
        gettext_noop("证件上的年龄最大多少岁，再大就当抄错"),
        OUR_CHOICE,
        whole(100, 200),
    ),
    Rule(
        "hours.day_limit_minutes",
        720,
        gettext_noop("一天的服务超过多少分钟要标出来请人核对"),
        gettext_noop("国家没有统一上限；只标出，不拒绝"),
        whole(1, 1440),
    ),
    Rule(
        "hours.rounding_unit_minutes",
        1,
        gettext_noop("服务时间按多少分钟取整，确认时取一次"),
        gettext_noop("民政部令第 67 号第 7 条：以小时为单位，按实际时间"),
        whole(1, 60),
    ),
    Rule(
        "hours.rounding_mode",
        "down",
        gettext_noop("取整方式：down 舍去零头，nearest 四舍五入，up 进位"),
        OUR_CHOICE,
        one_of("down", "nearest", "up"),
    ),
    Rule(
        "hours.activity_cap_minutes",
        0,
        gettext_noop("一场活动最多记多少分钟，0 表示不封顶"),
        gettext_noop("海林市等地做法：一场活动最多记 2 小时；国家没有统一上限"),
        whole(0, 1440),
    ),
    Rule(
        "attendance.minimum_percent",
        0,
        gettext_noop("到场不满计划时间百分之几就不记时长，0 表示不要求"),
        gettext_noop("部分高校和地方做法：不满 60% 不记；国家没有统一规定"),
        whole(0, 100),
    ),
    Rule(
        "attendance.fence_metres",
        300,
        gettext_noop("手机离活动地点多少米以内算在现场附近"),
        gettext_noop("各地做法 150 到 3200 米，多为 300 至 500 米"),
        whole(20, 5000),
    ),
    Rule(
        "attendance.accuracy_limit_metres",
        100,
        gettext_noop("手机给的位置误差超过多少米就不用"),
        OUR_CHOICE,
        whole(10, 1000),
    ),
    Rule("attendance.code_seconds", 20, gettext_noop("签到码多少秒换一次"), OUR_CHOICE, whole(5, 20)),
    Rule(
        "signup.cancel_until_minutes",
        0,
        gettext_noop("活动开始前多少分钟内不能自己取消报名"),
        gettext_noop("《志愿服务条例》第 22 条：不能参加要及时告知"),
        whole(0, 10080),
    ),
    Rule(
        "signup.late_cancel_hours",
        24,
        gettext_noop("活动开始前多少小时内取消算临近取消"),
        gettext_noop("《志愿服务条例》第 22 条：不能参加要及时告知"),
        whole(0, 336),
    ),
    Rule(
        "signup.daily_minutes",
        720,
        gettext_noop("一个人一天最多报多少分钟的服务，0 表示不限"),
        gettext_noop("国家没有统一上限；单独一场更长的不拦"),
        whole(0, 1440),
    ),
    Rule(
        "signup.rest_minutes",
        0,
        gettext_noop("两场服务之间至少休息多少分钟，0 表示不要求；连着的两场算一场"),
        OUR_CHOICE,
        whole(0, 1440),
    ),
    Rule(
        "signup.hot_most",
        0,
        gettext_noop("热门岗位（安排了放号的）一段时间内每人最多报几次，0 表示由各岗位自己定"),
        OUR_CHOICE,
        whole(0, 100),
    ),
    Rule("signup.hot_days", 30, gettext_noop("热门岗位的次数按多少天算"), OUR_CHOICE, whole(1, 366)),
    Rule("offer.minutes", 120, gettext_noop("候补轮到时，名额留多少分钟"), OUR_CHOICE, whole(5, 2880)),
    Rule("offer.near_minutes", 10, gettext_noop("临近开始时，名额留多少分钟"), OUR_CHOICE, whole(5, 120)),
    Rule("offer.near_hours", 3, gettext_noop("开始前多少小时内算临近"), OUR_CHOICE, whole(0, 48)),
    Rule(
        "offer.quiet_from", 22, gettext_noop("几点以后不打扰，留名额的时间也不计"), OUR_CHOICE, whole(0, 23)
    ),
    Rule("offer.quiet_until", 7, gettext_noop("不打扰到几点"), OUR_CHOICE, whole(0, 23)),
    Rule(
        "certificate.verify_per_minute",
        30,
        gettext_noop("一个地址每分钟最多查验多少次证明"),
        OUR_CHOICE,
        whole(1, 10000),
    ),
    Rule(
        "certificate.publicity_days",
        0,
        gettext_noop("证明开出后在单位内公示多少天，0 为不公示"),
        gettext_noop("民发〔2015〕149 号：一般不少于 7 天"),
        whole(0, 60),
    ),
    Rule(
        "certificate.batch_days",
        7,
        gettext_noop("批量开具的证明打包下载保留多少天"),
        OUR_CHOICE,
        whole(1, 90),
    ),
    Rule(
        "recording.due_working_days",
        10,
        gettext_noop("活动结束后多少个工作日内要完成记录"),
        gettext_noop("民政部令第 67 号第 11 条"),
        whole(1, 60),
    ),
    Rule(
        "recording.remind_working_days",
        3,
        gettext_noop("记录期限前多少个工作日提醒领队"),
        OUR_CHOICE,
        whole(0, 30),
    ),
    Rule(
        "report.due_working_days",
        5,
        gettext_noop("志愿者提出异议后多少个工作日内要答复，逾期转给区域工作人员"),
        gettext_noop("民政部令第 67 号第 13 条：及时核实；天数是平台默认"),
        whole(1, 30),
    ),
    Rule(
        "backfill.window_days",
        30,
        gettext_noop("活动结束后多少天内可以申请补录"),
        gettext_noop("广州、佛山等地做法，有的地方只给 48 小时（2 天）；国家没有统一规定"),
        whole(1, 366),
    ),
    Rule(
        "evaluation.days",
        30,
        gettext_noop("活动结束后多少天内可以评价和修改评价"),
        OUR_CHOICE,
        whole(1, 365),
    ),
    Rule(
        "people.merge_undo_days",
        30,
        gettext_noop("两份记录合并后多少天内可以撤销"),
        OUR_CHOICE,
        whole(1, 365),
    ),
    Rule(
        "people.recovery_days",
        7,
        gettext_noop("手机丢了找回账号，给旧手机号留多少天反对"),
        OUR_CHOICE,
        whole(1, 60),
    ),
    Rule(
        "people.erasure_days",
        7,
        gettext_noop("申请注销后等多少天才办理，其间可以撤回"),
        OUR_CHOICE,
        whole(1, 30),
    ),
    Rule(
        "privacy.minor_look_minutes",
        30,
        gettext_noop("工作人员说明理由后，一名未成年人的信息可以看多少分钟"),
        gettext_noop("《未成年人网络保护条例》第 36 条：最小授权；分钟数是平台默认"),
        whole(1, 240),
    ),
    Rule(
        "retention.sharing_years",
        3,
        gettext_noop("提供个人信息的记录保留多少年"),
        gettext_noop("《网络数据安全管理条例》第 12 条：不少于 3 年"),
        whole(3, 30),
    ),
    Rule(
        "retention.message_days",
        180,
        gettext_noop("发出的消息保留多少天"),
        OUR_CHOICE,
        whole(1, 3650),
    ),
    *ANSWERS,
    *INTEGRITY,
    *PRIVACY,
    *GOVERNANCE,
    *BODIES,
    *ROSTER,
    *STATION,
    *NEED,
    *DISPATCH,
    *CONTEST,
    *CONTRACT,
    *LEDGER,
    *REDEEM,
    *PAIRING,
    *FINDING,
    *CRISIS,
    *SERVICE,
    *AWARD,
    *AWARD_VOTE,
    *STAR,
    *SCHOOL,
    *MESSAGES,
)

RULES: dict[str, Rule] = {rule.key: rule for rule in _ALL}


def fits(key: str, value: Any) -> bool:
    """Whether a value may be given to this rule."""
    return RULES[key].check(value)
