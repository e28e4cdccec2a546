"""Classes and pupils: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClassState(TextChoices):
    ACTIVE = "active", _("在读")
    CLOSED = "closed", _("已毕业")


class PupilState(TextChoices):
    """Where somebody stands with a class. Nobody is in one before a grown-up's yes: their own or a guardian's."""

    ASKED = "asked", _("等同意")
    IN_CLASS = "in-class", _("在班")
    DECLINED = "declined", _("没有同意")
    TAKEN_BACK = "taken-back", _("老师收回了")
    LEFT = "left", _("离开了")
    GRADUATED = "graduated", _("毕业了")
