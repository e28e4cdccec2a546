"""The form of an opening: one for each way of giving places out, and the rows of stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import MomentField, WholeField
from redvest.service.choices import OpeningMode, StageGroup
from redvest.service.models import Opening
from redvest.service.rules.opening import OpeningPlan, StagePlan

Choices = Sequence[tuple[str, str]]
_GROUPS = [("", _("不分这一批")), *((g.value, g.label) for g in StageGroup if g != StageGroup.ALL)]


class _Capped(forms.Form):
    """What every way has: when it opens, and how often one person may have such a post."""

    use_required_attribute = False
    mode = OpeningMode.FIRST_COME

    opens_at = MomentField(label=_("什么时候开放"), help_text=_("要在活动的报名开始和报名截止之间。"))
    most_each = WholeField(
        label=_("每人最多报几次"), least=1, most=100, required=False,
        help_text=_("和别的限次岗位一起算。不限就空着。"),
    )  # fmt: skip
    within_days = WholeField(label=_("按多少天算"), least=1, most=366, required=False)

    def plan(self, stages: Sequence[StagePlan] = ()) -> OpeningPlan:
        return OpeningPlan(mode=self.mode, stages=tuple(stages), **self.cleaned_data)


class FirstComeFields(_Capped):
    """First come, with or without a waiting room."""

    waiting_room = forms.BooleanField(
        label=_("排队进场"), required=False,
        help_text=_("人特别多时用：先到的一起抽出先后，按每秒几个人放进来，页面自己刷新。"),
    )  # fmt: skip
    admit_per_second = WholeField(label=_("每秒放进几个人"), least=1, most=1000, initial=100)


class LotteryFields(_Capped):
    """A lottery: from when to when one enters, when it is drawn."""

    mode = OpeningMode.LOTTERY
    closes_at = MomentField(label=_("登记到什么时候"), help_text=_("截止时公布全部签号。"))
    draws_at = MomentField(label=_("什么时候抽签"), help_text=_("登记截止以后、活动开始以前。"))


class StagedFields(_Capped):
    """Stages: the first begins when the opening does, the last is everybody's."""

    mode = OpeningMode.STAGED
    all_opens_at = MomentField(
        label=_("什么时候对所有人开放"), help_text=_("前面批次没报满的名额，这时都归所有人。")
    )

    def plan(self, stages: Sequence[StagePlan] = ()) -> OpeningPlan:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "all_opens_at"}
        last = StagePlan(StageGroup.ALL, self.cleaned_data["all_opens_at"], 0)
        return OpeningPlan(mode=self.mode, stages=(*stages, last), **typed)


class StageFields(forms.Form):
    """One stage for a group. The first may leave its time empty."""

    use_required_attribute = False

    group = forms.ChoiceField(label=_("对谁开放"), choices=_GROUPS, required=False)
    region = forms.ChoiceField(label=_("哪个区域（选居民时）"), required=False)
    number = WholeField(
        label=_("不满几天 / 满几小时（选新志愿者或服务过的时）"), least=1, most=10_000, required=False
    )
    places = WholeField(label=_("名额"), least=1, most=100_000, required=False)
    opens_at = MomentField(label=_("什么时候开放"), required=False)

    def __init__(self, *args: Any, regions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("请选择")), *regions]  # type: ignore[attr-defined]


class StageRows(BaseFormSet[StageFields]):
    """Three rows; those without a group are none."""

    def stages(self, opens_at: Any) -> list[StagePlan]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("group")]
        return [
            StagePlan(
                row["group"],
                row["opens_at"] or opens_at,
                row["places"] or 0,
                row["region"] if row["group"] == StageGroup.RESIDENTS else str(row["number"] or ""),
            )
            for row in rows
        ]


StageSet: type[StageRows] = formset_factory(StageFields, formset=StageRows, extra=3, max_num=3)  # type: ignore[assignment]
FIELDS: dict[str, type[_Capped]] = {
    form.mode.value: form for form in (FirstComeFields, LotteryFields, StagedFields)
}


def initial_of(opening: Opening | None) -> dict[str, Any]:
    """What the form starts with."""
    if opening is None:
        return {}
    names = (
        "opens_at", "closes_at", "draws_at", "most_each", "within_days", "waiting_room", "admit_per_second",
    )  # fmt: skip
    last = opening.stages.last()
    return {name: getattr(opening, name) for name in names} | {
        "all_opens_at": last.opens_at if last else None
    }


def initial_stages(opening: Opening | None) -> list[dict[str, Any]]:
    rows = opening.stages.exclude(group=StageGroup.ALL) if opening else ()
    return [
        {
            "group": row.group,
            "region": row.value if row.group == StageGroup.RESIDENTS else "",
            "number": row.value if row.group in (StageGroup.NEW, StageGroup.SERVED) else None,
            "places": row.places,
            "opens_at": row.opens_at,
        }
        for row in rows
    ]
