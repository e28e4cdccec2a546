"""The part of the form of a new activity that makes a series of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import DayField, WholeField
from redvest.faces.shared.words import WEEKDAYS
from redvest.service.rules.recurrence import MOST
from redvest.service.rules.repeat import Every, LeaveOut, RepeatForm

EVERY = [
    ("", _("只办一场")),
    (Every.WEEK.value, _("每周")),
    (Every.TWO_WEEKS.value, _("每两周")),
    (Every.MONTH_WEEKDAY.value, _("每月同一个星期几（例如第二个周六）")),
    (Every.MONTH_DAY.value, _("每月同一天")),
    (Every.DAY.value, _("每天")),
]
LEFT_OUT = [
    (LeaveOut.NOTHING.value, _("照常办")),
    (LeaveOut.HOLIDAYS.value, _("法定节假日不办")),
    (LeaveOut.MADE_UP.value, _("法定节假日和调休上班的日子都不办")),
]


class RepeatFields(forms.Form):
    """Nothing chosen: one activity. The first occurrence is the one whose times stand above."""

    use_required_attribute = False

    every = forms.ChoiceField(
        label=_("多久一次"), choices=EVERY, required=False,
        help_text=_("选了重复，每一场各自报名、签到、记时长；提交和审核只要一次。"),
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=_("星期几"), choices=[(str(n), name) for n, name in enumerate(WEEKDAYS)], coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("每周、每两周时用；不选就和第一场同一天。"),
    )  # fmt: skip
    until = DayField(
        label=_("办到哪一天"), required=False, help_text=_("和“一共几场”只填一个。")
    )  # fmt: skip
    times = WholeField(
        label=_("或者一共几场"), least=2, most=MOST, later=True,
        help_text=_("每周一次、办一年就是 52 场。"),
    )  # fmt: skip
    leave_out = forms.ChoiceField(label=_("碰上放假"), choices=LEFT_OUT, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("every") and not self.errors:
            given = [name for name in ("until", "times") if typed.get(name) is not None]
            if len(given) != 1:
                self.add_error("until", _("请填办到哪一天，或者一共几场，只填一个。"))
        return typed

    def to_form(self) -> RepeatForm | None:
        """What the service asks for; None where it takes place once."""
        typed = self.cleaned_data
        if not typed["every"]:
            return None
        return RepeatForm(
            every=typed["every"],
            weekdays=tuple(typed["weekdays"]),
            until=typed["until"],
            times=typed["times"],
            leave_out=typed["leave_out"],
        )
