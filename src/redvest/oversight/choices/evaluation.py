"""Who judges what came of a project: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvaluatorKind(models.TextChoices):
    """Who judged the effect of a project."""

    OFFICER = "officer", _("工作人员")
    THIRD_PARTY = "third-party", _("第三方机构")
