"""The forms of the project library: entries, partners, tenders, offers, contracts, their parts, and evaluations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.activity import Choices
from redvest.faces.desk.forms.inputs import DayField, WholeField, text_area
from redvest.oversight.choices import DeliverableKind, EvaluatorKind, PartnerRole, WayOfRunning
from redvest.oversight.rules.money import BadAmount, fen_typed, yuan

# Beside which field a refusal is said.
FIELDS = {
    "plan-there": "project",
    "partner-there": "name",
    "credit-code-invalid": "credit_code",
    "tender-number-taken": "number",
    "tender-closes-too-soon": "closes_on",
    "contract-number-taken": "number",
    "contract-tender-needed": "exemption",
    "milestones-over-contract": "amount",
    "milestone-there": "name",
    "accepted-beyond-delivered": "amount",
    "bad-contract-paper": "paper",
    "paper-delivered-twice": "paper",
    "activity-billed-twice": "activity",
    "activity-not-of-supplier": "activity",
    "what": "name",
}


class YuanField(forms.CharField):
    """Money typed in yuan, given on in fen."""

    def __init__(self, *, label: Any, required: bool = True, help_text: Any = "") -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        said = {"required": _("请填写金额，单位是元。")}
        super().__init__(
            label=label, required=required, max_length=30, widget=widget, help_text=help_text, error_messages=said
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return 0
        try:
            return fen_typed(text)
        except BadAmount as fault:
            raise ValidationError(fault.message) from fault

    def prepare_value(self, value: Any) -> Any:
        return yuan(value) if isinstance(value, int) else value


class PlanFields(forms.Form):
    project = forms.ChoiceField(label=_("项目"), error_messages={"required": _("请选择项目。")})
    way = forms.ChoiceField(
        label=_("运作方式"), choices=[("", _("请选择")), *WayOfRunning.choices],
        error_messages={"required": _("请选择运作方式。")},
    )  # fmt: skip
    budget = YuanField(label=_("预算（元）"), required=False, help_text=_("不花钱的项目可以不填。"))
    money_from = forms.CharField(
        label=_("资金来源"), required=False, max_length=200, help_text=_("例如“区级财政预算”“爱心企业捐赠”。")
    )
    aims = forms.CharField(
        label=_("要达到的效果"), required=False, max_length=500, widget=text_area(3), help_text=_("结束时按这个来评。")
    )  # fmt: skip

    def __init__(self, *args: Any, projects: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if projects:
            self.fields["project"].choices = [("", _("请选择")), *projects]  # type: ignore[attr-defined]
        else:
            del self.fields["project"]


class PartnerFields(forms.Form):
    body_code = forms.CharField(
        label=_("本市组织的代码"), required=False, max_length=12, help_text=_("合作方是平台上的组织就填它，下面两项不用填。")
    )  # fmt: skip
    name = forms.CharField(label=_("单位名称"), required=False, max_length=80)
    credit_code = forms.CharField(label=_("统一社会信用代码"), required=False, max_length=24)
    role = forms.ChoiceField(label=_("出什么"), choices=PartnerRole.choices)
    amount = YuanField(label=_("出资（元）"), required=False)
    words = forms.CharField(
        label=_("说明"), required=False, max_length=200, help_text=_("不出钱的写明出什么。")
    )


class EffectFields(forms.Form):
    evaluator_kind = forms.ChoiceField(label=_("谁来评估"), choices=EvaluatorKind.choices)
    evaluator_name = forms.CharField(
        label=_("评估机构"), required=False, max_length=80, help_text=_("请第三方评估的才填。")
    )
    indicators = forms.CharField(
        label=_("指标"), widget=text_area(4), max_length=1500,
        help_text=_("一行一个：名称、之前的数、之后的数、单位，中间空一格。例如“独居老人走访率 20 95 %”。"),
    )  # fmt: skip
    score = WholeField(label=_("得分"), least=0, most=100)
    words = forms.CharField(
        label=_("评语"), widget=text_area(4), max_length=1000, help_text=_("会对外公开，不要写老人、孩子的姓名和住址。")
    )  # fmt: skip


class TenderFields(forms.Form):
    number = forms.CharField(label=_("公告编号"), max_length=40)
    title = forms.CharField(label=_("标题"), max_length=80)
    words = forms.CharField(
        label=_("公告内容"), widget=text_area(8), max_length=5000, help_text=_("要做什么、对谁、多少、什么条件能投。")
    )  # fmt: skip
    budget = YuanField(label=_("最高限价（元）"))
    closes_on = DayField(label=_("截止日期"))


class BidFields(forms.Form):
    body = forms.ChoiceField(label=_("哪个组织投标"))
    amount = YuanField(label=_("报价（元）"))
    words = forms.CharField(label=_("方案"), widget=text_area(5), max_length=3000)

    def __init__(self, *args: Any, bodies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = list(bodies)  # type: ignore[attr-defined]


class AwardFields(forms.Form):
    bid = forms.ChoiceField(label=_("选哪家"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"), widget=text_area(3), max_length=500, help_text=_("会和结果一起对外公示。")
    )

    def __init__(self, *args: Any, bids: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bid"].choices = [*bids, ("none", _("都不选，流标"))]  # type: ignore[attr-defined]


class ContractFields(forms.Form):
    supplier = forms.CharField(
        label=_("承接组织的代码"), max_length=12, error_messages={"required": _("请填写承接组织的代码。")},
        help_text=_("在组织页上能查到。"),
    )  # fmt: skip
    number = forms.CharField(label=_("合同编号"), max_length=40)
    department = forms.ChoiceField(label=_("购买部门"), required=False)
    amount = YuanField(label=_("合同金额（元）"))
    starts_on = DayField(label=_("履行起始"))
    ends_on = DayField(label=_("履行截止"))
    exemption = forms.CharField(
        label=_("不经招标的依据"), required=False, max_length=300, widget=text_area(2),
        help_text=_("政府购买没有招标的，写明哪条规定允许。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, departments: Choices = (), awarded: str = "", free: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", _("不写")), *departments]  # type: ignore[attr-defined]
        if awarded:
            del self.fields["supplier"]
        if awarded or free:
            del self.fields["exemption"]


class MilestoneFields(forms.Form):
    name = forms.CharField(label=_("节点名称"), max_length=60, help_text=_("例如“第一期：完成 100 小时”。"))
    due_on = DayField(label=_("完成期限"))
    amount = YuanField(label=_("金额（元）"))


class DeliverableFields(forms.Form):
    milestone = forms.CharField(label=_("属于哪个节点"), widget=forms.Select())
    kind = forms.ChoiceField(label=_("按什么算"), choices=DeliverableKind.choices)
    name = forms.CharField(label=_("交付物"), max_length=80, help_text=_("例如“上门服务”。"))
    target = WholeField(label=_("目标"), least=1, most=10_000_000)


class AskFields(forms.Form):
    milestone = forms.CharField(label=_("哪个节点"), widget=forms.Select())
    amount = YuanField(label=_("申请金额（元）"))
    words = forms.CharField(label=_("说明"), required=False, max_length=200)


class AcceptFields(forms.Form):
    amount = WholeField(label=_("这次验收多少"), least=1, most=10_000_000)
    words = forms.CharField(label=_("验收意见"), required=False, max_length=300)
