"""The forms of pairings at the desk: a household, who is asked, and words that say why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.care.choices import HELPERS, CareGroup, HouseholdConsent, PairingKind
from redvest.faces.desk.forms.inputs import DayField, text_area
from redvest.faces.shared.pairing_form import NumberFields


class HouseholdFields(forms.Form):
    """Sealed as soon as it is saved; nobody finds a household by its name."""

    name = forms.CharField(
        label=_("户主姓名"), max_length=40, error_messages={"required": _("请填写户主姓名。")}
    )
    phone = forms.CharField(label=_("手机号"), max_length=30, required=False)
    address = forms.CharField(label=_("住址"), max_length=120, error_messages={"required": _("请填写住址。")})
    grid = forms.ChoiceField(label=_("在哪个网格"), required=False)
    groups = forms.MultipleChoiceField(
        label=_("什么情况"), required=False, choices=CareGroup.choices, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("要注意什么"), required=False, max_length=300, widget=text_area(2),
        help_text=_("比如耳背、养了狗、上午在家。只有结对的人看得到。"),
    )  # fmt: skip
    consent = forms.ChoiceField(label=_("这家怎么同意的"), choices=HouseholdConsent.choices)
    consented_on = DayField(label=_("哪天同意的"))

    def __init__(self, *args: Any, grids: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid"].choices = [("", _("说不准")), *grids]  # type: ignore[attr-defined]


class CommunityFields(forms.Form):
    community = forms.ChoiceField(label=_("哪个社区"), error_messages={"required": _("请选择社区。")})

    def __init__(self, *args: Any, communities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].choices = communities  # type: ignore[attr-defined]


class MemberFields(NumberFields, CommunityFields):
    """A party member of a branch, and the community to which they reported."""

    field_order = ("number", "community")


class HelperFields(NumberFields):
    """A volunteer for the old and the young, or for a child left behind."""

    kind = forms.ChoiceField(
        label=_("哪一种结对"), choices=[(each.value, PairingKind(each).label) for each in HELPERS]
    )
    body = forms.CharField(
        label=_("由哪个组织安排"), max_length=12, error_messages={"required": _("请填写组织代码。")},
        help_text=_("组织代码，例如 XY00012；走访的时长由它记录。"),
    )  # fmt: skip
    field_order = ("kind", "number", "body")


class UnitFields(forms.Form):
    body = forms.CharField(
        label=_("单位的组织代码"), max_length=12, error_messages={"required": _("请填写组织代码。")}
    )


class ReasonFields(forms.Form):
    reason = forms.CharField(
        label=_("为什么要看（至少四个字，会留下记录）"), max_length=200,
        error_messages={"required": _("请写明为什么要看。")},
    )  # fmt: skip
