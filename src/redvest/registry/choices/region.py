"""Places, departments and schemes of domains: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RegionLevel(TextChoices):
    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    ZONE = "zone", _("功能区")  # a zone without a statutory code: 仙女湖区, 高新区, 示范区
    STREET = "street", _("街道乡镇")
    COMMUNITY = "community", _("社区村")


class DepartmentDuty(TextChoices):
    LEAD = "lead", _("牵头")
    ADMINISTERS = "administers", _("主管")
    MEMBER = "member", _("成员")


class DomainScheme(TextChoices):
    XINYU = "xinyu", _("新余十二类")
    NATIONAL = "national", _("全国二十二类")
    HENAN = "henan", _("河南十六类")
