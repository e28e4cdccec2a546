"""Stars: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StarSpan(TextChoices):
    """Which hours count: all that somebody ever served, or those of one year (domain 4: most places, 启东)."""

    CUMULATIVE = "cumulative", _("累计")
    ANNUAL = "annual", _("当年")


class StarState(TextChoices):
    """依次申请—审核—公示—授予 (domain 4). ``ENDED`` is a granted star that did not outlast a review."""

    APPLIED = "applied", _("等审核")
    IN_PUBLICITY = "in-publicity", _("公示中")
    GRANTED = "granted", _("已授予")
    REFUSED = "refused", _("没有通过")
    WITHDRAWN = "withdrawn", _("已撤回")
    ENDED = "ended", _("已终止")


LIVE_STARS = (StarState.APPLIED, StarState.IN_PUBLICITY, StarState.GRANTED)


class StarApprover(TextChoices):
    """Who grants a star (福建 2013): one and two the county, three and four the city, five the province."""

    COUNTY = "county", _("区县")
    CITY = "city", _("市")
    PROVINCE = "province", _("省")
