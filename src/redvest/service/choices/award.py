"""Awards: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AwardGiver(TextChoices):
    """Whose award it is, which decides how it comes on record (order 67 art. 9)."""

    OWN_BODY = "own-body", _("本组织")
    GOVERNMENT = "government", _("政府部门")
    OTHER = "other", _("其他单位")


class AwardState(TextChoices):
    APPLIED = "applied", _("等核实")
    RECORDED = "recorded", _("已记录")
    REFUSED = "refused", _("未通过核实")
    VOIDED = "voided", _("已作废")
