"""Visits: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VisitState(TextChoices):
    LOGGED = "logged", _("等核对")
    RECORDED = "recorded", _("记了时长")
    REFUSED = "refused", _("没有认")
