"""State names of oversight with their Chinese words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """Whose ledger it is."""

    REGION = "region", _("区域")
    STATION = "station", _("服务站")
    BODY = "body", _("组织")


class LedgerForm(models.TextChoices):
    """The form in which a ledger is handed out."""

    XLSX = "xlsx", "Excel"
    PDF = "pdf", "PDF"


class ProofState(models.TextChoices):
    """What became of a photo or paper behind a station's level."""

    SUBMITTED = "submitted", _("等核实")
    ACCEPTED = "accepted", _("已核实")
    REFUSED = "refused", _("没通过")


class AssessmentState(models.TextChoices):
    """Where the assessment of a station stands; that its level ran out follows from the date."""

    SUBMITTED = "submitted", _("等现场检查")
    CONCLUDED = "concluded", _("评定完成")
    RETURNED = "returned", _("退回补充")
