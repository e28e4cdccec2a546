"""Ledgers: states and kinds with their Chinese words."""

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
