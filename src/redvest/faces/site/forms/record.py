"""What a volunteer says about their hours: an error, missing hours, hours of another system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.shared.minutes import MinutesField
from redvest.faces.shared.papers import PapersField


class ReportForm(forms.Form):
    """What is wrong and, where it is the length, what it should be."""

    text = forms.CharField(
        label=_("哪里不对"),
        max_length=200,
        help_text=_("写清楚实际情况，最多 200 个字。"),
        error_messages={"required": _("请写明哪里不对。"), "max_length": _("最多 200 个字。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wanted_minutes = MinutesField(label=_("应该是多久"), required=False)


class MissingForm(ReportForm):
    activity = forms.UUIDField(
        label=_("哪一场"),
        error_messages={"required": _("请选择是哪一场。"), "invalid": _("请从下面选一场。")},
    )


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        error_messages={
            "invalid": _("时间看不懂，请写成 2026-11-28 08:30 这样。"),
            "required": _("请填写时间。"),
        },
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )


class TransferFields(forms.Form):
    """One activity of another system, as its paper says it."""

    title = forms.CharField(
        label=_("活动名称"), max_length=60, error_messages={"required": _("请写明是什么活动。")}
    )
    starts_at = _moment(_("开始时间"))
    ends_at = _moment(_("结束时间"))
    minutes = MinutesField(label=_("服务了多久"))
    system = forms.CharField(
        label=_("来自哪个系统"), max_length=40, help_text=_("例如“江西志愿服务网”“中国志愿服务网”。"),
        error_messages={"required": _("请写明是哪个系统记的。")},
    )  # fmt: skip
    receipt = forms.CharField(
        label=_("那边的证明或记录编号"),
        max_length=38,
        error_messages={"required": _("请填写编号，审核的人要去核对。")},
    )
    body = forms.UUIDField(label=_("由哪个组织接收"), widget=forms.Select)
    papers = PapersField(label=_("证明材料"))

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = forms.Select(choices=[("", _("请选择")), *bodies])
        self.fields["body"].error_messages = {
            "required": _("请选择由哪个组织接收。"),
            "invalid": _("请从列表里选。"),
        }
