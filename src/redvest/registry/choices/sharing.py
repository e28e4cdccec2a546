"""Who got people's data, and why somebody looked: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SharingKind(TextChoices):
    EXPORT = "export", _("工作人员导出")
    THIRD_PARTY = "third-party", _("提供给其他单位")
    SELF = "self", _("本人取走副本")


class LookReason(TextChoices):
    """Why a member of staff opens a minor's record."""

    SERVICE = "service", _("安排活动")
    SAFETY = "safety", _("人身安全")
    RECORD = "record", _("核对记录")
    REQUEST = "request", _("监护人或本人要求")
    INQUIRY = "inquiry", _("投诉和核查")
