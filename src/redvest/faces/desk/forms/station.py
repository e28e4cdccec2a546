"""The forms of a station's opening hours and duty."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import DayField, LaterText

FIELDS = {
    "opening-wrong": "closes",
    "opening-overlaps": "opens",
    "opening-past": "first",
    "opening-half": "closes",
    "duty-pattern-wrong": "ends",
    "duty-outside-hours": "begins",
    "duty-person-unknown": "number",
    "duty-asked-before": "number",
    "duty-asking-refused": "number",
    "duty-slot-begun": "number",
    "duty-reason-missing": "words",
    "reason-missing": "reason",
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
    first = DayField(label=_("哪天起"))
    last = DayField(label=_("到哪天"), required=False, help_text=_("只有一天就不填；一次最多 31 天。"))
    opens = forms.TimeField(
        label=_("开门"),
        required=False,
        widget=_CLOCK,
        help_text=_("全天不开门就不填。"),
    )
    closes = forms.TimeField(label=_("关门"), required=False, widget=_CLOCK)
    note = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=60,
        help_text=_("写在公开页面上，也发给那几天要来值班的人。"),
    )


class DutyFields(forms.Form):
    weekday = forms.TypedChoiceField(label=_("星期"), choices=list(WEEK.items()), coerce=int)
    begins = forms.TimeField(label=_("开始"), widget=_CLOCK, error_messages=_WRONG)
    ends = forms.TimeField(label=_("结束"), widget=_CLOCK, error_messages=_WRONG)
    places = forms.IntegerField(label=_("需要几人"), min_value=1, max_value=20, initial=1)


class AskFields(forms.Form):
    number = LaterText(label=_("志愿者编号"), max_length=20)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        typed = super().clean() or {}
        if not typed.get("number") and not typed.get("person") and not self.errors:
            self.add_error("number", _("请填写志愿者编号，或者从上面的名单里选人。"))
        return typed


class OffFields(forms.Form):
    words = forms.CharField(
        label=_("为什么取消"),
        max_length=60,
        help_text=_("答应来的和请过的人都会收到这句话。"),
        error_messages={"required": _("请写一句为什么取消。")},
    )


class PhoneFields(forms.Form):
    person = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=200)
