"""The forms of a crisis: registering in a minute, reporting what is needed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.care.choices import CrisisNeedKind, CrisisSkill
from redvest.faces.site.forms.account import PhoneField

FIELDS = {
    "crisis-words-missing": "name",
    "phone-of-another": "name",
    "birth-day-wrong": "born",
    "brief-unsigned": "brief",
    "brief-changed": "brief",
    "crisis-minor": "born",
}
REPORT_FIELDS = {"crisis-words-missing": "words", "too-many-tries": "phone"}


class BriefForm(forms.Form):
    """The brief alone: for who is on the register."""

    brief = forms.BooleanField(
        label=_("我读过了，会照做"),
        error_messages={"required": _("请先读一遍上面的安全须知，再勾这里。")},
    )


class CrisisPersonForm(BriefForm):
    """As little as it takes to know who comes; what one can do helps the staging area."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请填写姓名。")},
    )
    phone = PhoneField()
    born = forms.CharField(
        label=_("出生日期"),
        max_length=20,
        help_text=_("八位数字，比如 19900517。只看满没满 18 岁，不保存。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday"}),
        error_messages={"required": _("请填写出生日期。")},
    )
    skills = forms.MultipleChoiceField(
        label=_("会什么"), choices=CrisisSkill.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    equipment = forms.CharField(
        label=_("带了什么工具"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("冲锋舟、发电机、皮卡车……")}),
    )
    stays_on = forms.BooleanField(label=_("这次过后，也愿意做志愿者"), required=False)
    field_order = ("name", "phone", "born", "skills", "equipment", "brief", "stays_on")


class CrisisReportForm(forms.Form):
    """What is needed and where; the phone may stay empty."""

    kind = forms.ChoiceField(
        label=_("是什么事"),
        choices=CrisisNeedKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选是什么事。")},
    )
    place = forms.CharField(
        label=_("在哪里"),
        max_length=80,
        help_text=_("小区、楼栋、门牌，或者附近显眼的东西。"),
        error_messages={"required": _("请写在哪里。")},
    )
    words = forms.CharField(
        label=_("什么情况"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("几个人、有没有老人孩子病人、缺什么。"),
        error_messages={"required": _("请写是什么情况。")},
    )
    phone = PhoneField(
        label=_("能打通的手机号"), required=False, help_text=_("只给核实的人回电话用，不公开。")
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
