"""What a volunteer fills in for the record: an award with its proof, a word on an activity."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.service.choices import AwardGiver
from redvest.service.rules.award import AwardForm
from redvest.service.rules.evaluation import FeedbackForm

SCORES = [("5", _("5 很好")), ("4", _("4 好")), ("3", _("3 一般")), ("2", _("2 不太好")), ("1", _("1 不好"))]


class AwardFields(forms.Form):
    """An award of the government or of another body."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("表彰名称"), max_length=80, help_text=_("照证书上写，例如“2025 年度优秀志愿者”。"),
        error_messages={"required": _("请写明是什么表彰。")},
    )  # fmt: skip
    giver = forms.ChoiceField(
        label=_("谁授予的"),
        choices=[each for each in AwardGiver.choices if each[0] != AwardGiver.OWN_BODY],
    )
    granted_by = forms.CharField(
        label=_("授予单位"), max_length=80, error_messages={"required": _("请写明是哪个单位授予的。")}
    )
    on = forms.DateField(
        label=_("授予日期"),
        error_messages={
            "required": _("请填写日期。"),
            "invalid": _("日期看不懂，请写成 2026-11-28 这样。"),
        },
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    document_name = forms.CharField(label=_("奖励文书名称"), max_length=80, required=False)
    document_number = forms.CharField(label=_("文号"), max_length=40, required=False)
    kind = forms.CharField(
        label=_("类型"), max_length=20, required=False, help_text=_("例如荣誉称号、奖章、通报表扬。")
    )
    content = forms.CharField(
        label=_("内容"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    proof = forms.FileField(
        label=_("证书或文件的照片"), help_text=_("PDF、PNG 或 JPEG，最大 5 MB。只有核实的人看得到。"),
        error_messages={"required": _("请附上证书或文件。"), "empty": _("这个文件是空的，请重新选择。")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )  # fmt: skip

    def to_form(self) -> AwardForm:
        typed: dict[str, Any] = dict(self.cleaned_data)
        typed.pop("proof")
        typed.pop("giver")
        return AwardForm(**typed)


def score_field(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=SCORES, widget=forms.RadioSelect,
        error_messages={"required": _("请打一个分。"), "invalid_choice": _("请打 1 到 5 分。")},
    )  # fmt: skip


class FeedbackFields(forms.Form):
    """A volunteer's word on an activity."""

    use_required_attribute = False

    organisation = score_field(_("组织安排得怎么样"))
    safety = score_field(_("安全保障做得怎么样"))
    again = forms.ChoiceField(
        label=_("下次还愿意来吗"), choices=[("1", _("愿意")), ("0", _("不太愿意"))], widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。"), "invalid_choice": _("请选一个。")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("想说的话"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("好的和要改的都可以写。请不要写别人的名字和电话。"),
    )  # fmt: skip

    def to_form(self) -> FeedbackForm:
        typed = self.cleaned_data
        return FeedbackForm(
            int(typed["organisation"]), int(typed["safety"]), typed["again"] == "1", typed["text"]
        )
