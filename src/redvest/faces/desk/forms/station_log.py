"""The forms of a station's things, services and work log."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import DayField, WholeField
from redvest.registry.choices import SessionKind

FIELDS = {
    "station-day-wrong": "held_on",
    "station-service-unknown": "service",
    "station-session-recorded": "held_on",
    "station-service-exists": "name",
}


class ThingFields(forms.Form):
    name = forms.CharField(label=_("设施"), max_length=30, error_messages={"required": _("请写上名称。")})
    count = WholeField(label=_("几件"), most=999, initial=1, help_text=_("没有了就填 0。"))


class ServiceFields(forms.Form):
    name = forms.CharField(label=_("服务项目"), max_length=40, error_messages={"required": _("请写上名称。")})
    words = forms.CharField(label=_("什么时候、怎么来"), required=False, max_length=200)


class SessionFields(forms.Form):
    kind = forms.ChoiceField(label=_("记什么"), choices=SessionKind.choices)
    service = forms.ChoiceField(label=_("哪项服务"), required=False)
    held_on = DayField(label=_("哪天"))
    helpers = WholeField(label=_("来了几位志愿者"), least=1, most=500)
    visitors = WholeField(label=_("服务了几人次"), most=20_000, initial=0)
    words = forms.CharField(
        label=_("说明"), required=False, max_length=200, help_text=_("培训和例会写上内容。")
    )

    def __init__(self, *args: object, services: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["service"].choices = [("", _("请选择")), *services]  # type: ignore[attr-defined]


class NeedFields(forms.Form):
    words = forms.CharField(
        label=_("居民想要什么"),
        max_length=200,
        help_text=_("不写姓名和电话。"),
        error_messages={"required": _("请写上内容。")},
    )
