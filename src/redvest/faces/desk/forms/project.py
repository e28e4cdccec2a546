"""The form of a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.activity import Choices
from redvest.faces.desk.forms.inputs import DayField, text_area
from redvest.service.actions.project import ProjectForm


class ProjectFields(forms.Form):
    """What an organisation undertakes over a season; its activities are published under it."""

    name = forms.CharField(
        label=_("项目名称"), max_length=80, error_messages={"required": _("给项目起个名称。")},
        help_text=_("例如“春风行动：陪伴独居老人”。"),
    )  # fmt: skip
    domain = forms.ChoiceField(label=_("服务类别"), error_messages={"required": _("请选择服务类别。")})
    region = forms.ChoiceField(label=_("项目区域"), error_messages={"required": _("请选择项目所在的区域。")})
    summary = forms.CharField(label=_("简介"), required=False, max_length=5000, widget=text_area(4))
    beneficiaries = forms.CharField(label=_("服务对象"), required=False, max_length=80)
    guarantees = forms.CharField(
        label=_("志愿者保障"), required=False, max_length=200, help_text=_("保险、培训、物资等。")
    )
    starts_on = DayField(label=_("开始日期"), required=False, help_text=_("不填就是今天。"))
    ends_on = DayField(label=_("结束日期"), required=False, help_text=_("长期项目可以不填。"))

    def __init__(self, *args: Any, domains: Choices, regions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", _("请选择"))
        self.fields["domain"].choices = [nothing, *domains]  # type: ignore[attr-defined]
        self.fields["region"].choices = [nothing, *regions]  # type: ignore[attr-defined]

    def to_form(self) -> ProjectForm:
        typed = self.cleaned_data
        same = ("name", "summary", "beneficiaries", "guarantees", "starts_on", "ends_on")
        return ProjectForm(
            domain_key=typed["domain"], region_code=typed["region"], **{name: typed[name] for name in same}
        )
