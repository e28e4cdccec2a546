"""People on the register: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VolunteerState(TextChoices):
    ACTIVE = "active", _("正常")
    PENDING_GUARDIAN = "pending-guardian", _("等监护人同意")
    SUSPENDED = "suspended", _("暂停")
    LEFT = "left", _("已退出")
    MERGED = "merged", _("已并入另一份记录")
    ERASED = "erased", _("已注销")


class VolunteerSource(TextChoices):
    SELF = "self", _("自己注册")
    BODY = "body", _("组织代为登记")
    IMPORT = "import", _("批量导入")


class QualificationState(TextChoices):
    """Expiry is no state: it follows from the date (``rules/qualification.py``)."""

    SUBMITTED = "submitted", _("等核实")
    VERIFIED = "verified", _("已核实")
    REFUSED = "refused", _("没通过")
