"""A search for activities in words: 陪老人 · 邻里守望 · 渝水区 · 周末上午."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from redvest.faces.shared.words import day_words
from redvest.faces.site.filters import choices
from redvest.faces.site.options import Options
from redvest.service.rules.look import Look


def search_words(look: Look, offered: Options, today: date) -> str:
    """Everything asked, short enough for a name of forty characters in most cases."""
    kinds = {each.key: each.name for each in offered.kinds}
    places = {each.code: each.name for each in offered.districts}
    parts = [
        look.q,
        kinds.get(look.domain, look.domain),
        places.get(look.region, look.region),
        _dates(look, today),
        _times(look),
        _("%(n)d 岁能参加") % {"n": look.age} if look.age is not None else "",
        _("不用先培训") if look.easy else "",
    ]
    return " · ".join(part for part in parts if part)


def _dates(look: Look, today: date) -> str:
    if look.from_ and look.to:
        return f"{day_words(look.from_, today)}–{day_words(look.to, today)}"
    if look.from_:
        return _("%(day)s 起") % {"day": day_words(look.from_, today)}
    return _("到 %(day)s") % {"day": day_words(look.to, today)} if look.to else ""


def _times(look: Look) -> str:
    """Days of the week and the part of the day: 周末上午, 周二、周四."""
    offered = choices()
    days, parts = dict(offered.days), dict(offered.parts)
    key = ",".join(map(str, look.weekdays))
    words = days.get(key) or "、".join(days[str(day)] for day in look.weekdays)
    return words + parts.get(look.part, "")
