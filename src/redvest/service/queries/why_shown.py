"""The reasons of ``rules/ranking.py`` as people read them: short, about this person and this activity."""

from __future__ import annotations

from django.utils.translation import gettext as _

from redvest.service.queries.signup import Reason
from redvest.service.rules.ranking import Why


def why_words(why: Why, post: str = "") -> Reason:
    """One reason with its code and its words; ``post`` is named where the activity has several."""
    return Reason(why.code, _of_post(why, post) if post else _words(why))


def _of_post(why: Why, post: str) -> str:
    """What counts the people of one post says which."""
    number = round(why.figure)
    if why.code == "lacking":
        return _("“%(post)s”正缺人，还差 %(n)d 人") % {"post": post, "n": number}
    if why.code == "few-takers":
        said = (
            _("“%(post)s”还没有人报，等你开个头") if number == 0 else _("“%(post)s”少有人报，现在才 1 个人")
        )
        return said % {"post": post}
    return _words(why)


def _words(why: Why) -> str:
    number = round(why.figure)
    match why.code:
        case "near":
            return _far(why.figure)
        case "home-district":
            return _("就在你住的区县")
        case "lacking":
            return _("正缺人，还差 %(n)d 人") % {"n": number}
        case "few-takers":
            return _("还没有人报，等你开个头") if number == 0 else _("少有人报，现在才 1 个人")
        case "soon":
            return _soon(number)
        case "fits-times":
            return _("和你有空的时间对得上")
        case "skills":
            return _("用得上你会的：%(words)s") % {"words": why.words}
        case "domain-wanted":
            return _("是你想做的那一类")
        case _:
            return _("你做过这一类")


def _far(metres: float) -> str:
    if metres < 950:
        return _("离你 %(n)d 米") % {"n": max(50, round(metres / 50) * 50)}
    return _("离你 %(n).1f 公里") % {"n": metres / 1000}


def _soon(hours: int) -> str:
    return _("一小时内就开始") if hours <= 1 else _("%(n)d 小时内开始") % {"n": hours}
