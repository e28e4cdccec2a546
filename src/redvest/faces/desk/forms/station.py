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
    "duty-asked-before": "number",
    "station-facts-wrong": "name",
    "station-taken": "name",
    "station-place-wrong": "community",
    "station-opened-wrong": "opened_on",
    "community-out-of-reach": "community",
    "cell-invalid": "lon",
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


class PlaceFields(forms.Form):
    """Where a station is."""

    name = forms.CharField(
        label=_("站点名称"), max_length=60, error_messages={"required": _("请填写站点名称。")}
    )
    address = forms.CharField(label=_("地址"), max_length=120, error_messages={"required": _("请填写地址。")})
    lon = forms.CharField(
        label=_("经度"), required=False, max_length=12, help_text=_("不填就用社区的位置，或者不改。")
    )
    lat = forms.CharField(label=_("纬度"), required=False, max_length=12)


class NewStationFields(PlaceFields):
    """A new one, with its community and since when."""

    community = forms.CharField(
        label=_("社区代码"), max_length=12, error_messages={"required": _("请填写社区代码。")},
        help_text=_("12 位区划代码，在台账的区域列表里能查到。"),
    )  # fmt: skip
    opened_on = DayField(label=_("启用日期"), required=False, help_text=_("不填就是今天。"))
    field_order = ("community", "name", "address", "lon", "lat", "opened_on")


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
