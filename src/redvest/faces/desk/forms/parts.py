"""What staff fill in for the record: courses, who took them, awards, evaluations, insurance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.activity import Choices
from redvest.faces.desk.forms.inputs import DayField, WholeField, text_area
from redvest.service.actions.training import CourseForm
from redvest.service.rules.award import AwardForm
from redvest.service.rules.evaluation import EvaluationForm
from redvest.service.rules.protection import PolicyForm

SCORES = [("", _("请打分"))] + [(str(score), str(score)) for score in (5, 4, 3, 2, 1)]


class CourseFields(forms.Form):
    """A course: the fields of order 67 art. 8 but for the day."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("课程名称"), max_length=60, error_messages={"required": _("给课程起个名称。")}
    )
    content = forms.CharField(
        label=_("主要内容"), max_length=2000, widget=text_area(3),
        error_messages={"required": _("写明主要内容。")},
    )  # fmt: skip
    minutes = WholeField(
        label=_("学习时长（分钟）"), least=1, most=60_000, error_messages={"required": _("请填学习时长。")}
    )
    valid_months = WholeField(
        label=_("有效几个月"), least=1, most=600, required=False, help_text=_("长期有效就空着。")
    )

    def to_form(self) -> CourseForm:
        return CourseForm(**self.cleaned_data)


class AttendanceFields(forms.Form):
    """Who took a course on a day: pasted numbers; ticked members come beside it."""

    use_required_attribute = False

    on = DayField(label=_("哪天上的课"))
    people = forms.CharField(
        label=_("粘贴志愿者编号"), required=False, widget=text_area(5), max_length=100_000, strip=False,
        help_text=_("一行一个，后面可以带姓名，例如“3605 2210 4471 李明霞”，带了就核对。"),
    )  # fmt: skip


class OwnAwardFields(forms.Form):
    """An award that an organisation itself gave."""

    use_required_attribute = False

    body = forms.ChoiceField(
        label=_("哪个组织授予"), error_messages={"required": _("请选择是哪个组织授予的。")}
    )
    name = forms.CharField(
        label=_("表彰名称"), max_length=80, error_messages={"required": _("请写明是什么表彰。")}
    )
    on = DayField(label=_("授予日期"))
    document_name = forms.CharField(label=_("奖励文书名称"), max_length=80, required=False)
    document_number = forms.CharField(label=_("文号"), max_length=40, required=False)
    kind = forms.CharField(label=_("类型"), max_length=20, required=False)
    content = forms.CharField(label=_("内容"), max_length=500, required=False, widget=text_area(2))

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = list(bodies)  # type: ignore[attr-defined]

    def to_form(self) -> AwardForm:
        return AwardForm(**{name: value for name, value in self.cleaned_data.items() if name != "body"})


class EvaluationFields(forms.Form):
    """A leader's word on one person's service."""

    use_required_attribute = False

    punctuality = forms.TypedChoiceField(label=_("守时"), choices=SCORES, coerce=int)
    attitude = forms.TypedChoiceField(label=_("态度"), choices=SCORES, coerce=int)
    skill = forms.TypedChoiceField(label=_("专业"), choices=SCORES, coerce=int)
    text = forms.CharField(label=_("评语"), max_length=500, required=False, help_text=_("本人会看到。"))
    beneficiary_words = forms.CharField(label=_("服务对象怎么说"), max_length=500, required=False)

    def to_form(self) -> EvaluationForm:
        return EvaluationForm(**self.cleaned_data)


class PolicyFields(forms.Form):
    """The insurance of an activity."""

    use_required_attribute = False

    insurer = forms.CharField(
        label=_("保险公司"), max_length=80, error_messages={"required": _("请写保险公司的全称。")}
    )
    number = forms.CharField(
        label=_("保单号"), max_length=60, error_messages={"required": _("请照保单抄写保单号。")}
    )
    covers_from = DayField(label=_("从哪天起"))
    covers_to = DayField(label=_("到哪天止"))

    def to_form(self) -> PolicyForm:
        return PolicyForm(**self.cleaned_data)
