"""The reasons of a matching as sentences: what the person proposed reads about themselves, and what the desk reads of others.

Ways are told to the nearest half kilometre: the place of a need stays rough until somebody has said yes.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, gettext_noop

from redvest.care.rules.matching.reasons import Reason

HALF_KM = 500

FOR = {
    "near": gettext_noop("离您不远，大约 %(way)s 公里"),
    "any-time": gettext_noop("时间可以商量"),
    "free": gettext_noop("您登记过这个时间有空"),
    "unsaid": gettext_noop("您还没填什么时候有空，先问您一声"),
    "skill": gettext_noop("您会%(names)s，正用得上"),
    "papers": gettext_noop("您有要求的证书：%(names)s"),
    "likes": gettext_noop("您愿意做这一类：%(names)s"),
    "new": gettext_noop("您还没参加过，想请您来试试"),
    "idle": gettext_noop("您有 %(figure)d 天没有参加服务了"),
}
AT_DESK = {
    "near": gettext_noop("离得不远，大约 %(way)s 公里"),
    "any-time": gettext_noop("时间可以商量"),
    "free": gettext_noop("登记过这个时间有空"),
    "unsaid": gettext_noop("还没填什么时候有空"),
    "skill": gettext_noop("会%(names)s，正用得上"),
    "papers": gettext_noop("有要求的证书：%(names)s"),
    "likes": gettext_noop("愿意做这一类：%(names)s"),
    "new": gettext_noop("还没参加过，该请来试试"),
    "idle": gettext_noop("有 %(figure)d 天没有参加服务了"),
}
AGAINST = {
    "chosen": gettext_noop("已经推荐了他。"),
    "declines": gettext_noop("他不接收需求推荐，可以自己来抢单。"),
    "quiet": gettext_noop("刚问过他别的需求，先让他歇一歇。"),
    "no-room": gettext_noop("他手上的服务已经到了上限。"),
    "refused": gettext_noop("这件需求问过他，他来不了。"),
    "shuns": gettext_noop("他说过不做这一类服务。"),
    "busy": gettext_noop("他那个时间已经有别的安排了。"),
    "too-far": gettext_noop("太远了，超过了他愿意走的路，或者超过了这件需求找人的范围。"),
    "papers": gettext_noop("缺这件需求要求的证书：%(names)s。"),
    "lapsed": gettext_noop("他的证书到那一天已经过期了。"),
    "too-young": gettext_noop("年龄不到这件需求的要求，或者没有登记出生日期。"),
    "not-free": gettext_noop("他登记的空闲时间不合适。"),
    "same-day": gettext_noop("那一天已经推荐他去另一件需求，一天只问他一件。"),
    "other-needs": gettext_noop("他已经被推荐去别的需求（%(figure)d 件），一次不再多问。"),
    "others-first": gettext_noop("%(figure)d 个名额都推荐了更合适的人。"),
    "not-worth-it": gettext_noop("算上路程和他最近的次数，不如先空着这个名额，再找别人。"),
}
BEHIND = {
    "way": gettext_noop("他们离得更近。"),
    "skill": gettext_noop("他们会这件事用得上的技能。"),
    "unsaid": gettext_noop("他们登记过这时有空，他还没填。"),
    "other": gettext_noop("他们更愿意做这一类服务。"),
    "turns": gettext_noop("他们最近服务得少，该轮到他们了。"),
    "": gettext_noop("条件一样，按登记的先后。"),
}


def words_for(reason: Reason, names: Sequence[str] = ()) -> str:
    """A reason why, said to the person. ``names``: what the bits stand for, the lowest first."""
    return gettext(FOR[reason.code]) % _filled(reason, names)


def words_at_desk(reason: Reason, names: Sequence[str] = ()) -> str:
    """A reason why, said of the person to whoever sends the need out."""
    return gettext(AT_DESK[reason.code]) % _filled(reason, names)


def words_against(reason: Reason, names: Sequence[str] = (), behind: str = "") -> str:
    """A reason why not, said at the desk; of others first also in what (``reasons.behind_in``)."""
    told = gettext(AGAINST[reason.code]) % _filled(reason, names)
    return told + gettext(BEHIND[behind]) if reason.code == "others-first" else told


def _filled(reason: Reason, names: Sequence[str]) -> dict[str, object]:
    named = [name for bit, name in enumerate(names) if reason.bits >> bit & 1]
    return {"figure": reason.figure, "way": way(reason.figure), "names": gettext("、").join(named)}


def way(metres: int) -> str:
    """Kilometres in halves, never less than one half: 0.5, 1, 1.5."""
    return f"{max(1, round(metres / HALF_KM)) / 2:g}"
