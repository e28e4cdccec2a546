"""The form by which an organisation asks to be put on the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.activity import Choices
from redvest.faces.desk.forms.inputs import DayField
from redvest.registry.choices import BodyKind
from redvest.registry.queries.team_kind import team_kind_choices
from redvest.registry.rules.body import BodyForm

# Which field a refusal is about.
FIELDS = {
    "credit-code-invalid": "credit_code",
    "body-taken": "name",
    "contact-phone-wrong": "contact_phone",
    "founded-on-wrong": "founded_on",
    "domains-wrong": "domains",
    "region-unknown": "region_code",
    "body-kind-unknown": "kind",
    "body-head-missing": "head",
    "account-missing": "head",
}
_PHONE = {"type": "tel"}


class BodyFields(forms.Form):
    """Registered organisations and legal persons have a credit code; a team has who consented to it."""

    name = forms.CharField(
        label=_("组织名称"), max_length=80, error_messages={"required": _("请填写组织名称。")}
    )
    kind = forms.ChoiceField(label=_("组织类型"), choices=BodyKind.choices, widget=forms.RadioSelect)
    team_kind = forms.ChoiceField(label=_("队伍类别"), choices=team_kind_choices)
    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        required=False,
        max_length=40,
        help_text=_("18 位，在登记证书上。志愿服务团体不用填。"),
    )
    consenting_unit = forms.CharField(
        label=_("同意其成立的单位"),
        required=False,
        max_length=80,
        help_text=_("只有志愿服务团体要填，例如社区居委会。"),
    )
    region_code = forms.ChoiceField(label=_("服务区域"), error_messages={"required": _("请选择服务区域。")})
    domains = forms.MultipleChoiceField(
        label=_("服务类别"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("最多选 4 个。")
    )
    responsible_name = forms.CharField(
        label=_("负责人"), max_length=60, error_messages={"required": _("请填写负责人姓名。")}
    )
    head = forms.CharField(
        label=_("在平台上管这个组织的人"), max_length=30, error_messages={"required": _("请填写他的手机号或志愿者编号。")},
        help_text=_("填他的手机号或志愿者编号。他要先注册；审核通过以后，由他发布活动、管成员。"),
    )  # fmt: skip
    contact_name = forms.CharField(
        label=_("联系人"), max_length=60, error_messages={"required": _("请填写联系人。")}
    )
    contact_phone = forms.CharField(
        label=_("公开联系电话"), max_length=20, widget=forms.TextInput(attrs=_PHONE),
        error_messages={"required": _("请填写联系电话。")}, help_text=_("会公开显示。"),
    )  # fmt: skip
    address = forms.CharField(label=_("地址"), required=False, max_length=120)
    founded_on = DayField(label=_("成立日期"), required=False)

    def __init__(
        self, *args: Any, regions: Choices, domains: Choices, for_another: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not for_another:
            del self.fields["head"]
        self.fields["region_code"].choices = [("", _("请选择")), *regions]  # type: ignore[attr-defined]
        self.fields["domains"].choices = list(domains)  # type: ignore[attr-defined]

    def to_form(self) -> BodyForm:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "head"}
        return BodyForm(**{**typed, "domains": tuple(typed["domains"])})
