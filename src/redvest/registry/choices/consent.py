"""Consents and guardians: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConsentPurpose(TextChoices):
    REGISTRATION = "registration", _("登记个人信息")
    MINOR_DATA = "minor-data", _("监护人同意处理未成年人信息")
    GUARDIAN = "guardian", _("监护人同意参加志愿服务")
    PUBLISH_NAME = "publish-name", _("公开姓名")
    LOCATION = "location", _("使用位置")
    AFFILIATION = "affiliation", _("登记政治面貌")


class GuardianProof(TextChoices):
    """By what paper somebody shows that a child is theirs to answer for (民法典 arts 27, 29, 31)."""

    HOUSEHOLD = "household", _("户口簿")
    BIRTH = "birth", _("出生医学证明")
    APPOINTED = "appointed", _("法院、村居委会或民政部门的指定文件")
    WILL = "will", _("父母的遗嘱指定")
