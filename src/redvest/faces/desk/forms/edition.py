"""What is typed at the desk about awards: an edition with its days, a category, a check, a decision, a nomination."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.activity import Choices
from redvest.faces.desk.forms.inputs import DayField, WholeField, text_area
from redvest.honour.choices import CategorySubject
from redvest.honour.models import AwardCategory, AwardEdition
from redvest.honour.rules.award import Conditions
from redvest.honour.rules.award_edition import (
    MOST_PLACES,
    MOST_VOTE_PERCENT,
    CategoryForm,
    EditionForm,
    rubric_of,
    rubric_text,
)

HOUR = 60
# Beside which field a refusal is said.
FIELDS = {
    "programme-exists": "name", "edition-exists": "year", "category-exists": "name", "least_minutes": "least_hours",
    "award-number-missing": "document_number", "award-reason-missing": "reason", "award-not-eligible": "reason",
    "nominee-unasked": "reason", "nominee-unknown": "number", "nominated-already": "number",
    "nomination-refused": "number", "nomination-unclear": "words", "nominations-closed": "category",
}  # fmt: skip


class EditionFields(forms.Form):
    """One year: its title, who gives it, and the days of every step."""

    title = forms.CharField(
        label=_("这一届叫什么"), max_length=80, help_text=_("例如“2026 年度新余市优秀志愿者评选”。")
    )
    year = WholeField(label=_("哪个年度"), least=1994, most=2100, help_text=_("服务时长按这一年算。"))
    granted_by = forms.CharField(
        label=_("由谁表彰"), max_length=80, help_text=_("发文的单位，例如“新余市文明办”。")
    )
    nominate_from = DayField(label=_("推荐从哪天开始"))
    nominate_until = DayField(label=_("推荐到哪天截止"))
    vote_from = DayField(label=_("投票从哪天开始"), required=False, help_text=_("不投票就不填。"))
    vote_until = DayField(label=_("投票到哪天截止"), required=False)
    vote_percent = WholeField(
        label=_("投票占总分的百分之几"), most=MOST_VOTE_PERCENT, help_text=_("投票只作参考，最多占 20；不投票填 0。")
    )  # fmt: skip
    judge_until = DayField(label=_("评审到哪天"))
    words = forms.CharField(
        label=_("怎么评"), max_length=1000, required=False, widget=text_area(5),
        help_text=_("写给大家看：谁来评，看什么，表彰什么。"),
    )  # fmt: skip

    def typed(self) -> EditionForm:
        found = self.cleaned_data
        names = EditionForm.__dataclass_fields__
        return EditionForm(**{name: found[name] for name in names})


def edition_initial(edition: AwardEdition) -> dict[str, Any]:
    return {name: getattr(edition, name) for name in EditionForm.__dataclass_fields__}


class NewEditionFields(EditionFields):
    """With the place that it is for, and the programme that it belongs to or begins."""

    field_order = ["programme", "name", "region"]
    programme = forms.ChoiceField(label=_("属于哪个评选"), required=False)
    name = forms.CharField(
        label=_("新评选的名称"), max_length=60, required=False, help_text=_("上面选了已有的评选就不用填。")
    )
    region = forms.ChoiceField(label=_("在哪里评"))

    def __init__(self, *args: Any, programmes: Choices, regions: Choices, names: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["programme"].choices = [("", _("新的评选")), *programmes] if names else [*programmes]  # type: ignore[attr-defined]
        self.fields["region"].choices = [*regions]  # type: ignore[attr-defined]
        if not names:  # the city's centre alone lays out a new one
            del self.fields["name"]
            self.fields["programme"].required = True


class CategoryFields(forms.Form):
    """Whom it honours, how many, by which rubric, and who may stand."""

    name = forms.CharField(label=_("奖项"), max_length=60)
    subject = forms.ChoiceField(label=_("评谁"), choices=CategorySubject.choices)
    places = WholeField(label=_("名额"), least=1, most=MOST_PLACES)
    rubric = forms.CharField(
        label=_("评分标准"), max_length=1000, widget=text_area(5),
        help_text=_("一行一项：名称，空一格，满分。例如“服务成效 40”。"),
    )  # fmt: skip
    least_hours = WholeField(
        label=_("当年至少多少小时"), most=8784, required=False, help_text=_("只算核实过的时长。")
    )
    least_activities = WholeField(label=_("当年至少多少场活动"), most=10_000, required=False)
    least_age = WholeField(label=_("至少多少岁（个人）"), most=120, required=False)
    most_age = WholeField(label=_("最多多少岁（个人）"), most=120, required=False)
    least_years = WholeField(label=_("注册或者成立至少几年"), most=100, required=False)
    least_members = WholeField(label=_("至少多少名注册志愿者（组织、社区）"), most=100_000, required=False)
    spotless = forms.BooleanField(label=_("不能有核实的不良记录"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            if isinstance(field, WholeField) and not field.required:
                field.later = True

    def typed(self) -> CategoryForm:
        found = self.cleaned_data
        conditions = Conditions(
            least_minutes=(found["least_hours"] or 0) * HOUR,
            least_age=found["least_age"] or 0,
            most_age=found["most_age"] or 0,
            least_years=found["least_years"] or 0,
            least_members=found["least_members"] or 0,
            least_activities=found["least_activities"] or 0,
            spotless=found["spotless"],
        )
        subject = CategorySubject(found["subject"])
        return CategoryForm(subject, found["name"], found["places"], rubric_of(found["rubric"]), conditions)


def category_initial(category: AwardCategory) -> dict[str, Any]:
    asked = Conditions.of(category.eligibility)
    numbers = ("least_age", "most_age", "least_years", "least_members", "least_activities")
    return {
        "name": category.name, "subject": category.subject, "places": category.places,
        "rubric": rubric_text(category.rubric), "least_hours": asked.least_minutes // HOUR or None,
        "spotless": asked.spotless, **{name: getattr(asked, name) or None for name in numbers},
    }  # fmt: skip


class CheckFields(forms.Form):
    """Through, or refused in words."""

    reason = forms.CharField(
        label=_("为什么不符合"), max_length=200, required=False, help_text=_("不通过的写明原因，对方会看到；通过的不用写。")
    )  # fmt: skip


class DecisionFields(forms.Form):
    """The document by which it is decided."""

    document_number = forms.CharField(
        label=_("文号"), max_length=40, error_messages={"required": _("请填写表彰文件的文号。")}
    )
    document_name = forms.CharField(label=_("文件名称"), max_length=80, required=False)


class BodyNomination(forms.Form):
    """Whom an organisation nominates, for which category, and why."""

    body = forms.ChoiceField(label=_("推荐的组织"))
    category = forms.ChoiceField(label=_("奖项"), error_messages={"required": _("请选择奖项。")})
    number = forms.CharField(
        label=_("编号"), max_length=30, help_text=_("个人填志愿者编号，项目填项目编号。"),
        error_messages={"required": _("请填写编号。")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("姓名或者名称"), max_length=80, help_text=_("要和登记的一样。"),
        error_messages={"required": _("请填写姓名或者名称。")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("推荐理由"), max_length=500, widget=text_area(4), help_text=_("10 到 500 个字，对方和审核的人会看到。"),
        error_messages={"required": _("请写明推荐的理由。")},
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: Choices, categories: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["body"].choices = [*bodies]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("请选择")), *categories]  # type: ignore[attr-defined]
