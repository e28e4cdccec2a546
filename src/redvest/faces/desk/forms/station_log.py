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
    "station-number-wrong": "helpers",
    "station-words-private": "words",
    "station-words-missing": "words",
    "station-service-exists": "name",
    "station-loan-day-wrong": "due_on",
    "station-nothing-left": "thing",
    "phone-invalid": "phone",
    "station-phone-wrong": "phone",
}


class ThingFields(forms.Form):
    name = forms.CharField(label=_("设施"), max_length=30, error_messages={"required": _("请写上名称。")})
    count = WholeField(label=_("几件"), most=999, initial=1, help_text=_("没有了就填 0。"))


class ContactFields(forms.Form):
    phone = forms.CharField(
        label=_("站里的电话"),
        required=False,
        max_length=20,
        help_text=_("写在公开页面上，人人能看到。没有就留空。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class ServiceFields(forms.Form):
    name = forms.CharField(label=_("服务项目"), max_length=40, error_messages={"required": _("请写上名称。")})
    words = forms.CharField(label=_("什么时候、怎么来"), required=False, max_length=200)


class SessionFields(forms.Form):
    kind = forms.ChoiceField(label=_("记什么"), choices=SessionKind.choices)
    service = forms.ChoiceField(label=_("哪项服务"), required=False)
    held_on = DayField(label=_("哪天"))
    helpers = WholeField(label=_("来了几位志愿者"), most=500, help_text=_("只记平常来站的人可以填 0。"))
    visitors = WholeField(label=_("来了或服务了几人次"), most=20_000, initial=0)
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


class LoanFields(forms.Form):
    thing = forms.ChoiceField(label=_("借什么"))
    borrower = forms.CharField(
        label=_("借用人怎么称呼"), max_length=20, error_messages={"required": _("请写上怎么称呼。")}
    )
    phone = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        help_text=_("加密保存，归还 30 天后删除。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("请填写手机号码。")},
    )
    due_on = DayField(label=_("哪天还"), help_text=_("最长借 60 天。"))

    def __init__(self, *args: object, things: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["thing"].choices = [("", _("请选择")), *things]  # type: ignore[attr-defined]
