"""Forms of the recording discipline: the answer to a report, a refusal of hours, a back-fill."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import MomentField, text_area
from redvest.faces.shared.minutes import MinutesField
from redvest.faces.shared.papers import PapersField
from redvest.service.choices import ReportDecision

# `3605 6906 8461 2小时`, `360569068461 2.5小时`, `360569068461 120`: the number as printed, then how long.
_LINE = re.compile(
    r"^\s*(?P<number>\d(?:\s*\d){11})\s*[,，、:：\s]\s*(?P<long>\d{1,5}(?:\.\d{1,2})?)\s*(?P<unit>个?小时|h|分钟?)?\s*$"
)


def minutes_of(amount: str, unit: str) -> int | None:
    """Minutes of what was typed: whole minutes, or hours with a fraction; None where that is no whole minute."""
    value = Decimal(amount) * (60 if "小时" in unit or unit == "h" else 1)
    return int(value) if value == value.to_integral_value() else None


class AnswerFields(forms.Form):
    """What becomes of a report, and why; the volunteer reads the reason."""

    decision = forms.ChoiceField(
        label=_("核实结果"), widget=forms.RadioSelect, error_messages={"required": _("请选择怎么处理。")}
    )
    minutes = MinutesField(label=_("实际多久"), required=False)
    reason = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("写明看了什么、为什么，志愿者会看到。"),
        widget=text_area(2), error_messages={"required": _("请写明依据，志愿者会看到。")},
    )  # fmt: skip

    def __init__(self, *args: Any, missing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = (
            [(ReportDecision.RECORD, _("属实，补记时长")), (ReportDecision.REFUSE, _("不属实，维持原样"))]
            if missing
            else [
                (ReportDecision.CORRECT, _("属实，更正分钟数")),
                (ReportDecision.VOID, _("属实，整条作废")),
                (ReportDecision.REFUSE, _("不属实，维持原样")),
            ]
        )
        self.fields["decision"].choices = [(value.value, words) for value, words in offered]  # type: ignore[attr-defined]


class BackfillFields(forms.Form):
    """An activity that was held without the platform."""

    title = forms.CharField(
        label=_("活动名称"), max_length=60, error_messages={"required": _("请写明活动叫什么。")}
    )
    starts_at = MomentField(label=_("开始时间"))
    ends_at = MomentField(label=_("结束时间"))
    place_name = forms.CharField(
        label=_("在哪里办的"), max_length=80, error_messages={"required": _("请写明在哪里办的。")}
    )
    content = forms.CharField(
        label=_("做了什么"),
        max_length=500,
        widget=text_area(2),
        error_messages={"required": _("请写明做了什么。")},
    )
    people = forms.CharField(
        label=_("参加的人"), widget=text_area(5),
        help_text=_("一行一人：编号（空格不要紧），后面写服务了多久，例如“3605 6906 8461 2小时”。"),
        error_messages={"required": _("请填写参加的人和每人的分钟数。")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("为什么当时没用平台"), max_length=200,
        error_messages={"required": _("请写明为什么当时没有用平台。")},
    )  # fmt: skip
    papers = PapersField(
        label=_("佐证材料"),
        help_text=_("签到表、现场照片、招募通知等。照片或 PDF，一份最多 5 MB，最多 6 份。"),
    )

    def clean_people(self) -> list[tuple[str, int]]:
        """Volunteer numbers with their minutes, in the order typed."""
        found: list[tuple[str, int]] = []
        for count, line in enumerate(self.cleaned_data["people"].splitlines(), 1):
            if not line.strip():
                continue
            match = _LINE.match(line)
            minutes = minutes_of(match["long"], match["unit"] or "") if match else None
            if match is None or minutes is None:
                said = _("第 %(n)d 行看不懂，请写成“3605 6906 8461 2小时”这样。") % {"n": count}
                raise forms.ValidationError(said)
            found.append(("".join(match["number"].split()), minutes))
        return found
