"""The forms of a station's opening hours and duty."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import DayField

FIELDS = {
    "opening-wrong": "closes",
    "opening-overlaps": "opens",
    "duty-pattern-wrong": "ends",
    "duty-person-unknown": "number",
    "duty-slot-begun": "number",
}
WEEK = {
    0: _("周一"),
    1: _("周二"),
    2: _("周三"),
    3: _("周四"),
    4: _("周五"),
    5: _("周六"),
    6: _("周日"),
}
_CLOCK = forms.TimeInput(attrs={"type": "time"})  # a field copies its widget
_WRONG = {"required": _("请填写。"), "invalid": _("请写成 09:00 这样的时间。")}


class OpeningFields(forms.Form):
    weekday = forms.TypedChoiceField(label=_("星期"), choices=list(WEEK.items()), coerce=int)
    opens = forms.TimeField(label=_("开门"), widget=_CLOCK, error_messages=_WRONG)
    closes = forms.TimeField(label=_("关门"), widget=_CLOCK, error_messages=_WRONG)


class DayFields(forms.Form):
    day = DayField(label=_("哪天"))
    opens = forms.TimeField(
        label=_("开门"),
        required=False,
        widget=_CLOCK,
        help_text=_("全天不开门就不填。"),
    )
    closes = forms.TimeField(label=_("关门"), required=False, widget=_CLOCK)
    note = forms.CharField(label=_("说明"), required=False, max_length=60)


class UsualFields(forms.Form):
    day = DayField(widget=forms.HiddenInput)


class DutyFields(forms.Form):
    weekday = forms.TypedChoiceField(label=_("星期"), choices=list(WEEK.items()), coerce=int)
    begins = forms.TimeField(label=_("开始"), widget=_CLOCK, error_messages=_WRONG)
    ends = forms.TimeField(label=_("结束"), widget=_CLOCK, error_messages=_WRONG)
    places = forms.IntegerField(label=_("需要几人"), min_value=1, max_value=20, initial=1)


class AskFields(forms.Form):
    slot = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.CharField(
        label=_("志愿者编号"), max_length=20, error_messages={"required": _("请填写志愿者编号。")}
    )
