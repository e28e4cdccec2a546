"""What a guardian fills in to put a child on the register; the guardian is the account that is signed in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.site.forms.real_name import RealNameForm


class ChildForm(RealNameForm):
    """The form of one's own real name without the guardian's phone and code."""

    guardian_name = None  # type: ignore[assignment]
    guardian_phone = None  # type: ignore[assignment]
    guardian_code = None  # type: ignore[assignment]
    guardian_relation = forms.CharField(
        label=_("您是孩子的"), help_text=_("比如：妈妈、爸爸、奶奶。"), max_length=20,
        error_messages={"required": _("请写明您和孩子的关系。")},
    )  # fmt: skip

    guardian_consent = forms.BooleanField(label=_("监护人同意孩子参加志愿服务"), required=False)

    def guardian(self) -> None:
        """The account that acts: the registry knows it."""
        return
