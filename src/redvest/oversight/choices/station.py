"""Stations and their screens: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
