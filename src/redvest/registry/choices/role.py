"""Roles: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    CENTRE = "centre", _("市志愿服务中心")
    REGION_OFFICER = "region-officer", _("区域管理员")
    BODY_ADMIN = "body-admin", _("组织负责人")
    ACTIVITY_LEADER = "activity-leader", _("活动领队")
    STATION_KEEPER = "station-keeper", _("站点管理员")
    EDITOR = "editor", _("编辑")
    JUROR = "juror", _("评委")
    INSPECTOR = "inspector", _("督导员")
    TEACHER = "teacher", _("老师")
    BRANCH_SECRETARY = "branch-secretary", _("党支部书记")
    SYSTEM_ADMIN = "system-admin", _("系统管理员")
    SECURITY_ADMIN = "security-admin", _("安全管理员")
    AUDITOR = "auditor", _("审计管理员")
