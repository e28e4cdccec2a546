"""Households in difficulty: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HouseholdConsent(TextChoices):
    """How a household said that somebody may come."""

    PRESENT = "present", _("当面同意")
    PHONE = "phone", _("电话里同意")
    PAPER = "paper", _("签了字的纸")
