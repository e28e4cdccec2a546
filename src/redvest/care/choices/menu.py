"""Menus of services: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MenuState(TextChoices):
    DRAFT = "draft", _("草稿")
    OFFERED = "offered", _("可以点")
    WITHDRAWN = "withdrawn", _("已下架")
