"""The forms of grids (网格), sanitation zones and their keepers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import DayField, text_area

FIELDS = {
    "grid-name-taken": "name",
    "grid-name-missing": "name",
    "outline-wrong": "outline",
    "grid-not-in-community": "community",
    "community-out-of-reach": "community",
    "keeper-unknown": "number",
    "keeper-there": "starts_on",
    "keeper-busy": "number",
    "keeping-dates-wrong": "ends_on",
}
_OUTLINE = _("可以不填。粘贴 GeoJSON 多边形，例如从地图软件导出的。")


class ZoneFields(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=40, error_messages={"required": _("请填写名称。")})
    outline = forms.CharField(
        label=_("范围"), required=False, max_length=20_000, widget=text_area(3), help_text=_OUTLINE
    )


class GridFields(ZoneFields):
    community = forms.CharField(
        label=_("社区代码"), max_length=12, error_messages={"required": _("请填写社区代码。")},
        help_text=_("12 位区划代码，在台账的区域列表里能查到。"),
    )  # fmt: skip
    field_order = ("community", "name", "outline")


class RedrawFields(forms.Form):
    """What is left empty stays as it is."""

    zone = forms.CharField(label=_("改哪里"), required=False, widget=forms.Select())
    name = forms.CharField(label=_("新名称"), required=False, max_length=40, help_text=_("不改名就不填。"))
    outline = forms.CharField(
        label=_("新范围"), required=False, max_length=20_000, widget=text_area(3), help_text=_OUTLINE
    )


class KeeperFields(forms.Form):
    zone = forms.CharField(label=_("负责哪里"), required=False, widget=forms.Select())
    number = forms.CharField(
        label=_("志愿者编号"), max_length=20, error_messages={"required": _("请填写志愿者编号。")}
    )
    starts_on = DayField(label=_("从哪天"), required=False, help_text=_("不填就是今天。"))
    ends_on = DayField(label=_("到哪天"), required=False, help_text=_("长期负责可以不填。"))


def offer(form: forms.Form, places: list[tuple[str, str]]) -> None:
    """The grid itself and its zones, where a form asks for one of them."""
    form.fields["zone"].widget.choices = places
