"""The forms of an organisation's record: who stands above it, its mark, its contact, brands, changes with proof."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import DayField, WholeField
from redvest.faces.desk.forms.several import MakeForm
from redvest.registry.choices import BodyFact, BrandKind
from redvest.registry.models import Body
from redvest.registry.rules.body import MOST_PEOPLE

# Which field a refusal is about.
FIELDS = {
    "parent-and-liaison": "liaison_code",
    "parent-wrong": "parent_code",
    "liaison-wrong": "liaison_code",
    "mark-wrong": "number",
    "mark-taken": "number",
    "contact-phone-wrong": "phone",
    "body-incomplete": "name",
    "capacity-wrong": "capacity",
    "brand-wrong": "name",
    "brand-taken": "name",
    "change-wrong": "after",
    "credit-code-invalid": "after",
    "change-waiting": "fact",
    "change-proof-wrong": "proof",
}


class ContactFields(forms.Form):
    """How to reach it and how many it can lead."""

    name = forms.CharField(label=_("联系人"), max_length=60)
    phone = forms.CharField(
        label=_("公开联系电话"), max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )
    address = forms.CharField(label=_("地址"), max_length=120, required=False)
    capacity = WholeField(
        label=_("最多能带多少人"), least=1, most=MOST_PEOPLE, required=False,
        help_text=_("同时最多能组织多少名成员，不知道可以不填。"),
    )  # fmt: skip


class UpperFields(forms.Form):
    """Parent or liaison, by code."""

    parent_code = forms.CharField(label=_("直属上级的组织代码"), max_length=12, required=False)
    liaison_code = forms.CharField(
        label=_("联络组织的组织代码"),
        max_length=12,
        required=False,
        help_text=_("有直属上级的不填；两个只填一个。"),
    )


class MarkFields(forms.Form):
    """The identity mark."""

    number = forms.CharField(
        label=_("身份标识证书编号"), max_length=40, required=False, help_text=_("清空就是取消标识。")
    )
    on = DayField(label=_("取得日期"), required=False)


class BrandFields(forms.Form):
    """A brand."""

    kind = forms.ChoiceField(label=_("种类"), choices=BrandKind.choices)
    name = forms.CharField(label=_("品牌名"), max_length=40)
    about = forms.CharField(label=_("简介"), max_length=200, required=False)
    began_on = DayField(label=_("从哪天开始用"))


class ChangeFields(forms.Form):
    """A change with its document."""

    fact = forms.ChoiceField(label=_("变更什么"), choices=BodyFact.choices)
    after = forms.CharField(label=_("改成"), max_length=80)
    reason = forms.CharField(label=_("为什么"), max_length=200)
    proof = forms.FileField(
        label=_("证明文件"), help_text=_("登记证书、批复或会议纪要，照片或 PDF，不超过 5 MB。")
    )


def fact_forms(body: Body) -> dict[str, MakeForm]:
    """The forms of the page of facts, filled with what is there."""
    filled: dict[str, tuple[type[forms.Form], dict[str, Any]]] = {
        "contact": (ContactFields, {
            "name": body.contact_name, "phone": body.contact_phone, "address": body.address, "capacity": body.capacity,
        }),
        "upper": (UpperFields, {
            "parent_code": body.parent.code if body.parent else "", "liaison_code": body.liaison.code if body.liaison else "",
        }),
        "mark": (MarkFields, {"number": body.mark_number, "on": body.marked_on}),
        "brand": (BrandFields, {}),
    }  # fmt: skip
    return {name: partial(kind, initial=initial, prefix=name) for name, (kind, initial) in filled.items()}
