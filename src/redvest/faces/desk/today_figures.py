"""The figures of the desk's first page; each opens to its rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.faces.desk.today_counts import month_around
from redvest.registry.policy import Standing


def figures_of(by: Standing, at: datetime, counts: dict[str, int]) -> list[tuple[str, int, str]]:
    """Label, number and address of each figure that means something to this person."""
    named = _("实名志愿者") if by.regions() else _("实名成员")
    figures = []
    if by.regions() or by.bodies():
        figures.append((named, counts["people"], reverse("desk:people")))
    if stations := by.stations():
        team = f"{reverse('desk:station-holding', args=[stations[0]])}#team"
        figures.append((_("站里队伍"), counts["team"], team))
    if by.regions():
        figures.append((_("志愿组织"), counts["bodies"], reverse("desk:bodies")))
    if by.regions() or by.bodies():
        figures.append((_("本月活动"), counts["month"], _month_of(*month_around(at))))
    return figures


def _month_of(begins: datetime, after: datetime) -> str:
    """The list of just these activities: the figure opens to its rows."""
    last = after - timedelta(days=1)
    return f"{reverse('desk:activities')}?from={begins:%Y-%m-%d}&to={last:%Y-%m-%d}"
