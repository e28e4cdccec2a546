"""Reflections: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReflectionState(TextChoices):
    """What became of somebody's words on their service (心得). Approved words are not public before a yes to that."""

    WRITTEN = "written", _("等审核")
    TO_CHANGE = "to-change", _("请你改一改")
    APPROVED = "approved", _("审核通过，没有公开")
    PUBLISHED = "published", _("公开了")
    WITHDRAWN = "withdrawn", _("撤回了")
    REFUSED = "refused", _("没有通过")


LIVE_REFLECTIONS = (
    ReflectionState.WRITTEN, ReflectionState.TO_CHANGE, ReflectionState.APPROVED, ReflectionState.PUBLISHED,
)  # fmt: skip
