"""The form by which a role is given: to whom, which one, where, until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.activity import Choices
from redvest.faces.desk.forms.inputs import DayField

FIELDS = {
    "phone-invalid": "phone",
    "account-missing": "phone",
    "grant-dates-wrong": "ends_on",
    "grant-wrong": "role",
    "not-allowed": "role",
    "quota-reached": "role",
    "separated-roles": "role",
    "own-separated-role": "role",
    "role-held": "role",
    "grant-backdated": "starts_on",
}


class GrantFields(forms.Form):
    """The account is found by its phone; its owner must have registered before."""

    phone = forms.CharField(
        label=_("对方的手机号"), max_length=30, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
        help_text=_("对方要先用这个手机号注册。"), error_messages={"required": _("请填写手机号。")},
    )  # fmt: skip
    role = forms.ChoiceField(label=_("角色"), error_messages={"required": _("请选择角色。")})
    region = forms.ChoiceField(label=_("管哪里"), error_messages={"required": _("请选择区域。")})
    starts_on = DayField(label=_("从哪一天起"), required=False, help_text=_("不填就从今天起。"))
    ends_on = DayField(label=_("到哪一天为止"), required=False, help_text=_("不填就一直有效，直到收回。"))

    def __init__(self, *args: Any, roles: Choices, regions: Choices | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(roles)  # type: ignore[attr-defined]
        if regions is None:
            del self.fields["region"]
        else:
            self.fields["region"].choices = list(regions)  # type: ignore[attr-defined]
