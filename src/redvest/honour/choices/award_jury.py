"""What binds a juror: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RecusalCause(TextChoices):
    """Why a juror does not judge an entry. All but the last are found by the house."""

    SELF = "self", _("评委本人")
    FAMILY = "family", _("评委的家人")
    BODY = "body", _("评委所在的组织")
    PLACE = "place", _("评委管理或者住在的社区")
    NOMINATED = "nominated", _("评委推荐的")
    DECLARED = "declared", _("评委自己提出")
