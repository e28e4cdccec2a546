"""Tenders: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TenderState(models.TextChoices):
    """What became of a tender notice; that its closing day is over follows from the date."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("公告中")
    AWARDED = "awarded", _("已定标")
    FAILED = "failed", _("流标")
