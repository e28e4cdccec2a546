"""The reasons of a roster as sentences that people read."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.registry.queries.skill import every_skill
from redvest.service.rules.roster.reasons import SEPARATOR

FOR = {
    "wished": gettext_lazy("自己说过这一班可以"),
    "free": gettext_lazy("资料里写着这时有空"),
    "unsaid": gettext_lazy("没写过什么时候有空，想先问一声"),
    "papers": gettext_lazy("有这个岗位要求的证书或培训"),
    "lives-here": gettext_lazy("就住在这个社区"),
    "lives-near": gettext_lazy("住得近"),
    "lives-in-street": gettext_lazy("就住在这个街道乡镇"),
    "lives-in-district": gettext_lazy("住在同一个区县"),
    "seldom": gettext_lazy("最近服务得少，轮到他了"),
}
AGAINST = {
    "chosen": gettext_lazy("已经排在这一班。"),
    "declined": gettext_lazy("这一班已经问过，他来不了，或者过了时间没有答复。"),
    "said-no": gettext_lazy("他自己说过这一班不行。"),
    "too-young": gettext_lazy("年龄还不到这个岗位的要求。"),
    "too-old": gettext_lazy("年龄超过了这个岗位的要求。"),
    "papers": gettext_lazy("缺这个岗位要求的证书或培训，或者到那天已经过期。"),
    "busy": gettext_lazy("这时他报了别的活动、答应了值班，或者正在被别的排班征求。"),
    "not-free": gettext_lazy("他的资料里没写这时有空。"),
    "same-time": gettext_lazy("同一时间他排在别的班。"),
    "rest-time": gettext_lazy("离他的另一班太近，中间要有时间休息。"),
    "daily-limit": gettext_lazy("加上这一班，他一天的服务时间就太长了。"),
    "most-week": gettext_lazy("这一周他的班数已经排满。"),
    "most-running": gettext_lazy("加上这一班，他连续服务的天数就太多了。"),
    "apart": gettext_lazy("和他不排在一起的人在这一班。"),
    "together": gettext_lazy("和他要排在一起的人这一班来不了。"),
    "others-first": gettext_lazy(
        "名额给了更合适的人：自己报过愿意、离得近、有用得上的技能，或者最近服务得少。"
    ),
    "spread": gettext_lazy("为了让大家的班数差不多，或者来不及从另一班赶过来，这一班没有排他。"),
    "undecided": gettext_lazy("这一班还没定下来。要请你的时候会先问你，来不来由你。"),
    "outside": gettext_lazy("他不在这张排班表找人的范围里：不是成员，也没有自己报过愿意，或者不接受邀请。"),
    "over": gettext_lazy("这一班已经不能再找人：报名截止了，或者活动不再招募。"),
}


def words_for(codes: Iterable[str]) -> list[str]:
    """What speaks for somebody, in their order."""
    names = {each.key: each.name for each in every_skill()}
    found = []
    for code in codes:
        kind, _sep, what = code.partition(SEPARATOR)
        if kind == "skill":
            found.append(_("会“%(name)s”") % {"name": names.get(what, what)})
        elif kind in FOR:
            found.append(str(FOR[kind]))
    return found


def words_against(code: str) -> str:
    """Why somebody is not on a shift."""
    return str(AGAINST[code])
